import Testing

@testable import Recipes
@testable import Settings

@Suite struct SweepTests {
  private static func plan(_ text: String = Recipe.shortest, _ overrides: String..., seeds: String? = nil) throws
    -> RecipePlan
  {
    try RecipePlan(
      RecipeTree(text: text, name: "my.yaml", folder: nil), overrides: overrides, seeds: seeds,
      catalog: TestCatalog.catalog)
  }

  /// The members as `variant s<seed>`, or nothing for a single run.
  private static func members(_ plan: RecipePlan) -> [String] {
    guard case .sweep(let sweep) = plan else { return [] }
    return sweep.members.map { "\($0.variant) s\($0.recipe.seed)" }
  }

  private static func planMessage(_ text: String = Recipe.shortest, _ overrides: String..., seeds: String? = nil)
    -> String
  {
    do {
      _ = try RecipePlan(
        RecipeTree(text: text, name: "my.yaml", folder: nil), overrides: overrides, seeds: seeds,
        catalog: TestCatalog.catalog)
      return "no error"
    } catch {
      return "\(error)"
    }
  }

  // MARK: - Command line

  @Test func `several values make a sweep, one value a run`() throws {
    #expect(Self.members(try Self.plan()) == [])
    #expect(Self.members(try Self.plan(Recipe.shortest, "strategy=sum", seeds: "7")) == [])
    #expect(
      Self.members(try Self.plan(Recipe.shortest, "strategy=sum,pcgrad,dfs")) == ["sum s1", "pcgrad s1", "dfs s1"])
    #expect(Self.members(try Self.plan(seeds: "1..3")) == ["dfs s1", "dfs s2", "dfs s3"])
  }

  @Test func `runs of one seed follow one another`() throws {
    #expect(
      Self.members(try Self.plan(Recipe.shortest, "strategy=sum,dfs", seeds: "1..2,7"))
        == ["sum s1", "dfs s1", "sum s2", "dfs s2", "sum s7", "dfs s7"])
    #expect(
      Self.members(try Self.plan(Recipe.shortest, "strategy=sum,dfs", "seed=3,1"))
        == ["sum s3", "dfs s3", "sum s1", "dfs s1"])
  }

  @Test func `several keys give every combination`() throws {
    guard case .sweep(let sweep) = try Self.plan(Recipe.shortest, "strategy.beta=0.2,0.4", "train.epochs=3,6") else {
      Issue.record("no sweep")
      return
    }
    #expect(sweep.keys == ["strategy.beta", "train.epochs"])
    #expect(
      sweep.members.map(\.variant) == [
        "beta=0.2 epochs=3", "beta=0.2 epochs=6", "beta=0.4 epochs=3", "beta=0.4 epochs=6",
      ])
    #expect(sweep.members.map(\.number) == [1, 2, 3, 4])
    #expect(sweep.members[1].values == ["strategy.beta": "0.2", "train.epochs": "6"])
    #expect(sweep.members[1].recipe.train.epochs == 6)
    #expect(sweep.members[1].recipe.strategies[0].settings[TestCatalog.beta] == 0.2)
    #expect(sweep.members[1].recipe.overrides == ["strategy.beta=0.2", "train.epochs=6"])
    #expect(sweep.variantCount == 4)
    #expect(sweep.seeds == [1])
  }

  @Test(arguments: [
    ("a", ["a"]), ("a,b", ["a", "b"]), ("[a, b]", ["[a, b]"]), ("[1, 2],[1, 2, 4]", ["[1, 2]", "[1, 2, 4]"]),
    ("{name: dfs, beta: 1},sum", ["{name: dfs, beta: 1}", "sum"]), ("\"a,b\"", ["\"a,b\""]),
    ("'a,b',c", ["'a,b'", "c"]),
    ("'it''s, so',c", ["'it''s, so'", "c"]), (#""a\",b",c"#, [#""a\",b""#, "c"]), ("it's,c", ["it's", "c"]),
    ("[\"],\", x],c", ["[\"],\", x]", "c"]), ("a, b", ["a", " b"]), ("a,", ["a", ""]), (",", ["", ""]),
    ("]a,b", ["]a", "b"]),
    ("", [""]),
  ])
  func `commas in brackets, braces and quotes belong to a value`(text: String, values: [String]) {
    #expect(ValueList(text[...]).values.map(String.init) == values)
  }

  @Test func `a list is a value, a component of a sweep may have keys`() throws {
    #expect(Self.members(try Self.plan(Recipe.shortest, "exits=[1, 3]")) == [])
    #expect(Self.members(try Self.plan(Recipe.shortest, "exits=[1, 3],all")) == ["exits=[1, 3] s1", "exits=all s1"])
    #expect(
      Self.members(try Self.plan(Recipe.shortest, "strategy={name: dfs, beta: 0.7},sum,[dfs, sum]"))
        == ["dfs beta=0.7 s1", "sum s1", "dfs+sum s1"])
  }

  @Test func `keys of the same last part are told apart by their paths`() throws {
    #expect(
      Self.members(try Self.plan(Recipe.shortest, "record.checkpoints.every=1,2", "record.conflict.every=0,5")).first
        == "record.checkpoints.every=1 record.conflict.every=0 s1")
  }

  // MARK: - The section

  private static let section = """
    sweep:
      grid:
        strategy: [sum, {name: dfs, beta: 0.7}]
      zip:
        train.epochs: [3, 6]
        train.batch-size: [64, 32]
      seeds: [1..2]

    """

  @Test func `grid, zip and seeds of the recipe multiply`() throws {
    #expect(
      Self.members(try Self.plan(Recipe.shortest + Self.section)) == [
        "sum epochs=3 batch-size=64 s1", "sum epochs=6 batch-size=32 s1", "dfs beta=0.7 epochs=3 batch-size=64 s1",
        "dfs beta=0.7 epochs=6 batch-size=32 s1", "sum epochs=3 batch-size=64 s2", "sum epochs=6 batch-size=32 s2",
        "dfs beta=0.7 epochs=3 batch-size=64 s2", "dfs beta=0.7 epochs=6 batch-size=32 s2",
      ])
  }

  @Test func `a list names the members one by one`() throws {
    let text =
      Recipe.shortest
      + "sweep: {list: [{strategy: sum, seed: 3}, {strategy: {name: dfs, beta: 0.1}, train: {epochs: 3}}]}\n"
    guard case .sweep(let sweep) = try Self.plan(text) else {
      Issue.record("no sweep")
      return
    }
    #expect(sweep.members.map(\.recipe.seed) == [3, 1])
    #expect(sweep.members.map(\.variant) == ["sum", "dfs beta=0.1 train={epochs: 3}"])
    #expect(sweep.members.map(\.recipe.train.epochs) == [12, 3])
  }

  @Test func `the command line takes a key out of the recipe's sweep`() throws {
    let text = Recipe.shortest + Self.section
    #expect(
      Self.members(try Self.plan(text, "strategy=pcgrad", seeds: "5")) == [
        "epochs=3 batch-size=64 s5", "epochs=6 batch-size=32 s5",
      ])
    #expect(
      Self.members(try Self.plan(text, "train.epochs=1", "train.batch-size=1", "strategy=sum,pcgrad", "seed=1")) == [
        "sum s1", "pcgrad s1",
      ])
  }

  private static let tied = """
    sweep:
      zip: {strategy.beta: [0.1, 0.3, 0.5], train.epochs: [10, 30, 50]}

    """

  @Test func `a value of keys that change together picks the runs that have it`() throws {
    let text = Recipe.shortest + Self.tied
    guard case .run(let one) = try Self.plan(text, "strategy.beta=0.30") else {
      Issue.record("no single run")
      return
    }
    #expect(one.strategies[0].settings[TestCatalog.beta] == 0.3)
    #expect(one.train.epochs == 30)
    #expect(one.overrides == ["strategy.beta=0.30", "train.epochs=30"])
    #expect(
      Self.members(try Self.plan(text, "strategy.beta=0.5,0.1")) == ["beta=0.1 epochs=10 s1", "beta=0.5 epochs=50 s1"])
    #expect(Self.members(try Self.plan(text, "train.epochs=50", seeds: "1..2")) == ["beta=0.5 s1", "beta=0.5 s2"])
    // All of them are a value of one's own.
    guard case .run(let own) = try Self.plan(text, "strategy.beta=0.2", "train.epochs=7") else {
      Issue.record("no single run")
      return
    }
    #expect(own.train.epochs == 7)
  }

  @Test func `a value that no run has does not come apart from what changes with it`() {
    #expect(
      Self.planMessage(Recipe.shortest + Self.tied, "strategy.beta=0.6") == """
        my.yaml: 1 problem, nothing was started

          command line #1: no run of the sweep has 'strategy.beta' 0.6, and it changes together with 'train.epochs'
                 | strategy.beta=0.6
                 |               ^^^
                 | runs have 0.1, 0.3, 0.5; or give 'train.epochs', too
        """)
    let three = "sweep: {zip: {strategy.beta: [0.1, 0.3], train.epochs: [10, 30], seed: [1, 2]}}\n"
    #expect(
      Self.planMessage(Recipe.shortest + three, "strategy.beta=0.1", "train.epochs=30").contains(
        "command line #2: no run of the sweep has these values together"))
  }

  @Test func `a member's resolved recipe holds no sweep and gives the member again`() throws {
    guard case .sweep(let sweep) = try Self.plan(Recipe.shortest + Self.section) else {
      Issue.record("no sweep")
      return
    }
    for member in sweep.members {
      let again = try Recipe.load(text: member.recipe.resolvedYAML, name: "r.yaml", catalog: TestCatalog.catalog)
      #expect(again == member.recipe)
      #expect(again.groupKey == member.recipe.groupKey)
    }
    #expect(Set(sweep.members.map(\.recipe.groupKey)).count == sweep.variantCount)
  }

  @Test func `a sweep is inherited, and its lists are replaced`() throws {
    let folder = try TestFolder([
      "base.yaml": Recipe.shortest + "sweep: {grid: {strategy: [sum, dfs]}, seeds: 1..2}\n",
      "my.yaml": "extends: base.yaml\nsweep: {grid: {strategy: [pcgrad, sum]}}\n",
    ])
    let plan = try RecipePlan(path: folder.path + "/my.yaml", catalog: TestCatalog.catalog)
    #expect(Self.members(plan) == ["pcgrad s1", "sum s1", "pcgrad s2", "sum s2"])
  }

  // MARK: - Mistakes

  @Test func `a wrong value of a member is shown where it stands, and once`() {
    #expect(
      Self.planMessage(
        Recipe.shortest + "sweep:\n  grid: {strategy.beta: [0.5, 1.5], train.epoch: [1]}\n  seeds: 1..3\n")
          == """
          my.yaml: 2 problems, nothing was started

            my.yaml:6:31: 'beta' must be between 0 and 1, found 1.5
                 6 |   grid: {strategy.beta: [0.5, 1.5], train.epoch: [1]}
                   |                               ^^^
                   | default 0.5, from Plugins/DeepFeatureSurgery
            my.yaml:6:43: unknown key 'epoch' in 'train'
                 6 |   grid: {strategy.beta: [0.5, 1.5], train.epoch: [1]}
                   |                                           ^^^^^
                   | did you mean 'epochs'?
          """)
    #expect(
      Self.planMessage(Recipe.shortest, "strategy=sum,dsf", "train.epochs=3,x") == """
        my.yaml: 2 problems, nothing was started

          command line #1: unknown strategy 'dsf'
                 | strategy=sum,dsf
                 |              ^^^
                 | did you mean 'dfs'? known strategies: cagrad, dfs, pcgrad, sum
          command line #2: 'epochs' must be a whole number between 1 and 100000, found 'x'
                 | train.epochs=3,x
                 |                ^ default 12
        """)
  }

  @Test(arguments: [
    (
      ["strategy=sum,"],
      """
        command line #1: a value of 'strategy' is missing beside a comma
               | strategy=sum,
               |              ^ write "" for an empty text
      """
    ),
    (
      ["strategy=sum,dsn"],
      """
        command line #1: runs 1 and 2 of the sweep are the same: 'sum' and 'dsn'
               | strategy=sum,dsn
               | ^^^^^^^^
      """
    ),
    (
      ["strategy=sum,dfs", "strategy=pcgrad"],
      """
        command line #1: 'strategy' is given several values and one
               | strategy=sum,dfs
               | ^^^^^^^^ one at command line #2
      """
    ),
    (
      ["strategy=sum,dfs", "strategy=sum,pcgrad"],
      """
        command line #2: 'strategy' is swept twice
               | strategy=sum,pcgrad
               | ^^^^^^^^ first at command line #1
      """
    ),
    (
      ["sweep.seeds=3"],
      """
        command line #1: 'sweep' can only stand in a file
               | sweep.seeds=3
               | ^^^^^^^^^^^
      """
    ),
  ])
  func `a wrong argument is shown with a caret`(arguments: [String], problem: String) {
    let message: String
    do {
      _ = try RecipePlan(
        RecipeTree(text: Recipe.shortest, name: "my.yaml", folder: nil), overrides: arguments,
        catalog: TestCatalog.catalog)
      message = "no error"
    } catch {
      message = "\(error)"
    }
    #expect(message == "my.yaml: 1 problem, nothing was started\n\n" + problem)
  }

  @Test(arguments: ["", "x", "3..1", "1,1", "1..2,2", "1..2..3", "-1", "1..5000", "99999999999999999"])
  func `seeds that are none are refused`(seeds: String) {
    #expect(
      Self.planMessage(seeds: seeds).contains(
        "--seeds: 'seeds' must be seeds such as 1..5 or [1, 2, 3], each once, found '"))
  }

  @Test func `more runs than anybody wants are refused`() {
    #expect(
      Self.planMessage(Recipe.shortest, "train.epochs=1,2,3", seeds: "1..1000") == """
        my.yaml: 1 problem, nothing was started

          command line #1: the sweep has 1000 × 3 runs, and may have 1000
                 | train.epochs=1,2,3
                 | ^^^^^^^^^^^^
        """)
  }

  @Test(arguments: [
    ("sweep: 3", "'sweep' must be a map of grid, zip, list and seeds, found 3"),
    ("sweep: {}", "'sweep' names no values"),
    ("sweep: {gird: {strategy: [sum]}}", "unknown key 'gird' in 'sweep'"),
    ("sweep: {grid: {strategy: sum}}", "'strategy' in 'grid' must be a list of values, found 'sum'"),
    ("sweep: {grid: {strategy: []}}", "'strategy' in 'grid' must be a list of values, found a list"),
    ("sweep: {grid: [sum]}", "'grid' must be a map of keys to lists of values, found a list"),
    ("sweep: {grid: {a..b: [1]}}", "'a..b' is no path of keys"),
    ("sweep: {grid: {extends: [a.yaml, b.yaml]}}", "'extends' can only stand in a file"),
    (
      "sweep: {zip: {train.epochs: [1, 2], train.batch-size: [1]}}",
      "the lists of 'zip' must be equally long: 'train.epochs' has 2 values, 'train.batch-size' has 1"
    ),
    ("sweep: {list: [sum]}", "an item of 'list' must be a map of keys, found 'sum'"),
    ("sweep: {list: {strategy: sum}}", "'list' must be a list of maps, found a map"),
    ("sweep: {seeds: {a: 1}}", "'seeds' must be seeds such as 1..5 or [1, 2, 3], each once, found a map"),
    ("sweep: {grid: {strategy: [sum, dfs]}, zip: {strategy: [sum, dfs]}}", "'strategy' is swept twice"),
  ])
  func `a wrong section is told`(section: String, problem: String) {
    #expect(Self.planMessage(Recipe.shortest + section + "\n").contains(": \(problem)\n"), "\(section)")
  }

  @Test func `a command for one run says that a value is one too many`() {
    #expect(
      message(Recipe.shortest, "strategy=sum,dfs") == """
        my.yaml: 1 problem, nothing was started

          command line #1: 'strategy' is given 2 values, and takes one here
                 | strategy=sum,dfs
                 |          ^^^^^^^
                 | write a list as [1, 2], a text with a comma in quotes
        """)
  }
}
