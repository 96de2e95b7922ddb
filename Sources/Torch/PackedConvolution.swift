internal import CTorch

/// A convolution whose weights do not change any more, laid out once as the processor reads them fastest.
///
/// Rectification is part of the same pass over the result. On the CPU in single precision these are oneDNN's convolutions, which
/// libtorch's own compiler calls; elsewhere it is ``Tensor/conv2d(_:bias:stride:padding:groups:)``. Not to be differentiated.
public final class PackedConvolution {
  private let weight: Tensor
  private let bias: Tensor?
  private let stride: Int
  private let padding: Int
  private let groups: Int
  /// Laid out for the first input that comes.
  private var packed: Tensor?

  /// A convolution with `weight` `[O, C / groups, k, k]`, which must not change from now on.
  public init(weight: Tensor, bias: Tensor?, stride: Int, padding: Int, groups: Int) {
    (self.weight, self.bias) = (weight, bias)
    (self.stride, self.padding, self.groups) = (stride, padding, groups)
  }

  /// Maps `[N, C, H, W]` to `[N, O, H', W']`, with zero in place of negative elements if asked for.
  public func callAsFunction(_ x: Tensor, rectifying: Bool) throws(TorchError) -> Tensor {
    let weight = try packedWeight(for: x)
    let output = try call("conv2d", x, weight, bias) {
      ct_conv2d_packed(
        x.handle, weight.handle, bias?.handle, Int64(stride), Int64(padding), Int64(groups), rectifying)
    }
    OperationTrace.current?.recordConvolution(x, weight: self.weight, output: output, groups: groups)
    if rectifying { OperationTrace.current?.recordActivation(of: output) }
    return output
  }

  private func packedWeight(for x: Tensor) throws(TorchError) -> Tensor {
    if let packed { return packed }
    let weight = weight
    let made = try call("packed", weight) {
      x.shape.lent { ct_pack_convolution(weight.handle, $0, Int64(stride), Int64(padding), Int64(groups)) }
    }
    packed = made
    return made
  }
}
