/// An exit of a network: its index from the shallowest, and how many there are.
///
/// Code counts exits from 0. People count them from 1, as every paper does: ``number`` is what recipes, tables, pictures and
/// files show.
public struct Exit: Sendable, Hashable {
  /// Counted from 0, the shallowest.
  public let index: Int
  /// The number of exits of the network.
  public let count: Int

  /// An exit of a network with `count` exits; `index` is in `0..<count`.
  public init(index: Int, count: Int) {
    precondition((0..<count).contains(index), "exit \(index) of \(count)")
    (self.index, self.count) = (index, count)
  }

  /// Counted from 1.
  public var number: Int { index + 1 }

  /// Whether nothing of the network lies behind the exit.
  public var isLast: Bool { index == count - 1 }

  /// All exits of a network, shallowest first.
  public static func all(_ count: Int) -> [Exit] { (0..<count).map { Exit(index: $0, count: count) } }
}
