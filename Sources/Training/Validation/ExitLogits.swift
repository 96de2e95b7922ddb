import WorkbenchCore

/// What every exit says of the samples of a split, with their labels.
///
/// The logits of a large split fill gigabytes, so there is one copy of them, and what is computed from them looks at some rows at a
/// time (``chunks``).
package struct ExitLogits {
  /// `[samples, classes]` in single precision for each exit, shallowest first.
  private let logits: [Tensor]
  package let labels: [Int]
  package let classes: Int

  /// Logits `[samples, classes]` of every exit.
  package init(_ logits: [Tensor], labels: [Int], classes: Int) {
    precondition(logits.allSatisfy { $0.shape == [labels.count, classes] }, "one row of logits for each label")
    (self.logits, self.labels, self.classes) = (logits, labels, classes)
  }

  /// One row-major array for each exit.
  package init(logits: [[Float]], labels: [Int], classes: Int) throws {
    self.init(try logits.map { try Tensor($0, [labels.count, classes]) }, labels: labels, classes: classes)
  }

  package var exits: Int { logits.count }
  package var samples: Int { labels.count }

  /// What an exit says of all samples, `[samples, classes]`.
  package func tensor(of exit: Int) -> Tensor { logits[exit] }

  /// What all exits say, as policies see it.
  package func history(withLabels: Bool) -> ExitHistory { ExitHistory(logits, labels: withLabels ? labels : nil) }

  /// The logits of every exit divided by its temperature: a second copy.
  package func scaled(by temperatures: [Double]) throws -> ExitLogits {
    let scaled = try zip(logits, temperatures).map { try $0 / Tensor([Float($1)], [1]) }
    return ExitLogits(scaled, labels: labels, classes: classes)
  }

  // MARK: - Some rows at a time

  /// The most logits of an exit that are looked at together: a megabyte, or two in double precision.
  package static let chunkSize = 1 << 18

  /// The samples in stretches whose logits fit into ``chunkSize``.
  package var chunks: [Range<Int>] { Self.chunks(of: samples, classes: classes) }

  /// The same for so many samples of so many classes.
  package static func chunks(of samples: Int, classes: Int) -> [Range<Int>] {
    let rows = max(1, chunkSize / max(classes, 1))
    return stride(from: 0, to: samples, by: rows).map { $0..<min($0 + rows, samples) }
  }

  /// The same for some of the samples; the logits are shared and not copied.
  package subscript(rows: Range<Int>) -> ExitLogits {
    get throws {
      ExitLogits(
        try logits.map { try $0.narrowed(dim: 0, rows) }, labels: Array(labels[rows]), classes: classes)
    }
  }

  // MARK: - Predictions

  /// The class of the largest of each row's numbers; of equally large ones, the first.
  package static func predictions(_ logits: [Float], classes: Int) -> [Int] {
    stride(from: 0, to: logits.count, by: classes).map { row in
      var best = row
      for index in row..<row + classes where logits[index] > logits[best] { best = index }
      return best - row
    }
  }

  /// The class that an exit gives every sample; of equally likely ones, the first.
  package func predictions(of exit: Int) throws -> [Int] {
    try Self.predictions(logits[exit].elements(), classes: classes)
  }
}
