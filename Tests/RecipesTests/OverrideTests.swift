import Testing

@testable import Recipes
@testable import Settings

@Suite struct OverrideTests {
  @Test func `a dotted key sets one value`() throws {
    let recipe = try Recipe.load(Recipe.shortest, "strategy.beta=0.7", "train.epochs=3", "record.features.images=0")
    #expect(recipe.strategies[0].settings[TestCatalog.beta] == 0.7)
    #expect(recipe.train.epochs == 3)
    #expect(recipe.record.features.images == 0)
    #expect(recipe.overrides == ["strategy.beta=0.7", "train.epochs=3", "record.features.images=0"])
    #expect(recipe.entries.first { $0.path == "train.epochs" }?.origin.description == "command line #2")
  }

  @Test func `a value is written as YAML writes it in one line`() throws {
    let recipe = try Recipe.load(
      Recipe.shortest, "data.transforms=[crop, flip]", "exits=[1, 3]", "data.label=a=b",
      "optimizer={name: sgd, nesterov: true}")
    #expect(recipe.transforms.map(\.name) == ["crop", "flip"])
    #expect(recipe.exits == .blocks([1, 3]))
    #expect(recipe.data.settings[TestCatalog.label] == "a=b")
    #expect(recipe.optimizer.settings[TestCatalog.nesterov])
  }

  @Test(arguments: [
    "/data/set #2", " /data/set ", "/data/a\nb", "/data/set #2 ", "a  b", "#2", "C:\\data", "/data/50%", "~/x y",
  ])
  func `a text without quotes is the whole argument, also when it is read again`(_ text: String) throws {
    let recipe = try Recipe.load(Recipe.shortest, "data.label=\(text)")
    #expect(recipe.data.settings[TestCatalog.label] == text)
    let again = try Recipe.load(
      text: recipe.resolvedYAML, name: "recipe.resolved.yaml", overrides: [], catalog: TestCatalog.catalog)
    #expect(again.data.settings[TestCatalog.label] == text)
  }

  @Test func `a name changes the component, its keys may stand before it`() throws {
    let text = Recipe.shortest.replacing("strategy: dfs", with: "strategy: {name: dfs, beta: 0.25}")
    for arguments in [
      ["strategy.calpha=0.5", "strategy=cagrad"], ["strategy.calpha=0.5", "strategy.name=cagrad"],
      ["strategy={name: cagrad, calpha: 0.5}"],
    ] {
      let recipe = try Recipe.load(text: text, name: "my.yaml", overrides: arguments, catalog: TestCatalog.catalog)
      #expect(recipe.strategies[0].settings[TestCatalog.calpha] == 0.5)
    }
    #expect(try Recipe.load(text, "strategy=dfs").strategies[0].settings[TestCatalog.beta] == 0.25)
    #expect(try Recipe.load(text, "strategy=dsn").strategies.map(\.name) == ["sum"])
  }

  @Test func `an item of a list is named by its component`() throws {
    let recipe = try Recipe.load(
      Recipe.full, "strategy.dfs.beta=1", "data.transforms.crop.padding=3", "strategy.pcgrad.name=sum")
    #expect(recipe.strategies.map(\.name) == ["dfs", "sum"])
    #expect(recipe.transforms[0].settings[TestCatalog.padding] == 3)
    #expect(recipe.strategies[0].settings[TestCatalog.beta] == 1)
  }

  @Test func `a component that stands alone may be named too`() throws {
    let recipe = try Recipe.load(Recipe.shortest, "strategy.dfs.beta=1")
    #expect(recipe.strategies[0].settings[TestCatalog.beta] == 1)
  }

  @Test func `of two values for one key the later one holds`() throws {
    #expect(try Recipe.load(Recipe.shortest, "train.epochs=3", "train.epochs=5").train.epochs == 5)
  }

