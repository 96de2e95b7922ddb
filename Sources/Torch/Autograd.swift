internal import CTorch

extension Tensor {
  /// Whether operations on the tensor are recorded for differentiation.
  public var requiresGradient: Bool { ct_requires_grad(handle) }

  /// Makes the tensor a leaf to differentiate for, or stops that.
  public func setRequiresGradient(_ on: Bool = true) throws(TorchError) {
    try check("setRequiresGradient", [self]) { ct_set_requires_grad(handle, on) }
  }

  /// The same values, cut off from the graph.
  public func detached() throws(TorchError) -> Tensor { try callSame("detached", self) { ct_detach(handle) } }

  /// The same values as a leaf of a new graph, with the ``stoppedChannels`` and ``clearedChannels`` of this one.
  ///
  /// Cuts a graph in two, so that the gradient can be looked at before it goes on.
  public func leaf() throws(TorchError) -> Tensor {
    let leaf = try call("leaf", self, stopped: stoppedChannels, cleared: clearedChannels) { ct_detach(handle) }
    try leaf.setRequiresGradient()
    return leaf
  }

  /// What ``backward(_:weights:keepingGraph:)`` left at a leaf; `nil` when nothing reached it.
  public var gradient: Tensor? {
    get { ct_gradient_of(handle).map { Tensor(owning: $0) } }
    set {
      precondition(newValue.map { $0.shape == shape } ?? true, "a gradient has the shape of its tensor, \(shape)")
      let status = withExtendedLifetime(newValue) { ct_set_gradient(handle, newValue?.handle) }
      precondition(status == 0, "libtorch refused a gradient of the right shape")
    }
  }

  /// Scales the gradient that flows through, and leaves the value alone.
  ///
  /// The result equals a tensor of any shape whose elements are finite. A factor of 0 cuts the gradient off, 1 changes
  /// nothing.
  ///
  /// Source: Li et al., "Improved Techniques for Training Adaptive Deep Networks", ICCV 2019, section 3.1 (gradient
  /// equilibrium).
  public func scalingGradient(by factor: Double) throws(TorchError) -> Tensor {
    try detached() + (self - detached()) * factor
  }

  /// The same values; the gradient stops at the given channels (dimension 1).
  ///
  /// No tensor is split or copied in the forward pass. The result remembers its ``stoppedChannels``, joining tensors along
  /// channels keeps them, and a convolution that reads them leaves their gradient out of its backward pass: what nobody needs
  /// costs nothing.
  public func stoppingGradient(inChannels channels: Range<Int>) throws(TorchError) -> Tensor {
    try requireChannels(channels, for: "stoppingGradient")
    let stopped = stoppedChannels.union(ChannelRanges([channels]))
    return try callSame("stoppingGradient", self, stopped: stopped, cleared: clearedChannels) {
      [channels.lowerBound, channels.upperBound].lent { ct_stop_channels(handle, 1, $0) }
    }
  }

  /// Zeros in the given channels (dimension 1), through which no gradient passes.
  ///
  /// The result remembers its ``clearedChannels``, which are ``stoppedChannels``, too; joining tensors along channels keeps
  /// them.
  public func clearing(channels: Range<Int>) throws(TorchError) -> Tensor {
    try requireChannels(channels, for: "clearing")
    let these = ChannelRanges([channels])
    return try call(
      "clearing", self, as: .clear(channels: channels), stopped: stoppedChannels.union(these),
      cleared: clearedChannels.union(these)
    ) {
      [channels.lowerBound, channels.upperBound].lent { ct_clear_channels(handle, 1, $0) }
    }
  }

  /// Libtorch would notice missing channels in the backward pass alone, far from the line that names them.
  private func requireChannels(_ channels: Range<Int>, for operation: String) throws(TorchError) {
    let shape = shape
    guard shape.count > 1, channels.lowerBound >= 0, channels.upperBound <= shape[1] else {
      throw TorchError(operation: operation, shapes: [shape], reason: "there are no channels \(channels)")
    }
  }
}

/// Adds the gradients of the weighted sum of `roots` to the leaves they depend on.
///
/// - Parameters:
///   - roots: tensors with one element.
///   - weights: one factor for each root; 1 when left out.
///   - keepingGraph: whether the roots can be differentiated again; else the memory that takes is freed.
/// - Throws: ``TorchError`` for a root with several elements, and for one whose graph is freed already.
public func backward(_ roots: [Tensor], weights: [Double]? = nil, keepingGraph: Bool = false) throws(TorchError) {
  precondition(weights == nil || weights?.count == roots.count, "one weight for each root")
  try check("backward", roots) { roots.lent { list in lending(weights) { ct_backward(list, $0, keepingGraph) } } }
}

/// The gradients of the weighted sum of `roots` with respect to `inputs`, in their order; `nil` where nothing depends
/// on one.
///
/// Only what lies between roots and inputs is differentiated, and the leaves' own gradients stay as they are. Roots,
/// weights and `keepingGraph` are those of ``backward(_:weights:keepingGraph:)``.
public func gradients(
  of roots: [Tensor], weights: [Double]? = nil, for inputs: [Tensor], keepingGraph: Bool = false
) throws(TorchError) -> [Tensor?] {
  precondition(weights == nil || weights?.count == roots.count, "one weight for each root")
  guard !inputs.isEmpty else { return [] }
  var out = [ct_tensor?](repeating: nil, count: inputs.count)
  try check("gradients", roots) {
    roots.lent { rootList in
      inputs.lent { inputList in lending(weights) { ct_gradients(rootList, $0, inputList, keepingGraph, &out) } }
    }
  }
  return out.map { $0.map { Tensor(owning: $0) } }
}

/// The gradients of the sum of the inner products of `roots` with `cotangents`, with respect to `inputs`; `nil` where nothing
/// depends on one.
///
/// A cotangent has the shape of its root, and is what a later part of the graph left there. `keepingGraph` is that of
/// ``backward(_:weights:keepingGraph:)``.
public func gradients(
  of roots: [Tensor], cotangents: [Tensor], for inputs: [Tensor], keepingGraph: Bool = false
) throws(TorchError) -> [Tensor?] {
  precondition(cotangents.count == roots.count, "one cotangent for each root")
  var out = [ct_tensor?](repeating: nil, count: inputs.count)
  guard !inputs.isEmpty, !roots.isEmpty else { return inputs.map { _ in nil } }
  try check("gradients", roots + cotangents) {
    roots.lent { rootList in
      cotangents.lent { seeds in
        inputs.lent { inputList in ct_vector_jacobian(rootList, seeds, inputList, keepingGraph, &out) }
      }
    }
  }
  return out.map { $0.map { Tensor(owning: $0) } }
}

private func lending<Result>(_ weights: [Double]?, _ body: (UnsafePointer<Double>?) -> Result) -> Result {
  guard let weights else { return body(nil) }
  return weights.withUnsafeBufferPointer { body($0.baseAddress) }
}

/// Runs `body` without recording operations for differentiation.
///
/// The setting is per thread; `body` cannot suspend.
public func withoutGradients<Result, Failure: Error>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
  let before = ct_set_grad_mode(false)
  defer { _ = ct_set_grad_mode(before) }
  return try body()
}
