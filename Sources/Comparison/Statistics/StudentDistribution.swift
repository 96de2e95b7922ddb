/// Student's t distribution: what a mean of few normal values, divided by its estimated error, looks like.
package struct StudentDistribution: Sendable {
  /// Positive; whole for paired samples, any number for Welch's approximation.
  package let degreesOfFreedom: Double

  package init(degreesOfFreedom: Double) {
    precondition(degreesOfFreedom > 0, "Student's distribution needs a degree of freedom")
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// The probability of a value beyond `|t|` on either side.
  package func twoSidedProbability(_ t: Double) -> Double {
    guard t.isFinite else { return 0 }
    return IncompleteBeta.value(degreesOfFreedom / (degreesOfFreedom + t * t), degreesOfFreedom / 2, 0.5)
  }

  /// The value that is exceeded with probability `tail`, in 0...0.5 without 0.
  package func value(exceededWith tail: Double) -> Double {
    precondition(tail > 0 && tail <= 0.5, "a tail has a probability above 0 and at most 0.5")
    var (low, high) = (0.0, 1.0)
    while twoSidedProbability(high) > 2 * tail { (low, high) = (high, 2 * high) }
    // As close as numbers can tell: halving ends when the middle is one of the ends.
    while true {
      let middle = (low + high) / 2
      if middle <= low || middle >= high { return middle }
      if twoSidedProbability(middle) > 2 * tail { low = middle } else { high = middle }
    }
  }
}
