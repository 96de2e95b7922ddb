internal import CTorch

extension Tensor {
  /// Matrix product: `[.., N, K]` times `[.., K, M]` gives `[.., N, M]`.
  public func matmul(_ other: Tensor) throws(TorchError) -> Tensor {
    try call("matmul", self, other, as: .matrixProduct) { ct_matmul(handle, other.handle) }
  }

  /// An affine map: `[.., inputs]` with `weight` `[outputs, inputs]` gives `[.., outputs]`.
  public func linear(_ weight: Tensor, bias: Tensor? = nil) throws(TorchError) -> Tensor {
    OperationTrace.current?.recordLinear(self, weight: weight, bias: bias)
    return try call("linear", self, weight, bias, as: .linear) { ct_linear(handle, weight.handle, bias?.handle) }
  }

  /// A 2-D convolution: `[N, C, H, W]` with `weight` `[O, C / groups, k, k]` gives `[N, O, H', W']`.
  ///
  /// Where the input has stopped channels, the backward pass does not compute their gradient.
  public func conv2d(
    _ weight: Tensor, bias: Tensor? = nil, stride: Int = 1, padding: Int = 0, groups: Int = 1
  ) throws(TorchError) -> Tensor {
    let node = OperationGraph.Operation.convolution(stride: stride, padding: padding, groups: groups)
    let output =
      if stoppedChannels.isEmpty || groups > 1 {
        try call("conv2d", self, weight, bias, as: node) {
          ct_conv2d(handle, weight.handle, bias?.handle, Int64(stride), Int64(padding), Int64(groups))
        }
      } else {
        try call("conv2d", self, weight, bias, as: node) {
          stoppedChannels.complement(in: shape[1]).pairs.lent {
            ct_conv2d_live(handle, weight.handle, bias?.handle, Int64(stride), Int64(padding), $0)
          }
        }
      }
    OperationTrace.current?.recordConvolution(self, weight: weight, output: output, groups: groups)
    return output
  }

  /// Batch normalization of `[N, C, ...]` per channel, with zero in place of what is below it if that is asked for.
  ///
  /// In training the batch's own statistics normalize (biased variance) and the running ones move towards them by `momentum`
  /// (unbiased variance), in place; otherwise the running ones normalize.
  public func batchNormalized(
    weight: Tensor, bias: Tensor, runningMean: Tensor, runningVariance: Tensor, training: Bool, momentum: Double = 0.1,
    epsilon: Double = 1e-5, rectifying: Bool = false
  ) throws(TorchError) -> Tensor {
    let normalized = try call(
      "batchNormalized", self, weight, bias, runningMean, runningVariance,
      as: training ? nil : .batchNormalization(epsilon: epsilon)
    ) {
      ct_batch_norm(
        handle, weight.handle, bias.handle, runningMean.handle, runningVariance.handle, training, momentum, epsilon,
        training && rectifying)
    }
    guard rectifying else { return normalized }
    if training { OperationTrace.current?.recordActivation(of: normalized) } else { try normalized.rectify() }
    return normalized
  }

  /// Layer normalization of `[.., D]` over the last dimension, with `weight` and `bias` `[D]`.
  public func layerNormalized(weight: Tensor, bias: Tensor, epsilon: Double) throws(TorchError) -> Tensor {
    try call("layerNormalized", self, weight, bias, as: .layerNormalization(epsilon: epsilon)) {
      ct_layer_norm(handle, weight.handle, bias.handle, epsilon)
    }
  }

  /// Attention of queries `[N, heads, T, D]` to keys and values of the same shape: `softmax(Q K^T / sqrt(D)) V`.
  ///
  /// The matrix of `T` x `T` shares is never kept as a whole.
  public func attention(keys: Tensor, values: Tensor) throws(TorchError) -> Tensor {
    OperationTrace.current?.recordAttention(self, keys: keys)
    return try call("attention", self, keys, values, as: .attention) {
      ct_attention(handle, keys.handle, values.handle)
    }
  }

  /// The largest value of every window of `kernel` x `kernel`: `[N, C, H, W]` gives `[N, C, H', W']`.
  ///
  /// `H'` is `(H + 2 * padding - kernel) / stride + 1`, rounded down. What pads is smaller than every value.
  public func maxPooled(_ kernel: Int, stride: Int, padding: Int = 0) throws(TorchError) -> Tensor {
    let output = try call(
      "maxPooled", self, as: .maximumPooling(kernel: kernel, stride: stride, padding: padding)
    ) { ct_max_pool2d(handle, Int64(kernel), Int64(stride), Int64(padding)) }
    OperationTrace.current?.recordPooling(self, output: output, kernel: kernel)
    return output
  }

  /// The mean of every window of `kernel` x `kernel`: `[N, C, H, W]` gives `[N, C, H', W']`.
  ///
  /// `H'` is `(H - kernel) / stride + 1`, rounded down; without a stride, windows lie side by side.
  public func averagePooled(_ kernel: Int, stride: Int? = nil) throws(TorchError) -> Tensor {
    let stride = stride ?? kernel
    let output = try call("averagePooled", self, as: .averagePooling(kernel: kernel, stride: stride)) {
      ct_avg_pool2d(handle, Int64(kernel), Int64(stride))
    }
    OperationTrace.current?.recordPooling(self, output: output, kernel: kernel)
    return output
  }

  /// The mean of every channel: `[N, C, H, W]` gives `[N, C]`.
  public func globallyAveragePooled() throws(TorchError) -> Tensor {
    let output = try mean(dims: [2, 3])
    OperationTrace.current?.recordPooling(self, output: nil, kernel: 0)
    return output
  }

  /// Height and width multiplied by `factor`, with bilinear interpolation between pixel centres.
  public func upsampledBilinearly(by factor: Int) throws(TorchError) -> Tensor {
    try call("upsampledBilinearly", self, as: .bilinearUpsampling(factor: factor)) {
      ct_upsample_bilinear2d(handle, Int64(factor))
    }
  }

  /// Cross entropy of logits `[N, C]` against class numbers `[N]` or probabilities `[N, C]`.
  ///
  /// The mean over the samples, or one value for each (`[N]`) when `perSample`. Smoothing takes a share in `0...1` from
  /// the labels' probability and divides it evenly among all classes.
  public func crossEntropy(
    _ labels: Tensor, labelSmoothing: Double = 0, perSample: Bool = false
  ) throws(TorchError) -> Tensor {
    try call("crossEntropy", self, labels) { ct_cross_entropy(handle, labels.handle, labelSmoothing, !perSample) }
  }
}
