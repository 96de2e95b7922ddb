import Recipes
import WorkbenchCore

extension Registry {
  /// What the components of a recipe repeat of published code, in the order of the recipe.
  ///
  /// - Returns: the dotted path of the key in question, such as `data.normalization`, or of the component, and what is odd.
  package func quirks(of recipe: Recipe) -> [(path: String, text: String)] {
    func list(_ path: String, _ choice: ComponentChoice, _ type: (any Component.Type)?) -> [(
      path: String, text: String
    )] {
      (type?.quirks(of: choice.settings) ?? []).map { quirk in (quirk.key.map { "\(path).\($0)" } ?? path, quirk.text) }
    }
    // A list's components stand under their names.
    let isList = recipe.strategies.count > 1
    var found = list("data", recipe.data, datasets[recipe.data.name])
    for choice in recipe.transforms { found += list("data.transforms.\(choice.name)", choice, transforms[choice.name]) }
    found += list("backbone", recipe.backbone, backbones[recipe.backbone.name])
    for choice in recipe.heads.choices {
      found += list(choice.path, choice.component, heads[choice.component.name])
    }
    for choice in recipe.strategies {
      found += list(isList ? "strategy.\(choice.name)" : "strategy", choice, strategies[choice.name])
    }
    found += list("optimizer", recipe.optimizer, optimizers[recipe.optimizer.name])
    found += list("schedule", recipe.schedule, schedules[recipe.schedule.name])
    return found + list("policy", recipe.policy, policies[recipe.policy.name])
  }
}
