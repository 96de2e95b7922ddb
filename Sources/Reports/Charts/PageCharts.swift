import Charts
import Comparison

/// The charts of a page, each made once: the page shows them, and its folder of files keeps them.
struct PageCharts {
  let anytime: LineChart?
  let budgeted: LineChart?
  let learning: SmallMultiples?
  let losses: SmallMultiples?
  let conflict: SmallMultiples?
  let conflictRates: LineChart?
  let conflictCosines: LineChart?
  let reliability: SmallMultiples?

  /// `comparison` is of these groups; absent before there is an evaluation.
  init(of groups: [ReportedGroup], _ comparison: StrategyComparison?) {
    anytime = AccuracyCharts.anytime(groups)
    budgeted = AccuracyCharts.budgeted(groups, target: comparison?.target)
    learning = LearningCharts.curves(groups)
    losses = LearningCharts.losses(groups)
    conflict = ConflictCharts.maps(groups)
    conflictRates = ConflictCharts.rates(groups)
    conflictCosines = ConflictCharts.cosines(groups)
    // Of seeds, each would need a diagram of its own.
    let run = groups.count == 1 ? groups[0].runs.first : nil
    reliability = run.flatMap { ReliabilityCharts.diagrams($0, style: groups[0].style) }
  }
}
