import WorkbenchCore

/// Exits form groups, and the blocks of a group are trained by the exits of their own group alone.
///
/// The gradient stops between the last exit of a group and the block behind it; values pass. Groups of one exit are local
/// training (``Detach`` with `where: blocks`), one group of all exits is the plain sum. One backward pass, a short one.
///
/// Source: Han et al., "Improving the Performance of Early-Exit Networks by Block-Dependent Losses", TNNLS 2023, after its
/// abstract: the grouping in detail is ours.
struct BlockDependentLosses: GradientStrategy {
  static let name = "bdl"
  static let summary = "groups of exits train the blocks of their group (block-dependent losses, TNNLS 2023)"
  static let roles = StrategyRoles.branch

  static let groupSize = Setting(
    "group-size", default: 2, in: 1...1000, "exits in a group, from the shallowest; the last group has what is left")
  static let settings: [any AnySetting] = [groupSize]

  private let groupSize: Int

  init(_ settings: Settings) { groupSize = settings[Self.groupSize] }

  func branch(_ features: Features, at exit: Exit) throws -> Branch {
    guard exit.number.isMultiple(of: groupSize) else { return Branch(features) }
    return Branch(head: features, trunk: try features.map { try $0.detached() })
  }
}

/// The blocks before an exit are trained by this exit and the next ones, each stage by its own window.
///
/// Windows of one exit are local training, one of all exits the plain sum. Overlapping windows need the gradients of all exits
/// one by one, at the price of their backward passes.
///
/// Source: as of ``BlockDependentLosses``, whose groups overlap here.
struct OverlappingBlockLosses: GradientStrategy {
  static let name = "bdl-overlapping"
  static let summary = "every stage is trained by the next few exits (overlapping block-dependent losses)"
  static let roles = StrategyRoles.combination

  static let window = Setting("window", default: 2, in: 1...1000, "exits that train a stage, from its own on")
  static let settings: [any AnySetting] = [window]

  private let window: Int

  init(_ settings: Settings) { window = settings[Self.window] }

  var need: GradientNeed { .rows(.stage) }

  func combine(_ rows: Tensor, losses: [Double], in context: inout StepContext) throws -> Tensor {
    try rows.narrowed(dim: 0, 0..<min(window, rows.shape[0])).sum(dims: [0])
  }
}
