/// How much gradients hinder each other, from their inner products alone.
///
/// With g the gradients and n their lengths; all but ``conditionNumber`` do not change when all gradients are scaled by one
/// factor, and neither does that.
extension GramMatrix {
  /// The lengths of the gradients.
  public var norms: [Double] { (0..<count).map { max(self[$0, $0], 0).squareRoot() } }

  /// All pairs of different gradients, counted within ``exits``.
  public var pairs: [(Int, Int)] { (0..<count).flatMap { i in (i + 1..<max(i + 1, count)).map { (i, $0) } } }

  /// The pairs of which neither gradient is zero.
  private var nonzeroPairs: [(Int, Int)] { pairs.filter { self[$0.0, $0.0] > 0 && self[$0.1, $0.1] > 0 } }

  /// The share of pairs that conflict: their inner product is negative.
  ///
  /// In 0...1, and `nil` without a pair of gradients that are not zero.
  ///
  /// Source: the definition of conflict in Yu et al., "Gradient Surgery for Multi-Task Learning", NeurIPS 2020.
  public var conflictRate: Double? { mean { self[$0, $1] < 0 ? 1 : 0 } }

  /// The mean cosine of all pairs, in -1...1; `nil` without a pair of gradients that are not zero.
  public var meanCosine: Double? { mean { cosine($0, $1) } }

  /// The mean of `2 n_i n_j / (n_i^2 + n_j^2)` over all pairs, in 0...1: 1 for equal lengths; `nil` without a pair of
  /// gradients that are not zero.
  ///
  /// Source: gradient magnitude similarity of Yu et al., NeurIPS 2020, definition 2.
  public var magnitudeSimilarity: Double? {
    mean { 2 * (self[$0, $0] * self[$1, $1]).squareRoot() / (self[$0, $0] + self[$1, $1]) }
  }

  /// `1 - |sum of g| / sum of n`, in 0...1: 0 where all gradients point the same way, 1 where their sum vanishes; `nil`
  /// where all are zero.
  public var cancellation: Double? {
    let lengths = norms.reduce(0, +)
    guard lengths > 0 else { return nil }
    var sum = 0.0
    for i in 0..<count { for j in 0..<count { sum += self[i, j] } }
    return 1 - max(sum, 0).squareRoot() / lengths
  }

  /// The largest singular value of the matrix of gradients over the smallest, at least 1; infinite where gradients depend
  /// on each other linearly or one is zero, and `nil` where all are.
  ///
  /// Eigenvalues of inner products in double precision resolve it up to about 1e8.
  ///
  /// Source: the stability criterion of Senushkin et al., "Independent Component Alignment for Multi-Task Learning",
  /// CVPR 2023 (Aligned-MTL).
  public var conditionNumber: Double? {
    let values = SymmetricEigen(count: count) { self[$0, $1] }.values
    guard let largest = values.max(), let least = values.min(), largest > 0 else { return nil }
    return least > largest * Double.ulpOfOne * Double(count) ? (largest / least).squareRoot() : .infinity
  }

  private func mean(_ measure: (Int, Int) -> Double) -> Double? {
    let pairs = nonzeroPairs
    guard !pairs.isEmpty else { return nil }
    return pairs.reduce(0) { $0 + measure($1.0, $1.1) } / Double(pairs.count)
  }
}
