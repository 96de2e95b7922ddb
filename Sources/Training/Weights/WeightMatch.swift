import WorkbenchCore

/// The tensors of a network beside those of a file: which fit, and which do not.
struct WeightMatch {
  /// A tensor that has another shape in the file.
  struct Misshaped: Sendable, Codable, Equatable {
    /// In the file.
    let name: String
    let found: [Int]
    let wanted: [Int]
  }

  /// Tensors of the network, with those of the file that they are to take.
  private(set) var pairs: [(own: Tensor, saved: Tensor)] = []
  /// Names that the file lacks.
  private(set) var missing: [String] = []
  private(set) var misshaped: [Misshaped] = []
  /// Names of the file that nothing of the network asked for.
  let unexpected: [String]

  /// `wanted` are tensors of the network by the names that the file has for them.
  init(_ wanted: [String: Tensor], in file: [String: Tensor]) {
    for (name, own) in wanted.sorted(by: { $0.key < $1.key }) {
      guard let saved = file[name] else {
        missing.append(name)
        continue
      }
      if saved.shape == own.shape {
        pairs.append((own, saved))
      } else {
        misshaped.append(Misshaped(name: name, found: saved.shape, wanted: own.shape))
      }
    }
    unexpected = file.keys.filter { wanted[$0] == nil }.sorted()
  }

  /// Whether every tensor has its counterpart, and none is left over.
  var isExact: Bool { missing.isEmpty && misshaped.isEmpty && unexpected.isEmpty }

  /// Overwrites the tensors of the network that fit; types and devices may differ.
  func assign() throws { try withoutGradients { for (own, saved) in pairs { try own.assign(saved) } } }
}
