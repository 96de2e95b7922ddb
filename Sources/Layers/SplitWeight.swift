import Torch

/// The weight of a layer whose input channels are divided: one tensor for each part, `[outputs, part, ...]`.
///
/// With both parts given, the layer is the undivided one. A part all of whose channels are cleared
/// (``/Torch/Tensor/clearedChannels``) is no term of the sum: it costs nothing, and its weight gets no gradient, where that
/// of an undivided layer would get zeros. A part has a fan-in of its own, and so other initial values.
///
/// Source: the VGG networks of the reference implementation of Deep Feature Surgery (ECCV 2024).
public struct SplitWeight {
  private let parts: [(channels: Range<Int>, weight: Parameter)]

  /// Makes `shared.weight` and `own.weight` under `scope`, with PyTorch's default initial values; none for an empty part.
  ///
  /// `split` divides the input channels; `kernel` is the rest of the shape, `[height, width]` for a convolution.
  public init(_ scope: Scope, _ split: ChannelSplit, out outputs: Int, kernel: [Int] = []) throws {
    parts = try [("shared", split.shared), ("own", split.own)].filter { !$0.1.isEmpty }.map { name, channels in
      let shape = [outputs, channels.count] + kernel
      let fanIn = shape.dropFirst().reduce(1, *)
      return (channels, try (scope / name).parameter("weight", shape, .uniform(fanIn: fanIn)))
    }
  }

  /// What is left to compute of `x` `[N, C, ...]`: the parts that are not cleared, and the weight that reads them.
  ///
  /// `cleared` are the channels that hold zeros. Where they are all, nothing is left out.
  public func operands(for x: Tensor, cleared: ChannelRanges) throws -> (input: Tensor, weight: Tensor) {
    let present = parts.filter { !cleared.contains($0.channels) }
    guard !present.isEmpty, present.count < parts.count else {
      return (x, try Tensor.concatenated(parts.map(\.weight.value), dim: 1))
    }
    // A part that is left out leaves a single other one.
    return (try x.narrowed(dim: 1, present[0].channels), present[0].weight.value)
  }
}
