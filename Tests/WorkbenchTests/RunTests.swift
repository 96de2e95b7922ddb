import Foundation
import Pictures
import Testing
import Torch

@Suite struct RunTests {
  /// Every recipe of `Recipes/smoke`, as a user names it.
  static let recipes =
    (try? FileManager.default.contentsOfDirectory(atPath: Program.project + "/Recipes/smoke"))?
    .filter { $0.hasSuffix(".yaml") }.map { "smoke/" + $0.dropLast(5) }.sorted() ?? []

  @Test func `the smoke recipes are there`() { #expect(Self.recipes.contains("smoke/dfs")) }

  @Test(arguments: recipes) func `a finished run's folder holds what it should and nothing else`(recipe: String) throws
  {
    let run = try FinishedRun.of(recipe).folder
    #expect(
      run.names(in: "") == [
        "checkpoints", "data.json", "environment.json", "eval", "images", "metrics.csv", "metrics.jsonl",
        "recipe.resolved.yaml", "recipe.yaml", "report-charts", "report.html", "run.json", "run.lock", "run.log",
        "tb",
      ])
    #expect(run.names(in: "checkpoints") == ["best", "last", "step-00000003", "step-00000006"])
    #expect(
      run.names(in: "checkpoints/last") == [
        "manifest.json", "model.safetensors", "optimizer.safetensors", "state.json", "strategy.safetensors",
      ])
    let evaluation = [
      "budgeted.csv", "classes.csv", "evaluation.json", "exits.csv", "gallery", "latency.json", "policy.json",
      "reliability.csv",
      "samples.csv",
    ]
    #expect(run.names(in: "eval") == evaluation)
    #expect(try run.target(ofLink: "checkpoints/last") == "step-00000006")
    #expect(
      try run.contents("recipe.yaml") == Data(contentsOf: URL(filePath: "\(Program.project)/Recipes/\(recipe).yaml")))
    #expect(run.id.wholeMatch(of: /smoke-[a-z-]+-[0-9]{6}-[0-9]{4}-s1-[a-z0-9]{4}/) != nil)
  }

  @Test(arguments: recipes) func `its last line is the run's folder, and standard output holds results alone`(
    recipe: String
  ) throws {
    let run = try FinishedRun.of(recipe)
    let lines = run.ending.output.split(separator: "\n")
    #expect(lines.last == "run  \(run.folder.path)")
    #expect(lines.first?.hasPrefix("test, 48 images, checkpoint of epoch \(try run.folder.bestEpoch); ") == true)
    #expect(lines.dropLast().allSatisfy { $0.count <= 80 })
    #expect(!run.ending.errors.contains("\r"), "nothing is redrawn where there is no terminal")
    #expect(run.ending.errors.contains("  train  2 epochs × 3 steps of 32 images\n"))
  }

  @Test func `run.json, data.json and environment.json say whose run it is`() throws {
    let run = try FinishedRun.of("smoke/dfs").folder
    let record = run.record
    #expect(record["id"] as? String == run.id)
    #expect(record["name"] as? String == "smoke-dfs")
    #expect(record["strategy"] as? String == "dfs")
    #expect(record["state"] as? String == "finished")
    #expect(record["epoch"] as? Int == 2)
    #expect(record["step"] as? Int == 6)
    #expect((record["commands"] as? [[String]])?.first?.dropFirst().prefix(2) == ["run", "smoke/dfs"])
    let data = try run.json("data.json")
    #expect(data["name"] as? String == "shapes")
    #expect(data["samples"] as? [String: Int] == ["train": 96, "validation": 32, "calibration": 32, "test": 48])
    #expect(try run.json("environment.json")["threads"] as? Int == 1)
  }

  @Test func `run.log tells what happened, a line each`() throws {
    let lines = try FinishedRun.of("smoke/sum").folder.text("run.log").split(separator: "\n")
    let texts = lines.map { $0.drop { $0 != " " }.dropFirst().prefix { $0 != ":" && $0 != "," } }
    #expect(texts == ["training from step 0", "epoch 1 ended", "epoch 2 ended", "finished"])
    #expect(lines.allSatisfy { $0.prefixMatch(of: #/20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ /#) != nil })
  }

  // MARK: - Metrics

  @Test(arguments: recipes) func `metrics.jsonl has every number of every exit once for each epoch`(recipe: String)
    throws
  {
    let lines = try FinishedRun.of(recipe).folder.metrics()
    let exits = (1...2).flatMap { exit in
      ["train/exit\(exit)/loss", "train/exit\(exit)/top1"]
        + ["loss", "top1", "top5"].map { "validation/exit\(exit)/\($0)" }
    }
    let network = [
      "validation/mean-top1", "validation/ensemble-top1", "run/learning-rate", "run/images-per-second",
      "run/waiting-share", "run/seconds/forward", "run/seconds/backward", "run/seconds/selection",
      "run/seconds/optimizer", "run/seconds/epoch", "run/seconds/processor", "run/seconds/recording",
      "run/peak-memory",
    ]
    for epoch in 1...2 {
      let found = lines.filter { $0.epoch == epoch && $0.split != "step" }
      #expect(found.map(\.key).sorted() == (exits + network + Self.conflictColumns).sorted())
      #expect(Set(found.map(\.step)) == [epoch * 3])
    }
  }

  /// Means over an epoch's measured steps; one exit alone is in no pair.
  private static let conflictColumns =
    ["backbone", "stage-1"].flatMap { scope in
      ["rate", "mean-cosine", "magnitude-similarity", "cancellation", "ascent-rate"].map {
        "train/conflict/\(scope)/\($0)"
      }
    } + ["cancellation", "ascent-rate"].map { "train/conflict/stage-2/\($0)" }

  @Test(arguments: recipes) func `conflict is measured every second step, scope by scope`(recipe: String) throws {
    let lines = try FinishedRun.of(recipe).folder.metrics().filter { $0.split == "step" }
    let whole =
      ["rate", "mean-cosine", "magnitude-similarity", "cancellation", "condition-number", "cosine/1-2", "update-norm"]
      .map { "step/conflict/SCOPE/\($0)" }
      + [1, 2].flatMap { exit in ["norm", "update-product"].map { "step/exit\(exit)/conflict/SCOPE/\($0)" } }
    let last =
      ["cancellation", "condition-number", "update-norm"].map { "step/conflict/stage-2/\($0)" }
      + ["norm", "update-product"].map { "step/exit2/conflict/stage-2/\($0)" }
    let keys =
      ["backbone", "stage-1"].flatMap { scope in whole.map { $0.replacing("SCOPE", with: scope) } } + last
      + [1, 2].map { "step/exit\($0)/conflict/backbone/weight" }
      + ["trial", "gradients", "selection", "combination"].map { "step/seconds/\($0)" } + ["step/gradient-bytes"]
    #expect(Set(lines.map(\.step)) == [1, 3, 5])
    for step in [1, 3, 5] { #expect(lines.filter { $0.step == step }.map(\.key).sorted() == keys.sorted()) }
    for line in lines where line.name.hasSuffix("/norm") { #expect(line.value > 0) }
    for line in lines where line.name.contains("cosine") { #expect(abs(line.value) <= 1) }
    // A plain sum of two gradients: its product with the first is the first's square and their product.
    func value(_ key: String) -> Double? { lines.first { $0.key == key }?.value }
    let (first, second) = (
      try #require(value("step/exit1/conflict/backbone/norm")), try #require(value("step/exit2/conflict/backbone/norm"))
    )
    let cosine = try #require(value("step/conflict/backbone/cosine/1-2"))
    let product = try #require(value("step/exit1/conflict/backbone/update-product"))
    #expect(abs(product - (first * first + first * second * cosine)) <= 1e-4 * abs(product))
  }

  @Test(arguments: recipes) func `metrics.csv has one row for each epoch, with the numbers of metrics.jsonl`(
    recipe: String
  ) throws {
    let run = try FinishedRun.of(recipe).folder
    let table = try run.table("metrics.csv")
    #expect(
      table[0] == [
        "epoch", "step", "train/exit1/loss", "train/exit2/loss", "train/exit1/top1", "train/exit2/top1",
        "validation/exit1/top1", "validation/exit1/top5", "validation/exit1/loss", "validation/exit2/top1",
        "validation/exit2/top5", "validation/exit2/loss", "validation/mean-top1", "validation/ensemble-top1",
        "run/learning-rate", "run/images-per-second", "run/waiting-share", "run/seconds/forward",
        "run/seconds/backward", "run/seconds/selection", "run/seconds/optimizer", "run/seconds/epoch",
        "run/seconds/processor", "run/seconds/recording", "run/peak-memory",
      ] + Self.conflictColumns)
    #expect(table.dropFirst().map { Array($0.prefix(2)) } == [["1", "3"], ["2", "6"]])
    let lines = try run.metrics().filter { $0.split != "step" }
    for row in table.dropFirst() {
      for (column, cell) in zip(table[0], row).dropFirst(2) {
        #expect(lines.first { "\($0.epoch)" == row[0] && $0.key == column }?.value == Double(cell))
      }
    }
  }

  // MARK: - Repeating

  @Test(arguments: recipes) func `the resolved recipe alone repeats the run`(recipe: String) throws {
    let run = try FinishedRun.of(recipe).folder
    let again = try FinishedRun(run.path + "/recipe.resolved.yaml").folder
    for file in ["model.safetensors", "optimizer.safetensors"] {
      #expect(try again.contents("checkpoints/last/\(file)") == run.contents("checkpoints/last/\(file)"))
    }
    #expect(try again.trainingMetrics() == run.trainingMetrics())
    #expect(try again.contents("recipe.resolved.yaml") == run.contents("recipe.resolved.yaml"))
    #expect(try again.contents("eval/evaluation.json") == run.contents("eval/evaluation.json"))
  }

  @Test func `another seed is another run`() throws {
    let run = try FinishedRun.of("smoke/sum").folder
    let other = try FinishedRun("smoke/sum", "seed=2").folder
    #expect(try other.trainingMetrics() != run.trainingMetrics())
    #expect(other.record["group"] as? String == run.record["group"] as? String)
  }

  @Test func `a recipe is found by its name in any letter case`() throws {
    let named = try Program.run("explain", "SMOKE/Sum", "--yaml")
    let path = try Program.run("explain", "recipes/smoke/sum.yaml", "--yaml")
    #expect(named.status == 0)
    #expect(path.output == named.output)
    #expect(named.output.contains("\nname: smoke-sum\n"))
  }

  @Test func `a run can start from the weights of another one`() throws {
    let parent = try FinishedRun.of("smoke/sum")
    let best = try parent.folder.target(ofLink: "checkpoints/best")
    // A step of no length shows the weights that training started from.
    let runs = try RunsFolder()
    let ending = try Program.run(
      "run", "smoke/sum", "optimizer.learning-rate=0", "train.epochs=1", "--from", parent.folder.path + ":best",
      "--into",
      runs.path)
    #expect(ending.status == 0, "\(ending.errors)")
    let child = try runs.only()
    #expect(child.record["parent"] as? String == "\(parent.folder.id):\(best)")
    let before = try Safetensors(parent.folder.contents("checkpoints/best/model.safetensors")).tensors
    let after = try Safetensors(child.contents("checkpoints/last/model.safetensors")).tensors
    #expect(before.keys.sorted() == after.keys.sorted())
    for (name, tensor) in before where !name.contains("running") {
      #expect(try after[name]?.bytes() == tensor.bytes(), "\(name)")
    }
    let fresh = try FinishedRun("smoke/sum", "optimizer.learning-rate=0", "train.epochs=1").folder
    #expect(try fresh.trainingMetrics() != child.trainingMetrics())
  }

  @Test func `a dry run says what is needed and leaves nothing`() throws {
    let runs = try RunsFolder()
    let ending = try Program.run("run", "smoke/dfs", "--dry-run", "--into", runs.path + "/not-yet")
    #expect(ending.status == 0)
    #expect(
      ending.output.hasPrefix(
        """
        smoke-dfs: everything was built, two steps taken, a checkpoint written and read back; nothing was kept
          steps       2 epochs × 3 = 6
          time        about 0:0
        """))
    #expect(runs.all.isEmpty)
    #expect(ending.errors.isEmpty)
  }

  // MARK: - Pictures

  @Test(arguments: recipes) func `the pictures decode, and the index names them all`(recipe: String) throws {
    let run = try FinishedRun.of(recipe).folder
    let files = run.names(in: "images/features").filter { $0.hasSuffix(".png") }
    #expect(files == ["e002_img0000.png", "e002_img0000_exit1.png", "e002_img0000_exit2.png"])
    for file in files {
      let image = try Image(contentsOf: URL(filePath: "\(run.path)/images/features/\(file)"))
      #expect(image.width > 100 && image.height > 100)
    }
    let entries = try #require(
      try JSONSerialization.jsonObject(with: run.contents("images/features/index.json")) as? [[String: Any]])
    #expect(entries.compactMap { $0["file"] as? String } == files)
    let shapes = entries.compactMap { $0["shape"] as? [Int] }
    #expect(shapes == [[16, 16, 16], [12, 16, 16]])
    // Half of the channels are shared under DFS, except at the last exit, which shares with nobody.
    let shared = entries.compactMap { $0["sharedChannels"] as? Int }
    #expect(shared == (recipe == "smoke/dfs" ? [8] : []))
  }

  @Test(arguments: ["visualise", "visualize"]) func `pictures of other images are drawn on request`(verb: String) throws
  {
    let runs = try RunsFolder(copying: FinishedRun.of("smoke/dfs").folder)
    let run = try runs.only()
    let ending = try Program.run(verb, "@last", "--images", "7", "--into", runs.path)
    let epoch = String(format: "e%03d", try run.bestEpoch)
    let names = ["\(epoch)_img0007_exit1.png", "\(epoch)_img0007_exit2.png", "\(epoch)_img0007.png"]
    let files = names.map { "features/\($0)" } + ["index.html"]
    #expect(ending.output == files.map { "\(run.path)/images/\($0)\n" }.joined())
    for name in names { _ = try Image(contentsOf: URL(filePath: "\(run.path)/images/features/\(name)")) }
    #expect(run.holds("images/features/e002_img0000.png"))
  }

  // MARK: - Evaluation

  @Test(arguments: recipes) func `eval repeats what the run wrote`(recipe: String) throws {
    let runs = try RunsFolder(copying: FinishedRun.of(recipe).folder)
    let run = try runs.only()
    let written = try run.json("eval/evaluation.json") as NSDictionary
    let exits = try run.table("eval/exits.csv")
    let printed = try Program.run("eval", run.shortID, "--json", "--into", runs.path)
    #expect(try JSON.object(printed.output) as NSDictionary == written)
    #expect(try run.json("eval/evaluation.json") as NSDictionary == written)
    #expect(exits[0].prefix(6) == ["exit", "top1", "top5", "loss", "macs", "parameters"])
    let test = try #require(written["test"] as? [String: Any])
    #expect(exits.dropFirst().map { Double($0[1]) } == test["top1"] as? [Double])
    let losses = try #require(test["loss"] as? [Double])
    #expect(zip(exits.dropFirst(), losses).allSatisfy { abs((Double($0[3]) ?? .nan) - $1) <= 1e-15 * $1 })
    let curve = try run.table("eval/budgeted.csv")
    #expect(curve.count == 41)
    #expect(curve.dropFirst().allSatisfy { (Int($0[3]) ?? 0) + (Int($0[4]) ?? 0) == 48 }, "every sample leaves once")
    #expect(run.record["test"] as? [Double] == test["top1"] as? [Double])
  }

  @Test func `eval prints the table that the run ended with`() throws {
    let runs = try RunsFolder(copying: FinishedRun.of("smoke/dfs").folder)
    let run = try FinishedRun.of("smoke/dfs")
    let printed = try Program.run("eval", "@last:best", "--into", runs.path)
    #expect(printed.output.contains("\n\nmeasured on 1 thread: leaving early by confidence\n\n"))
    #expect(run.ending.output == "\n" + printed.output + "\nrun  \(run.folder.path)\n")
  }
}

extension RunFolder {
  /// The epoch of the best checkpoint, counted from 1.
  var bestEpoch: Int {
    get throws { (try json("checkpoints/best/state.json")["epoch"] as? Int) ?? 0 }
  }
}
