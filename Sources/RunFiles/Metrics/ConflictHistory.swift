import Foundation

/// The conflict that a run measured, read from its metrics: means over the measured steps of every epoch.
package struct ConflictHistory {
  /// `backbone`, `stage-2` or a layer's path, in the network's order.
  private(set) var scopes: [String] = []
  /// Counted from 1, rising.
  package private(set) var epochs: [Int] = []
  private var means: [Key: Mean] = [:]

  private struct Key: Hashable {
    let epoch: Int
    let scope: String
    let measure: String
    let exit: Int?
  }

  private struct Mean {
    var sum = 0.0
    var count = 0
  }

  /// What the lines about single steps say; other lines are passed over.
  init(_ metrics: [Metric]) {
    var known: Set<String> = []
    for metric in metrics where metric.split == "step" {
      let parts = metric.name.split(separator: "/", maxSplits: 2)
      guard parts.count == 3, parts[0] == "conflict", metric.value.isFinite else { continue }
      let (scope, measure) = (String(parts[1]), String(parts[2]))
      if known.insert(scope).inserted { scopes.append(scope) }
      add(metric.value, Key(epoch: metric.epoch, scope: scope, measure: measure, exit: metric.exit))
      if measure == "update-product" {
        add(metric.value < 0 ? 1 : 0, Key(epoch: metric.epoch, scope: scope, measure: Self.ascentRate, exit: nil))
      }
    }
    epochs = Set(means.keys.map(\.epoch)).sorted()
  }

  /// The share of exits and measured steps in which the update raises an exit's loss, to first order.
  static let ascentRate = "ascent-rate"

  private mutating func add(_ value: Double, _ key: Key) {
    means[key, default: Mean()].sum += value
    means[key, default: Mean()].count += 1
  }

  /// The mean of a measure over the measured steps of an epoch in which it was defined; `nil` where there is none.
  ///
  /// `exit` is counted from 1.
  package func mean(_ measure: String, of scope: String, epoch: Int, exit: Int? = nil) -> Double? {
    means[Key(epoch: epoch, scope: scope, measure: measure, exit: exit)].map { $0.sum / Double($0.count) }
  }

  /// The exits, counted from 1, whose gradients were measured at a scope.
  package func exits(of scope: String) -> [Int] {
    Set(means.keys.filter { $0.scope == scope && $0.measure == "norm" }.compactMap(\.exit)).sorted()
  }
}

extension ConflictHistory {
  /// The backbone and the stages, as far as they were measured.
  package var groups: [String] { scopes.filter(Self.isGroup) }
  /// The layers that were measured.
  package var layers: [String] { scopes.filter { !Self.isGroup($0) } }

  /// Whether a measure was ever defined at a scope.
  package func has(_ measure: String, of scope: String) -> Bool {
    epochs.contains { mean(measure, of: scope, epoch: $0) != nil }
  }

  /// A scope as pictures call it: `stage 2` for `stage-2`.
  package static func title(of scope: String) -> String { isGroup(scope) ? scope.replacing("-", with: " ") : scope }

  private static func isGroup(_ scope: String) -> Bool { scope == "backbone" || scope.hasPrefix("stage-") }

  /// The measures of a scope that an epoch's row of the table has, each as its mean over the measured steps.
  private static let summarized: [String] =
    [ConflictMeasure.rate, .meanCosine, .magnitudeSimilarity, .cancellation].map(\.rawValue) + [ascentRate]

  /// The epoch's lines for the backbone and the stages.
  package func summary(of epoch: Int, step: Int) -> [Metric] {
    groups.flatMap { scope in
      Self.summarized.compactMap { measure in
        mean(measure, of: scope, epoch: epoch).map {
          Metric(step: step, epoch: epoch, split: "train", name: "conflict/\(scope)/\(measure)", value: $0)
        }
      }
    }
  }
}

extension MetricsLog {
  /// What the steps of one epoch, or of all, measured of the exits' gradients.
  ///
  /// Of layers, that is the conflict rate alone: the rest can be hundreds of megabytes.
  package static func conflict(_ directory: RunDirectory, epoch: Int? = nil) -> ConflictHistory {
    let epochMark = epoch.map { Data("{\"epoch\":\($0),".utf8) } ?? Data()
    let marks = ["\"name\":\"conflict/backbone/", "\"name\":\"conflict/stage-", "/rate\",\"split\":\"step\""]
      .map { Data($0.utf8) }
    return ConflictHistory(
      read(directory) { line in
        line.starts(with: epochMark) && marks.contains { line.firstRange(of: $0) != nil }
      })
  }
}
