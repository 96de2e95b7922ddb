import Foundation
import Testing

/// Runs whose figures are set by hand: copies of trained ones with another seed and other numbers.
struct ComparedRuns {
  let runs: RunsFolder

  init() throws { runs = try RunsFolder() }

  /// What a copy says of itself.
  struct Figures {
    var seed: Int
    /// Test top-1 of the two exits.
    var top1: [Double]
    var losses: [Double] = [1.5, 0.75]
    var seconds = 10.0
    var processor = 16.0
    var memory = 400e6
    /// Of the pair of exits, at the end.
    var cosine = 0.25
  }

  /// Copies the run of a recipe; its name ends in `id`.
  @discardableResult
  func add(_ recipe: String, id: String, _ figures: Figures) throws -> RunFolder {
    let original = try FinishedRun.of(recipe).folder
    let name = original.id.split(separator: "-").dropLast(2).joined(separator: "-") + "-s\(figures.seed)-\(id)"
    let path = "\(runs.path)/\(name)"
    try FileManager.default.copyItem(atPath: original.path, toPath: path)
    let run = RunFolder(path: path, owner: runs)
    var record = run.record
    (record["id"], record["seed"], record["recipeDigest"]) = (name, figures.seed, nil)
    try run.write(JSONSerialization.data(withJSONObject: record), to: "run.json")
    let recipe = try run.text("recipe.resolved.yaml").replacing("\nseed: 1\n", with: "\nseed: \(figures.seed)\n")
    try run.write(Data(recipe.utf8), to: "recipe.resolved.yaml")
    try run.write(Data(metrics(figures).utf8), to: "metrics.jsonl")
    try setTest(figures, of: run)
    return run
  }

  private func metrics(_ figures: Figures) -> String {
    func line(_ split: String, _ exit: Int?, _ name: String, _ value: Double, epoch: Int) -> String {
      let exit = exit.map { "\"exit\":\($0)," } ?? ""
      return
        "{\"epoch\":\(epoch),\(exit)\"name\":\"\(name)\",\"split\":\"\(split)\",\"step\":\(3 * epoch),\"value\":\(value)}\n"
    }
    return (1...2).map { epoch in
      figures.losses.enumerated().map { line("train", $0 + 1, "loss", $1 / Double(epoch), epoch: epoch) }.joined()
        + figures.top1.enumerated().map { line("validation", $0 + 1, "top1", $1 * 0.9, epoch: epoch) }.joined()
        + line("validation", nil, "mean-top1", 0.5, epoch: epoch)
        + line("step", nil, "conflict/backbone/cosine/1-2", figures.cosine, epoch: epoch)
        + line("step", nil, "conflict/backbone/rate", figures.cosine < 0 ? 1 : 0, epoch: epoch)
        + line("run", nil, "seconds/epoch", figures.seconds / 2, epoch: epoch)
        + line("run", nil, "seconds/processor", figures.processor / 2, epoch: epoch)
        + line("run", nil, "peak-memory", figures.memory, epoch: epoch)
    }.joined()
  }

  /// Sets the accuracies, and a curve of two points: half-way and at the end of the costs.
  private func setTest(_ figures: Figures, of run: RunFolder) throws {
    var evaluation = try run.json("eval/evaluation.json")
    var test = try #require(evaluation["test"] as? [String: Any])
    (test["top1"], test["ensemble"]) = (figures.top1, figures.top1.max() ?? 0)
    evaluation["test"] = test
    var costs = try #require(evaluation["costs"] as? [String: Any])
    costs["multiplyAccumulates"] = [1_000_000, 3_000_000]
    evaluation["costs"] = costs
    var early = try #require(evaluation["early"] as? [String: Any])
    let point = try #require((early["curve"] as? [[String: Any]])?.first)
    early["curve"] = zip([1e6, 3e6], figures.top1).map { cost, accuracy in
      point.merging(["cost": cost, "accuracy": accuracy]) { $1 }
    }
    evaluation["early"] = early
    try run.write(JSONSerialization.data(withJSONObject: evaluation), to: "eval/evaluation.json")
  }

  /// Three seeds of a plain sum and of Deep Feature Surgery, whose differences at exit 1 are those of `statistics.json`.
  static func threeSeeds() throws -> ComparedRuns {
    let runs = try ComparedRuns()
    for (index, pair) in zip([0.6418, 0.6403, 0.6433], [0.7231, 0.7262, 0.7204]).enumerated() {
      try runs.add("smoke/sum", id: "sum\(index + 1)", Figures(seed: index + 1, top1: [pair.0, 0.75], cosine: -0.5))
      try runs.add(
        "smoke/dfs", id: "dfs\(index + 1)",
        Figures(
          seed: index + 1, top1: [pair.1, 0.755 + 0.002 * Double(index)], losses: [1.25, 0.5], seconds: 15,
          processor: 20, memory: 300e6))
    }
    return runs
  }

  func compare(_ arguments: String..., environment: [String: String] = [:]) throws -> Program.Ending {
    try Running(["compare"] + arguments + ["--into", runs.path], environment: environment).ending()
  }
}
