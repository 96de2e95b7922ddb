import WorkbenchCore

/// A sample leaves once enough exits in a row agree: its score counts the exits that predict what the one before did.
///
/// The count begins anew where two exits differ; with patience `t` a sample leaves, with the answer of the exit, as soon as the
/// count is `t`. The published program decides for a whole batch at once, which is meaningful for one sample only; here every
/// sample has its own count.
///
/// Source: Zhou et al., "BERT Loses Patience: Fast and Robust Inference with Early Exit" (PABEE), NeurIPS 2020, section 3.
struct Patience: ExitPolicy {
  static let name = "patience"
  static let summary = "exits in a row that agree (PABEE)"

  init(_ settings: Settings) {}

  func sharedThresholds(exits: Int) -> [Float]? { (1..<max(exits, 2)).map(Float.init) }

  func scores(_ seen: ExitHistory) throws -> [Float] {
    let predictions = try seen.predictions()
    return predictions[0].indices.map { sample in
      var agreeing = 0
      for (earlier, later) in zip(predictions, predictions.dropFirst()) {
        agreeing = earlier[sample] == later[sample] ? agreeing + 1 : 0
      }
      return Float(agreeing)
    }
  }
}