  @Test func `a section with a default may be given keys alone`() throws {
    let recipe = try Recipe.load(Recipe.shortest, "optimizer.learning-rate=0.5")
    #expect(recipe.optimizer.name == "sgd")
    #expect(recipe.optimizer.settings[TestCatalog.rate] == 0.5)
  }

  @Test(arguments: [
    (
      "strategy.beta=1.5",
      """
        command line #1: 'beta' must be between 0 and 1, found 1.5
               | strategy.beta=1.5
               |               ^^^ default 0.5, from Plugins/DeepFeatureSurgery
      """
    ),
    (
      "strategy.bta=1",
      """
        command line #1: unknown key 'bta' of strategy 'dfs'
               | strategy.bta=1
               |          ^^^ did you mean 'beta'?
      """
    ),
    (
      "strategy.calpha=0.4",
      """
        command line #1: 'calpha' belongs to strategy 'cagrad'; this recipe uses 'dfs' (my.yaml:4)
               | strategy.calpha=0.4
               |          ^^^^^^
      """
    ),
    (
      "trian.epochs=3",
      """
        command line #1: unknown key 'trian'
               | trian.epochs=3
               | ^^^^^ did you mean 'train'?
      """
    ),
    (
      "train.epochs",
      """
        command line #1: 'train.epochs' is not KEY=VALUE
               | train.epochs
               | ^^^^^^^^^^^^ such as train.epochs=3
      """
    ),
    (
      "train..epochs=3",
      """
        command line #1: 'train..epochs' is no path of keys
               | train..epochs=3
               | ^^^^^^^^^^^^^^^ such as train.epochs=3
      """
    ),
    (
      "train.epochs=",
      """
        command line #1: 'train.epochs' is given no value
               | train.epochs=
               | ^^^^^^^^^^^^^ write "" for an empty text
      """
    ),
    (
      "heads.linear.x.y=3",
      """
        command line #1: unknown key 'x' of head 'linear'
               | heads.linear.x.y=3
               |              ^ there are no keys here
      """
    ),
    (
      "exits.dfs=3",
      """
        command line #1: 'exits' holds no keys
               | exits.dfs=3
               |       ^^^ it is 'all' at my.yaml:5:8
      """
    ),
    (
      "extends=other.yaml",
      """
        command line #1: 'extends' can only stand in a file
               | extends=other.yaml
               | ^^^^^^^
      """
    ),
    (
      "data.label=a: b",
      """
        command line #1: a value on the command line is written in one line
               | data.label=a: b
               |            ^ [a, b] or {key: value}
      """
    ),
    (
      "exits=[1, 2",
      """
        command line #1: not valid YAML: did not find expected ',' or ']'
               | exits=[1, 2
               |            ^
      """
    ),
    (
      "name=a\u{1B}[2J",
      """
        command line #1: the control character U+001B is not allowed
               | name=a\\u{1B}[2J
               |       ^^^^^^
      """
    ),
    (
      "schema=2",
      """
        command line #1: 'schema' must be 1, found 2
               | schema=2
               |        ^ default 1
      """
    ),
  ])
  func `a wrong argument is shown with a caret under the wrong part`(argument: String, problem: String) {
    #expect(
      message(Recipe.shortest + "exits: all\n", argument) == "my.yaml: 1 problem, nothing was started\n\n" + problem)
  }

  @Test func `a list without the named item says what it has`() {
    #expect(
      message(Recipe.full, "strategy.dsf.beta=1", "data.transforms.x.y=1", "strategy.beta=1") == """
        my.yaml: 3 problems, nothing was started

          command line #1: the list 'strategy' has no item 'dsf'
                 | strategy.dsf.beta=1
                 |          ^^^ did you mean 'dfs'?
          command line #2: the list 'data.transforms' has no item 'x'
                 | data.transforms.x.y=1
                 |                 ^ it has crop, flip
          command line #3: the list 'strategy' has no item 'beta'
                 | strategy.beta=1
                 |          ^^^^ it has dfs, pcgrad
        """)
  }
}
