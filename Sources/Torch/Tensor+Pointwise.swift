internal import CTorch

extension Tensor {
  /// Element-wise sum; shapes broadcast.
  public static func + (a: Tensor, b: Tensor) throws(TorchError) -> Tensor {
    try call("+", a, b, as: .add) { ct_add(a.handle, b.handle) }
  }

  /// Element-wise difference; shapes broadcast.
  public static func - (a: Tensor, b: Tensor) throws(TorchError) -> Tensor {
    try call("-", a, b, as: .subtract) { ct_sub(a.handle, b.handle) }
  }

  /// Element-wise product; shapes broadcast.
  public static func * (a: Tensor, b: Tensor) throws(TorchError) -> Tensor {
    try call("*", a, b, as: .multiply) { ct_mul(a.handle, b.handle) }
  }

  /// Element-wise quotient; shapes broadcast.
  public static func / (a: Tensor, b: Tensor) throws(TorchError) -> Tensor {
    try call("/", a, b, as: .divide) { ct_div(a.handle, b.handle) }
  }

  /// A number added to every element.
  public static func + (a: Tensor, b: Double) throws(TorchError) -> Tensor {
    try call("+", a, as: .addNumber(b)) { ct_add_scalar(a.handle, b) }
  }

  /// A number taken from every element.
  public static func - (a: Tensor, b: Double) throws(TorchError) -> Tensor { try a + (-b) }

  /// Every element times a number.
  public static func * (a: Tensor, b: Double) throws(TorchError) -> Tensor {
    try call("*", a, as: .multiplyByNumber(b)) { ct_mul_scalar(a.handle, b) }
  }

  /// Every element times the reciprocal of a number, which may round another way than a division.
  public static func / (a: Tensor, b: Double) throws(TorchError) -> Tensor { try a * (1 / b) }

  /// Every element with the other sign.
  public static prefix func - (a: Tensor) throws(TorchError) -> Tensor { try a * -1 }

  /// Every element to the power of `exponent`.
  public func raised(to exponent: Double) throws(TorchError) -> Tensor {
    try call("raised", self, as: .power(exponent)) { ct_pow_scalar(handle, exponent) }
  }

  /// Zero in place of negative elements; ``rectify()`` does it in place.
  public func relu() throws(TorchError) -> Tensor {
    OperationTrace.current?.recordActivation(of: self)
    return try call("relu", self, as: .rectify) { ct_relu(handle) }
  }

  /// `x` times the probability that a standard normal number is below it, of every element (GELU, exact).
  public func gelu() throws(TorchError) -> Tensor {
    OperationTrace.current?.recordActivation(of: self)
    return try call("gelu", self, as: .gelu) { ct_gelu(handle) }
  }

  /// `1 / (1 + exp(-x))` of every element.
  public func sigmoid() throws(TorchError) -> Tensor {
    try call("sigmoid", self, as: .sigmoid) { ct_sigmoid(handle) }
  }

  /// `exp(x)` of every element.
  public func exponential() throws(TorchError) -> Tensor {
    try call("exponential", self, as: .exponential) { ct_exp(handle) }
  }

  /// The natural logarithm of every element; not a number where it is negative.
  public func logarithm() throws(TorchError) -> Tensor {
    try call("logarithm", self, as: .logarithm) { ct_log(handle) }
  }

  /// Every element without its sign.
  public func absolute() throws(TorchError) -> Tensor {
    try call("absolute", self, as: .absolute) { ct_abs(handle) }
  }

  /// The square root of every element; not a number where it is negative.
  public func squareRoot() throws(TorchError) -> Tensor {
    try call("squareRoot", self, as: .squareRoot) { ct_sqrt(handle) }
  }

  /// Every element brought into `range`; no gradient passes where it lay outside.
  public func clamped(to range: ClosedRange<Double>) throws(TorchError) -> Tensor {
    try call("clamped", self, as: .clamp(range)) { ct_clamp(handle, range.lowerBound, range.upperBound) }
  }

  /// True where the elements are equal; shapes broadcast.
  public func equals(_ other: Tensor) throws(TorchError) -> Tensor {
    try call("equals", self, other) { ct_eq(handle, other.handle) }
  }

  // MARK: - In place

  /// Replaces negative elements by zero, in place.
  public func rectify() throws(TorchError) {
    OperationTrace.current?.recordActivation(of: self)
    try check("rectify", [self]) { ct_relu_inplace(handle) }
    GraphRecorder.current?.record(.rectify, changing: self)
  }

  /// Adds `factor * other` in place.
  public func add(_ other: Tensor, times factor: Double = 1) throws(TorchError) {
    try check("add(_:times:)", [self, other]) { ct_add_inplace(handle, other.handle, factor) }
    GraphRecorder.current?.record(factor == 1 ? .add : .other("add(_:times:)"), changing: self, [other])
  }

  /// Multiplies every element in place.
  public func scale(by factor: Double) throws(TorchError) {
    try check("scale(by:)", [self]) { ct_mul_inplace(handle, factor) }
    GraphRecorder.current?.record(.multiplyByNumber(factor), changing: self)
  }

  /// Overwrites the elements with those of a tensor of the same shape, in place; types and devices may differ.
  public func assign(_ source: Tensor) throws(TorchError) {
    guard shape == source.shape else {
      throw TorchError(operation: "assign", shapes: [shape, source.shape], reason: "the shapes differ")
    }
    try check("assign", [self, source]) { ct_copy_inplace(handle, source.handle) }
    GraphRecorder.current?.record(self, equalTo: source)
  }
}
