import Foundation

/// What came of loading a file of weights: `weights.json` of a run.
package struct WeightReport: Sendable, Codable, Equatable {
  var schema = "workbench.weights/1"
  let path: String
  /// Of the whole file.
  let sha256: String
  /// Whose names the tensors were found by.
  let library: String
  /// How many tensors the network took.
  let loaded: Int
  /// Names that the file lacks; those tensors begin as they would without a file.
  let missing: [String]
  /// Tensors that have another shape in the file; they begin as they would without one.
  let misshaped: [WeightMatch.Misshaped]
  /// Names of the file that the network has no use for.
  let unexpected: [String]
  /// Names of the file that were not asked for: classifiers, and counters of batches.
  let leftOut: [String]

  init(
    path: String, sha256: String, library: String, loaded: Int, missing: [String], misshaped: [WeightMatch.Misshaped],
    unexpected: [String], leftOut: [String]
  ) {
    (self.path, self.sha256, self.library, self.loaded) = (path, sha256, library, loaded)
    (self.missing, self.misshaped, self.unexpected, self.leftOut) = (missing, misshaped, unexpected, leftOut)
  }

  /// Whether every tensor of the network found its own, and none was left over.
  var isExact: Bool { missing.isEmpty && misshaped.isEmpty && unexpected.isEmpty }

  /// What does not fit, in one line; empty where everything does.
  var faults: String {
    let shapes = misshaped.map { "\($0.name) (\($0.found), not \($0.wanted))" }
    return [("missing", missing), ("of another shape", shapes), ("unexpected", unexpected)].filter { !$0.1.isEmpty }
      .map { "\($0.1.count) \($0.0): \($0.1.listed())" }.joined(separator: "; ")
  }

  /// The whole in one line: `122 tensors of resnet18.safetensors, by torchvision's names; left out: fc.weight, fc.bias`.
  package var summary: String {
    let counters = leftOut.count { $0.hasSuffix("num_batches_tracked") }
    let names = leftOut.filter { !$0.hasSuffix("num_batches_tracked") }
    var parts = ["\(loaded) tensors of \((path as NSString).lastPathComponent), by the names of \(library)"]
    if !names.isEmpty { parts.append("left out: \(names.listed())") }
    if counters > 0 { parts.append("\(counters) counters of batches left out") }
    if !isExact { parts.append(faults) }
    return parts.joined(separator: "; ")
  }
}

extension [String] {
  /// The first few, and how many there are besides.
  func listed() -> String {
    prefix(4).joined(separator: ", ") + (count > 4 ? " and \(count - 4) more" : "")
  }
}
