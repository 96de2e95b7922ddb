import WorkbenchCore

/// A layer that keeps its input and joins new features to it at every scale.
///
/// The finest kept scale adds features of its own; every other one adds half from the next finer scale (stride 2) and half
/// from its own. Joined in this order: own input, down path, own path.
struct DenseLayer: MultiScaleLayer {
  let outputs: [ImageShape]
  private let units: [DenseUnit]
  private let dropsScale: Bool

  init(_ scope: Scope, _ plan: LayerPlan.Dense, input: [ImageShape], initialization: ConvolutionInitialization) throws {
    dropsScale = plan.dropsScale
    let own = plan.dropsScale ? Array(input.dropFirst()) : input
    var units: [DenseUnit] = []
    for (position, scale) in plan.kept.enumerated() {
      let finer = plan.dropsScale ? input[position] : (position > 0 ? own[position - 1] : nil)
      let place = scope / position
      let growth = plan.growth * plan.factors[scale]
      var down: BottleneckUnit?
      if let finer {
        down = try BottleneckUnit(
          place / "down", in: finer.channels, out: growth / 2, stride: 2, factor: plan.bottleneck[scale - 1],
          initialization: initialization)
      }
      let normal = try BottleneckUnit(
        place / "normal", in: own[position].channels, out: finer == nil ? growth : growth / 2, stride: 1,
        factor: plan.bottleneck[scale], initialization: initialization)
      units.append(DenseUnit(down: down, normal: normal))
    }
    self.units = units
    outputs = zip(own, plan.kept).map { shape, scale in
      ImageShape(
        channels: shape.channels + plan.growth * plan.factors[scale], height: shape.height, width: shape.width)
    }
  }

  func callAsFunction(_ features: Features, _ mode: Mode) throws -> Features {
    let own = dropsScale ? Array(features.dropFirst()) : features
    return try units.indices.map { position in
      let finer = dropsScale ? features[position] : (position > 0 ? own[position - 1] : nil)
      return try units[position](finer: finer, own: own[position], mode)
    }
  }
}

/// What a layer adds at one scale.
private struct DenseUnit {
  let down: BottleneckUnit?
  let normal: BottleneckUnit

  func callAsFunction(finer: Tensor?, own: Tensor, _ mode: Mode) throws -> Tensor {
    var parts = [own]
    if let down, let finer { parts.append(try down(finer, mode)) }
    parts.append(try normal(own, mode))
    return try Tensor.concatenated(parts, dim: 1)
  }
}

/// A 1x1 convolution unit to at most `factor` times the outputs, which a factor of 0 leaves out, then a 3x3 one.
private struct BottleneckUnit {
  private let squeeze: ConvolutionUnit?
  private let main: ConvolutionUnit

  init(
    _ scope: Scope, in inputs: Int, out outputs: Int, stride: Int, factor: Int,
    initialization: ConvolutionInitialization
  ) throws {
    let inner = factor > 0 ? min(inputs, factor * outputs) : inputs
    squeeze =
      factor > 0
      ? try ConvolutionUnit(scope / "squeeze", in: inputs, out: inner, kernel: 1, initialization: initialization) : nil
    main = try ConvolutionUnit(
      scope / "main", in: inner, out: outputs, kernel: 3, stride: stride, initialization: initialization)
  }

  func callAsFunction(_ x: Tensor, _ mode: Mode) throws -> Tensor {
    let inner = try squeeze?(x, mode) ?? x
    return try main(inner, mode)
  }
}
