import Foundation

/// The regularised incomplete beta function, from which the distributions of test statistics are made.
enum IncompleteBeta {
  /// `I_x(a, b)` for `x` in 0...1 and positive `a` and `b`.
  ///
  /// Source: the continued fraction of Abramowitz and Stegun 26.5.8, evaluated by Lentz's method as in Press et al.,
  /// "Numerical Recipes", section 6.4; it converges fast below `(a + 1) / (a + b + 2)`, above which the symmetry
  /// `I_x(a, b) = 1 - I_(1-x)(b, a)` is used.
  static func value(_ x: Double, _ a: Double, _ b: Double) -> Double {
    precondition(a > 0 && b > 0, "the incomplete beta function needs positive parameters")
    guard x > 0 else { return 0 }
    guard x < 1 else { return 1 }
    let front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
    return x < (a + 1) / (a + b + 2) ? front * fraction(x, a, b) / a : 1 - front * fraction(1 - x, b, a) / b
  }

  private static func fraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
    let tiny = 1e-300
    func kept(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
    var c = 1.0
    var d = 1 / kept(1 - (a + b) * x / (a + 1))
    var result = d
    for m in 1...10_000 {
      let m = Double(m)
      let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      d = 1 / kept(1 + even * d)
      c = kept(1 + even / c)
      result *= d * c
      let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      d = 1 / kept(1 + odd * d)
      c = kept(1 + odd / c)
      result *= d * c
      if abs(d * c - 1) < 1e-15 { break }
    }
    return result
  }
}
