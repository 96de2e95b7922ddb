import Comparison
import Recipes

/// In which keys recipes differ, and all of them.
enum RecipeSection {
  static func section(_ groups: [ReportedGroup], differences: [[ComparedRun.RecipeValue]]) -> Section {
    let runs = groups.compactMap(\.runs.first)
    let keys = runs.flatMap { $0.recipe.map(\.key) }.reduce(into: [String]()) { keys, key in
      if !keys.contains(key) { keys.append(key) }
    }
    let differing = keys.filter { key in differences.contains { $0.contains { $0.key == key } } }
    let names = groups.map { group -> HTML in "<th class=\"words\">\(group.key)</th>" }
    func table(_ keys: [String]) -> HTML {
      let rows = keys.map { key -> HTML in
        let cells = runs.map { run -> HTML in "<td class=\"words\"><code>\(run[key] ?? "–")</code></td>" }
        return "<tr><th scope=\"row\"><code>\(key)</code></th>\(cells)</tr>\n"
      }
      return """
        <div class="pane scroll"><table><thead><tr><th class="name">key</th>\(names)</tr></thead><tbody>
        \(rows)</tbody></table></div>
        """
    }
    let same = keys.filter { !differing.contains($0) && $0 != "seed" && $0 != "name" }
    let isAlone = groups.count == 1
    let body: HTML =
      isAlone
      ? "<div class=\"pane\">\(common(keys, runs))</div>"
      : """
      \(differing.isEmpty ? "<p>The recipes are the same.</p>" : table(differing))
      <details><summary>\(same.count) keys with the same value</summary>\(common(same, runs))</details>
      """
    return Section(
      "recipe", "Recipe", heading: isAlone ? "The recipe" : "What differs in the recipes?",
      lead: isAlone ? "Every value, defaults written out." : "Besides seed and name.", body: body)
  }

  private static func common(_ keys: [String], _ runs: [ComparedRun]) -> HTML {
    let lines = keys.map { "\($0): \(runs.first?[$0] ?? "")" }
    return "<pre class=\"columns\">\(lines.joined(separator: "\n"))</pre>"
  }
}
