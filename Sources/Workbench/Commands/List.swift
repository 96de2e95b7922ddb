import ArgumentParser
import Files
import Foundation
import RunFiles
import WorkbenchCore

struct List: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List runs, recipes, or what recipes can name.",
    discussion: """
      Without an argument, lists runs. 'recipes' lists the recipes that 'run' finds by name; 'components' lists everything that a \
      recipe can name, 'strategies' or another kind only those of that kind; 'keys' prints the reference of all keys of a recipe, \
      in Markdown.

        workbench list strategies
        workbench list recipes
      """)

  enum Subject: String, ExpressibleByArgument, CaseIterable {
    case runs, recipes, keys, components
    case strategies, backbones, heads, optimizers, schedules, policies, datasets, transforms

    /// The kinds of component that are meant.
    var kinds: [ComponentKind] {
      switch self {
      case .runs, .recipes, .keys: []
      case .components: ComponentKind.allCases
      case .strategies: [.strategy]
      case .backbones: [.backbone]
      case .heads: [.head]
      case .optimizers: [.optimizer]
      case .schedules: [.schedule]
      case .policies: [.policy]
      case .datasets: [.dataset]
      case .transforms: [.transform]
      }
    }
  }

  @Argument(help: "What to list.")
  var subject = Subject.runs
  @OptionGroup var runs: RunsFolder
  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    switch subject {
    case .runs: try listRuns()
    case .recipes: try listRecipes()
    case .keys:
      try StandardOutput.print(RecipeReference(catalog: try Registry.linked().catalog).markdown, terminator: "")
    default: try listComponents(subject.kinds)
    }
  }

  private func listRuns() throws {
    let listing = RunsListing(of: runs.path)
    if json { return try StandardOutput.print(RunList(listing).json(), terminator: "") }
    guard !listing.runs.isEmpty || !listing.sweeps.isEmpty else {
      return try StandardOutput.print("no runs in \(runs.path); start one: workbench run dfs-msdnet")
    }
    try StandardOutput.print(RunTable(listing.runs).text)
    if !listing.sweeps.isEmpty { try StandardOutput.print("\n" + SweepList(listing).text) }
  }

  private func listComponents(_ kinds: [ComponentKind]) throws {
    let catalog = try Registry.linked().catalog
    if json { return try StandardOutput.print(ComponentList(kinds, of: catalog).json(), terminator: "") }
    for kind in kinds {
      try StandardOutput.print(kind.plural)
      for entry in catalog.entries(of: kind) {
        let names = ([entry.name] + entry.aliases).joined(separator: ", ")
        try StandardOutput.print("  \(names)".columns(21, beside: entry.summary), terminator: "")
      }
    }
  }

  private func listRecipes() throws {
    let list = RecipeList(of: Checkout.recipes)
    if json { return try StandardOutput.print(list.json(), terminator: "") }
    try StandardOutput.print(list.recipes.isEmpty ? "no recipes in \(Checkout.recipes)\n" : list.text, terminator: "")
  }
}

/// The runs and sweeps as `list --json` prints them.
private struct RunList: Encodable {
  /// A folder whose record cannot be read.
  struct Damaged: Encodable {
    let id: String
    let reason: String
  }

  let schema = "workbench.runs/1"
  let runs: [RunOutput]
  let sweeps: [SweepRecord]
  let damaged: [Damaged]

  init(_ listing: RunsListing) {
    runs = listing.runs.compactMap { run in (try? run.record.get()).map { RunOutput($0, run.annotations) } }
    sweeps = listing.sweeps.compactMap { try? $0.record.get() }
    func damage(_ id: String, _ failure: FileError?) -> Damaged? { failure.map { Damaged(id: id, reason: "\($0)") } }
    damaged =
      listing.runs.compactMap { damage($0.directory.id, $0.record.failure) }
      + listing.sweeps.compactMap { damage($0.directory.id, $0.record.failure) }
  }
}

extension Result {
  fileprivate var failure: Failure? { if case .failure(let error) = self { error } else { nil } }
}

/// The components as `list components --json` and `list strategies --json` print them.
private struct ComponentList: Encodable {
  struct Key: Encodable {
    let key: String
    let type: String
    let range: String?
    let standard: String?
    let summary: String
  }
  struct Item: Encodable {
    let kind: String
    let name: String
    let aliases: [String]
    let summary: String
    let source: String
    let keys: [Key]
  }

  let schema = "workbench.components/1"
  let components: [Item]

  init(_ kinds: [ComponentKind], of catalog: Catalog) {
    components = kinds.flatMap { kind in
      catalog.entries(of: kind).map { entry in
        Item(
          kind: kind.word, name: entry.name, aliases: entry.aliases, summary: entry.summary, source: entry.source,
          keys: entry.settings.map { setting in
            Key(
              key: setting.key, type: setting.kind, range: setting.rangeText, standard: setting.defaultText,
              summary: setting.summary)
          })
      }
    }
  }
}

extension Encodable {
  /// The JSON that files of the workbench have, too.
  func json() throws -> String {
    String(decoding: try JSONFile.encode(self), as: UTF8.self)
  }
}
