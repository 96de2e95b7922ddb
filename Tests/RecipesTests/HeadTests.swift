import Settings
import Testing

@testable import Recipes

/// Heads that differ by exit.
@Suite struct HeadTests {
  private func recipe(_ heads: String, _ overrides: String...) throws -> Recipe {
    try Recipe.load(
      text: Recipe.shortest.replacing("heads: linear", with: "heads: \(heads)"), name: "my.yaml", folder: "/recipes",
      overrides: overrides, catalog: TestCatalog.catalog)
  }

  /// What the section comes to, such as `heads.1.name = gated`.
  private func entries(_ heads: String, _ overrides: String...) throws -> [String] {
    let recipe = try Recipe.load(
      text: Recipe.shortest.replacing("heads: linear", with: "heads: \(heads)"), name: "my.yaml", folder: "/recipes",
      overrides: overrides, catalog: TestCatalog.catalog)
    return recipe.entries.filter { $0.path.hasPrefix("heads") }.map { "\($0.path) = \($0.value)" }
  }

  @Test func `an exit has the head that is named for it, and the others have the rest`() throws {
    let heads = try recipe("{2: {name: gated, width: 16}, rest: linear}").heads
    #expect(heads.choices.map(\.exit) == [2, nil])
    #expect((1...3).map { heads.choice(at: $0)?.component.name } == ["linear", "gated", "linear"])
    #expect(heads.choice(at: 2)?.component.settings[TestCatalog.width] == 16)
    #expect(heads.choices.map(\.place.full) == ["my.yaml:3:9", "my.yaml:3:38"])
    let some = try recipe("{1: gated, 2: linear}").heads
    #expect(some.choice(at: 3) == nil)
  }

  @Test func `a list names the heads from the first exit on`() throws {
    let (list, map) = (try recipe("[gated, linear]"), try recipe("{2: linear, 1: gated}"))
    #expect(list.heads == map.heads)
    #expect(list.groupKey == map.groupKey)
    #expect(list.heads.choices.map(\.exit) == [1, 2])
  }

  @Test func `the rest alone is the head of all exits`() throws {
    let (rest, plain) = (try recipe("{rest: {name: gated, width: 4}}"), try recipe("{name: gated, width: 4}"))
    #expect(rest.heads == plain.heads && rest.resolvedYAML == plain.resolvedYAML)
    #expect(rest.heads.choices.map(\.path) == ["heads"])
  }

  @Test func `what is resolved is read as the same, with a key of its own for the group`() throws {
    let heads = "{1: {name: gated, width: 16}, rest: linear}"
    let mine = try recipe(heads)
    #expect(mine.resolvedYAML.contains("heads:\n  1:\n    name: gated\n    width: 16\n  rest:\n    name: linear\n"))
    let again = try Recipe.load(
      text: mine.resolvedYAML, name: "my.yaml", folder: "/recipes", catalog: TestCatalog.catalog)
    #expect(again == mine && again.resolvedYAML == mine.resolvedYAML && again.groupKey == mine.groupKey)
    let others = ["linear", "{2: {name: gated, width: 16}, rest: linear}"]
    #expect(try !others.map { try recipe($0).groupKey }.contains(mine.groupKey))
    #expect(try entries(heads) == ["heads.1.name = gated", "heads.1.width = 16", "heads.rest.name = linear"])
  }

