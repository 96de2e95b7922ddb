import Foundation
import Testing

@Suite struct ListingTests {
  @Test func `list shows the runs of a folder`() throws {
    let runs = try RunsFolder(copying: FinishedRun.of("smoke/dfs").folder)
    let run = try runs.only()
    let test = try #require(run.record["test"] as? [Double]).map { String(format: "%.1f", 100 * $0) }
    let best = String(format: "%.1f", 100 * (try #require(run.record["best"] as? Double)))
    let printed = try Program.run("list", "--into", runs.path)
    #expect(
      printed.output == """
        id    recipe     strategy  seed  state     epoch  best %  test %
        \(run.shortID)  smoke-dfs  dfs          1  finished    2/2    \(best)  \(test[0]) … \(test[1])

        best %: validation split, mean of the exits; test %: first and last exit

        """)
  }

  @Test func `runs that began within one second are listed in their order, and those of whole seconds, too`() throws {
    let runs = try RunsFolder()
    let whole = try FinishedRun.of("smoke/sum").folder
    // Ids whose alphabetical order is another one.
    let begun = [
      ("zzzz", "2026-11-24T06:12:00Z"), ("mmmm", "2026-11-24T06:12:00.250Z"), ("yyyy", "2026-11-24T06:12:00.251Z"),
      ("aaaa", "2026-11-24T06:12:00.750Z"), ("bbbb", "2026-11-24T06:12:01Z"),
    ]
    for (id, created) in begun {
      let folder = RunFolder(path: "\(runs.path)/sum-261124-0612-s1-\(id)", owner: runs)
      try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
      var record = whole.record
      (record["id"], record["created"]) = (folder.id, created)
      try folder.write(JSONSerialization.data(withJSONObject: record), to: "run.json")
    }
    let listed = try Program.run("list", "--into", runs.path).output.split(separator: "\n").dropFirst()
    #expect(listed.prefix(5).map { $0.prefix(4) } == begun.map { $0.0[...] })
    #expect(try Program.run("show", "@last", "--into", runs.path).output.hasPrefix("sum-261124-0612-s1-bbbb\n"))
  }

  @Test func `list and show print JSON`() throws {
    let runs = try RunsFolder(copying: FinishedRun.of("smoke/dfs").folder)
    let run = try runs.only()
    let list = try JSON.object(Program.run("list", "--json", "--into", runs.path).output)
    #expect(list["schema"] as? String == "workbench.runs/1")
    let show = try JSON.object(Program.run("show", "@last", "--json", "--into", runs.path).output)
    let wanted = run.record.merging(["schema": "workbench.run/1", "labels": [String](), "notes": [String]()]) { $1 }
    #expect(show as NSDictionary == wanted as NSDictionary)
    #expect(list["runs"] as? [NSDictionary] == [show as NSDictionary])
  }

  @Test func `list says how to begin where there are no runs`() throws {
    let runs = try RunsFolder()
    let printed = try Program.run("list", "--into", runs.path)
    #expect(printed.output == "no runs in \(runs.path); start one: workbench run dfs-msdnet\n")
    #expect(printed.status == 0)
  }

  @Test func `a record that cannot be read is said, not hidden`() throws {
    let runs = try RunsFolder(copying: FinishedRun.of("smoke/dfs").folder)
    let run = try runs.only()
    try run.write(Data("{".utf8), to: "run.json")
    let printed = try Program.run("list", "--into", runs.path)
    #expect(
      printed.output.contains("\(run.shortID)  run.json is damaged: it does not hold what the workbench wrote")
    )
    let json = try JSON.object(Program.run("list", "--json", "--into", runs.path).output)
    #expect((json["damaged"] as? [[String: String]] ?? []).compactMap { $0["id"] } == [run.id])
  }

