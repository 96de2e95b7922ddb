import Charts
import Comparison
import Files
import Foundation
import RunFiles

/// `report.html`: one run in one file, also while it is under way.
package struct RunPage {
  private let run: ComparedRun
  private let group: ReportedGroup
  private let comparison: StrategyComparison?
  private let charts: PageCharts

  package init(_ run: ComparedRun) {
    self.run = run
    group = ReportedGroup(of: run)
    comparison = run.isComplete ? try? StrategyComparison(of: [run]) : nil
    charts = PageCharts(of: [group], comparison)
  }

  /// The file in a run's directory.
  package static func path(in directory: RunDirectory) -> String { directory.path + "/report.html" }

  /// How often a page of a run that is under way loads itself again.
  private static let refreshSeconds = 20

  /// The page as one text.
  package var text: String {
    var page = Page(
      title: "\(run.record.name), \(group.label), seed \(run.seed)", subtitle: "\(run.id)", badges: badges,
      opening: opening, sections: sections)
    if run.record.state == .running { page.refreshSeconds = Self.refreshSeconds }
    return page.text
  }

  private var opening: HTML {
    if let comparison { return Headlines(comparison, [group]).html }
    let record = run.record
    let best = record.best.map { "Best mean validation accuracy so far: \(FigureText.percent($0)) %." } ?? ""
    let state: String =
      switch record.state {
      case .waiting: "Waiting for its turn"
      case .running: "Training, epoch \(record.epoch) of \(record.epochs)"
      case .paused: "Paused after epoch \(record.epoch) of \(record.epochs)"
      case .failed: "Failed in epoch \(record.epoch + 1) of \(record.epochs)"
      case .lost: "Lost after epoch \(record.epoch) of \(record.epochs)"
      case .finished: "Finished, without an evaluation that can be read"
      }
    let isRunning = record.state == .running
    let bar: HTML =
      isRunning ? "<progress max=\"\(record.epochs)\" value=\"\(record.epoch)\"></progress>" : .nothing
    let following = """
       As of \(record.updated.formatted(.iso8601.dateTimeSeparator(.space))); written after every epoch, and read again every \
      \(Self.refreshSeconds) seconds. Should it stand still: workbench show \(run.id) --report
      """
    return """
      <div class="cards"><div class="card"><h3>State</h3><div class="figure">\(state)</div>\(bar)\
      <p>\(record.failure ?? best)\(isRunning ? following : "")</p></div></div>
      """
  }

  private var badges: [Page.Badge] {
    let state = run.record.state
    let kind: Page.Badge.Kind = state == .finished ? .good : state == .running ? .plain : .warning
    let strategy = run.recipe.filter { $0.key.hasPrefix("strategy.") && $0.key != "strategy.name" }
      .map { "\($0.key.split(separator: ".").last ?? "") \($0.value)" }
    return [
      Page.Badge(text: state.rawValue, kind: kind),
      Page.Badge(text: "\(run["backbone.name"] ?? "") · \(run["data.name"] ?? "")", kind: .plain),
    ] + (strategy + run.annotations.labels).map { Page.Badge(text: $0, kind: .plain) }
  }

  private var sections: [Section] {
    let groups = [group]
    return [
      comparison.map { AccuracySection.section($0, groups) },
      comparison.map { CostSection.section($0, groups, charts) },
      LearningSection.section(groups, charts), ConflictSection.section(groups, charts),
      comparison.flatMap { LeavingSection.section($0, groups) }, ReliabilitySection.section(group, charts),
      GallerySection.section(group),
      ConfusionSection.section(groups), FeatureSection.section(groups, more: pictures),
      RecipeSection.section(groups, differences: []),
      ProvenanceSection.section(
        groups, checks: [], warnings: [], notes: run.annotations.notes.map(\.text),
        commands: ProvenanceSection.commands(for: [run])),
    ].compactMap { $0 }
  }

  /// The way to the page of all pictures, which is written when the run has ended.
  private var pictures: HTML {
    guard run.record.state != .running, !PicturesPage(of: run.directory).isEmpty else { return .nothing }
    return "<p class=\"note\"><a href=\"images/index.html\">All pictures of this run, with captions</a></p>"
  }

  // MARK: - Files

  /// Writes the page into the run's directory; of a run that has ended also the page of its pictures, and its charts as PNG and
  /// SVG.
  package func write() throws {
    let path = Self.path(in: run.directory)
    try DurableFile.write(Data(text.utf8), to: path)
    guard run.record.state != .running else { return }
    let pictures = PicturesPage(of: run.directory)
    if !pictures.isEmpty { try pictures.write() }
    guard run.isComplete else { return }
    try ChartFiles.write(
      [
        ("anytime", charts.anytime), ("budgeted", charts.budgeted), ("learning", charts.learning),
        ("conflict", charts.conflict), ("reliability", charts.reliability),
      ], beside: path)
  }
}
