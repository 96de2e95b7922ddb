import WorkbenchCore

/// The layers of an MSDNet, before any parameter exists: which scales each keeps and how wide it is.
///
/// A *width* is the number of channels at a scale of factor 1; a scale of factor `g` has `g` times as many.
struct LayerPlan {
  enum Layer: Equatable {
    case dense(Dense)
    case transition(Transition)
  }

  /// A layer that adds `growth` to the width of every scale it keeps.
  struct Dense: Equatable {
    let growth: Int
    /// The kept scales, as indices into the network's scales.
    let kept: Range<Int>
    /// Whether the scale before the kept ones feeds the first of them and ends here.
    let dropsScale: Bool
    let factors: [Int]
    let bottleneck: [Int]
  }

  /// A layer that reduces the width of every scale by 1x1 convolutions.
  struct Transition: Equatable {
    let width: Int
    let kept: Range<Int>
    let factors: [Int]
  }

  private static let layerLimit = 1000

  let channels: Int
  let scales: [Int]
  let blocks: [[Layer]]

  /// - Throws: ``RecipeError`` where the keys do not fit together.
  init(_ settings: Settings) throws {
    let factors = settings[MSDNet.scales]
    let bottleneck = settings[MSDNet.bottleneck]
    let reduction = settings[MSDNet.reduction]
    guard !factors.isEmpty else { throw settings.problem(MSDNet.scales, "'scales' must name at least one scale") }
    guard bottleneck.count == factors.count else {
      throw settings.problem(
        MSDNet.bottleneck, "'bottleneck' has \(bottleneck.count) numbers for \(factors.count) scales",
        hint: "give one for each number of 'scales'")
    }
    guard factors.allSatisfy({ settings[MSDNet.growth] * $0 % 2 == 0 }) else {
      throw settings.problem(
        MSDNet.growth, "'growth' times every scale must be even: half comes from the finer scale",
        hint: "use an even 'growth'")
    }
    let counts = (0..<settings[MSDNet.blockCount]).map { block in
      if block == 0 { return settings[MSDNet.base] }
      return switch settings[MSDNet.stepMode] {
      case .even: settings[MSDNet.step]
      case .linGrow: settings[MSDNet.step] * block + 1
      }
    }
    let total = counts.reduce(0, +)
    guard total <= Self.layerLimit else {
      throw settings.problem(
        MSDNet.blockCount, "these blocks have \(total) layers; at most \(Self.layerLimit) are built")
    }
    let scaleCount = ScaleCount(prune: settings[MSDNet.prune], layers: total, scales: factors.count)
    guard scaleCount.before(1) == factors.count else {
      throw settings.problem(
        MSDNet.prune,
        "'prune: min' leaves layer 1 fewer than \(factors.count) scales, as there are only \(total) layers",
        hint: "use more layers or fewer scales")
    }

    var width = settings[MSDNet.channels]
    var number = 0
    var blocks: [[Layer]] = []
    for count in counts {
      var block: [Layer] = []
      for _ in 0..<count {
        number += 1
        let before = scaleCount.before(number)
        let after = scaleCount.after(number)
        let kept = factors.count - after..<factors.count
        block.append(
          .dense(
            Dense(
              growth: settings[MSDNet.growth], kept: kept, dropsScale: before > after, factors: factors,
              bottleneck: bottleneck)))
        width += settings[MSDNet.growth]
        if reduction > 0, scaleCount.hasTransition(after: number) {
          width = Int(reduction * Double(width))
          guard width > 0 else {
            throw settings.problem(MSDNet.reduction, "'reduction' leaves no channels after layer \(number)")
          }
          block.append(.transition(Transition(width: width, kept: kept, factors: factors)))
        }
      }
      blocks.append(block)
    }
    (channels, scales, self.blocks) = (settings[MSDNet.channels], factors, blocks)
  }
}

/// How many scales are alive at a layer, counted from 1.
private struct ScaleCount {
  let prune: MSDNet.Prune
  let layers: Int
  let scales: Int

  private var interval: Int { (layers + scales - 1) / scales }

  func before(_ layer: Int) -> Int {
    switch prune {
    case .max: scales - max(0, layer - 2) / interval
    case .min: min(scales, layers - layer + 2)
    }
  }

  func after(_ layer: Int) -> Int {
    switch prune {
    case .max: scales - (layer - 1) / interval
    case .min: min(scales, layers - layer + 1)
    }
  }

  func hasTransition(after layer: Int) -> Bool {
    switch prune {
    case .max: before(layer) > after(layer)
    case .min: layer == layers / 3 || layer == 2 * layers / 3
    }
  }
}
