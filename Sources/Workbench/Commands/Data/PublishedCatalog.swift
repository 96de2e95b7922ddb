import WorkbenchCore

/// The published data sets that plugins read, by name.
struct PublishedCatalog {
  let all: [PublishedData]
  private let registry: Registry

  init(_ registry: Registry) {
    self.registry = registry
    all = registry.datasets.entries.flatMap { $0.value.publishedData }.sorted { $0.name < $1.name }
  }

  /// - Throws: ``UsageError`` for a name that no data set has.
  func find(_ name: String) throws -> PublishedData {
    if let data = all.first(where: { $0.name == name }) { return data }
    let known = all.map(\.name)
    let guess = nearest(to: name, in: known).map { "; did you mean '\($0)'?" } ?? ""
    throw UsageError(
      "there is no published data set '\(name.printable)'\(guess)\n  there are \(known.joined(separator: ", "))")
  }

  /// The line of a recipe that reads a data set from `root`.
  func recipeLine(for data: PublishedData, in root: String) -> String {
    let component = registry.datasets.entries.first { $0.value.publishedData.contains(data) }?.name ?? data.name
    let keys = ["name: \(component)", "root: \(RecipePath(root).recipeText)"] + data.keys
    return "data: {\(keys.joined(separator: ", "))}"
  }
}
