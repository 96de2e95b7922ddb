import Recipes

/// What a recipe that follows a paper does otherwise than the paper's code, in words.
struct PublishedComparison {
  let text: String

  /// Nil where the recipe follows no code.
  init?(_ recipe: Recipe) {
    guard let code = recipe.published.code else { return nil }
    let deviations = recipe.deviations
    var lines = ["published", "  follows \(code)"]
    let values = deviations.map { ($0.path, $0.value ?? "not set", $0.published) }
    let widths = (values.map { $0.0.count }.max() ?? 0, values.map { $0.1.count }.max() ?? 0)
    lines += values.map { path, value, published in
      "  \(path.padded(right: widths.0))  \(value.padded(right: widths.1))  published: \(published)"
    }
    lines += recipe.published.notes.flatMap { note in
      note.wrapped(to: 76).enumerated().map { ($0.offset == 0 ? "  - " : "    ") + $0.element }
    }
    if deviations.isEmpty && recipe.published.notes.isEmpty { lines.append("  nothing is known to differ") }
    text = lines.joined(separator: "\n")
  }
}
