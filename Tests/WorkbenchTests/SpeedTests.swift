import Foundation
import Testing

/// `workbench eval --latency`: leaving early measured, beside what its simulation counts.
@Suite struct SpeedTests {
  @Test func `speed is printed within 80 columns and stored beside the evaluation`() throws {
    let runs = try RunsFolder(copying: FinishedRun.of("smoke/dfs").folder)
    let ending = try Program.run(
      "eval", "@last", "policy.budget=700k", "--latency", "--batch-sizes", "1,3,16", "--into", runs.path)
    #expect(ending.status == 0)
    let lines = ending.output.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.allSatisfy { $0.count <= 80 }, "\(lines.filter { $0.count > 80 })")
    let title = try #require(lines.firstIndex(of: "measured on 1 thread: leaving early by confidence"))
    #expect(lines[title + 2] == "                 one image, ms      images a second                times faster")
    let columns = lines[title + 3].split(separator: " ").map(String.init)
    #expect(columns == ["median", "p90", "at", "1", "at", "3", "at", "16", "MACs", "at", "1", "at", "3", "at", "16"])
    let names = [
      "nobody leaves", "budget 5", "budget 10", "budget 15", "budget 20", "budget 30", "budget 40", "cost 700k",
    ]
    for (line, name) in zip(lines[(title + 4)...], names) { #expect(line.hasPrefix(name + " "), "\(line)") }

    let speed = try runs.only().json("eval/confidence/latency.json")
    #expect(speed["schema"] as? String == "workbench.latency/1")
    #expect(speed["images"] as? Int == 48)
    #expect(speed["batchSizes"] as? [Int] == [1, 3, 16])
    let points = try #require(speed["points"] as? [[String: Any]])
    #expect(points.compactMap { $0["name"] as? String } == Array(names.dropFirst()))
    for point in points + [try #require(speed["whole"] as? [String: Any])] {
      let latency = try #require(point["latency"] as? [String: Any])
      let count = try #require(latency["count"] as? Int)
      let median = try #require(latency["median"] as? Double)
      let p90 = try #require(latency["p90"] as? Double)
      #expect(count >= 20)
      #expect(median <= p90)
      #expect((point["throughput"] as? [Double])?.count == 3)
      #expect((point["measuredSpeedUp"] as? [Double])?.count == 3)
      let agreement = try #require(point["agreement"] as? [String: Any])
      #expect(agreement["samples"] as? Int == 48)
      #expect(agreement["unexplained"] as? Int == 0)
      let difference = try #require(agreement["largestDifference"] as? Double)
      #expect(difference <= 1e-5)
      let same = agreement["sameExit"] as? Int ?? 0
      let near = agreement["nearThreshold"] as? Int ?? 0
      #expect(same + near >= 48)
    }
    #expect(lines.contains { $0.hasPrefix("384 answers against the simulated ones: ") })
  }

  @Test func `with JSON, the measured speed is what is printed`() throws {
    let runs = try RunsFolder(copying: FinishedRun.of("smoke/dfs").folder)
    let ending = try Program.run(
      "eval", "@last", "policy=oracle", "--latency", "--batch-sizes", "2", "--json", "--into", runs.path)
    #expect(ending.status == 0)
    let written = try runs.only().json("eval/oracle/latency.json") as NSDictionary
    #expect(try JSON.object(ending.output) as NSDictionary == written)
  }

  @Test func `runs under way beside a measurement are counted and said`() throws {
    let runs = try RunsFolder(copying: FinishedRun.of("smoke/dfs").folder)
    func measured() throws -> String {
      try Program.run("eval", "@last", "--latency", "--batch-sizes", "2", "--into", runs.path).output
    }
    let run = try runs.only()
    #expect(try !measured().contains("under way"))
    #expect(try run.json("eval/latency.json")["runsBeside"] as? Int == 0)

    let neighbour = "\(runs.path)/neighbour-s1-abcd"
    try FileManager.default.createDirectory(atPath: neighbour, withIntermediateDirectories: true)
    let lock = open("\(neighbour)/run.lock", O_RDWR | O_CREAT, 0o644)
    defer { close(lock) }
    #expect(flock(lock, LOCK_EX) == 0)
    #expect(
      try measured().hasSuffix(
        """


        1 other run was under way meanwhile, which lengthens times; to measure again:
        workbench eval RUN --latency

        """))
    #expect(try run.json("eval/latency.json")["runsBeside"] as? Int == 1)
  }

  @Test(arguments: ["0", "1,2,3,4", "1,", "many", "1,70000"]) func `sizes of batches are checked`(sizes: String) throws
  {
    let ending = try Program.run("eval", "@last", "--latency", "--batch-sizes", sizes)
    #expect(ending.status == 64)
    #expect(
      ending.errors.hasPrefix(
        "error: --batch-sizes takes one to three numbers from 1 to 65536 such as 1,32,256, not '\(sizes)'\n"))
  }

  @Test func `a run ends with measured speed`() throws {
    let run = try FinishedRun.of("smoke/sum")
    let lines = run.ending.output.split(separator: "\n", omittingEmptySubsequences: false)
    let title = try #require(lines.firstIndex(of: "measured on 1 thread: leaving early by confidence"))
    for (line, name) in zip(lines[(title + 4)...], ["nobody leaves", "budget 5", "budget 10", "budget 20"]) {
      #expect(line.hasPrefix(name + " "), "\(line)")
    }
    #expect(try run.folder.json("eval/latency.json")["images"] as? Int == 48)
  }
}
