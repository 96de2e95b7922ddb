import Recipes
import WorkbenchCore

/// A recipe or a sweep as `explain --json` prints it.
struct Explanation: Encodable {
  struct Value: Encodable {
    let key: String
    let value: String
    /// `default`, a place in a file, or an argument.
    let origin: String
  }

  struct Member: Encodable {
    let number: Int
    let variant: String
    let seed: UInt64
    let values: [String: String]
  }

  /// What the published code that the recipe follows has otherwise.
  struct Published: Encodable {
    struct Deviation: Encodable {
      let key: String
      /// Absent where the recipe has no such key.
      let value: String?
      let published: String
    }

    let code: String
    let deviations: [Deviation]
    let notes: [String]

    init?(_ recipe: Recipe) {
      guard let code = recipe.published.code else { return nil }
      (self.code, notes) = (code, recipe.published.notes)
      deviations = recipe.deviations.map { Deviation(key: $0.path, value: $0.value, published: $0.published) }
    }
  }

  /// What is odd and yet as published.
  struct Oddity: Encodable {
    let key: String
    let text: String
  }

  let schema = "workbench.explanation/1"
  /// The runs of a sweep in the order in which they begin; absent for a single run.
  let members: [Member]?
  /// Of the run, or of a sweep's first one.
  let values: [Value]
  /// Absent where the recipe follows no code.
  let published: Published?
  let quirks: [Oddity]
  let derived: RecipeFacts

  init(_ plan: RecipePlan, registry: Registry) throws {
    let recipe: Recipe
    switch plan {
    case .run(let only): (recipe, members) = (only, nil)
    case .sweep(let sweep):
      recipe = sweep.members[0].recipe
      members = sweep.members.map {
        Member(number: $0.number, variant: $0.variant, seed: $0.recipe.seed, values: $0.values)
      }
    }
    values = recipe.entries.map { Value(key: $0.path, value: $0.value, origin: "\($0.origin)") }
    published = Published(recipe)
    quirks = registry.quirks(of: recipe).map { Oddity(key: $0.path, text: $0.text) }
    derived = try RecipeFacts(recipe, registry: registry)
  }
}
