import WorkbenchCore

/// What every head must keep to.
public enum HeadLaws {
  /// Runs a head at the first and at the last of three exits, on all kinds of features that it reads.
  ///
  /// - Parameters:
  ///   - type: the head.
  ///   - keys: as a recipe would write them.
  ///   - layouts: the kinds of features to look at, where keys rule out others that the head reads.
  /// - Returns: what it does wrong, one sentence each.
  /// - Throws: what the head throws.
  public static func violations(
    of type: any ExitHead.Type, keys: [String: String] = [:], on layouts: [FeatureLayout] = FeatureLayout.allCases
  ) throws -> [String] {
    var found: [String] = []
    for layout in layouts where type.reads.contains(layout) {
      for index in [0, 2] {
        found += try violations(of: type, keys: keys, at: place(of: layout, exit: index)).map {
          "at exit \(index), on \(layout == .map ? "a map" : "tokens"): \($0)"
        }
      }
    }
    return found + (type.reads.isEmpty ? ["it reads no features"] : [])
  }

  private static func place(of layout: FeatureLayout, exit index: Int) -> ExitPlace {
    let deepest =
      switch layout {
      case .map: ImageShape(channels: 24, height: 8, width: 8)
      case .tokens: ImageShape(channels: 24, height: 17, width: 1)
      }
    let coarsest = ImageShape(channels: index == 0 ? 8 : 24, height: deepest.height, width: deepest.width)
    return ExitPlace(
      exit: Exit(index: index, count: 3),
      features: layout == .map ? [ImageShape(channels: 4, height: 16, width: 16), coarsest] : [coarsest],
      deepest: deepest, classes: 5)
  }

  private static func violations(
    of type: any ExitHead.Type, keys: [String: String], at place: ExitPlace
  ) throws -> [String] {
    let scope = Scope(seed: 1, type: .float64)
    let head = try type.init(Settings(for: type.settings, keys), scope: scope, at: place)
    var random = RandomStream(seed: 1, purpose: "features")
    let features = try place.features.map { shape in
      let values = (0..<6 * shape.count).map { _ in random.normal() }
      let tensor = try Tensor(values, [6, shape.channels, shape.height, shape.width]).inPreferredLayout()
      try tensor.setRequiresGradient()
      return tensor
    }
    let earlier = try (0..<place.exit.index).map { _ in
      try Tensor((0..<6 * place.classes).map { _ in random.normal() }, [6, place.classes])
    }
    let output = try head(features, after: earlier, .training(seed: 0, step: 0))
    var found: [String] = []
    if output.logits.shape != [6, place.classes] { found.append("logits have the shape \(output.logits.shape)") }
    if output.embedding.shape.count != 2 || output.embedding.shape[0] != 6 {
      found.append("the embedding has the shape \(output.embedding.shape)")
    }
    let root = try output.logits.raised(to: 2).sum() + output.embedding.raised(to: 2).sum()
    try backward([root])
    for parameter in scope.parameters where parameter.value.gradient == nil {
      found.append("no gradient reaches '\(parameter.name)'")
    }
    let size = try features[features.count - 1].gradient.map { try $0.absolute().sum().item() } ?? 0
    if size == 0 { found.append("no gradient reaches the coarsest features") }
    let quiet = try head(features, after: earlier, .evaluation).logits
    if try quiet.bytes() != head(features, after: earlier, .evaluation).logits.bytes() {
      found.append("evaluation is not repeatable")
    }
    if !earlier.isEmpty {
      let others = try earlier.map { try $0 + 1 }
      let isSame = try head(features, after: others, .evaluation).logits.bytes() == quiet.bytes()
      if isSame == head.seesEarlierExits { found.append("'seesEarlierExits' is \(head.seesEarlierExits)") }
    }
    return found
  }
}
