/// Whether two networks that answered the same images differ by more than chance would have it, from the images on which one is
/// right and the other is not.
///
/// It asks about these two networks and images like these; what other seeds would have learnt is another question.
///
/// Source: McNemar, "Note on the sampling error of the difference between correlated proportions or percentages", Psychometrika
/// 12, 1947, with the exact binomial distribution in the place of its approximation.
package struct McNemar: Sendable, Codable, Equatable {
  /// Images on which the first alone is right.
  package let onlyFirst: Int
  /// Images on which the second alone is right.
  package let onlySecond: Int
  /// The probability of numbers at least as unequal if each such image fell to either side with equal chance; two-sided.
  package let probability: Double

  package init(onlyFirst: Int, onlySecond: Int) {
    precondition(onlyFirst >= 0 && onlySecond >= 0, "images are counted from none")
    (self.onlyFirst, self.onlySecond) = (onlyFirst, onlySecond)
    let (few, all) = (min(onlyFirst, onlySecond), onlyFirst + onlySecond)
    // Half or fewer of `all` coins show heads at most `few` times with probability I_1/2(all - few, few + 1).
    probability = few == all - few ? 1 : min(1, 2 * IncompleteBeta.value(0.5, Double(all - few), Double(few + 1)))
  }

  /// Image by image, whether each is right.
  init(_ first: [Bool], _ second: [Bool]) {
    let pairs = zip(first, second)
    self.init(onlyFirst: pairs.count { $0 && !$1 }, onlySecond: pairs.count { !$0 && $1 })
  }
}
