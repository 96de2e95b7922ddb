import Settings

extension Settings {
  /// Settings as if a recipe named the component with these values, written as in YAML; for tests and tools.
  ///
  /// - Throws: ``RecipeError`` for unknown keys, wrong types, values out of range and required keys that are missing.
  public init(for declared: [any AnySetting], _ values: [String: String] = [:]) throws {
    var reader = Reader(recipe: "settings", catalog: Catalog())
    var pairs: [Node.Pair] = []
    for (rank, (key, value)) in values.sorted(by: { $0.key < $1.key }).enumerated() {
      do throws(Problem) {
        let override = try Override("\(key)=\(value)", name: "settings", rank: rank)
        pairs.append(Node.Pair(key: key, place: override.place, value: override.value))
      } catch {
        reader.problems.append(error)
      }
    }
    let whole = Place(whole: SourceText(name: "settings", text: "", folder: FilePath.currentFolder))
    self = reader.settings(declared, from: Node(.mapping(pairs), at: whole), owner: .group("settings"))
    try reader.finish()
  }
}

extension CombinationSection {
  /// The section as if a recipe gave these values, written as in YAML; for tests and tools.
  ///
  /// - Throws: ``RecipeError`` for unknown keys, wrong types and values out of range.
  public init(_ values: [String: String]) throws { self.init(try Settings(for: Self.declared, values)) }
}
