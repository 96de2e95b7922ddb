import WorkbenchCore

/// The first layer: the image at every scale.
struct MultiScaleStem: MultiScaleLayer {
  let outputs: [ImageShape]
  private let finest: ConvolutionUnit
  private let coarser: [ConvolutionUnit]
  private let pools: Bool

  init(
    _ scope: Scope, input: ImageShape, channels: Int, scales: [Int], kind: MSDNet.Stem,
    initialization: ConvolutionInitialization
  ) throws {
    let width = channels * scales[0]
    switch kind {
    case .small:
      finest = try ConvolutionUnit(
        scope / 0, in: input.channels, out: width, kernel: 3, initialization: initialization)
    case .large:
      // The only convolution of the network with a bias, as in the reference.
      finest = try ConvolutionUnit(
        scope / 0, in: input.channels, out: width, kernel: 7, stride: 2, padding: 3, bias: true,
        initialization: initialization)
    }
    pools = kind == .large
    coarser = try scales.indices.dropFirst().map { index in
      try ConvolutionUnit(
        scope / index, in: channels * scales[index - 1], out: channels * scales[index], kernel: 3, stride: 2,
        initialization: initialization)
    }
    var shape = ImageShape(channels: width, height: input.height, width: input.width)
    if pools { shape = shape.halved(channels: width).halved(channels: width) }
    outputs = scales.indices.dropFirst().reduce(into: [shape]) { shapes, index in
      shapes.append(shapes[index - 1].halved(channels: channels * scales[index]))
    }
  }

  func callAsFunction(_ image: Tensor, _ mode: Mode) throws -> Features { try self([image], mode) }

  func callAsFunction(_ features: Features, _ mode: Mode) throws -> Features {
    var scale = try finest(features[0], mode)
    if pools { scale = try scale.maxPooled(3, stride: 2, padding: 1) }
    var scales = [scale]
    for unit in coarser {
      scale = try unit(scale, mode)
      scales.append(scale)
    }
    return scales
  }
}
