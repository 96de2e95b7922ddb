import Testing

@testable import Recipes
@testable import Settings

@Suite struct ResolvedTests {
  @Test func `every default is written out`() throws {
    #expect(
      try Recipe.load(Recipe.shortest).resolvedYAML == """
        schema: 1
        name: my
        seed: 1
        data:
          name: shapes
          classes: 20
          label: ""
          transforms: []
        backbone:
          name: msdnet
          blocks: 4
          widths: [16, 32]
        heads:
          name: linear
        exits: all
        weights:
          path: none
          names: {}
          classifiers: false
          strict: true
        strategy:
          name: dfs
          beta: 0.5
          exit-sees: all
        combination:
          scale: as-published
          unit-rows: false
          preference: none
          smoothing: 0
          every: 1
        optimizer:
          name: sgd
          learning-rate: 0.1
          nesterov: false
        schedule:
          name: constant
        train:
          epochs: 12
          batch-size: 64
          micro-batch: none
          label-smoothing: 0
          mixup: none
          clip-norm: none
          threads: 0
          device: auto
          precision: float32
          evaluation-batch-size: 256
        policy:
          name: confidence
          fit-on: calibration
          temperature-scaling: false
          budget: none
          accuracy: none
          distribution: none
        record:
          tensorboard: true
          checkpoints:
            keep: 2
            every: 1
          features:
            epochs: [last]
            images: 8
          conflict:
            every: 0
            scope: stage
            epochs: [last]

        """)
  }

  @Test func `lists of components keep their items apart`() throws {
    let text = try Recipe.load(Recipe.full).resolvedYAML
    #expect(
      text.contains(
        """
          transforms:
            - name: crop
              padding: 2
            - name: flip

        """))
    #expect(
      text.contains(
        """
        strategy:
          - name: dfs
            beta: 0.25
            exit-sees: own
          - name: pcgrad

        """))
  }

  @Test(arguments: [Recipe.shortest, Recipe.full])
  func `the resolved text gives an equal recipe and resolves to itself`(text: String) throws {
    let recipe = try Recipe.load(text)
    let again = try Recipe.load(text: recipe.resolvedYAML, name: "other.yaml", catalog: TestCatalog.catalog)
    #expect(again == recipe)
    #expect(again.resolvedYAML == recipe.resolvedYAML)
    #expect(again.groupKey == recipe.groupKey)
  }

  @Test(arguments: [
    "", " ", "a: b", "#", "a #b", "- a", "yes", "none", "null", "~", "010", "1e3", "it's", "\"", "\\", "[a]", "{a}",
    "*a", "&a",
    "!a", "|", ">", "%", "@", "`", "a\nb", "\n", "\t", "a\u{7}b\u{0}c", "\u{85}\u{2028}\u{FEFF}", "ä漢🙂e\u{301}", "---",
    "...",
    "\u{202E}abc", "a,b", "?", ":", "<<", "true", "\u{FFFF}", "\r\n",
  ])
  func `every text survives being written out`(text: String) throws {
    let written = Recipe.shortest.replacing(
      "data: shapes", with: "data: {name: shapes, label: \(QuotedText(text).yaml)}")
    let recipe = try Recipe.load(written)
    #expect(recipe.data.settings[TestCatalog.label] == text)
    #expect(try Recipe.load(recipe.resolvedYAML).data.settings[TestCatalog.label] == text)
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `every finite number survives being written out`(seed: UInt64) throws {
    var random = TestRandom(state: seed)
    for _ in 0..<50 {
      let value = Double(bitPattern: random.next())
      if value.isFinite { #expect(try SettingTests.read(SettingTests.any, value.recipeText) == value) }
    }
  }

  @Test func `a relative path is written out absolutely`() throws {
    let text = Recipe.shortest.replacing("data: shapes", with: "data: {name: cifar10, root: sets/my cifar}")
    let recipe = try Recipe.load(text)
    #expect(recipe.resolvedYAML.contains("  root: \"/recipes/sets/my cifar\"\n"))
    let elsewhere = try Recipe.load(
      text: recipe.resolvedYAML, name: "my.yaml", folder: "/elsewhere", catalog: TestCatalog.catalog)
    #expect(elsewhere == recipe)
  }

  @Test func `values are listed with their origins, in the order of the schema`() throws {
    let recipe = try Recipe.load(Recipe.full, "strategy.dfs.beta=0.75")
    let lines = recipe.entries.map { "\($0.path) = \($0.value) (\($0.origin))" }
    #expect(
      lines.prefix(19) == [
        "schema = 1 (my.yaml:1)", "name = dfs-msdnet (my.yaml:2)", "seed = 7 (my.yaml:3)",
        "data.name = shapes (my.yaml:5)",
        "data.classes = 10 (my.yaml:6)", "data.label = \"a: #b\" (my.yaml:7)",
        "data.transforms = [crop, flip] (my.yaml:8)",
        "data.transforms.crop.padding = 2 (my.yaml:8)", "backbone.name = msdnet (my.yaml:9)",
        "backbone.blocks = 4 (my.yaml:9)", "backbone.widths = [8, 16] (my.yaml:9)", "heads.name = linear (my.yaml:10)",
        "exits = [2, 4] (my.yaml:11)", "weights.path = none (default)", "weights.names = {} (default)",
        "weights.classifiers = false (default)",
        "weights.strict = true (default)", "strategy = [dfs, pcgrad] (my.yaml:13)",
        "strategy.dfs.beta = 0.75 (command line #1)",
      ])
    #expect(lines.contains("schedule.warm-up = 0 (default)"))
  }

  @Test func `a listed path and value can be given back on the command line`() throws {
    let recipe = try Recipe.load(Recipe.full)
    let arguments = recipe.entries.filter { $0.path != "schema" }.map { "\($0.path)=\($0.value)" }
    let again = try Recipe.load(
      text: Recipe.shortest, name: "my.yaml", overrides: arguments, catalog: TestCatalog.catalog)
    #expect(again == recipe)
  }

  @Test func `seed, name and what is recorded do not change the group, anything else does`() throws {
    let key = try Recipe.load(Recipe.full).groupKey
    #expect(try Recipe.load(Recipe.full, "seed=9", "name=other", "record.tensorboard=false").groupKey == key)
    #expect(try Recipe.load(Recipe.full, "strategy.dfs.beta=0.5").groupKey != key)
  }

  /// Two machines' seeds of one recipe are one group.
  @Test(arguments: [
    "train.threads=1", "train.device=cpu", "train.evaluation-batch-size=8", "weights.path=/elsewhere/x.safetensors",
  ]) func `places, threads and devices do not change the group`(override: String) throws {
    #expect(try Recipe.load(Recipe.full, override).groupKey == Recipe.load(Recipe.full).groupKey)
    #expect(try Recipe.load(Recipe.full, override).resolvedYAML != Recipe.load(Recipe.full).resolvedYAML)
  }

  @Test(arguments: [
    ("my.yaml", "my"), ("dir/a b.YML", "a-b"), ("..hidden.yaml", "hidden"), ("ä.yaml", "recipe"), ("plain", "plain"),
    ("\(String(repeating: "x", count: 80)).yaml", String(repeating: "x", count: 64)),
  ])
  func `a recipe without a name has that of its file`(file: String, name: String) throws {
    #expect(try Recipe.load(text: Recipe.shortest, name: file, catalog: TestCatalog.catalog).name == name)
  }

  @Test(arguments: ["-a", ".a", "a b", "ä", "a/b", "\"\"", String(repeating: "x", count: 65)])
  func `a name is safe as a part of a file name`(name: String) {
    #expect(
      message(Recipe.shortest, "name=\(name)").contains("'name' must be up to 64 letters, digits, '-', '_' or '.'"))
  }

  @Test(arguments: ["auto", "cpu", "cuda", "cuda:0", "cuda:15"]) func `devices have names`(name: String) throws {
    #expect(try Recipe.load(Recipe.shortest, "train.device=\(name)").train.device == name)
  }

  @Test(arguments: ["gpu", "cuda:-1", "cuda:01", "cuda:1x", "CPU", "cuda:1000"])
  func `other devices are refused`(name: String) {
    #expect(
      message(Recipe.shortest, "train.device=\(name)").contains(
        "'device' must be auto, cpu, cuda or cuda:N, found '\(name)'"))
  }

  @Test(arguments: ["[2, 1]", "[1, 1]", "[0]", "[]", "every", "3", "[1.5]", "[[1]]"])
  func `exits are blocks in rising order`(exits: String) {
    #expect(
      message(Recipe.shortest, "exits=\(exits)").contains(
        "'exits' must be all, or a list of blocks, counted from 1 and rising, found "))
  }

  @Test func `the schema lists every key that a resolved recipe has`() throws {
    let listed = RecipeSchema.sections.flatMap { section in
      section.settings.map { section.path.isEmpty ? $0.key : "\(section.path).\($0.key)" }
    }
    .filter { !$0.hasPrefix("published.") }  // Says what another program does, and so is nothing to resolve.
    let components = RecipeSchema.sections.filter { $0.component != nil }.map(\.path)
    let paths = try Recipe.load(Recipe.shortest).entries.map(\.path)
    let isOwn = { (path: String) in components.contains { path.hasPrefix("\($0).") } && !listed.contains(path) }
    #expect(paths.filter { !isOwn($0) }.sorted() == listed.sorted())
    #expect(components == ["data", "backbone", "heads", "strategy", "optimizer", "schedule", "policy"])
  }

  @Test func `feature maps are drawn after epochs counted from 1`() throws {
    #expect(
      try Recipe.load(Recipe.shortest, "record.features.epochs=[1, 30, last]").record.features.epochs
        == [.number(1), .number(30), .last])
    #expect(
      message(Recipe.shortest, "record.features.epochs=[0]").contains(
        "'epochs' must be a list of epochs, counted from 1, or last, found 0"))
  }
}
