import Settings

extension UpdateScale {
  /// What weights of gradients are multiplied by to get the wanted scale.
  ///
  /// Between sum and mean lies the number of gradients. An update with a length of its own becomes as long as the plain sum
  /// or mean; `lengths` gives the update's length and the sum's.
  func factor(
    to wanted: CombinationSection.Scale, count: Int, lengths: () throws -> (update: Double, sum: Double)
  ) rethrows -> Double {
    let count = Double(count)
    switch (self, wanted) {
    case (_, .asPublished), (.sum, .sum), (.mean, .mean): return 1
    case (.sum, .mean): return 1 / count
    case (.mean, .sum): return count
    case (.own, _):
      let (update, sum) = try lengths()
      guard update > 0 else { return 1 }
      return sum / update / (wanted == .sum ? 1 : count)
    }
  }
}
