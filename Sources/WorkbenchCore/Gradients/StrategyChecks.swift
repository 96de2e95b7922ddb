import Torch

/// What a strategy returns is checked where it enters the engine, so that a message names the strategy and the rule that it broke.
extension Topology {
  /// Checks that there is a loss for every exit, of one element each.
  func check(_ losses: [Tensor], from strategy: any GradientStrategy) throws {
    guard losses.count == heads.count else {
      throw StrategyMistake(
        strategy, as: .losses, "returned \(losses.count) losses for \(heads.count) exits",
        rule: "it must return one for each")
    }
    for (exit, loss) in zip(exits, losses) {
      guard loss.count == 1 else {
        throw StrategyMistake(
          strategy, as: .losses, "returned a loss \(loss.shape) for exit \(exit.number)",
          rule: "a loss has one element")
      }
    }
  }

  /// Checks that every loss can be differentiated.
  func checkGraph(of losses: [Tensor], from strategy: any GradientStrategy) throws {
    guard let exit = losses.firstIndex(where: { !$0.requiresGradient }) else { return }
    throw StrategyMistake(
      strategy, as: .losses, "returned a loss for exit \(exit + 1) that depends on no parameter",
      rule: "a loss must be computed from the outputs, with nothing detached on the way")
  }
}

extension StepContext {
  /// Checks the weights that a strategy chose for ``scope`` and notes them.
  mutating func take(_ weights: [Double], for exits: Range<Int>, from strategy: any GradientStrategy) throws {
    guard weights.count == exits.count else {
      throw StrategyMistake(
        strategy, as: .combination, "returned \(weights.count) weights for \(exits.count) exits",
        rule: "it must return one for each")
    }
    guard weights.allSatisfy(\.isFinite) else {
      throw StrategyMistake(
        strategy, as: .combination, "returned the weights \(weights) for \(scope)", rule: "weights must be finite")
    }
    telemetry.weights.append((scope, exits, weights))
  }
}

extension BoundaryGradients {
  /// Checks that what a strategy merged these into has their shapes.
  func check(_ merged: [Tensor?], at exit: Exit, from strategy: any GradientStrategy) throws {
    let wanted = zip(head, trunk).map { ($0 ?? $1)?.shape }
    guard merged.map({ $0?.shape }) != wanted else { return }
    func text(_ shapes: [[Int]?]) -> String { shapes.map { $0.map { "\($0)" } ?? "none" }.joined(separator: ", ") }
    throw StrategyMistake(
      strategy, as: .combination,
      "merged gradients \(text(wanted)) at exit \(exit.number) into \(text(merged.map { $0?.shape }))",
      rule: "the shapes must stay")
  }
}
