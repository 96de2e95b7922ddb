import Foundation
import Testing

/// `workbench eval` with values of the section `policy`.
@Suite struct EvaluationTests {
  private func evaluated(_ overrides: String...) throws -> (run: RunFolder, ending: Program.Ending) {
    let runs = try RunsFolder(copying: FinishedRun.of("smoke/dfs").folder)
    let ending = try Running(["eval", "@last"] + overrides + ["--into", runs.path]).ending()
    return (try runs.only(), ending)
  }

  private static let policies = [
    "confidence", "margin", "entropy", "power-entropy", "patience", "voting", "geometric-ensemble", "jei-dnn", "eenet",
    "oracle",
  ]

  @Test(arguments: policies) func `another policy leaves the run's own evaluation alone`(policy: String) throws {
    let own = try FinishedRun.of("smoke/dfs").folder
    let (run, ending) = try evaluated("policy=\(policy)", "policy.temperature-scaling=true", "policy.budget=700k")
    #expect(ending.status == 0)
    #expect(try run.contents("eval/evaluation.json") == own.contents("eval/evaluation.json"))
    let evaluation = try run.json("eval/\(policy)/evaluation.json")
    let early = try #require(evaluation["early"] as? [String: Any])
    #expect(early["policy"] as? String == policy)
    #expect(early["fittedOn"] as? String == "calibration")
    let cautions = policy == "oracle" ? ["oracle reads the labels: a reference and no result"] : []
    #expect(early["cautions"] as? [String] == cautions)
    let points = try run.table("eval/\(policy)/budgeted.csv")
    let names = points.compactMap(\.first)
    #expect(names.contains("cost 700k"))
    #expect(names.contains("by itself") == ["jei-dnn", "eenet"].contains(policy))
    // With the direct searches for costs from the first exit's to the last's.
    #expect(names.count { $0.hasPrefix("cost ") } == 22)
    #expect(points.dropFirst().allSatisfy { $0.last == cautions.joined() })
    for row in points.dropFirst() {
      #expect((Int(row[3]) ?? 0) + (Int(row[4]) ?? 0) == 48, "every sample leaves once")
      let (low, high) = (try #require(Double(row[9])), try #require(Double(row[10])))
      #expect(low <= high)
    }
  }

  @Test func `everything that was asked for is printed within 80 columns`() throws {
    let (run, ending) = try evaluated(
      "policy=geometric-ensemble", "policy.budget=700k MACs", "policy.accuracy=1", "policy.distribution=[0.75, 0.25]",
      "policy.fit-on=test")
    #expect(ending.status == 0)
    let lines = ending.output.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.allSatisfy { $0.count <= 80 }, "\(lines.filter { $0.count > 80 })")
    for text in [
      "leaving early by geometric-ensemble, fitted on the test split",
      "caution: thresholds are fitted on the test split: an upper bound and no result",
      "* not to be had on the test split; these thresholds come nearest",
    ] { #expect(lines.contains { $0 == text }, "\(text)") }
    for name in ["cost 700k ", "accuracy 1 *", "distribution "] {
      #expect(lines.contains { $0.hasPrefix(name) }, "\(name)")
    }
    let early = try #require(try run.json("eval/geometric-ensemble/evaluation.json")["early"] as? [String: Any])
    let targets = try #require(early["targets"] as? [[String: Any]])
    #expect(targets.map { $0["isReached"] as? Bool } == [true, false, nil])
    #expect(targets[2]["counts"] as? [Int] == [36, 12])
  }

  @Test func `calibration is told before and after temperatures, which end somewhere`() throws {
    let run = try FinishedRun.of("smoke/dfs")
    let confidence = try #require(try run.folder.json("eval/evaluation.json")["confidence"] as? [[String: Any]])
    // Two epochs teach these exits nothing.
    #expect(confidence.compactMap { $0["temperature"] as? Double }.map { $0.rounded() } == [20, 20])
    let lines = run.ending.output.components(separatedBy: "\n")
    let header = try #require(lines.firstIndex { $0.contains("as trained") })
    #expect(lines[header] == "                        as trained                      with temperature")
    #expect(lines[header + 1] == "exit            loss       error %   temperature      loss       error %")
    for line in lines[(header + 2)...(header + 3)] { #expect(line.contains("          ≥ 20     1.386 "), "\(line)") }
  }

  @Test func `eval replaces the policy and nothing else`() throws {
    let ending = try evaluated("policy=margin", "train.epochs=3").ending
    #expect(ending.status == 64)
    #expect(
      ending.errors.hasPrefix(
        """
        error: eval replaces values of 'policy' only, such as policy.budget=12M; with 'train.epochs=3' it would be another run
        Usage: workbench eval
        """))
  }

  @Test(arguments: [
    (
      "policy.budget=100k",
      """
      'budget' must be at least 574496, the MACs to the first exit, found 100k
               | policy.budget=100k
               |               ^^^^ to each exit: 574496, 805920
      """
    ),
    (
      "policy.distribution=[1]",
      """
      'distribution' must have a share for each of 2 exits, found 1
               | policy.distribution=[1]
               |                     ^^^
      """
    ),
    (
      "policy.distribution=[1, 1]",
      """
      'distribution' must be shares in 0...1 that sum to 1, found [1, 1]
               | policy.distribution=[1, 1]
               |                     ^^^^^^
      """
    ),
    (
      "policy={name: patience, distribution: [0.5, 0.5]}",
      """
      'distribution' needs a threshold for each exit, and exit policy 'patience' has one for all
               | policy={name: patience, distribution: [0.5, 0.5]}
               |                                       ^^^^^^^^^^
      """
    ),
  ])
  func `what no training could bring about is refused before it begins`(override: String, message: String) throws {
    let runs = try RunsFolder()
    let ending = try Program.run("run", "smoke/sum", override, "--into", runs.path)
    #expect(ending.status == 65)
    #expect(
      ending.errors == """
        Recipes/smoke/sum.yaml: 1 problem, nothing was started

          command line #1: \(message)

        """)
    #expect(runs.all.isEmpty)
  }

  @Test func `thresholds need samples to be fitted on`() throws {
    let runs = try RunsFolder()
    let ending = try Program.run(
      "run", "smoke/sum", "data.calibration=0", "policy.accuracy=0.5", "--into", runs.path)
    #expect(ending.status == 65)
    #expect(
      ending.errors == """
        Recipes/smoke/sum.yaml: 1 problem, nothing was started

          command line #2: 'accuracy' is fitted on the calibration split, which the data set 'shapes' leaves empty
                 | policy.accuracy=0.5
                 |                 ^^^
                 | give the split samples, or choose another with policy.fit-on

        """)
    #expect(runs.all.isEmpty)
  }
}