  @Test func `show tells how a run stands and what it came to`() throws {
    let runs = try RunsFolder(copying: FinishedRun.of("smoke/dfs").folder)
    let run = try runs.only()
    let printed = try Program.run("show", run.shortID, "--into", runs.path)
    let lines = printed.output.split(separator: "\n").map(String.init)
    #expect(lines[0] == run.id)
    #expect(lines[1] == "  state     finished, epoch 2 of 2, step 6")
    #expect(lines[2] == "  recipe    smoke-dfs, strategy dfs, seed 1")
    // The run itself put an empty line before its last one.
    let tables = try FinishedRun.of("smoke/dfs").ending.output.components(separatedBy: "\nrun  ")[0]
    #expect(printed.output.hasSuffix(tables) && !printed.output.hasSuffix("\n\n"))
    #expect(tables.contains("\nmeasured on 1 thread: "))
    #expect(try Program.run("eval", run.shortID, "--into", runs.path).output == String(tables.dropFirst()))
  }

  @Test func `list components names what recipes can name`() throws {
    let printed = try Program.run("list", "components")
    let lines = printed.output.split(separator: "\n")
    #expect(
      lines.filter { !$0.hasPrefix(" ") } == [
        "data sets", "transforms", "backbones", "heads", "strategies", "optimizers", "schedules", "exit policies",
      ])
    #expect(lines.filter { $0.count > 80 } == [])
    for name in ["msdnet", "dfs", "sum, dsn", "shapes"] {
      #expect(lines.contains { $0.hasPrefix("  \(name) ") }, "\(name)")
    }
    let components = try #require(
      try JSON.object(Program.run("list", "components", "--json").output)["components"] as? [[String: Any]])
    let dfs = try #require(components.first { $0["name"] as? String == "dfs" })
    #expect(dfs["kind"] as? String == "strategy")
    #expect(dfs["source"] as? String == "DeepFeatureSurgery")
    #expect((dfs["keys"] as? [[String: Any]])?.compactMap { $0["key"] as? String }.contains("beta") == true)
  }

  @Test func `list strategies names every strategy, and nothing else`() throws {
    let all = try Program.run("list", "components").output.split(separator: "\n")
    let first = try #require(all.firstIndex(of: "strategies"))
    let own = all[first...].dropFirst().prefix { $0.hasPrefix(" ") }
    #expect(
      own.contains("  dualproj             the mean gradient, projected to conflict with none")
        && own.contains("                       (Lopez-Paz and Ranzato, NeurIPS 2017)"))
    #expect(try Program.run("list", "strategies").output.split(separator: "\n") == ["strategies"] + own)
    let listed = try JSON.object(Program.run("list", "strategies", "--json").output)["components"] as? [[String: Any]]
    let names = own.filter { !$0.hasPrefix("   ") }
    #expect(names.count > 40 && listed?.count == names.count)
    #expect(listed?.allSatisfy { $0["kind"] as? String == "strategy" } == true)
  }

  @Test(arguments: [
    ("backbones", "backbone", ["msdnet", "resnet", "vgg", "vit"]),
    ("heads", "head", ["class-token", "gated-separable", "msdnet-classifier", "pooled-linear"]),
    ("datasets", "data set", ["cifar10", "cifar100", "idx", "image-folder", "shapes"]),
  ])
  func `list tells one kind of components`(subject: String, kind: String, expected: [String]) throws {
    let printed = try Program.run("list", subject).output
    let names = printed.split(separator: "\n").dropFirst().filter { !$0.hasPrefix("   ") }
      .compactMap { $0.split { ", ".contains($0) }.first }
    #expect(Set(names.map(String.init)).isSuperset(of: expected), "\(printed)")
    let components = try #require(
      try JSON.object(Program.run("list", subject, "--json").output)["components"] as? [[String: Any]])
    #expect(Set(components.compactMap { $0["kind"] as? String }) == [kind])
    #expect(components.compactMap { $0["name"] as? String } == names.map(String.init))
  }

  @Test func `list recipes names the project's recipes`() throws {
    let lines = try Program.run("list", "recipes").output.split(separator: "\n").map(String.init)
    #expect(lines.filter { $0.count > 80 } == [])
    let first = try #require(lines.firstIndex { $0.hasPrefix("dfs-msdnet ") })
    let entry = [lines[first]] + lines[(first + 1)...].prefix { $0.hasPrefix(" ") }
    #expect(
      entry.joined(separator: " ").split(separator: " ").joined(separator: " ")
        == "dfs-msdnet Deep Feature Surgery on a small MSDNet with four exits, on the built-in data set: "
        + "about four minutes on two cores")
    let listed = try JSON.object(Program.run("list", "recipes", "--json").output)
    #expect(listed["schema"] as? String == "workbench.recipes/2")
    let recipes = try #require(listed["recipes"] as? [[String: String]])
    #expect(recipes.compactMap { $0["name"] } == lines.filter { $0.first != " " }.map { "\($0.prefix { $0 != " " })" })
    #expect(recipes.allSatisfy { $0["path"] == "Recipes/\($0["name"] ?? "").yaml" && $0["summary"] != "" })
  }

  @Test func `list recipes finds what run finds, through links, too, and takes the first sentence`() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(atPath: folder.path + "/own", withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(atPath: folder.path + "/Recipes", withDestinationPath: "own")
    try folder.write("# One\n# sentence. Another. \u{1B}[2J\nschema: 1\n# more\n", to: "own/b.yml")
    try folder.write("schema: 1\n", to: "own/a.YAML")
    try folder.write("schema: 1\n", to: "own/.hidden.yaml")
    #expect(try Program.run("list", "recipes", in: folder.path).output == "a\nb  One sentence\n")
  }

  @Test func `doctor ends with ready`() throws {
    let printed = try Program.run("doctor")
    #expect(printed.status == 0)
    #expect(printed.output.hasSuffix("\nready\n"))
    let names = printed.output.split(separator: "\n").dropLast().map { $0.split(separator: " ")[0] }
    #expect(names == ["workbench", "libtorch", "cpu", "threads", "devices", "memory", "disk", "probe"])
    #expect(printed.output.contains("/libtorch_cpu.so\n"), "it says where libtorch was found")
  }

  @Test(arguments: ["bash", "zsh", "fish"]) func `a shell can ask for completions`(shell: String) throws {
    let script = try Program.run("--generate-completion-script", shell)
    #expect(script.status == 0)
    #expect(script.output.contains("---completion"), "the script asks the program")
  }

  @Test(arguments: [
    ("run dfs-msdn", ["dfs-msdnet"]),
    ("run Recipes/smoke/s", ["Recipes/smoke/sum.yaml"]), ("run dfs-msdnet strategy.bet", ["strategy.beta="]),
    ("run dfs-msdnet strategy=pcg", ["pcgrad"]), ("run dfs-msdnet strategy.beta=", []), ("lab", ["label"]),
    ("compare x --format h", ["html"]),
  ])
  func `bash completes what was typed, also behind an equals sign`(line: String, replies: [String]) throws {
    let script = """
      source <(.ci/completion-script "$WORKBENCH" bash)
      compopt() { :; }
      workbench() { "$WORKBENCH" "$@"; }
      COMP_LINE="workbench \(line)"; COMP_POINT=${#COMP_LINE}
      read -ra COMP_WORDS <<<"${COMP_LINE//=/ = }"; COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
      _workbench_words workbench "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
      printf '%s\\n' "${COMPREPLY[@]}"
      """
    let ending = try Running(executable: "/bin/bash", ["-c", script], environment: ["WORKBENCH": Program.path]).ending()
    #expect(ending.status == 0, "\(ending.errors)")
    #expect(ending.output.split(separator: "\n").map(String.init) == replies, "\(ending.errors)")
  }

  @Test func `recipes, keys and runs are offered`() throws {
    func offered(_ command: String, _ argument: String, _ words: String...) throws -> [String] {
      let ending = try Running(["---completion", command, "--", argument, "\(words.count)", "0"] + words).ending()
      #expect(ending.status == 0, "\(ending.errors)")
      return ending.output.split(separator: "\n").map(String.init)
    }
    #expect(try offered("run", "positional@0", "workbench", "run").contains("dfs-msdnet"))
    let keys = try offered("run", "positional@1", "workbench", "run", "dfs-msdnet")
    #expect(Set(keys).isSuperset(of: ["strategy=dfs", "strategy.beta=", "train.epochs=", "seed="]), "\(keys)")
    let runs = try RunsFolder(copying: FinishedRun.of("smoke/dfs").folder)
    let run = try runs.only()
    #expect(
      try offered("show", "positional@0", "workbench", "show", "--into", runs.path) == ["@last", run.shortID])
    let weights = try offered("eval", "positional@0", "workbench", "eval", "--into", runs.path)
    #expect(
      weights == ["@last", "@last:best", "@last:last", run.shortID, "\(run.shortID):best", "\(run.shortID):last"])
    #expect(try offered("eval", "positional@1", "workbench", "eval", "@last").contains("policy=margin"))
    #expect(try Program.run("label", "@last", "paper", "--into", runs.path).status == 0)
    let both = try offered("diff", "positional@1", "workbench", "diff", "paper", "--into", runs.path)
    #expect(Set(both).isSuperset(of: ["paper", run.shortID, "dfs-msdnet"]))
  }

  @Test func `explain prints every value, its origin, and what follows`() throws {
    let printed = try Program.run("explain", "smoke/sum", "train.threads=1", "train.device=cpu")
    #expect(printed.status == 0)
    #expect(printed.output == Self.explanation)
  }

  @Test func `explain says the same as JSON`() throws {
    let printed = try JSON.object(Program.run("explain", "smoke/sum", "train.threads=1", "--json").output)
    #expect(printed["schema"] as? String == "workbench.explanation/1")
    let values = try #require(printed["values"] as? [[String: String]])
    let lines = Self.explanation.components(separatedBy: "\n\n")[0].split(separator: "\n")
    #expect(values.count == lines.count)
    for (value, line) in zip(values, lines) where value["key"] != "train.threads" && value["key"] != "train.device" {
      #expect(["key", "value", "origin"].allSatisfy { line.contains(value[$0] ?? "?") }, "\(line)")
    }
    let quirks = try #require(printed["quirks"] as? [[String: String]])
    #expect(quirks.compactMap { $0["key"] } == ["backbone.initialization", "heads.initialization"])
    #expect(printed["published"] == nil)
    let derived = try #require(printed["derived"] as? [String: Any])
    let exits = try #require(derived["exits"] as? [[String: Any]])
    #expect(exits.compactMap { $0["exit"] as? Int } == [1, 2])
    #expect(derived["samples"] as? [String: Int] == ["train": 96, "validation": 32, "calibration": 32, "test": 48])
    let sweep = try JSON.object(
      Program.run("explain", "smoke/sum", "strategy=sum,dfs", "--seeds", "1,2", "--json").output)
    #expect(
      (sweep["members"] as? [[String: Any]])?.compactMap { $0["variant"] as? String } == ["sum", "dfs", "sum", "dfs"])
    #expect(try Program.run("explain", "smoke/sum", "--json", "--yaml").status == 64)
  }

  private static let explanation = """
    schema                       1                  Recipes/smoke/sum.yaml:2
    name                         smoke-sum          Recipes/smoke/sum.yaml:3
    seed                         1                  default
    data.name                    shapes             Recipes/smoke/sum.yaml:4
    data.classes                 4                  Recipes/smoke/sum.yaml:4
    data.difficulty              0.6                default
    data.train                   96                 Recipes/smoke/sum.yaml:4
    data.validation              32                 Recipes/smoke/sum.yaml:4
    data.calibration             32                 Recipes/smoke/sum.yaml:4
    data.test                    48                 Recipes/smoke/sum.yaml:4
    data.transforms              []                 default
    backbone.name                msdnet             Recipes/smoke/sum.yaml:5
    backbone.blocks              2                  Recipes/smoke/sum.yaml:5
    backbone.base                1                  Recipes/smoke/sum.yaml:5
    backbone.step                1                  Recipes/smoke/sum.yaml:5
    backbone.step-mode           even               default
    backbone.channels            4                  Recipes/smoke/sum.yaml:5
    backbone.growth              4                  Recipes/smoke/sum.yaml:5
    backbone.scales              [1, 2]             Recipes/smoke/sum.yaml:5
    backbone.bottleneck          [1, 2]             Recipes/smoke/sum.yaml:5
    backbone.prune               max                default
    backbone.reduction           0.5                default
    backbone.stem                small              default
    backbone.initialization      uniform            default
    heads.name                   msdnet-classifier  Recipes/smoke/sum.yaml:6
    heads.channels               8                  Recipes/smoke/sum.yaml:6
    heads.dropout                0.5                default
    heads.initialization         uniform            default
    heads.inline-collaboration   false              default
    exits                        all                default
    weights.path                 none               default
    weights.names                {}                 default
    weights.classifiers          false              default
    weights.strict               true               default
    strategy.name                sum                Recipes/smoke/sum.yaml:7
    combination.scale            as-published       default
    combination.unit-rows        false              default
    combination.preference       none               default
    combination.smoothing        0                  default
    combination.every            1                  default
    optimizer.name               sgd                Recipes/smoke/sum.yaml:8
    optimizer.learning-rate      0.05               Recipes/smoke/sum.yaml:8
    optimizer.momentum           0.9                Recipes/smoke/sum.yaml:8
    optimizer.weight-decay       0.0005             Recipes/smoke/sum.yaml:8
    optimizer.nesterov           false              default
    schedule.name                constant           default
    schedule.warm-up             0                  default
    train.epochs                 2                  Recipes/smoke/sum.yaml:9
    train.batch-size             32                 Recipes/smoke/sum.yaml:9
    train.micro-batch            none               default
    train.label-smoothing        0                  default
    train.mixup                  none               default
    train.clip-norm              none               default
    train.threads                1                  command line #1
    train.device                 cpu                command line #2
    train.precision              float32            default
    train.evaluation-batch-size  256                default
    policy.name                  confidence         default
    policy.fit-on                calibration        default
    policy.temperature-scaling   false              default
    policy.budget                none               default
    policy.accuracy              none               default
    policy.distribution          none               default
    record.tensorboard           true               default
    record.checkpoints.keep      2                  default
    record.checkpoints.every     1                  default
    record.features.epochs       [last]             Recipes/smoke/sum.yaml:10
    record.features.images       1                  Recipes/smoke/sum.yaml:10
    record.conflict.every        2                  Recipes/smoke/sum.yaml:10
    record.conflict.scope        stage              default
    record.conflict.epochs       [last]             default

    as published, though odd
      backbone.initialization: uniform
          convolutions begin by PyTorch's default, as MSDNet's code and DFS's never
          get to the initialisation that they define; 'normal' is that one
      heads.initialization: uniform
          weights begin by PyTorch's default, as the initialisation that the code
          defines is never reached; 'normal' is that one

    derived
      exit  block     features   shared/own  parameters      MACs  activations
         1      1     16x16x16            -      2.94 k     574 k      92.7 kB
         2      2     12x16x16            -      3.60 k     806 k       138 kB

      parameters     5.40 k in all
      operations     598 k, 924 k
      samples        train 96, validation 32, calibration 32, test 48
      steps          2 epochs × 3 = 6
      strategy       sum: sum of the exits' losses: deep supervision (DSN)
      training MACs  2.56 M for each image
      update         like a sum of the exits' gradients (sum, as published)
      memory         about 10 MB for weights, gradients, momentum and activations
      disk           up to 34 MB
      device         cpu

      parameters: those on the way to an exit and in its head;
      MACs: multiply-accumulates of one image on the way to an exit and in its head;
      activations: bytes of what convolutions, linear maps and attention give there;
      operations: to each exit with all heads before it, as MSDNet's paper has them.

    """
}
