import WorkbenchCore

/// A division of training images for data sets that come without validation images.
///
/// Which images are held out depends on a hash of their index alone, so that every run, seed and machine compares on the
/// same ones, and a larger share contains every smaller one.
struct HoldOut {
  let train: [Int]
  /// One more than `calibration` where the number is odd.
  let validation: [Int]
  let calibration: [Int]

  init(_ number: Int, of count: Int) {
    precondition(number <= count, "no more images can be held out than there are")
    let hashes = (0..<count).map { index in
      var random = RandomStream(seed: 0, purpose: "hold-out", index)
      return random.next()
    }
    let order = (0..<count).sorted { (hashes[$0], $0) < (hashes[$1], $1) }
    validation = stride(from: 0, to: number, by: 2).map { order[$0] }.sorted()
    calibration = stride(from: 1, to: number, by: 2).map { order[$0] }.sorted()
    train = order.dropFirst(number).sorted()
  }
}
