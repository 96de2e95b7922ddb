import Recipes

/// What a recipe that follows a paper does otherwise than the paper's code, in words.
struct PublishedComparison {
  let text: String

  /// Nil where the recipe follows no code.
  init?(_ recipe: Recipe) {
    guard let code = recipe.published.code else { return nil }
    let deviations = recipe.deviations
    var lines = ["published", "  follows \(code)"]
    let rows = deviations.map { [$0.path, $0.value ?? "not set", "published: \($0.published)"] }
    let table = TextTable([.left(gap: 2), .left(gap: 2), .left(gap: 2)], fitting: rows)
    lines += rows.map { table.line($0) }
    lines += recipe.published.notes.flatMap { note in
      note.wrapped(to: 76).enumerated().map { ($0.offset == 0 ? "  - " : "    ") + $0.element }
    }
    if deviations.isEmpty && recipe.published.notes.isEmpty { lines.append("  nothing is known to differ") }
    text = lines.joined(separator: "\n")
  }
}
