import Foundation
import Testing

/// Standard output and standard error that cannot be written.
@Suite struct StreamTests {
  /// Runs the program with standard output into a pipe that nobody reads any more: its reader is gone before it starts.
  private func intoClosedPipe(_ command: String, folder: TemporaryFolder) throws -> Program.Ending {
    let gate = "\(folder.path)/gate"
    return try Program.shell(
      "mkfifo '\(gate)'; { read go < '\(gate)'; \(command); echo \"status $?\" > '\(folder.path)/status'; } "
        + "| { exec <&-; echo go > '\(gate)'; }")
  }

  @Test(arguments: ["list keys", "--help", "list components --json", "explain smoke/sum", "--version"])
  func `a result that cannot be written ends with 74 and says so`(_ command: String) throws {
    let full = try Program.shell("\"$WORKBENCH\" \(command) > /dev/full")
    #expect(full.status == 74)
    #expect(full.errors == "error: standard output cannot be written: No space left on device\n")
    let closed = try Program.shell("\"$WORKBENCH\" \(command) >&-")
    #expect(closed.status == 74)
    #expect(closed.errors == "error: standard output cannot be written: Bad file descriptor\n")
  }

  @Test func `predictions that cannot be written end with 74`() throws {
    let run = try FinishedRun.of("smoke/sum").folder
    let line = "\"$WORKBENCH\" predict '\(run.path)' docs/images/exits.png"
    #expect(try Program.shell("\(line) --json > /dev/null").status == 0)
    for option in ["", "--json"] {
      let ending = try Program.shell("\(line) \(option) > /dev/full")
      #expect(ending.status == 74)
      #expect(ending.errors == "error: standard output cannot be written: No space left on device\n")
    }
  }

  @Test func `a reader that has read enough ends the program without a word`() throws {
    let folder = try TemporaryFolder()
    let ending = try intoClosedPipe("\"$WORKBENCH\" list keys", folder: folder)
    #expect(folder.text("status") == "status 141\n")
    #expect(ending.errors == "")
  }

  @Test(arguments: ["2>/dev/full", "2>&-", "2>/dev/full >&-"])
  func `an error keeps its status where nobody can be told`(_ streams: String) throws {
    #expect(try Program.shell("\"$WORKBENCH\" run no-such-recipe \(streams)").status == 66)
    #expect(try Program.shell("\"$WORKBENCH\" run smoke/sum train.epochs=none \(streams)").status == 65)
    #expect(try Program.shell("\"$WORKBENCH\" no-such-command \(streams)").status == 64)
  }

  /// Closed descriptors are the numbers of the next files that are opened, so files are compared as well as weights.
  @Test(arguments: [("2>/dev/full", 0), ("<&- 2>&-", 0), (">/dev/full", 74), ("<&- >&- 2>&-", 74)])
  func `a run does not depend on who reads it`(_ streams: String, _ status: Int32) throws {
    let whole = try FinishedRun.of("smoke/sum").folder
    let runs = try RunsFolder()
    let ending = try Program.shell(
      "\"$WORKBENCH\" run smoke/sum --into '\(runs.path)' \(streams)")
    #expect(ending.status == status)
    try expectEqual(try runs.only(), whole)
  }

  @Test func `a run whose reader is gone trains to its end`() throws {
    let whole = try FinishedRun.of("smoke/sum").folder
    let (runs, folder) = (try RunsFolder(), try TemporaryFolder())
    _ = try intoClosedPipe(
      "\"$WORKBENCH\" run smoke/sum --into '\(runs.path)' 2>&1", folder: folder)
    #expect(folder.text("status") == "status 141\n")
    try expectEqual(try runs.only(), whole)
  }

  private func expectEqual(_ run: RunFolder, _ whole: RunFolder) throws {
    #expect(run.record["state"] as? String == "finished")
    let weights = "checkpoints/last/model.safetensors"
    #expect(try run.contents(weights) == whole.contents(weights))
    #expect(try run.trainingMetrics() == whole.trainingMetrics())
    #expect(run.names(in: "").sorted() == whole.names(in: "").sorted())
  }
}
