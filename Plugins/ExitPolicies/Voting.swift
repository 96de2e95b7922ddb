import WorkbenchCore

/// A sample is as sure as the exits so far agree: the votes for the most frequent class, divided by the number of exits.
///
/// Every exit has one vote and answers for itself. Shares take few values, all of them 1 at the first exit, so that equal ones
/// are told apart by the exit's confidence: the score is `(share + 0.01 confidence) / 1.01`, in which a vote always counts more
/// than all confidence (up to 99 exits).
///
/// Source: Ilhan et al., "Adaptive Deep Neural Network Inference Optimization with EENet", WACV 2024, which breaks ties by
/// random noise.
struct Voting: ExitPolicy {
  static let name = "voting"
  static let summary = "share of the exits so far that agree (EENet)"

  init(_ settings: Settings) {}

  func scores(_ seen: ExitHistory) throws -> [Float] {
    let confidence: [Float] = try Confidence.scores(of: seen.last.softmax(dim: 1)).elements()
    return zip(try Self.shares(seen.predictions()), confidence).map { ($0 + 0.01 * $1) / 1.01 }
  }

  /// The share of the most frequent class among the predictions `[exits][N]` of a sample: `[N]`.
  static func shares(_ predictions: [[Int]]) -> [Float] {
    predictions[0].indices.map { sample in
      var votes: [Int: Int] = [:]
      for exit in predictions { votes[exit[sample], default: 0] += 1 }
      return Float(votes.values.max() ?? 0) / Float(predictions.count)
    }
  }
}
