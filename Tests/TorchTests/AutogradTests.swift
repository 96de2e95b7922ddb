import Random
import Testing
import Torch

@Suite struct AutogradTests {
  private func parameter(_ values: [Double]) throws -> Tensor {
    let tensor = try Tensor(values, [values.count])
    try tensor.setRequiresGradient()
    return tensor
  }

  private func values(_ tensor: Tensor?) throws -> [Double]? { try tensor?.elements() }

  @Test func `a backward pass adds the weighted gradients of several roots`() throws {
    let x = try parameter([1, 2])
    let y = try parameter([3, 4])
    let squares = try (x * x).sum()
    let products = try (x * y).sum()
    try backward([squares, products], weights: [1, 10])
    #expect(try values(x.gradient) == [2 + 30, 4 + 40])
    #expect(try values(y.gradient) == [10, 20])
    try backward([(x * y).sum()])
    #expect(try values(x.gradient) == [32 + 3, 44 + 4])
  }

  @Test func `gradients for selected inputs leave the leaves alone, and say what nothing depends on`() throws {
    let x = try parameter([1, 2])
    let y = try parameter([3, 4])
    let z = try parameter([5, 6])
    let root = try (x * y).sum()
    let found = try gradients(of: [root], for: [z, x], keepingGraph: true)
    #expect(found[0] == nil)
    #expect(try values(found[1]) == [3, 4])
    #expect(x.gradient == nil)
    let twice = try gradients(of: [root, root], weights: [1, 0.5], for: [y])
    #expect(try values(twice[0]) == [1.5, 3])
  }

  @Test func `a graph that was not kept is gone`() throws {
    let x = try parameter([1, 2])
    let root = try (x * x).sum()
    _ = try gradients(of: [root], for: [x])
    #expect(throws: TorchError.self) { _ = try gradients(of: [root], for: [x]) }
  }

  @Test func `an inner tensor can be an input`() throws {
    let x = try parameter([1, 2])
    let inner = try x * 3
    let found = try gradients(of: [(inner * inner).sum(), x.sum()], for: [inner, x])
    #expect(try values(found[0]) == [6, 12])
    #expect(try values(found[1]) == [18 + 1, 36 + 1])
  }

  @Test func `a detached tensor has the values and no past`() throws {
    let x = try parameter([1, 2])
    let cut = try (x * x).detached()
    #expect(!cut.requiresGradient)
    try backward([(cut * x).sum()])
    #expect(try values(x.gradient) == [1, 4])
  }

  @Test func `without gradients nothing is recorded, and afterwards it is again`() throws {
    let x = try parameter([1, 2])
    struct Stop: Error {}
    #expect(throws: Stop.self) { try withoutGradients { throw Stop() } }
    #expect(try !withoutGradients { try x * 2 }.requiresGradient)
    #expect(try (x * 2).requiresGradient)
  }

  @Test func `a scaled gradient leaves values alone, bit for bit`() throws {
    var random = RandomStream(test: "scaled gradient")
    let x = try random.tensor([50], requiresGradient: true)
    let scaled = try x.scalingGradient(by: 0.25)
    #expect(try values(scaled.detached()) == values(x.detached()))
    try backward([(scaled * 2).sum()])
    #expect(try values(x.gradient) == [Double](repeating: 0.5, count: 50))
  }

  @Test func `inner products are those of the joined vectors, missing parts are zero`() throws {
    var random = RandomStream(test: "inner products")
    let shapes = [[3, 2], [4], [2, 3, 3, 2]]
    let rows = try (0..<3).map { _ in try shapes.map { try random.tensor($0) } }
    let gappy: [[Tensor?]] = [rows[0], [rows[1][0], nil, rows[1][2]], rows[2]]
    let products = try innerProducts(of: gappy)
    for i in 0..<3 {
      for j in 0..<3 {
        var expected = 0.0
        for part in shapes.indices {
          guard let a = gappy[i][part], let b = gappy[j][part] else { continue }
          expected += try zip(a.elements(as: Double.self), b.elements(as: Double.self)).reduce(0) { $0 + $1.0 * $1.1 }
        }
        #expect(abs(products[3 * i + j] - expected) <= 1e-12)
      }
    }
  }

  /// Products of two floats are exact in double; the longest sum is as precise as double can be.
  @Test(arguments: [1, 15, 16, 255, 256, 257, 1003, 100_000])
  func `inner products of floats are summed in double`(count: Int) throws {
    var random = RandomStream(test: "inner products of floats")
    let rows = (0..<3).map { _ in (0..<count).map { _ in Float(random.normal()) } }
    let products = try innerProducts(of: rows.map { [try Tensor($0, [count])] })
    for i in 0..<3 {
      for j in 0..<3 {
        let terms = zip(rows[i], rows[j]).map { Double($0) * Double($1) }
        let size = terms.reduce(0) { $0 + $1.magnitude }
        #expect(abs(products[3 * i + j] - terms.reduce(0, +)) <= 1e-13 * size)
      }
    }
  }

  @Test func `inner products do not depend on how a tensor lies in memory`() throws {
    var random = RandomStream(test: "inner products in memory")
    let (a, b) = (try random.tensor([2, 5, 3, 3]), try random.tensor([2, 5, 3, 3]))
    let plain = try innerProducts(of: [[a], [b]])
    let mixed = try innerProducts(of: [[a.inPreferredLayout()], [b]])
    #expect(zip(plain, mixed).allSatisfy { abs($0 - $1) <= 1e-12 })
  }
}
