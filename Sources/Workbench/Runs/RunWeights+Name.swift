import RunFiles
import Training

extension RunWeights {
  /// The weights that a user names: `RUN` (its best) or `RUN:WHICH`.
  static func find(_ name: String, in parent: String) throws -> RunWeights {
    // A run's path may hold a colon itself.
    guard let colon = name.lastIndex(of: ":"), (try? RunDirectory.find(name, in: parent)) == nil else {
      return try RunWeights(of: RunDirectory.find(name, in: parent), "best")
    }
    let which = String(name[name.index(after: colon)...])
    return try RunWeights(of: RunDirectory.find(String(name[..<colon]), in: parent), which)
  }
}
