import Testing
import WorkbenchCore

/// Measures of conflict against the numbers of the golden Jacobians.
@Suite struct ConflictMeasureGoldenTests {
  private struct Golden: Decodable {
    let rows: [[Double]]
    let diagnostics: Diagnostics

    enum CodingKeys: String, CodingKey {
      case rows = "J"
      case diagnostics
    }
  }

  private struct Diagnostics: Decodable {
    let norms: [Double]
    let cosine: [[Double]]
    let similarity: [[Double]]
    let conflictRate: Double
    let singularValues: [Double]
    let cancellation: Double

    enum CodingKeys: String, CodingKey {
      case norms, cosine, cancellation
      case similarity = "magnitude_similarity"
      case conflictRate = "conflict_rate"
      case singularValues = "singular_values"
    }
  }

  @Test(arguments: GoldenJacobian.names) func `measures agree with the golden numbers`(name: String) throws {
    let golden: Golden = try GoldenFile.read(name, in: GoldenJacobian.folder)
    let (gram, expected) = (Rows(golden.rows).gram, golden.diagnostics)
    let scale = expected.norms.max() ?? 0
    for (found, wanted) in zip(gram.norms, expected.norms) { #expect(abs(found - wanted) <= 1e-12 * scale) }
    for i in 0..<gram.count {
      for j in 0..<gram.count { #expect(abs(gram.cosine(i, j) - expected.cosine[i][j]) <= 1e-9) }
    }
    #expect(gram.conflictRate ?? 0 == expected.conflictRate)
    let pairs = gram.pairs.filter { expected.norms[$0.0] > 0 && expected.norms[$0.1] > 0 }
    if let similarity = gram.magnitudeSimilarity {
      let wanted = pairs.reduce(0) { $0 + expected.similarity[$1.0][$1.1] } / Double(pairs.count)
      #expect(abs(similarity - wanted) <= 1e-12)
    } else {
      #expect(pairs.isEmpty)
    }
    #expect(abs(try #require(gram.cancellation) - expected.cancellation) <= 1e-7)
    let (largest, least) = (expected.singularValues.max() ?? 0, expected.singularValues.min() ?? 0)
    let condition = try #require(gram.conditionNumber)
    // Squares of singular values in double precision: what is below 1e-6 of the largest is rounding.
    if least > 1e-6 * largest {
      #expect(abs(condition - largest / least) <= 1e-3 * condition)
    } else {
      #expect(condition >= 1e5)
    }
  }
}
