import Testing

@testable import Recipes
@testable import Settings

@Suite struct MessageTests {
  @Test func `all problems are reported in one pass, in the order of the text`() {
    let text = """
      schema: 1
      name: dfs-msdnet
      data: {name: shapes, classes: 20}
      backbone: {name: msdnet, blocks: 4}
      heads: linear
      exits: all
      strategey: x
      strategy:
        name: dfs
        beta: 1.5
        calpha: 0.4
      train:
        epochs: 0

      """
    #expect(
      message(text) == """
        my.yaml: 4 problems, nothing was started

          my.yaml:7:1: unknown key 'strategey'
               7 | strategey: x
                 | ^^^^^^^^^ did you mean 'strategy'?
          my.yaml:10:9: 'beta' must be between 0 and 1, found 1.5
              10 |   beta: 1.5
                 |         ^^^ default 0.5, from Plugins/DeepFeatureSurgery
          my.yaml:11:3: 'calpha' belongs to strategy 'cagrad'; this recipe uses 'dfs' (line 9)
              11 |   calpha: 0.4
                 |   ^^^^^^
          my.yaml:13:11: 'epochs' must be between 1 and 100000, found 0
              13 |   epochs: 0
                 |           ^ default 12
        """)
  }

  @Test func `missing sections are reported for the file as a whole`() {
    #expect(
      message("heads: linear\n") == """
        my.yaml: 3 problems, nothing was started

          my.yaml: the section 'data' is missing; known data sets: cifar10, shapes
          my.yaml: the section 'backbone' is missing; known backbones: msdnet
          my.yaml: the section 'strategy' is missing; known strategies: cagrad, dfs, pcgrad, sum
        """)
  }

  @Test func `a missing key is reported at the component that needs it`() {
    #expect(
      message("data: shapes\nbackbone: msdnet\nheads: linear\nstrategy: dfs\n") == """
        my.yaml: 1 problem, nothing was started

          my.yaml:2:11: the backbone 'msdnet' needs the key 'blocks': a whole number between 1 and 50
               2 | backbone: msdnet
                 |           ^^^^^^ number of blocks
        """)
  }

  @Test func `an unknown component is answered with a guess and with what there is`() {
    #expect(
      message(Recipe.shortest, "strategy=pcgrd", "policy=oracle") == """
        my.yaml: 2 problems, nothing was started

          command line #1: unknown strategy 'pcgrd'
                 | strategy=pcgrd
                 |          ^^^^^
                 | did you mean 'pcgrad'? known strategies: cagrad, dfs, pcgrad, sum
          command line #2: unknown exit policy 'oracle'
                 | policy=oracle
                 |        ^^^^^^ known exit policies: confidence
        """)
  }

  @Test func `an exit policy has keys of its own and those of all policies`() {
    let text = Recipe.shortest + "policy: {name: confidence, bugdet: 12M, accuracy: 70, fit-on: tests}\n"
    #expect(
      message(text, "policy.budget=12 Mb", "policy.distribution=0.5") == """
        my.yaml: 5 problems, nothing was started

          my.yaml:5:28: unknown key 'bugdet' of exit policy 'confidence'
               5 | policy: {name: confidence, bugdet: 12M, accuracy: 70, fit-on: tests}
                 |                            ^^^^^^ did you mean 'budget'?
          my.yaml:5:51: 'accuracy' must be between 0 and 1, found 70
               5 | policy: {name: confidence, bugdet: 12M, accuracy: 70, fit-on: tests}
                 |                                                   ^^ default none
          my.yaml:5:63: 'fit-on' must be calibration, validation or test, found 'tests'
               5 | policy: {name: confidence, bugdet: 12M, accuracy: 70, fit-on: tests}
                 |                                                               ^^^^^
                 | did you mean 'test'? default calibration
          command line #1: 'budget' must be a number of operations such as 120M (k, M or G) or none, found 12 Mb
                 | policy.budget=12 Mb
                 |               ^^^^^ default none
          command line #2: 'distribution' must be a list of numbers or none, found 0.5
                 | policy.distribution=0.5
                 |                     ^^^ write [0.5]; default none
        """)
  }

  @Test func `a key in the wrong section is sent to the right one`() {
    #expect(
      message(Recipe.shortest + "epochs: 3\ntrain: {seed: 3, speed: 9}\n") == """
        my.yaml: 3 problems, nothing was started

          my.yaml:5:1: unknown key 'epochs'
               5 | epochs: 3
                 | ^^^^^^ it belongs in 'train'
          my.yaml:6:9: unknown key 'seed' in 'train'
               6 | train: {seed: 3, speed: 9}
                 |         ^^^^ it stands outside of all sections
          my.yaml:6:18: unknown key 'speed' in 'train'
               6 | train: {seed: 3, speed: 9}
                 |                  ^^^^^
                 | known: epochs, batch-size, micro-batch, label-smoothing, mixup,
                 | clip-norm, threads, device, precision, evaluation-batch-size
        """)
  }

  @Test func `sections of the wrong form say which form they have`() {
    let text = """
      data: [shapes]
      backbone: {blocks: 4}
      heads: {name: [a]}
      strategy: []
      train: fast
      record: {features: 8, checkpoint: 2}
      policy:

      """
    #expect(
      message(text) == """
        my.yaml: 8 problems, nothing was started

          my.yaml:1:7: 'data' must be a name or a map with 'name', found a list
               1 | data: [shapes]
                 |       ^^^^^^^^ known data sets: cifar10, shapes
          my.yaml:2:11: 'backbone' needs the key 'name'
               2 | backbone: {blocks: 4}
                 |           ^^^^^^^^^^^ known backbones: msdnet
          my.yaml:3:15: 'name' must be the name of a head, found a list
               3 | heads: {name: [a]}
                 |               ^^^ known heads: gated, linear
          my.yaml:4:11: 'strategy' must name at least one strategy, found an empty list
               4 | strategy: []
                 |           ^^
          my.yaml:5:8: 'train' must be a map of keys, found 'fast'
               5 | train: fast
                 |        ^^^^
          my.yaml:6:20: 'record.features' must be a map of keys, found 8
               6 | record: {features: 8, checkpoint: 2}
                 |                    ^
          my.yaml:6:23: unknown key 'checkpoint' in 'record'
               6 | record: {features: 8, checkpoint: 2}
                 |                       ^^^^^^^^^^ did you mean 'checkpoints'?
          my.yaml:7:8: 'policy' must be a name or a map with 'name', found nothing
               7 | policy:
                 |        ^ known exit policies: confidence
        """)
  }

  @Test func `a component stands once in a list`() {
    #expect(
      message(Recipe.shortest, "strategy=[dfs, pcgrad, {name: dfs, beta: 1}]") == """
        my.yaml: 1 problem, nothing was started

          command line #1: the strategy 'dfs' stands twice in 'strategy'
                 | strategy=[dfs, pcgrad, {name: dfs, beta: 1}]
                 |                               ^^^ first at command line #1
        """)
  }

  @Test func `a default that nobody registered is the recipe's affair`() throws {
    let catalog = Catalog(
      ComponentKind.allCases.filter { $0 != .optimizer }.flatMap { TestCatalog.catalog.entries(of: $0) })
    let error = try #require(throws: RecipeError.self) {
      try Recipe.load(text: Recipe.shortest, name: "my.yaml", catalog: catalog)
    }
    #expect(
      error.description == """
        my.yaml: 1 problem, nothing was started

          my.yaml: the default optimizer 'sgd' is not registered; known optimizers: none
        """)
  }

  @Test func `a key of several other components names three of them`() {
    let shared = Setting("shared", default: 1, "a key")
    var catalog = TestCatalog.catalog
    for name in ["a", "b", "c", "d"] {
      catalog.add(Catalog.Entry(.strategy, name: name, summary: "one", settings: [shared], source: "Plugins/X"))
    }
    let text = Recipe.shortest.replacing("strategy: dfs", with: "strategy: {name: dfs, shared: 1}")
    let error = #expect(throws: RecipeError.self) { try Recipe.load(text: text, name: "my.yaml", catalog: catalog) }
    #expect(
      error?.problems.map(\.message) == [
        "'shared' belongs to strategies 'a', 'b', 'c' and others; this recipe uses 'dfs'" + " (line 4)"
      ])
  }

  @Test func `only the first twenty problems are printed`() throws {
    let text = (1...25).map { "wrong-\($0): 1\n" }.joined() + Recipe.shortest
    let lines = message(text).split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.first == "my.yaml: 25 problems, nothing was started")
    #expect(lines.last == "  … and 5 more")
    #expect(lines.count { $0.contains("unknown key") } == 20)
  }
}
