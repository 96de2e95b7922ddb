import Foundation
import Testing

/// What TensorBoard itself reads from a run's `tb/`.
@Suite struct TensorBoardTests {
  private struct Reading: Decodable {
    /// Step and value of every point, by tag.
    let scalars: [String: [[Double]]]
    /// Step, width and height.
    let images: [String: [[Int]]]
    let texts: [String: String]
    let group: String?
    let ended: Int
  }

  private func reading(of run: RunFolder) throws -> Reading {
    let ending = try Running(
      executable: "\(Program.project)/.venv/bin/python", ["Tests/Python/read_tensorboard.py", "\(run.path)/tb"]
    ).ending()
    try #require(ending.status == 0, "\(ending.errors)")
    return try JSONDecoder().decode(Reading.self, from: Data(ending.output.utf8))
  }

  /// The values of a metric over the epochs, as metrics.csv has them.
  private func column(_ name: String, of run: RunFolder) throws -> [[Double]] {
    let table = try run.table("metrics.csv")
    let place = try #require(table[0].firstIndex(of: name))
    return table.dropFirst().map { [Double($0[1]) ?? 0, Double(Float($0[place]) ?? 0)] }
  }

  @Test func `metrics, pictures, the recipe and how it ended are there`() throws {
    let run = try FinishedRun.of("smoke/dfs").folder
    let reading = try reading(of: run)
    for name in ["train/exit1/loss", "validation/exit2/top1", "run/learning-rate"] {
      #expect(try reading.scalars[name] == column(name, of: run), "\(name)")
    }
    #expect(reading.scalars["test/exit1/top1"]?.map { $0[0] } == [6])
    #expect(reading.scalars.keys.contains { $0.hasPrefix("gradient-") || $0.hasPrefix("conflict") })
    #expect(reading.images["features/test-image-0"]?.map { $0[0] } == [6])
    let sizes = reading.images["features/test-image-0"]?.map { Array($0.dropFirst()) }
    #expect(sizes?.allSatisfy { $0.allSatisfy { $0 > 100 } } == true)
    #expect(reading.texts["recipe/text_summary"]?.contains("    name: dfs\n") == true)
    #expect(reading.group == run.record["group"] as? String)
    #expect(reading.ended == 1)
  }

  @Test func `a resumed run shows one line`() throws {
    let runs = try RunsFolder(copying: FinishedRun.of("smoke/dfs").folder)
    let run = try runs.only()
    // As if it had been killed between the two checkpoints.
    try run.remove("checkpoints/step-00000006")
    try run.setState("running")
    let before = try reading(of: run)
    let ending = try Running(["resume", "@last", "--into", runs.path]).ending()
    #expect(ending.status == 0, "\(ending.errors)")
    let after = try reading(of: run)
    #expect(after.scalars["train/exit1/loss"]?.map { $0[0] } == [3, 6])
    #expect(after.scalars["validation/exit1/loss"] == before.scalars["validation/exit1/loss"])
    #expect(run.names(in: "tb").count == 2)
  }

  @Test func `a recipe can do without`() throws {
    let run = try FinishedRun("smoke/sum", "record.tensorboard=false").folder
    #expect(!run.holds("tb"))
  }
}
