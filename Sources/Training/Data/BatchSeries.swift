import WorkbenchCore

/// One series of batches over the training samples, with its own order and its own random changes.
package struct BatchSeries: Hashable {
  /// Counted from 0.
  let epoch: Int
  /// The phase of the epoch, counted from 0.
  var phase = 0
  /// 0 for the steps' own batches, from 1 for the extra ones.
  var extra = 0

  package init(epoch: Int, phase: Int = 0, extra: Int = 0) {
    (self.epoch, self.phase, self.extra) = (epoch, phase, extra)
  }

  /// Numbers for this series alone.
  func random(_ purpose: String, seed: UInt64) -> RandomStream {
    RandomStream(seed: seed, purpose: name(purpose), epoch)
  }

  private func name(_ purpose: String) -> String {
    purpose + (phase > 0 ? " in phase \(phase)" : "") + (extra > 0 ? " of extra batch \(extra)" : "")
  }
}
