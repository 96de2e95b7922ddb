internal import CTorch

extension Tensor {
  /// The sum over `dims`, or over everything.
  public func sum(dims: [Int] = [], keepingDims: Bool = false) throws(TorchError) -> Tensor {
    try call("sum", self, as: .sum(dims: dims, keepsDims: keepingDims)) {
      dims.lent { ct_sum(handle, $0, keepingDims) }
    }
  }

  /// The mean over `dims`, or over everything.
  public func mean(dims: [Int] = [], keepingDims: Bool = false) throws(TorchError) -> Tensor {
    try call("mean", self, as: .mean(dims: dims, keepsDims: keepingDims)) {
      dims.lent { ct_mean(handle, $0, keepingDims) }
    }
  }

  /// The Euclidean norm of all elements; its gradient at zero is zero.
  public func norm() throws(TorchError) -> Tensor { try call("norm", self) { ct_norm(handle) } }

  /// The index of the largest element along a dimension, of type `int64`; of equal ones, the first.
  public func argmax(dim: Int) throws(TorchError) -> Tensor {
    try call("argmax", self) { ct_argmax(handle, Int64(dim)) }
  }

  /// The largest elements along a dimension, and their indices.
  public func maximum(dim: Int) throws(TorchError) -> (values: Tensor, indices: Tensor) {
    try pair("maximum") { ct_max(handle, Int64(dim), &$0, &$1) }
  }

  /// The `count` largest elements along a dimension in falling order, and their indices.
  public func largest(_ count: Int, dim: Int) throws(TorchError) -> (values: Tensor, indices: Tensor) {
    try pair("largest") { ct_topk(handle, Int64(count), Int64(dim), &$0, &$1) }
  }

  /// Exponentials divided by their sum along a dimension: probabilities, of logits `[N, classes]` along 1.
  public func softmax(dim: Int) throws(TorchError) -> Tensor {
    try call("softmax", self, as: .softmax(dim: dim)) { ct_softmax(handle, Int64(dim)) }
  }

  /// The logarithm of ``softmax(dim:)``, exact where a probability is too small for its type.
  public func logSoftmax(dim: Int) throws(TorchError) -> Tensor {
    try call("logSoftmax", self, as: .logSoftmax(dim: dim)) { ct_log_softmax(handle, Int64(dim)) }
  }

  /// Whether no element is infinite or not a number.
  public func isFinite() throws(TorchError) -> Bool {
    var result = false
    try check("isFinite", [self]) { ct_is_finite(handle, &result) }
    return result
  }

  private func pair(
    _ operation: StaticString, _ body: (inout ct_tensor?, inout ct_tensor?) -> Int32
  ) throws(TorchError) -> (values: Tensor, indices: Tensor) {
    var values: ct_tensor?
    var indices: ct_tensor?
    try check(operation, [self]) { body(&values, &indices) }
    guard let values, let indices else { preconditionFailure("\(operation) succeeded without a result") }
    return (Tensor(owning: values), Tensor(owning: indices))
  }
}

/// The inner products of vectors given in parts, multiplied and summed in double precision: `[count, count]`, row-major.
///
/// Every vector is a list of tensors, such as a gradient by parameter; the shapes of the lists match, and a missing
/// part counts as zero.
public func innerProducts(of vectors: [[Tensor?]]) throws(TorchError) -> [Double] {
  let count = vectors.count
  let parts = vectors.first?.count ?? 0
  precondition(vectors.allSatisfy { $0.count == parts }, "every vector must have the same parts")
  var products = [Double](repeating: 0, count: count * count)
  let tensors = vectors.flatMap { $0 }
  let handles = tensors.map { $0?.handle }
  try check("innerProducts", tensors) { ct_gram(handles, Int64(count), Int64(parts), &products) }
  return products
}
