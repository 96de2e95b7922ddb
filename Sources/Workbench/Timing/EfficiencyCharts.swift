import Charts
import Timing

/// The two charts of training efficiency: images a second over batch sizes, and over shares of channels.
struct EfficiencyCharts {
  /// Names of files without their ending; a chart of a single point is left out.
  let all: [(name: String, chart: LineChart)]

  init(_ rows: [EfficiencyTable.Row]) {
    let measured = rows.map(\.measured)
    let recipes = measured.map(\.subject.recipe).uniqued
    let strategies = recipes.map { recipe in
      measured.first { $0.subject.recipe == recipe }?.subject.strategy ?? recipe
    }
    let styles = Dictionary(uniqueKeysWithValues: zip(recipes, SeriesStyle.styles(of: strategies)))
    var all: [(String, LineChart)] = []
    let sizes = measured.map(\.subject.batchSize).uniqued
    if sizes.count > 1 { all.append(("batch-sizes", Self.overBatchSizes(measured, recipes, styles))) }
    let largest = sizes.max()
    let atLargest = measured.filter { $0.subject.batchSize == largest }
    if atLargest.compactMap(\.subject.beta).uniqued.count > 1 {
      all.append(("betas", Self.overShares(atLargest, recipes, styles)))
    }
    self.all = all
  }

  /// Of a recipe with several shares, that of the middle one.
  private static func overBatchSizes(
    _ measured: [TrainingEfficiency], _ recipes: [String], _ styles: [String: SeriesStyle]
  ) -> LineChart {
    let series = recipes.compactMap { recipe -> Series? in
      let own = measured.filter { $0.subject.recipe == recipe }
      let betas = own.compactMap(\.subject.beta).uniqued.sorted()
      let beta = betas.isEmpty ? nil : betas[betas.count / 2]
      let name = recipe + (betas.count > 1 ? beta.map { ", beta \($0)" } ?? "" : "")
      return styles[recipe].map { style in
        Series(
          name, style: style,
          values: own.filter { $0.subject.beta == beta }.map {
            Series.Value(x: Double($0.subject.batchSize), y: $0.imagesPerSecond)
          })
      }
    }
    return LineChart(
      title: "Training speed by batch size", x: Axis("images in a step", isWhole: true), y: speed(of: measured),
      series: series, names: .above)
  }

  /// From zero, so that the eye compares what was measured.
  private static func speed(of measured: [TrainingEfficiency]) -> Axis {
    Axis("images a second", range: 0...1.1 * (measured.map(\.imagesPerSecond).max() ?? 1))
  }

  private static func overShares(
    _ measured: [TrainingEfficiency], _ recipes: [String], _ styles: [String: SeriesStyle]
  ) -> LineChart {
    let series = recipes.compactMap { recipe -> Series? in
      let values = measured.filter { $0.subject.recipe == recipe }.compactMap { each in
        each.subject.beta.map { Series.Value(x: $0, y: each.imagesPerSecond) }
      }
      return values.isEmpty ? nil : styles[recipe].map { Series(recipe, style: $0, values: values) }
    }
    let rules = measured.filter { $0.subject.beta == nil }.map {
      LineChart.Rule(y: $0.imagesPerSecond, name: $0.subject.recipe)
    }
    let size = measured.first?.subject.batchSize ?? 0
    return LineChart(
      title: "Training speed by share of channels", caption: "\(size) images in a step",
      x: Axis("beta, the share that deeper exits train"), y: speed(of: measured), series: series, rules: rules,
      names: .above)
  }
}

extension Array where Element: Hashable {
  /// The elements without those that stand before.
  fileprivate var uniqued: [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}
