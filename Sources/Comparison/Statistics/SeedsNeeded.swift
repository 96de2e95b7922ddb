/// How many seeds a difference takes to be seen.
package enum SeedsNeeded {
  private static let most = 1000

  /// The least number of pairs with which the 95 % paired test sees a difference four times in five; `nil` above 1000.
  ///
  /// `deviation` is that of the pairs' differences. Student's distribution stands in for the non-central one, so that it is
  /// an estimate: `n = ((t_0.975 + t_0.8) * deviation / difference)^2` with `n - 1` degrees of freedom.
  ///
  /// Source: Kupper and Hafner, "How appropriate are popular sample size formulas?", The American Statistician 43, 1989.
  package static func pairs(toSee difference: Double, deviation: Double) -> Int? {
    precondition(difference > 0 && deviation >= 0, "a difference that can be seen is larger than nothing")
    return (2...most).first { n in
      let distribution = StudentDistribution(degreesOfFreedom: Double(n - 1))
      let distance = distribution.value(exceededWith: 0.025) + distribution.value(exceededWith: 0.2)
      return Double(n).squareRoot() >= distance * deviation / difference
    }
  }
}
