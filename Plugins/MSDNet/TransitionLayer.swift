import WorkbenchCore

/// A layer that mixes the channels of every scale down to a smaller number.
struct TransitionLayer: MultiScaleLayer {
  let outputs: [ImageShape]
  private let units: [ConvolutionUnit]

  init(
    _ scope: Scope, _ plan: LayerPlan.Transition, input: [ImageShape], initialization: ConvolutionInitialization
  ) throws {
    let widths = plan.kept.map { plan.width * plan.factors[$0] }
    units = try zip(input, widths).enumerated().map { index, pair in
      try ConvolutionUnit(
        scope / index, in: pair.0.channels, out: pair.1, kernel: 1, initialization: initialization)
    }
    outputs = zip(input, widths).map { ImageShape(channels: $1, height: $0.height, width: $0.width) }
  }

  func callAsFunction(_ features: Features, _ mode: Mode) throws -> Features {
    try zip(units, features).map { try $0($1, mode) }
  }
}
