import Runs
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

  let schema = "workbench.explanation/1"
  /// The runs of a sweep in the order in which they begin; absent for a single run.
  let members: [Member]?
  /// Of the run, or of a sweep's first one.
  let values: [Value]
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
    derived = try RecipeFacts(recipe, registry: registry)
  }
}
