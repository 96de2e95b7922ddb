import Testing
import Torch

/// What a wrong call says: the operation as written, the shapes, and libtorch's reason.
@Suite struct ErrorTests {
  private func message(_ body: () throws -> Void) -> String {
    do {
      try body()
      return "no error"
    } catch {
      return "\(error)"
    }
  }

  private func ones(_ shape: Int...) throws -> Tensor { try Tensor.ones(shape) }

  @Test func `a matrix product names both shapes`() {
    #expect(
      message { _ = try ones(2, 3).matmul(ones(4, 5)) }
        == "matmul on [2, 3], [4, 5]: mat1 and mat2 shapes cannot be multiplied (2x3 and 4x5)")
  }

  @Test func `a sum of shapes that do not broadcast names both`() {
    #expect(
      message { _ = try ones(2, 3) + ones(2, 4) }
        == "+ on [2, 3], [2, 4]: The size of tensor a (3) must match the size of tensor b (4) at non-singleton dimension 1"
    )
  }

  @Test func `a convolution with too many channels names them`() {
    let expected =
      "conv2d on [1, 3, 8, 8], [4, 2, 3, 3]: Given groups=1, weight of size [4, 2, 3, 3], expected input[1, 3, 8, 8] "
      + "to have 2 channels, but got 3 channels instead"
    #expect(message { _ = try ones(1, 3, 8, 8).conv2d(ones(4, 2, 3, 3)) } == expected)
    let stopped = message { _ = try ones(1, 3, 8, 8).stoppingGradient(inChannels: 0..<1).conv2d(ones(4, 2, 3, 3)) }
    #expect(stopped == expected)
  }

  @Test func `joining tensors that do not fit names all of them`() {
    #expect(
      message { _ = try Tensor.concatenated([ones(1, 2), ones(2, 3)], dim: 1) }
        == "concatenated on [1, 2], [2, 3]: Sizes of tensors must match except in dimension 1. Expected size 1 but got size 2 "
        + "for tensor number 1 in the list.")
  }

  @Test func `joining tensors with stopped channels and others of fewer dimensions is an error, too`() {
    #expect(
      message { _ = try Tensor.concatenated([ones(1, 2, 1, 1).stoppingGradient(inChannels: 0..<1), ones(2)], dim: 1) }
        == "concatenated on [1, 2, 1, 1], [2]: Tensors must have same number of dimensions: got 4 and 1")
  }

  @Test func `stopping channels that are not there is an error at once`() {
    #expect(
      message { _ = try ones(1, 2, 1, 1).stoppingGradient(inChannels: 1..<3) }
        == "stoppingGradient on [1, 2, 1, 1]: there are no channels 1..<3")
    #expect(
      message { _ = try ones(1, 2, 1, 1).clearing(channels: 1..<3) }
        == "clearing on [1, 2, 1, 1]: there are no channels 1..<3")
    #expect(
      message { _ = try ones(2).stoppingGradient(inChannels: 0..<1) }
        == "stoppingGradient on [2]: there are no channels 0..<1")
  }

  @Test func `elements that do not fill a shape are counted`() {
    #expect(
      message { _ = try Tensor([Float(1), 2], [2, 2]) } == "init on [2, 2]: 8 bytes do not fill this shape of float32")
  }

  @Test func `assigning another shape is refused, not broadcast`() {
    #expect(message { try ones(2, 3).assign(ones(3)) } == "assign on [2, 3], [3]: the shapes differ")
  }

  @Test func `a number is read from one element only`() {
    #expect(
      message { _ = try ones(2, 2).item() }
        == "item on [2, 2]: a Tensor with 4 elements cannot be converted to Scalar")
  }

  @Test func `a label that is no class is named`() {
    #expect(
      message { _ = try ones(1, 3).crossEntropy(Tensor(integers: [5])) }
        == "crossEntropy on [1, 3], [1]: Target 5 is out of bounds.")
  }

  @Test func `a backward pass begins at single numbers`() {
    #expect(
      message {
        let x = try ones(2)
        try x.setRequiresGradient()
        try backward([x])
      } == "backward on [2]: a root of a backward pass must have one element, got [2]")
  }

  @Test func `an error keeps its parts apart`() throws {
    let error = try #require(throws: TorchError.self) { _ = try ones(2, 3).matmul(ones(4, 5)) }
    #expect(error.operation == "matmul")
    #expect(error.shapes == [[2, 3], [4, 5]])
    #expect(!error.reason.contains("\n"))
  }

  @Test func `an error knows the line that made it`() throws {
    var place: String?
    let line = #line + 2
    do {
      _ = try ones(2, 3).matmul(ones(4, 5))
    } catch let error as TorchError {
      place = error.place
    }
    #expect(try #require(place).hasSuffix("Tests/TorchTests/ErrorTests.swift:\(line)"))
  }

  @Test func `after an error the next call works`() throws {
    _ = message { _ = try ones(2, 3).matmul(ones(4, 5)) }
    #expect(try ones(2, 3).matmul(ones(3, 1)).elements(as: Float.self) == [3, 3])
  }
}
