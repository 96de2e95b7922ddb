/// An exit of a network: its index from the shallowest, and how many there are.
///
/// Code counts exits from 0. People count them from 1, as every paper does: ``number`` is what recipes, tables, pictures and
/// files show.
public struct Exit: Sendable, Hashable {
  public let index: Int
  public let count: Int

  public init(index: Int, count: Int) {
    precondition((0..<count).contains(index), "exit \(index) of \(count)")
    (self.index, self.count) = (index, count)
  }

  /// Counted from 1.
  public var number: Int { index + 1 }

  public var isLast: Bool { index == count - 1 }

  /// All exits of a network, shallowest first.
  public static func all(_ count: Int) -> [Exit] { (0..<count).map { Exit(index: $0, count: count) } }
}
