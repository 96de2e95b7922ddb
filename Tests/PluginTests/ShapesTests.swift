import Digest
import Dispatch
import Synchronization
import Testing
import WorkbenchCore

@testable import Shapes

@Suite struct ShapesTests {
  private func shapes(_ values: [String: String] = [:], seed: UInt64 = 1) throws -> Shapes {
    try Shapes(Settings(for: Shapes.settings, values), seed: seed)
  }

  private func pixels(of data: Shapes, _ index: Int, _ split: Split = .train) -> [UInt8] {
    var pixels = [UInt8](repeating: 0, count: data.shape.count)
    pixels.withUnsafeMutableBufferPointer { data.read(index, of: split, into: $0) }
    return pixels
  }

  @Test func `the default is what the recipes and the decision record assume`() throws {
    let data = try shapes()
    #expect(Split.allCases.map { data.count(of: $0) } == [7000, 1000, 1000, 2000])
    #expect(data.shape == ImageShape(channels: 3, height: 32, width: 32))
    #expect(
      data.classNames == [
        "striped circle", "striped square", "striped triangle", "striped star", "striped cross",
        "checked circle", "checked square", "checked triangle", "checked star", "checked cross",
        "dotted circle", "dotted square", "dotted triangle", "dotted star", "dotted cross",
        "ringed circle", "ringed square", "ringed triangle", "ringed star", "ringed cross",
      ])
    let explicit = try shapes(["classes": "20", "difficulty": "0.6"])
    #expect(pixels(of: data, 7) == pixels(of: explicit, 7))
  }

  @Test func `the frozen pictures have not changed`() throws {
    let data = try shapes()
    let bytes = Split.allCases.flatMap { split in (0..<40).flatMap { pixels(of: data, $0, split) } }
    #expect(sha256(bytes) == "bea3ef0d078f82778c2a7517adba29bee7d110a2aac37cef66d7bc0b6b8ddfac")
    let all = try shapes(["classes": "100", "difficulty": "1"], seed: 42)
    let others = (0..<100).flatMap { pixels(of: all, $0) }
    #expect(sha256(others) == "723d6d68ba5d2389ea49454eb350b88e62e04b24f1088cceae20fc7aabe206af")
  }

  @Test func `pictures depend on seed, split and index, and on nothing else`() throws {
    let data = try shapes()
    #expect(pixels(of: data, 3) == pixels(of: try shapes(["train": "4", "test": "1"]), 3))
    let others = [
      pixels(of: try shapes(seed: 2), 3), pixels(of: data, 23), pixels(of: data, 3, .validation),
      pixels(of: data, 3, .calibration), pixels(of: data, 3, .test),
    ]
    #expect(Set(others + [pixels(of: data, 3)]).count == 6)
  }

  @Test func `pictures do not depend on the thread or on the order of reading`() throws {
    let data = try shapes()
    let expected = (0..<64).map { pixels(of: data, $0) }
    let isSame = Mutex([Bool](repeating: false, count: 64))
    DispatchQueue.concurrentPerform(iterations: 64) { index in
      let index = 63 - index
      let same = pixels(of: data, index) == expected[index]
      isSame.withLock { $0[index] = same }
    }
    #expect(isSame.withLock { $0 } == [Bool](repeating: true, count: 64))
  }

  @Test func `every class is equally frequent`() throws {
    let data = try shapes(["train": "400"])
    let counts = Dictionary(grouping: 0..<400) { data.label(of: $0, in: .train) }.mapValues(\.count)
    #expect(counts == Dictionary(uniqueKeysWithValues: (0..<20).map { ($0, 20) }))
  }

  @Test(arguments: 2...100)
  func `any number of classes has that many names, of several outlines and patterns`(count: Int) throws {
    let names = try shapes(["classes": String(count)]).classNames
    #expect(names.count == count)
    #expect(Set(names).count == count)
    let outlines = Set(names.map { $0.split(separator: " ")[1] })
    let patterns = Set(names.map { $0.split(separator: " ")[0] })
    #expect(outlines.count >= patterns.count)
    #expect(outlines.count * patterns.count >= count)
    #expect(count < 3 || patterns.count > 1)
  }

  @Test(arguments: Silhouette.allCases)
  func `an outline has an inside, fits into the unit circle and equals its mirror image`(silhouette: Silhouette) {
    let grid = stride(from: Float(-1.2), through: 1.2, by: 0.05)
    var inside = 0
    var isMirroredAcross = true
    var isMirroredDown = true
    for y in grid {
      for x in grid {
        let distance = silhouette.distance(to: SIMD2(x, y))
        if distance < 0 {
          inside += 1
          #expect(x * x + y * y < 1.1, "\(x), \(y)")
        }
        if abs(distance - silhouette.distance(to: SIMD2(-x, y))) > 1e-5 { isMirroredAcross = false }
        if abs(distance - silhouette.distance(to: SIMD2(x, -y))) > 1e-5 { isMirroredDown = false }
      }
    }
    #expect(inside > 200)
    #expect(isMirroredAcross || isMirroredDown)
  }

  @Test(arguments: Texture.allCases)
  func `a pattern shows both colours, and no two patterns are the same`(texture: Texture) {
    let steps = stride(from: Float(-2.03), to: 2, by: 0.2)
    let points = steps.flatMap { y in steps.map { x in SIMD2(x, y) } }
    let ink = points.map { texture.distance(to: $0) < 0 }
    #expect(ink.contains(true))
    #expect(ink.contains(false) || texture == .plain)
    for other in Texture.allCases where other != texture {
      #expect(zip(points, ink).count { (other.distance(to: $0) < 0) != $1 } > 20, "\(other)")
    }
  }

  @Test func `the figure is there: its middle is lighter than the ground`() throws {
    let data = try shapes(["classes": "2", "difficulty": "0"])
    let lead = (0..<200).map { index in
      let green = pixels(of: data, index)[1024..<2048]
      let rows = (0..<32).map { row in green.dropFirst(32 * row).prefix(32).map(Int.init) }
      let middle: [Int] = rows[12..<20].flatMap { $0[12..<20] }
      let border: [Int] = rows[0] + rows[31]
      return middle.reduce(0, +) / middle.count - border.reduce(0, +) / border.count
    }
    #expect(lead.count { $0 > 0 } > 180)
  }

  @Test func `difficulty changes the pictures, not the classes`() throws {
    let easy = try shapes(["difficulty": "0"])
    let hard = try shapes(["difficulty": "1"])
    #expect(easy.classNames == hard.classNames)
    #expect(pixels(of: easy, 0) != pixels(of: hard, 0))
  }
}
