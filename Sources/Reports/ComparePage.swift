import Charts
import Comparison
import Files
import Foundation

/// `compare.html`: strategies set against each other in one file.
package struct ComparePage {
  private let comparison: StrategyComparison
  private let groups: [ReportedGroup]
  private let charts: PageCharts
  private let command: String

  /// `command` is what makes the same page again.
  package init(_ comparison: StrategyComparison, command: String) {
    (self.comparison, self.command) = (comparison, command)
    groups = ReportedGroup.groups(of: comparison)
    charts = PageCharts(of: groups, comparison)
  }

  /// The page as one text.
  package var text: String { page.text }

  private var page: Page {
    let best = groups.dropFirst().first ?? groups[0]
    let sections = [
      AccuracySection.section(comparison, groups), CostSection.section(comparison, groups, charts),
      LearningSection.section(groups, charts), ConflictSection.section(groups, charts),
      LeavingSection.section(comparison, groups),
      GallerySection.section(best), ConfusionSection.section(groups),
      FeatureSection.section(groups), RecipeSection.section(groups, differences: comparison.groups.map(\.recipe)),
      ProvenanceSection.section(
        groups, checks: comparison.checks, warnings: comparison.twins.map(\.text), notes: comparison.notes,
        commands: ProvenanceSection.commands(for: groups.flatMap(\.runs)) + ["# this page", command]),
    ].compactMap { $0 }
    return Page(
      title: title, subtitle: subtitle, badges: badges, opening: Headlines(comparison, groups).html, sections: sections)
  }

  private var title: String {
    let labels = groups.map(\.label)
    return labels.count <= 4
      ? labels.joined(separator: " vs ") : "\(labels[0]) vs \(labels.count - 1) others"
  }

  private var subtitle: HTML {
    let names = Set(groups.flatMap(\.runs).map(\.record.name)).sorted()
    let runs = groups.reduce(0) { $0 + $1.runs.count }
    let seeds = Set(groups.map(\.runs.count))
    let shape = seeds.count == 1 ? "\(groups.count) × \(seeds.first ?? 0) seeds = \(runs) runs" : "\(runs) runs"
    return "\(names.prefix(4).joined(separator: ", ")) · \(shape)"
  }

  private var badges: [Page.Badge] {
    let network = groups.first?.runs.first.map { "\($0["backbone.name"] ?? "") · \($0["data.name"] ?? "")" } ?? ""
    return [Page.Badge(text: network, kind: .plain)]
      + comparison.checks.map { check in
        Page.Badge(
          text: check.isSame ? "✓ same \(check.subject.rawValue)" : "! \(check.subject.rawValue): differs",
          kind: check.isSame ? .good : .warning)
      }
      + (comparison.twins.isEmpty ? [] : [Page.Badge(text: "! identical losses", kind: .warning)])
  }

  // MARK: - Files

  /// Writes the page, and its charts as PNG and SVG into a folder beside it.
  package func write(to path: String) throws {
    try DurableFile.write(Data(text.utf8), to: path)
    try ChartFiles.write(
      [
        ("anytime", charts.anytime), ("budgeted", charts.budgeted), ("learning", charts.learning),
        ("losses", charts.losses), ("conflict", charts.conflict), ("conflict-rates", charts.conflictRates),
        ("conflict-cosines", charts.conflictCosines),
      ], beside: path)
  }
}
