import WorkbenchCore

/// A chain of convolutions whose result is added to its input, which a 1x1 convolution adapts where shapes differ.
///
/// Basic: 3x3, 3x3. Bottleneck: 1x1, 3x3 (with the stride), 1x1 to four times the width.
struct ResidualUnit {
  let outputs: Int
  private let units: [ConvolutionUnit]
  private let last: NormalizedConvolution
  private let shortcut: NormalizedConvolution?

  init(
    _ scope: Scope, in inputs: Int, inner: Int, stride: Int, isBottleneck: Bool,
    initialization: ConvolutionInitialization
  ) throws {
    outputs = isBottleneck ? 4 * inner : inner
    if isBottleneck {
      units = [
        try ConvolutionUnit(scope / "unit1", in: inputs, out: inner, kernel: 1, initialization: initialization),
        try ConvolutionUnit(
          scope / "unit2", in: inner, out: inner, kernel: 3, stride: stride, initialization: initialization),
      ]
    } else {
      units = [
        try ConvolutionUnit(
          scope / "unit1", in: inputs, out: inner, kernel: 3, stride: stride, initialization: initialization)
      ]
    }
    last = try NormalizedConvolution(
      scope / "last", in: inner, out: outputs, kernel: isBottleneck ? 1 : 3, initialization: initialization)
    shortcut =
      stride != 1 || inputs != outputs
      ? try NormalizedConvolution(
        scope / "shortcut", in: inputs, out: outputs, kernel: 1, stride: stride, initialization: initialization) : nil
  }

  /// How many convolutions lie on the way, the shortcut's not among them.
  var convolutions: Int { units.count + 1 }

  func callAsFunction(_ x: Tensor, _ mode: Mode) throws -> Tensor {
    let inner = try units.reduce(x) { try $1($0, mode) }
    let residual = try last(inner, mode)
    let identity = try shortcut?(x, mode) ?? x
    // In place where nothing else needs the value: the backward pass of an addition reads neither of its terms.
    try residual.add(identity)
    try residual.rectify()
    return residual
  }
}
