import Foundation
import Testing

/// `workbench diff` of runs and recipes.
@Suite struct DiffTests {
  private static let runs = Result { () throws -> RunsFolder in
    let runs = try RunsFolder(copying: FinishedRun.of("smoke/sum").folder)
    let other = try FinishedRun.of("smoke/dfs").folder
    try FileManager.default.copyItem(atPath: other.path, toPath: "\(runs.path)/\(other.id)")
    return runs
  }

  private static func diff(_ arguments: String...) throws -> Program.Ending {
    try Running(["diff"] + arguments + ["--into", runs.get().path]).ending()
  }

  @Test func `two recipes differ in the values that they resolve to, wherever these were given`() throws {
    let ending = try Self.diff("smoke/sum", "smoke/dfs")
    #expect(ending.status == 0, "\(ending.errors)")
    #expect(
      ending.output.hasPrefix("A  Recipes/smoke/sum.yaml\nB  Recipes/smoke/dfs.yaml\n\nrecipe: "), "\(ending.output)")
    let rows = ending.output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    #expect(rows.contains(["name", "smoke-sum", "smoke-dfs"]))
    #expect(rows.contains(["strategy.name", "sum", "dfs"]))
    #expect(rows.contains(["strategy.beta", "–", "0.5"]))
    #expect(!ending.output.contains("results") && !ending.output.contains("environment"))
    #expect(ending.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
    let same = try Self.diff("smoke/sum", "Recipes/smoke/sum.yaml")
    let last = try #require(same.output.split(separator: "\n").last)
    #expect(last.prefixMatch(of: /recipe: the same, [0-9]+ values$/) != nil, "\(same.output)")
  }

  @Test func `two runs have their results side by side, with what other test images could have shown`() throws {
    let (first, second) = (try FinishedRun.of("smoke/sum").folder, try FinishedRun.of("smoke/dfs").folder)
    let json = try JSON.object(Self.diff(first.shortID, second.shortID, "--json").output)
    #expect(json["schema"] as? String == "workbench.diff/1")
    #expect((json["provenance"] as? [Any])?.isEmpty == true, "both ran here")
    #expect(json["sameProvenance"] as? Int ?? 0 > 10)
    let results = try #require(json["results"] as? [[String: Any]])
    #expect(
      results.compactMap { $0["name"] as? String } == [
        "epochs", "steps", "best validation mean", "exit 1", "exit 2", "mean of exits", "ensemble", "time",
        "processor time", "memory",
      ])
    func top1(_ run: RunFolder) throws -> [Double] {
      try #require((run.json("eval/evaluation.json")["test"] as? [String: Any])?["top1"] as? [Double])
    }
    func right(_ run: RunFolder) throws -> [Bool] {
      try run.table("eval/samples.csv").dropFirst().map { $0[1] == $0[2] }
    }
    let exit = results[3]
    let accuracies = try (first: top1(first)[0], second: top1(second)[0])
    #expect(exit["first"] as? Double == accuracies.first && exit["second"] as? Double == accuracies.second)
    let pairs = try Array(zip(right(first), right(second)))
    let test = try #require(exit["mcNemar"] as? [String: Any])
    #expect(test["onlyFirst"] as? Int == pairs.count { $0 && !$1 })
    #expect(test["onlySecond"] as? Int == pairs.count { !$0 && $1 })
    let images = try #require(exit["images"] as? [String: Double])
    let (low, high) = (try #require(images["low"]), try #require(images["high"]))
    #expect((low...high).contains(accuracies.second - accuracies.first))

    let table = try Self.diff(first.shortID, second.shortID).output
    #expect(table.hasPrefix("A  \(first.id), finished\nB  \(second.id), finished\n"))
    #expect(table.contains("\ncode, environment and data: the same, "))
    #expect(table.contains("                                A         B     B − A    95 % images   McNemar p\n"))
    #expect(
      table.split(separator: "\n").allSatisfy { $0.count <= 80 || $0.contains(first.id) || $0.contains(second.id) })
  }

  @Test func `code, data and environment that differ are named`() throws {
    let runs = try ComparedRuns()
    let first = try runs.add("smoke/sum", id: "aaaa", .init(seed: 1, top1: [0.5, 0.6]))
    let second = try runs.add("smoke/sum", id: "bbbb", .init(seed: 1, top1: [0.6, 0.6]))
    for (run, commit) in [(first, "1111111111111111"), (second, "2222222222222222")] {
      var environment = try run.json("environment.json")
      (environment["commit"], environment["isModified"]) = (commit, run.shortID == "bbbb")
      try run.write(JSONSerialization.data(withJSONObject: environment), to: "environment.json")
    }
    var data = try second.json("data.json")
    data["samples"] = ["train": 7]
    try second.write(JSONSerialization.data(withJSONObject: data), to: "data.json")
    let output = try Program.run("diff", "aaaa", "bbbb", "--into", runs.runs.path).output
    let rows = output.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
    #expect(
      rows.contains("recipe: the same, \(rows.first { $0.hasPrefix("recipe") }?.split(separator: " ")[3] ?? "") values")
    )
    #expect(output.contains("\ncommit\n  A  1111111111111111\n  B  2222222222222222 with changes\n"), "\(output)")
    #expect(rows.contains("samples.train 96 7"))
    #expect(rows.contains("what changed in the code: git diff 111111111111 222222222222"))
  }

  @Test func `a run and a recipe are compared by their values`() throws {
    let run = try FinishedRun.of("smoke/sum").folder
    let output = try Self.diff(run.shortID, "smoke/sum").output
    #expect(output.contains("\nrecipe: the same, "))
    #expect(output.contains("\nresults\n"))
  }

  @Test func `a recipe that was cut, and would be another one, is said and not compared`() throws {
    let runs = try RunsFolder(copying: FinishedRun.of("smoke/sum").folder)
    let run = try runs.only()
    let lines = try run.text("recipe.resolved.yaml").split(separator: "\n", omittingEmptySubsequences: false)
    try run.write(Data(lines.prefix(30).joined(separator: "\n").utf8), to: "recipe.resolved.yaml")
    let ending = try Program.run("diff", "@last", "smoke/sum", "--into", runs.path)
    #expect(ending.status == 0, "\(ending.errors)")
    #expect(
      ending.output.hasPrefix(
        "A  \(run.id), finished\n   damaged: recipe.resolved.yaml is damaged: it is not what the run began with\nB  "))
    #expect(!ending.output.contains("\nrecipe: ") && ending.output.contains("\nresults\n"))
    let compared = try Program.run("compare", "@last", "--into", runs.path)
    #expect(compared.status == 66)
    #expect(compared.errors.hasPrefix("note: \(run.shortID) is left out: "))
  }

  @Test func `a name that stands for nothing says what there is`() throws {
    let ending = try Self.diff("smoke/sum", "nothing")
    #expect(ending.status == 66)
    #expect(ending.errors.hasPrefix("error: there is neither a run 'nothing' in "))
    let ambiguous = try Self.diff("smoke-", "smoke/sum")
    #expect(ambiguous.status == 66)
    #expect(ambiguous.errors.hasPrefix("error: 'smoke-' fits 2 runs:\n"))
  }
}
