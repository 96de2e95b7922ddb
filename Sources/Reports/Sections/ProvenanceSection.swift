import Comparison
import Foundation

/// Where the numbers come from, whether they can be compared, and the commands that make them again.
enum ProvenanceSection {
  static func section(
    _ groups: [ReportedGroup], checks: [Check], warnings: [String], notes: [String], commands: [String]
  ) -> Section {
    let marks =
      checks.map { check -> HTML in "<li class=\"\(check.isSame ? "same" : "warning")\">\(check.text)</li>" }
      + warnings.map { warning -> HTML in "<li class=\"warning\">\(warning)</li>" }
    let list: HTML = marks.isEmpty ? .nothing : "<ul class=\"checks\">\(marks)</ul>"
    let sentences: HTML = notes.isEmpty ? .nothing : "<p class=\"note\">\(notes.joined(separator: "; ")).</p>"
    let block: HTML =
      marks.isEmpty && notes.isEmpty ? .nothing : "<div class=\"pane\">\(list)\(sentences)</div>"
    return Section(
      "provenance", "Provenance", heading: "Where do the numbers come from?",
      body: """
        \(block)\(table(groups))
        <div class="pane"><h3>Make them again</h3><pre>\(commands.joined(separator: "\n"))</pre></div>
        """)
  }

  private static func table(_ groups: [ReportedGroup]) -> HTML {
    let rows = groups.flatMap { group in
      group.runs.map { run -> HTML in
        let environment = run.environment
        let commit = environment?.commit.map { String($0.prefix(7)) } ?? "–"
        let changed = environment?.isModified == true ? " + changes" : ""
        let mean = run.evaluation.map { "\(FigureText.percent($0.test.mean)) %" } ?? "–"
        return """
          <tr><td class="words id"><code>\(run.id)</code></td><td class="words">\(group.label)</td><td>\("\(run.seed)")</td>\
          <td class="words">\(run.record.state.rawValue)</td><td>\(run.record.epoch)/\(run.record.epochs)</td><td>\(mean)</td>\
          <td class="words">\(commit)\(changed)</td><td class="words">\(environment?.libtorch ?? "–")</td>\
          <td class="words">\(environment.map { "\($0.device) ×\($0.threads), \($0.host)" } ?? "–")</td></tr>

          """
      }
    }
    return """
      <div class="pane scroll"><table><thead><tr><th class="words">run</th><th class="words">strategy</th><th>seed</th>\
      <th class="words">state</th><th>epoch</th><th>test mean</th><th class="words">commit</th><th class="words">libtorch</th>\
      <th class="words">machine</th></tr></thead><tbody>\(rows)</tbody></table></div>
      """
  }

  /// The commands that began runs, and those that carry each of them out again, whatever became of the recipe since.
  static func commands(for runs: [ComparedRun]) -> [String] {
    var known: Set<String> = []
    let begun = runs.compactMap { run -> String? in
      guard let command = run.record.commands.first else { return nil }
      return (["workbench"] + command.dropFirst().map(\.quotedForShell)).joined(separator: " ")
    }.filter { known.insert($0).inserted }
    let again = runs.map { "workbench run \($0.directory.resolvedRecipe.quotedForShell)" }
    return (begun.isEmpty ? [] : ["# as \(runs.count == 1 ? "it was" : "they were") begun"] + begun)
      + ["# again, with every value as it was then"] + again
  }
}