  @Test func `the command line sets keys and heads of single exits`() throws {
    let heads = "{1: {name: gated, width: 16}, rest: linear}"
    #expect(
      try entries(heads, "heads.1.width=32")
        == ["heads.1.name = gated", "heads.1.width = 32", "heads.rest.name = linear"])
    #expect(
      try entries(heads, "heads.2.width=4", "heads.2=gated")
        == [
          "heads.1.name = gated", "heads.1.width = 16", "heads.2.name = gated", "heads.2.width = 4",
          "heads.rest.name = linear",
        ])
    #expect(try entries(heads, "heads.1=linear") == ["heads.1.name = linear", "heads.rest.name = linear"])
    #expect(try entries(heads, "heads=gated") == ["heads.name = gated", "heads.width = 8"])
    #expect(try entries(heads, "heads=[linear, gated]").first == "heads.1.name = linear")
    #expect(
      try entries("{name: gated, width: 4}", "heads.2=linear")
        == ["heads.2.name = linear", "heads.rest.name = gated", "heads.rest.width = 4"])
    #expect(try entries("{name: gated, width: 4}", "heads.rest.width=5") == ["heads.name = gated", "heads.width = 5"])
    #expect(
      try entries("[linear, gated]", "heads.2.width=5")
        == ["heads.1.name = linear", "heads.2.name = gated", "heads.2.width = 5"])
  }

  @Test func `a recipe that extends another one changes the heads of single exits`() throws {
    let folder = try TestFolder([
      "base.yaml": Recipe.shortest.replacing("heads: linear", with: "heads: {name: gated, width: 4}"),
      "one.yaml": "extends: base.yaml\nheads: {1: linear}\n",
      "two.yaml": "extends: one.yaml\nheads: {1: gated, rest: {width: 5}}\n",
      "all.yaml": "extends: two.yaml\nheads: linear\n",
      "list.yaml": "extends: two.yaml\nheads: [linear, linear]\n",
    ])
    func entries(_ file: String) throws -> [String] {
      try folder.load(file).entries.filter { $0.path.hasPrefix("heads") }.map { "\($0.path) = \($0.value)" }
    }
    #expect(try entries("one.yaml") == ["heads.1.name = linear", "heads.rest.name = gated", "heads.rest.width = 4"])
    #expect(
      try entries("two.yaml")
        == ["heads.1.name = gated", "heads.1.width = 8", "heads.rest.name = gated", "heads.rest.width = 5"])
    #expect(try entries("all.yaml") == ["heads.name = linear"])
    #expect(try entries("list.yaml") == ["heads.1.name = linear", "heads.2.name = linear"])
  }

  @Test func `every mistake is told at its place`() {
    func mistakes(_ heads: String, _ overrides: String...) -> String {
      do {
        _ = try Recipe.load(
          text: Recipe.shortest.replacing("heads: linear", with: "heads: \(heads)"), name: "my.yaml",
          folder: "/recipes", overrides: overrides, catalog: TestCatalog.catalog)
        return ""
      } catch let error as RecipeError {
        return error.problems.map { "\($0.place.full): \($0.message); \($0.hint ?? "-")" }.joined(separator: "\n")
      } catch {
        return "\(error)"
      }
    }
    #expect(
      mistakes("{0: gated, 02: gated, linear: 3, 1: {width: 5}, rest: {name: gatid}}") == """
        my.yaml:3:9: '0' is no exit; exits are counted from 1, without leading zeros
        my.yaml:3:19: '02' is no exit; exits are counted from 1, without leading zeros
        my.yaml:3:30: unknown key 'linear' in 'heads'; heads differ by exit here: its keys are the numbers of exits, and 'rest'
        my.yaml:3:44: 'heads.1' needs the key 'name'; known heads: gated, linear
        my.yaml:3:69: unknown head 'gatid'; did you mean 'gated'? known heads: gated, linear
        """)
    #expect(
      mistakes("{name: gated, 2: linear}") == """
        my.yaml:3:9: 'heads' names one head for all exits, and others for single ones; write 'rest' instead of 'name'
        """)
    #expect(mistakes("{1: gated, 1: linear}").contains("'1'"))
    #expect(mistakes("[]") == "my.yaml:3:8: 'heads' must name at least one head, found an empty list; -")
    #expect(mistakes("{}") == "my.yaml:3:8: 'heads' needs the key 'name'; known heads: gated, linear")
    #expect(
      mistakes("{1: gated, rest: linear}", "heads.width=4")
        == "command line #1: 'heads' differ by exit, and 'width' says none; such as heads.1.width")
    #expect(
      mistakes("{1: {name: gated, widht: 4}, rest: linear}")
        == "my.yaml:3:26: unknown key 'widht' of head 'gated'; did you mean 'width'?")
  }
}
