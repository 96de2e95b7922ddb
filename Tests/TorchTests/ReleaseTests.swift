import Foundation
import Testing
import Torch

/// Memory goes back when the last reference does, not at some later time.
@Suite struct ReleaseTests {
  @Test func `a tensor ends with its last reference`() throws {
    weak var watched: Tensor?
    try {
      let tensor = try Tensor.zeros([3])
      watched = tensor
      #expect(watched != nil)
    }()
    #expect(watched == nil)
  }

  @Test func `many large tensors, one after the other, take the memory of a few`() throws {
    let before = try residentBytes()
    let length = 4_000_000
    for index in 0..<200 {
      let leaf = try Tensor.full([length], Double(index))
      try leaf.setRequiresGradient()
      // The graph, too: it holds what the backward pass would have needed.
      let squares = try leaf * leaf
      #expect(squares.requiresGradient)
    }
    // Kept, they would take 200 * 2 * 16 MB.
    #expect(try residentBytes() - before < 3_200_000_000)
  }

  private func residentBytes() throws -> Int {
    let fields = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")
    return try #require(Int(fields[1])) * Int(getpagesize())
  }
}
