/// Numbers that a rule remembers for every scope it is asked about, such as the whole backbone or a stage.
///
/// ```swift
/// var memory = ScopeMemory("mean-cosines")
/// let cosines = try memory.recall("backbone", count: 3) ?? [0, 0, 0]
/// memory.keep(cosines.map { 0.9 * $0 }, for: "backbone")
/// ```
public struct ScopeMemory: Sendable {
  private let name: String
  private var entries: [String: [Double]] = [:]

  /// Memory whose entries are called `name` in checkpoints.
  public init(_ name: String) { self.name = name }

  /// What is remembered for the scope, `count` numbers; `nil` before the first time.
  ///
  /// - Throws: ``/Layers/ModelError`` when it is of another network.
  public func recall(_ scope: String, count: Int) throws -> [Double]? {
    guard let numbers = entries[scope], numbers.count != count else { return entries[scope] }
    throw ModelError("'\(name)' of \(scope) was saved with \(numbers.count) numbers; this network has \(count)")
  }

  /// Remembers numbers for a scope.
  public mutating func keep(_ numbers: [Double], for scope: String) { entries[scope] = numbers }

  /// The entries for a checkpoint, for ``StrategyState/numbers``.
  public var numbers: [String: [Double]] {
    entries.reduce(into: [:]) { numbers, entry in numbers["\(name)/\(entry.key)"] = entry.value }
  }

  /// Takes over the entries of this name.
  public mutating func restore(_ state: StrategyState) {
    entries = [:]
    for (key, value) in state.numbers where key.hasPrefix(name + "/") {
      entries[String(key.dropFirst(name.count + 1))] = value
    }
  }
}
