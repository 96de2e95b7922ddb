import Foundation
import Testing

/// `workbench clean` says first, frees what is asked for, and leaves alone what it must.
@Suite struct CleanTests {
  private let runs: RunsFolder
  private let run: RunFolder

  /// A finished run whose `best` and `last` are two of three checkpoints, with things left half-made.
  init() throws {
    runs = try RunsFolder(copying: FinishedRun.of("smoke/dfs").folder)
    run = try runs.only()
    let last = try run.target(ofLink: "checkpoints/last")
    for name in run.names(in: "checkpoints") where name.hasPrefix("step-") && name != last {
      try run.remove("checkpoints/\(name)")
    }
    for name in ["step-00000001", "step-00000002", ".tmp-step-00000004", "damaged-step-00000005"] {
      try FileManager.default.copyItem(
        atPath: "\(run.path)/checkpoints/\(last)", toPath: "\(run.path)/checkpoints/\(name)")
    }
    try run.remove("checkpoints/best")
    try FileManager.default.createSymbolicLink(
      atPath: "\(run.path)/checkpoints/best", withDestinationPath: "step-00000002")
  }

  private func clean(_ arguments: String...) throws -> Program.Ending {
    try Running(["clean"] + arguments + ["--into", runs.path]).ending()
  }

  /// Everything in the folder of runs, with the contents of files.
  private func everything() throws -> [String: Data?] {
    let paths = try FileManager.default.subpathsOfDirectory(atPath: runs.path)
    return Dictionary(
      uniqueKeysWithValues: paths.map { ($0, FileManager.default.contents(atPath: "\(runs.path)/\($0)")) })
  }

  private func kinds(_ ending: Program.Ending) throws -> [String: Int] {
    let items = try #require(try JSON.object(ending.output)["items"] as? [[String: Any]])
    return Dictionary(grouping: items.compactMap { $0["kind"] as? String }) { $0 }.mapValues(\.count)
  }

  @Test func `it says what could be freed and frees nothing until it is told to`() throws {
    let before = try everything()
    let said = try clean()
    #expect(said.status == 0, "\(said.errors)")
    let lines = said.output.split(separator: "\n").map { $0.split(separator: " ").dropFirst(2).joined(separator: " ") }
    #expect(
      lines.prefix(3) == [
        "\(run.shortID) 1 checkpoint, half-made", "\(run.shortID) 1 damaged checkpoint",
        "\(run.shortID) 1 checkpoint, neither best nor last",
      ], "\(said.output)")
    #expect(said.output.contains("could be freed; nothing was removed. To do it, add --yes\n"))
    #expect(try everything() == before)

    let done = try clean("--yes", "--json")
    let report = try JSON.object(done.output)
    #expect(report["schema"] as? String == "workbench.cleaning/1" && report["isDone"] as? Bool == true)
    #expect((report["bytes"] as? Int ?? 0) > 0)
    let last = try run.target(ofLink: "checkpoints/last")
    #expect(run.names(in: "checkpoints") == ["best", "last", "step-00000002", last].sorted())
    for link in ["best", "last"] { #expect(run.names(in: "checkpoints/\(link)").count == 5) }
    #expect(try clean().output == "there is nothing to free\n")
    // Everything that does not need what is gone still works.
    #expect(try Program.run("eval", "@last:best", "--into", runs.path).status == 0)
  }

  @Test func `a run with a label, or one that a process works on, is never touched`() throws {
    let before = try everything()
    #expect(try Program.run("label", "@last", "paper", "--into", runs.path).status == 0)
    let labelled = try clean("--failed", "--yes")
    #expect(labelled.output == "nothing was freed\nleft alone, it has the label paper: \(run.shortID)\n")
    try run.write(Data("?".utf8), to: "annotations.json")
    #expect(
      try clean("--failed", "--yes").output
        == "nothing was freed\nleft alone, annotations.json cannot be read: \(run.shortID)\n")
    try run.remove("annotations.json")

    let lock = open("\(run.path)/run.lock", O_RDWR)
    defer { close(lock) }
    #expect(flock(lock, LOCK_EX) == 0)
    #expect(
      try clean("--failed", "--yes").output == "nothing was freed\nleft alone, it is under way: \(run.shortID)\n")
    #expect(try everything() == before)
  }

  @Test(arguments: ["failed", "running"]) func `runs that did not finish go as a whole only when that is asked for`(
    state: String
  ) throws {
    try run.setState(state)
    #expect(try kinds(clean("--json")) == ["leftover": 1, "damaged-checkpoint": 1], "its checkpoints are needed")
    #expect(try kinds(clean("--failed", "--json")) == ["run": 1])
    let done = try clean("--failed", "--yes")
    #expect(done.status == 0, "\(done.errors)")
    #expect(runs.all.isEmpty)
  }

  @Test(arguments: ["paused", "waiting"]) func `what can go on keeps all its checkpoints`(state: String) throws {
    try run.setState(state)
    #expect(try kinds(clean("--failed", "--json")) == ["leftover": 1, "damaged-checkpoint": 1])
  }

  @Test func `where the best checkpoint is damaged, the others stay`() throws {
    try run.write(Data("?".utf8), to: "checkpoints/step-00000002/model.safetensors")
    let said = try clean("--yes")
    #expect(said.output.contains("left alone, checkpoint step-00000002 is damaged: model.safetensors has 1 bytes"))
    #expect(run.holds("checkpoints/step-00000001"))
    for link in ["best", "last"] { try run.remove("checkpoints/\(link)") }
    #expect(
      try clean("--yes").output.contains("left alone, it does not say which checkpoint is the best or the last"))
    #expect(run.holds("checkpoints/step-00000001"))
  }

  @Test func `links that lead out of a run are not followed`() throws {
    let elsewhere = try TemporaryFolder()
    let moved = elsewhere.path + "/checkpoints"
    try FileManager.default.moveItem(atPath: run.path + "/checkpoints", toPath: moved)
    try FileManager.default.createSymbolicLink(atPath: run.path + "/checkpoints", withDestinationPath: moved)
    #expect(try clean("--yes").output == "nothing was freed\n")
    #expect(try FileManager.default.contentsOfDirectory(atPath: moved).contains("step-00000001"))

    try run.setState("failed")
    let whole = elsewhere.path + "/run"
    try FileManager.default.moveItem(atPath: run.path, toPath: whole)
    try FileManager.default.createSymbolicLink(atPath: run.path, withDestinationPath: whole)
    #expect(
      try clean("--failed", "--yes").output
        == "nothing was freed\nleft alone, its folder lies elsewhere: \(run.shortID)\n")
    #expect(FileManager.default.fileExists(atPath: whole + "/run.json"))
  }
}
