import Charts
import Foundation
import Pictures
import RunFiles

/// Draws the conflict that a run measured: cosines after an epoch, the conflict rate of scopes by epochs, and a time line.
package struct ConflictPictures {
  private let history: ConflictHistory
  /// What captions call the run: its id and strategy.
  private let run: String

  /// - Parameters:
  ///   - history: what the run measured.
  ///   - run: its id.
  ///   - strategy: its strategies, as captions call them.
  package init(_ history: ConflictHistory, run: String, strategy: String) {
    self.history = history
    self.run = "\(run) · strategy \(strategy)"
  }

  /// The epochs with measurements, counted from 1.
  package var epochs: [Int] { history.epochs }

  /// The cosines of each of the epochs, counted from 1, and everything so far; none without a measurement.
  package func drawn(for epochs: [Int]) throws -> [DrawnFile] {
    guard !history.epochs.isEmpty else { return [] }
    let maps = try epochs.compactMap { epoch in
      try cosines(of: epoch).map { try draw($0, width: 640, as: String(format: "cosines-e%03d.png", epoch)) }
    }
    let rates = rates
    let names = 6.5 * Double(rates.rows.map(\.count).max() ?? 0)
    let width = max(names / rates.nameShare, names + 8 + rates.largestCell * Double(rates.columns.count), 360)
    return maps + [
      try draw(rates, width: min(width + 40, 1400), as: "conflict-rate.png"),
      try draw(timeLine, width: 720, as: "time-line.png"),
    ]
  }

  private func draw(_ chart: some Chart, width: Double, as name: String) throws -> DrawnFile {
    DrawnFile(name: name, png: try ChartPicture(of: chart, width: width).pngData())
  }

  // MARK: - Cosines

  /// The mean cosines between exits in an epoch, for the backbone and every stage that two exits reach.
  func cosines(of epoch: Int) -> SmallMultiples? {
    let panels = history.groups.filter { history.exits(of: $0).count > 1 }.compactMap { scope -> HeatMap? in
      let exits = history.exits(of: scope)
      let values = exits.map { i in
        exits.map { j in
          i == j ? 1 : history.mean(.cosine(min(i, j), max(i, j)), of: scope, epoch: epoch)
        }
      }
      guard values.joined().contains(where: { $0 != 1 && $0 != nil }) else { return nil }
      let names = exits.map { "exit \($0)" }
      return HeatMap(
        title: ConflictHistory.title(of: scope), rows: names, columns: exits.map(String.init), values: values,
        scale: .signed(limit: 1))
    }
    guard !panels.isEmpty else { return nil }
    return SmallMultiples(
      title: "Cosines between the exits' gradients, epoch \(epoch)",
      caption: "\(run). Means over the measured steps of epoch \(epoch), from −1 (red: conflict) to 1 (blue). A stage "
        + "lies between two exits and is seen by those that reach it.",
      panels: panels, panelWidth: 190)
  }

  // MARK: - Conflict rate

  /// Epochs in up to 48 columns of equally many.
  private var columns: [[Int]] {
    let size = (history.epochs.count + 47) / 48
    return stride(from: 0, to: history.epochs.count, by: max(size, 1)).map {
      Array(history.epochs[$0..<min($0 + size, history.epochs.count)])
    }
  }

  /// The conflict rate of every layer, or of the finest scopes that were measured, by epochs.
  var rates: HeatMap {
    let layers = history.layers.filter { history.has(.rate, of: $0) }
    let scopes = layers.isEmpty ? history.groups.filter { history.has(.rate, of: $0) } : layers
    let values = scopes.map { scope in
      columns.map { epochs -> Double? in
        let rates = epochs.compactMap { history.mean(.rate, of: scope, epoch: $0) }
        return rates.isEmpty ? nil : rates.reduce(0, +) / Double(rates.count)
      }
    }
    let (first, last) = (history.epochs.first ?? 0, history.epochs.last ?? 0)
    var map = HeatMap(
      title: "Conflict rate by \(layers.isEmpty ? "stage" : "layer") and epoch",
      caption: "\(run) · epochs \(first) to \(last). The share of pairs of exits, in %, whose gradients have a "
        + "negative product; empty where there is none.",
      rows: scopes.map(ConflictHistory.title), columns: columns.map { "\($0[0])" }, values: values,
      scale: .shares(limit: 1), numbers: .percent, columnLabel: "epoch")
    // Rows of a height that a name fits; hundreds of layers stay within what a picture may hold.
    map.largestCell = min(26, 3000 / Double(max(scopes.count, 1)))
    map.nameShare = 0.6
    return map
  }

  // MARK: - Time line

  private static let panels: [(measure: ConflictMeasure, title: String, axis: Axis)] = [
    (.rate, "conflict rate, %", Axis("", range: 0...1, numbers: .percent)),
    (.meanCosine, "mean cosine", Axis("")),
    (.cancellation, "cancellation, %", Axis("", numbers: .percent)),
    (.magnitudeSimilarity, "magnitude similarity", Axis("")),
  ]

  /// How measures of the backbone and the stages, and the weights of the exits, moved from epoch to epoch.
  var timeLine: SmallMultiples {
    let scopes = history.groups.filter { history.exits(of: $0).count > 1 }
    func look(_ index: Int) -> SeriesStyle {
      SeriesStyle(hue: Hue.allCases[index % Hue.allCases.count], marker: Marker.allCases[index % Marker.allCases.count])
    }
    func series(_ name: String, _ index: Int, _ value: (Int) -> Double?) -> Series {
      Series(
        name, style: look(index),
        values: history.epochs.compactMap { epoch in value(epoch).map { Series.Value(x: Double(epoch), y: $0) } })
    }
    let epochs = Axis("epoch", isWhole: true)
    let measures = Self.panels.map { panel in
      LineChart(
        title: panel.title, x: epochs, y: panel.axis,
        series: scopes.enumerated().map { index, scope in
          series(ConflictHistory.title(of: scope), index) {
            history.mean(.measure(panel.measure), of: scope, epoch: $0)
          }
        }, names: .none)
    }
    let exits = history.exits(of: ConflictHistory.backbone)
    func byExit(_ quantity: ConflictQuantity, _ title: String) -> LineChart? {
      let lines = exits.map { exit in
        series("exit \(exit)", exit) {
          history.mean(quantity, of: ConflictHistory.backbone, epoch: $0, exit: exit)
        }
      }
      guard lines.contains(where: { !$0.values.isEmpty }) else { return nil }
      return LineChart(title: title, x: epochs, y: Axis(""), series: lines, names: .atLines)
    }
    let ofExits = [byExit(.norm, "length of gradients"), byExit(.weight, "weights chosen, mean")].compactMap { $0 }
    return SmallMultiples(
      title: "Conflict of gradients from epoch to epoch",
      caption: "\(run). Means over the measured steps of every epoch. Below: the exits' gradients at the whole backbone"
        + (ofExits.count > 1 ? ", and the weights that the strategy chose there." : "."),
      panels: measures + ofExits, panelWidth: 300,
      legend: Legend(scopes.enumerated().map { (ConflictHistory.title(of: $1), look($0)) }))
  }
}
