/// Of which epochs something is drawn, counted from 1.
package enum EpochChoice: Sendable, Equatable {
  /// All that there are.
  case all
  case these([Int])

  func contains(_ epoch: Int) -> Bool {
    switch self {
    case .all: true
    case .these(let epochs): epochs.contains(epoch)
    }
  }

  /// The first epoch that is asked for and not there.
  func missing(among known: [Int]) -> Int? {
    switch self {
    case .all: nil
    case .these(let epochs): epochs.first { !known.contains($0) }
    }
  }
}
