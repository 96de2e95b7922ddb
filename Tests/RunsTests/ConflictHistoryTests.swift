import Foundation
import Testing

@testable import RunFiles

/// The one place where measured conflict is summed up.
@Suite struct ConflictHistoryTests {
  /// What a step says of a scope, in the order in which the trainer writes it.
  private func lines(
    step: Int, epoch: Int, _ scope: String = "backbone", norms: [Double], products: [Double], update: Double
  ) -> [Metric] {
    func line(_ quantity: ConflictQuantity, _ value: Double, exit: Int? = nil) -> Metric {
      Metric(step: step, epoch: epoch, split: .step, exit: exit, name: .conflict(scope, quantity), value: value)
    }
    return [line(.rate, 0.5)]
      + zip(norms, products).enumerated().flatMap { exit, pair in
        [line(.norm, pair.0, exit: exit + 1), line(.updateProduct, pair.1, exit: exit + 1)]
      } + [line(.updateNorm, update)]
  }

  @Test func `names are read as they are written`() {
    let quantities: [ConflictQuantity] =
      ConflictMeasure.allCases.map { .measure($0) } + [
        .cosine(1, 12), .norm, .updateProduct, .updateNorm, .weight, .solverConverged, .ascentRate, .updateCosine,
      ]
    for quantity in quantities {
      let name = MetricName.conflict("stage-2", quantity)
      #expect(name.conflict?.scope == "stage-2")
      #expect(name.conflict?.quantity == quantity)
    }
    #expect(MetricName.conflict("backbone", .cosine(1, 2)).rawValue == "conflict/backbone/cosine/1-2")
    #expect(MetricName.loss.conflict == nil)
    #expect(MetricName(rawValue: "conflict/backbone/of-another-version").conflict == nil)
  }

  /// Two steps whose gradients differ in length: the mean product over the mean lengths would be 1.36.
  @Test func `the update's cosine is that of every step, then averaged`() throws {
    let history = ConflictHistory(
      lines(step: 1, epoch: 1, norms: [10], products: [80], update: 8)
        + lines(step: 2, epoch: 1, norms: [1], products: [0.5], update: 1))
    #expect(history.mean(.updateCosine, of: "backbone", epoch: 1, exit: 1) == 0.75)
    let product = try #require(history.mean(.updateProduct, of: "backbone", epoch: 1, exit: 1))
    let norm = try #require(history.mean(.norm, of: "backbone", epoch: 1, exit: 1))
    let update = try #require(history.mean(.updateNorm, of: "backbone", epoch: 1))
    #expect(product / norm / update > 1)
  }

  @Test func `a gradient or an update of zero has no cosine`() {
    let history = ConflictHistory(
      lines(step: 1, epoch: 1, norms: [0, 1], products: [0, 0.5], update: 1)
        + lines(step: 2, epoch: 2, norms: [1, 1], products: [0, 0], update: 0))
    #expect(history.mean(.updateCosine, of: "backbone", epoch: 1, exit: 1) == nil)
    #expect(history.mean(.updateCosine, of: "backbone", epoch: 1, exit: 2) == 0.5)
    #expect(history.mean(.updateCosine, of: "backbone", epoch: 2, exit: 1) == nil)
  }

  /// A law: whatever lengths the gradients of the steps have, and however products were rounded.
  @Test(arguments: 0..<20 as Range<UInt64>) func `cosines and shares stay in range`(seed: UInt64) throws {
    var random = SeededGenerator(state: seed)
    var history = ConflictHistory()
    for step in 1...50 {
      let exits = 3
      let rows = (0...exits).map { _ in
        (0..<4).map { _ in Double.random(in: -1...1, using: &random) * pow(10, .random(in: -6...6, using: &random)) }
      }
      func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
      let update = step % 5 == 0 ? rows[1].map { $0 * 3 } : rows[0]
      // As if products came from sums of lesser precision.
      let noise = 1 + Double.random(in: -1e-6...1e-6, using: &random)
      for metric in lines(
        step: step, epoch: 1 + step / 10, norms: rows[1...].map { dot($0, $0).squareRoot() },
        products: rows[1...].map { dot($0, update) * noise }, update: dot(update, update).squareRoot())
      { history.add(metric) }
      history.add(
        Metric(step: step, epoch: 1 + step / 10, split: .step, name: .conflict("backbone", .cosine(1, 2)), value: noise)
      )
    }
    for epoch in history.epochs {
      for exit in 1...3 {
        let cosine = try #require(history.mean(.updateCosine, of: "backbone", epoch: epoch, exit: exit))
        #expect((-1...1).contains(cosine))
      }
      #expect((-1...1).contains(try #require(history.mean(.cosine(1, 2), of: "backbone", epoch: epoch))))
      for share in [ConflictQuantity.rate, .ascentRate] {
        #expect((0...1).contains(try #require(history.mean(share, of: "backbone", epoch: epoch))))
      }
    }
  }

  @Test func `of layers only the conflict rate is kept`() {
    let history = ConflictHistory(
      lines(step: 1, epoch: 1, norms: [1], products: [1], update: 1)
        + lines(step: 1, epoch: 1, "stage-1", norms: [1], products: [1], update: 1)
        + lines(step: 1, epoch: 1, "blocks.0.weight", norms: [1], products: [1], update: 1))
    #expect(history.groups == ["backbone", "stage-1"])
    #expect(history.layers == ["blocks.0.weight"])
    #expect(history.has(.rate, of: "blocks.0.weight"))
    #expect(history.mean(.norm, of: "blocks.0.weight", epoch: 1, exit: 1) == nil)
    #expect(history.exits(of: "stage-1") == [1])
    #expect(history.exits(of: "blocks.0.weight") == [])
  }
}

/// Numbers that are the same every time (SplitMix64).
private struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
