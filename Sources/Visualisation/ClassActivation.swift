import Pictures
import Training
import WorkbenchCore

/// Class activation maps of an exit: how much each place of its features supports the class that it gives.
///
/// The channels the head sees are weighted by the mean gradient of the class's score, summed, and cut at zero. The gradient is
/// taken at what the head sees, so that a strategy that stops gradients there changes nothing.
///
/// Source: Selvaraju et al., "Grad-CAM: Visual Explanations from Deep Networks via Gradient-based Localization", ICCV 2017.
struct ClassActivation {
  /// At least 0, `[rows][columns]`.
  let map: FeatureMap
  /// What the exit takes the image for.
  let prediction: Prediction

  /// The maps of all exits, shallowest first.
  static func maps(of image: TestImage, in experiment: Experiment) throws -> [ClassActivation] {
    let network = experiment.network
    var features = [try image.pixels.inPreferredLayout()]
    var earlier: [Tensor] = []
    return try network.exits.map { exit in
      let (output, trunk) = try withoutGradients {
        try network.pass(features, to: exit, after: earlier, .evaluation, strategy: experiment.strategy)
      }
      let seen = exit.isLast ? output.features : try experiment.strategy.branch(output.features, at: exit).head
      let activation = try ClassActivation(
        of: network.heads[exit.index], seeing: seen, after: earlier, answers: output.logits, in: experiment)
      earlier.append(output.logits)
      features = trunk
      return activation
    }
  }

  private init(
    of head: any ExitHead, seeing features: Features, after earlier: [Tensor], answers: Tensor,
    in experiment: Experiment
  ) throws {
    let probabilities: [Double] = try answers.softmax(dim: 1).elements()
    let best = probabilities.indices.max { probabilities[$0] < probabilities[$1] } ?? 0
    prediction = Prediction(label: experiment.dataset.classNames[best], confidence: probabilities[best])

    let leaf = try features.coarsest.detached().copied()
    try leaf.setRequiresGradient()
    let scores = try head(features.dropLast() + [leaf], after: earlier, .evaluation).logits
    let score = try scores.narrowed(dim: 1, best..<best + 1).sum()
    guard let gradient = try gradients(of: [score], for: [leaf])[0] else {
      throw ModelError("the scores of head '\(type(of: head).name)' do not depend on the features that it sees")
    }
    let maps = try withoutGradients {
      let weights = try gradient.mean(dims: [2, 3], keepingDims: true)
      return try experiment.network.backbone.featureMaps(of: (weights * leaf).sum(dims: [1], keepingDims: true).relu())
    }
    let shape = maps.shape
    map = try FeatureMap(
      channels: 1, height: shape[2], width: shape[3], values: try maps.elements(as: Float.self))
  }

  /// The image in grey under the map in colour, as large as a panel; nil where no place speaks for the class.
  func overlay(on input: Image, side: Int) throws -> Image? {
    let largest = map.values.max() ?? 0
    guard largest > 0 else { return nil }
    var picture = try input.fitted(to: side)
    for y in 0..<picture.height {
      for x in 0..<picture.width {
        let value = interpolated(
          row: (Float(y) + 0.5) / Float(picture.height), column: (Float(x) + 0.5) / Float(picture.width))
        let under = picture[x, y]
        let (red, green, blue) = (Int(under.red), Int(under.green), Int(under.blue))
        let grey = UInt8((red * 30 + green * 59 + blue * 11) / 100)
        picture[x, y] = Color(gray: grey).mixed(with: ColorMap.viridis.color(at: value / largest), share: 0.6)
      }
    }
    return picture
  }

  /// The value at a place in 0...1 of height and width, bilinear between the middles of the map's places.
  private func interpolated(row: Float, column: Float) -> Float {
    func neighbours(_ place: Float, _ count: Int) -> (Int, Int, Float) {
      let position = min(max(place * Float(count) - 0.5, 0), Float(count - 1))
      let first = Int(position)
      return (first, min(first + 1, count - 1), position - Float(first))
    }
    let (top, bottom, down) = neighbours(row, map.height)
    let (left, right, across) = neighbours(column, map.width)
    func mixed(_ a: Float, _ b: Float, _ share: Float) -> Float { a + (b - a) * share }
    func value(_ y: Int, _ x: Int) -> Float { map.values[y * map.width + x] }
    let upper = mixed(value(top, left), value(top, right), across)
    let lower = mixed(value(bottom, left), value(bottom, right), across)
    return mixed(upper, lower, down)
  }
}
