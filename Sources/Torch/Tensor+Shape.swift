internal import CTorch

extension Tensor {
  /// The same elements in another shape; one length may be -1.
  public func reshaped(_ shape: [Int]) throws(TorchError) -> Tensor {
    try call("reshaped", self, as: .reshape(GraphRecorder.withoutBatch(shape))) {
      shape.lent { ct_reshape(handle, $0) }
    }
  }

  /// `[N, ...]` as `[N, count of the rest]`.
  public func flattened() throws(TorchError) -> Tensor { try reshaped([shape.first ?? 1, -1]) }

  /// The dimensions in another order.
  public func permuted(_ order: [Int]) throws(TorchError) -> Tensor {
    try call("permuted", self, as: .permute(order)) { order.lent { ct_permute(handle, $0) } }
  }

  /// Dimensions of length 1 repeated to the lengths of `shape`, without a copy.
  public func expanded(to shape: [Int]) throws(TorchError) -> Tensor {
    try call("expanded", self, as: .expand(GraphRecorder.withoutBatch(shape))) { shape.lent { ct_expand(handle, $0) } }
  }

  /// The part of a dimension that `range` names.
  public func narrowed(dim: Int, _ range: Range<Int>) throws(TorchError) -> Tensor {
    try call("narrowed", self, as: .narrow(dim: dim, range)) {
      ct_narrow(handle, Int64(dim), Int64(range.lowerBound), Int64(range.count))
    }
  }

  /// The entries of a dimension at `indices` `[M]`, in their order.
  public func selecting(_ indices: Tensor, dim: Int = 0) throws(TorchError) -> Tensor {
    try call("selecting", self, indices) { ct_index_select(handle, Int64(dim), indices.handle) }
  }

  /// The rows of the first dimension at these places, in their order and in the tensor's memory layout.
  public func rows(_ places: [Int]) throws(TorchError) -> Tensor {
    try call("rows", self) { places.lent { ct_select_rows(handle, $0) } }
  }

  /// Tensors joined along a dimension.
  ///
  /// Joined along channels (dimension 1), stopped and cleared channels stay so: see ``stoppingGradient(inChannels:)`` and
  /// ``clearing(channels:)``.
  public static func concatenated(_ tensors: [Tensor], dim: Int) throws(TorchError) -> Tensor {
    var stopped = ChannelRanges()
    var cleared = ChannelRanges()
    if dim == 1, tensors.allSatisfy({ $0.shape.count > 1 }), tensors.contains(where: { !$0.stoppedChannels.isEmpty }) {
      var offset = 0
      for tensor in tensors {
        stopped = stopped.union(tensor.stoppedChannels.shifted(by: offset))
        cleared = cleared.union(tensor.clearedChannels.shifted(by: offset))
        offset += tensor.shape[1]
      }
    }
    return try call(
      "concatenated", list: tensors, as: .concatenate(dim: dim), stopped: stopped, cleared: cleared
    ) { ct_cat($0, Int64(dim)) }
  }

  /// Tensors of one shape along a new dimension.
  public static func stacked(_ tensors: [Tensor], dim: Int = 0) throws(TorchError) -> Tensor {
    try call("stacked", list: tensors) { ct_stack($0, Int64(dim)) }
  }
}
