import WorkbenchCore

extension StrategyState {
  /// Throws where the state was written by a program that gives its entries another meaning.
  func requireVersion(_ expected: Int, of strategy: any GradientStrategy.Type) throws {
    guard version != expected else { return }
    throw ModelError("the state of strategy '\(strategy.name)' has version \(version); this program reads \(expected)")
  }
}
