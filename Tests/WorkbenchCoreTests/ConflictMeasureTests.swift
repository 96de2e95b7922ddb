import Testing

@testable import WorkbenchCore

/// Measures of conflict, computed by hand.
@Suite struct ConflictMeasureTests {
  /// The gradients (3, 0), (0, 4) and (-3, 4), of lengths 3, 4 and 5.
  private let triangle = GramMatrix([9, 0, -9, 0, 16, 16, -9, 16, 25], exits: 0..<3)

  @Test func `of three gradients in a triangle`() throws {
    #expect(triangle.norms == [3, 4, 5])
    #expect(triangle.conflictRate == 1 / 3.0)
    // The cosines are 0, -3/5 and 4/5.
    #expect(abs(try #require(triangle.meanCosine) - 0.2 / 3) <= 1e-15)
    let similarities = [24 / 25.0, 30 / 34.0, 40 / 41.0]
    #expect(abs(try #require(triangle.magnitudeSimilarity) - similarities.reduce(0, +) / 3) <= 1e-15)
    // Their sum is (0, 8).
    #expect(abs(try #require(triangle.cancellation) - (1 - 8 / 12.0)) <= 1e-15)
    // Three gradients in a plane depend on each other.
    #expect(triangle.conditionNumber == .infinity)
  }

  @Test func `two gradients at right angles have the quotient of their lengths as condition number`() throws {
    let gram = GramMatrix([9, 0, 0, 16], exits: 1..<3)
    #expect(abs(try #require(gram.conditionNumber) - 4 / 3.0) <= 1e-12)
    #expect(gram.conflictRate == 0)
    #expect(gram.cancellation == 1 - 5 / 7.0)
  }

  @Test func `opposite gradients cancel`() {
    let gram = GramMatrix([4, -4, -4, 4], exits: 0..<2)
    #expect(gram.conflictRate == 1)
    #expect(gram.meanCosine == -1)
    #expect(gram.magnitudeSimilarity == 1)
    #expect(gram.cancellation == 1)
    #expect(gram.conditionNumber == .infinity)
  }

  @Test func `a gradient of zero is in no pair`() {
    let gram = GramMatrix([4, 0, 2, 0, 0, 0, 2, 0, 4], exits: 0..<3)
    #expect(gram.conflictRate == 0)
    #expect(gram.meanCosine == 0.5)
    #expect(gram.magnitudeSimilarity == 1)
    #expect(gram.conditionNumber == .infinity)
  }

  @Test func `what is not defined is not there`() {
    let single = GramMatrix([4], exits: 2..<3)
    #expect(single.conflictRate == nil)
    #expect(single.meanCosine == nil)
    #expect(single.magnitudeSimilarity == nil)
    #expect(single.cancellation == 0)
    #expect(single.conditionNumber == 1)
    let zero = GramMatrix([0, 0, 0, 0], exits: 0..<2)
    #expect(zero.conflictRate == nil)
    #expect(zero.cancellation == nil)
    #expect(zero.conditionNumber == nil)
  }

  @Test func `measures do not see a common factor of all gradients`() throws {
    for factor in [1e-12, 1e12] {
      let products = (0..<3).flatMap { i in (0..<3).map { triangle[i, $0] * factor } }
      let scaled = GramMatrix(products, exits: 0..<3)
      #expect(scaled.conflictRate == triangle.conflictRate)
      #expect(abs(try #require(scaled.meanCosine) - (try #require(triangle.meanCosine))) <= 1e-14)
      #expect(abs(try #require(scaled.cancellation) - (try #require(triangle.cancellation))) <= 1e-14)
      #expect(scaled.conditionNumber == .infinity)
    }
  }
}
