import WorkbenchCore

/// How much every exit counts, for rules that start from a weighted mean.
struct Preference {
  static let setting = Setting<[Double]?>(
    "preference", default: nil, "how much every exit counts, shallowest first; none: all alike, with the sum 1")

  private let given: [Double]?
  private let settings: Settings

  init(_ settings: Settings) throws {
    (given, self.settings) = (settings[Self.setting], settings)
    guard let given else { return }
    guard given.allSatisfy({ $0 >= 0 }), given.contains(where: { $0 > 0 }) else {
      throw settings.problem(Self.setting, "'preference' must not be negative, and not 0 for every exit")
    }
  }

  /// Throws where the network has another number of exits.
  func check(_ topology: Topology) throws {
    guard let given, given.count != topology.exits.count else { return }
    throw settings.problem(
      Self.setting, "'preference' has \(given.count) entries, but the network has \(topology.exits.count) exits")
  }

  /// The weights of these exits.
  func weights(of exits: Range<Int>) -> [Double] {
    guard let given else { return [Double](repeating: 1 / Double(exits.count), count: exits.count) }
    return Array(given[exits])
  }
}
