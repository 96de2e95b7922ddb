import RunFiles
import Training
import WorkbenchCore

extension Overthinking {
  /// The measures as one value for each sample, of which they are the means.
  package struct Columns {
    let oracle: [Double]
    let oracleCost: [Double]
    let cumulativeCorrect: [[Double]]
    let uniqueCorrect: [[Double]]
    let destructive: [[Double]]
    let destructiveAny: [Double]
    let wasteful: [Double]
    let confusion: [Double]

    /// - Parameters:
    ///   - isRight: whether every exit is right, `[exits][samples]`.
    ///   - confusion: of every sample.
    ///   - costs: of the way to each exit.
    init(isRight: [[Bool]], confusion: [Double], costs: [Double]) {
      let last = isRight.count - 1
      let samples = isRight[0].indices
      let first = samples.map { sample in isRight.firstIndex { $0[sample] } }
      func column(_ holds: (Int) -> Bool) -> [Double] { samples.map { holds($0) ? 1 : 0 } }
      oracle = column { first[$0] != nil }
      oracleCost = first.map { costs[$0 ?? last] }
      cumulativeCorrect = isRight.indices.map { exit in column { first[$0].map { $0 <= exit } ?? false } }
      uniqueCorrect = isRight.indices.map { exit in column { first[$0] == exit } }
      destructive = isRight.indices.map { exit in column { isRight[exit][$0] && !isRight[last][$0] } }
      destructiveAny = column { first[$0] != nil && !isRight[last][$0] }
      wasteful = column { first[$0].map { $0 < last } ?? false && isRight[last][$0] }
      self.confusion = confusion
    }

    init(of outputs: ExitLogits, costs: [Double]) throws {
      var isRight = [[Bool]](repeating: [], count: outputs.exits)
      var confusion: [Double] = []
      for rows in outputs.chunks {
        let part = try outputs[rows]
        for exit in 0..<part.exits {
          isRight[exit] += zip(try part.predictions(of: exit), part.labels).map { $0 == $1 }
        }
        confusion += try Overthinking.confusion(
          of: (0..<part.exits).map { try part.tensor(of: $0).softmax(dim: 1) })
      }
      self.init(isRight: isRight, confusion: confusion, costs: costs)
    }
  }

  package init(_ columns: Columns) {
    func mean(_ column: [Double]) -> Double { column.reduce(0, +) / Double(max(column.count, 1)) }
    self.init(
      oracle: mean(columns.oracle), oracleCost: mean(columns.oracleCost),
      cumulativeCorrect: columns.cumulativeCorrect.map(mean), uniqueCorrect: columns.uniqueCorrect.map(mean),
      destructive: columns.destructive.map(mean), destructiveAny: mean(columns.destructiveAny),
      wasteful: mean(columns.wasteful), confusion: mean(columns.confusion))
  }

  /// The confusion score of every sample, from the probabilities `[N, classes]` of every exit.
  static func confusion(of probabilities: [Tensor]) throws -> [Double] {
    guard let last = probabilities.last else { return [] }
    var sum = try Tensor.zeros([last.shape[0]], type: last.type)
    for exit in probabilities.dropLast() { sum = try sum + (exit - last).absolute().sum(dims: [1]) }
    return try sum.elements()
  }
}
