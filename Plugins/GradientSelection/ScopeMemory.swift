import WorkbenchCore

/// Numbers that a rule remembers for every scope it is asked about.
struct ScopeMemory {
  private let name: String
  private var entries: [String: [Double]] = [:]

  /// Memory whose entries are called `name` in checkpoints.
  init(_ name: String) { self.name = name }

  /// What is remembered for the scope, `count` numbers; `nil` before the first time.
  func recall(_ scope: String, count: Int) throws -> [Double]? {
    guard let numbers = entries[scope], numbers.count != count else { return entries[scope] }
    throw ModelError("'\(name)' of \(scope) was saved with \(numbers.count) numbers; this network has \(count)")
  }

  mutating func keep(_ numbers: [Double], for scope: String) { entries[scope] = numbers }

  /// The entries for a checkpoint.
  var numbers: [String: [Double]] {
    entries.reduce(into: [:]) { numbers, entry in numbers["\(name)/\(entry.key)"] = entry.value }
  }

  /// Takes over the entries of this name.
  mutating func restore(_ state: StrategyState) {
    entries = [:]
    for (key, value) in state.numbers where key.hasPrefix(name + "/") {
      entries[String(key.dropFirst(name.count + 1))] = value
    }
  }
}

extension StrategyState {
  /// Throws where the state was written by a program that gives its entries another meaning.
  func requireVersion(_ expected: Int, of strategy: any GradientStrategy.Type) throws {
    guard version != expected else { return }
    throw ModelError("the state of strategy '\(strategy.name)' has version \(version); this program reads \(expected)")
  }
}
