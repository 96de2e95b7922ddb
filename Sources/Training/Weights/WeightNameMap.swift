import Recipes
import WorkbenchCore

/// Other names for the tensors of a file, as a recipe gives them in `weights.names`.
struct WeightNameMap {
  let places: [WeightsSection.RenamedPlace]

  /// The tensors of a file by their new names; a name that no place fits stays.
  ///
  /// - Throws: ``PretrainedWeightsError`` where a place begins no name, or two tensors come to one name.
  func applied(to tensors: [String: Tensor]) throws -> [String: Tensor] {
    guard !places.isEmpty else { return tensors }
    var renamed: [String: (tensor: Tensor, old: String)] = [:]
    var used: Set<String> = []
    for (name, tensor) in tensors.sorted(by: { $0.key < $1.key }) {
      let place = places.filter { Self.begins(name, with: $0.old) }.max { $0.old.count < $1.old.count }
      if let place { used.insert(place.old) }
      let new = place.map { Self.replaced(name, $0) } ?? name
      if let other = renamed[new] {
        throw problem("gives '\(new)' twice", "'\(other.old)' and '\(name)' come to that name")
      }
      renamed[new] = (tensor, name)
    }
    if let idle = places.first(where: { !used.contains($0.old) }) {
      throw problem("has no name that begins with '\(idle.old)'", "it holds " + tensors.keys.sorted().listed())
    }
    return renamed.mapValues(\.tensor)
  }

  private static func begins(_ name: String, with place: String) -> Bool {
    place.isEmpty || name == place || name.hasPrefix(place + ".")
  }

  private static func replaced(_ name: String, _ place: WeightsSection.RenamedPlace) -> String {
    let rest = place.old.isEmpty ? ".\(name)" : String(name.dropFirst(place.old.count))
    return place.new.isEmpty ? String(rest.drop { $0 == "." }) : place.new + rest
  }

  private func problem(_ reason: String, _ hint: String) -> PretrainedWeightsError {
    PretrainedWeightsError(key: "weights.names", reason: reason, hint: hint)
  }
}
