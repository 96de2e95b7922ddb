import Testing

@testable import Recipes
@testable import Settings

@Suite struct SettingsTests {
  static let declared: [any AnySetting] = [TestCatalog.beta, TestCatalog.exitSees, TestCatalog.blocks]

  @Test func `values are read by the keys that declare them`() throws {
    let settings = try Settings(for: Self.declared, ["beta": "0.25", "blocks": "3"])
    #expect(settings[TestCatalog.beta] == 0.25)
    #expect(settings[TestCatalog.exitSees] == .all)
    #expect(try settings[TestCatalog.blocks] == 3)
    #expect(settings.origin(of: TestCatalog.exitSees).description == "default")
  }

  @Test func `all wrong values are reported together`() {
    let error = #expect(throws: RecipeError.self) {
      try Settings(for: Self.declared, ["beta": "2", "bleta": "1", "exit-sees": "[", "x": ""])
    }
    #expect(
      error?.description == """
        settings: 5 problems, nothing was started

          settings: 'settings' needs the key 'blocks': a whole number between 1 and 50; number of blocks
          settings: 'beta' must be between 0 and 1, found 2
                 | beta=2
                 |      ^ default 0.5
          settings: unknown key 'bleta' in 'settings'
                 | bleta=1
                 | ^^^^^ did you mean 'beta'?
          settings: not valid YAML: did not find expected node content
                 | exit-sees=[
                 |            ^
          settings: 'x' is given no value
                 | x=
                 | ^^ write "" for an empty text
        """)
  }

  @Test func `a component can point at a value that it cannot use`() throws {
    let recipe = try Recipe.load(Recipe.full)
    let settings = recipe.strategies[0].settings
    #expect(
      settings.problem(TestCatalog.beta, "'beta' must leave a channel", hint: "the backbone has 2").description == """
        my.yaml: 1 problem, nothing was started

          my.yaml:13:23: 'beta' must leave a channel
              13 |   - {name: dfs, beta: 0.25, exit-sees: own}
                 |                       ^^^^ the backbone has 2
        """)
  }

  @Test func `where the value is the default, the component is pointed at`() throws {
    let settings = try Recipe.load(Recipe.shortest).strategies[0].settings
    #expect(
      settings.problem(TestCatalog.beta, "'beta' must leave a channel").description == """
        my.yaml: 1 problem, nothing was started

          my.yaml:4:11: 'beta' must leave a channel
               4 | strategy: dfs
                 |           ^^^
        """)
  }

  @Test func `a key that is read and not declared is noted, or thrown where it has no default`() throws {
    let rest = "which its 'settings' do not declare with this type; add it to them"
    let settings = try Recipe.load(Recipe.shortest).strategies[0].settings
    try settings.checkKeys()
    #expect(settings[TestCatalog.padding] == 4)
    let noted = try #require(throws: UndeclaredKey.self) { try settings.checkKeys() }
    #expect(noted.description == "strategy 'dfs' of Plugins/DeepFeatureSurgery reads the key 'padding', \(rest)")
    let thrown = try #require(throws: UndeclaredKey.self) { _ = try settings[TestCatalog.blocks] }
    #expect(thrown.description == "strategy 'dfs' of Plugins/DeepFeatureSurgery reads the key 'blocks', \(rest)")
  }

  @Test func `a key that is declared with another type is not declared`() throws {
    let settings = try Settings(for: [Setting("blocks", default: "two", "a text")])
    let error = try #require(throws: UndeclaredKey.self) { _ = try settings[TestCatalog.blocks] }
    #expect(
      error.description
        == "'settings' reads the key 'blocks', which its 'settings' do not declare with this type; add it to them")
  }

  @Test func `settings are equal when their values are`() throws {
    let plain = try Settings(for: Self.declared, ["blocks": "3"])
    #expect(try plain == Settings(for: Self.declared, ["blocks": "3", "beta": "0.5"]))
    #expect(try plain != Settings(for: Self.declared, ["blocks": "3", "beta": "0.6"]))
    #expect(try plain != Settings(for: [TestCatalog.blocks], ["blocks": "3"]))
  }
}
