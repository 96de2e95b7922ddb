import Foundation
import Testing

/// What a person sees who runs the program in a terminal of 80 columns.
@Suite struct TerminalTests {
  /// Runs the program with a terminal as its standard error.
  ///
  /// - Returns: what it wrote to the terminal, and to standard output, which is a file.
  private func session(
    _ arguments: [String], environment: [String: String]
  ) throws -> (status: Int32, text: String, output: String) {
    var (master, slave): (Int32, Int32) = (-1, -1)
    var size = winsize(ws_row: 24, ws_col: 80, ws_xpixel: 0, ws_ypixel: 0)
    try #require(openpty(&master, &slave, nil, nil, &size) == 0)
    let terminal = FileHandle(fileDescriptor: slave)
    let running = try Running(arguments, environment: environment.merging(["TERM": "xterm"]) { $1 }, errors: terminal)
    try terminal.close()
    // Reading fails once the last process that has the terminal open is gone.
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while case let count = read(master, &buffer, buffer.count), count > 0 { bytes += buffer[..<count] }
    close(master)
    let ending = running.ending()
    return (ending.status, String(decoding: bytes, as: UTF8.self), ending.output)
  }

  /// The lines that stay on the screen: what a bar is replaced by, not the bar.
  private func settled(_ text: String) -> [String] {
    text.replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false)
      .map { String($0.components(separatedBy: "\r\u{1B}[K").last ?? "") }
  }

  @Test(arguments: [2, 6, 7, 8, 9, 11]) func `every line fits, the bar leaves nothing behind`(exits: Int) throws {
    let runs = try RunsFolder()
    let recipe = [
      "backbone.blocks=\(exits)", "data.train=64", "train.batch-size=8", "train.epochs=1", "record.features.images=0",
    ]
    let (status, text, _) = try session(
      ["run", "smoke/sum"] + recipe + ["--into", runs.path],
      environment: ["NO_COLOR": "1", "WORKBENCH_PROGRESS_SECONDS": "0"])
    #expect(status == 0)
    let drawn = text.replacing("\r\n", with: "\n").split { $0 == "\n" || $0 == "\r" }
      .map { $0.replacing("\u{1B}[K", with: "") }.filter { !$0.hasPrefix("  run    ") }
    for line in drawn { #expect(line.count <= 80, "\(line)") }
    let bars = drawn.filter { $0.contains("img/s ·") }
    #expect(bars.count == 7, "one for each step but the first, which also warms up")
    for bar in bars { #expect(bar.count < 80, "\(bar)") }

    let lines = settled(text).filter { !$0.isEmpty }
    #expect(lines.count == 7, "\(lines)")
    #expect(lines[0] == "smoke-sum · msdnet, \(exits) exits · shapes 64/32/32/48 · sum · seed 1 · cpu ×1")
    #expect(lines[3] == "  train  1 epoch × 8 steps of 8 images")
    #expect(lines[4] == "  shown  top-1 % of each exit on the validation split, * best mean so far")
    #expect(lines[5].hasPrefix(" epoch    loss"))
    #expect(lines[5].contains("img/s") == (exits < 10), "the speed is shown where there is room for it")
    let table = try #require(try runs.only().table("metrics.csv").last)
    let top1 = try (1...exits).map { exit in
      let column = try #require(try runs.only().table("metrics.csv")[0].firstIndex(of: "validation/exit\(exit)/top1"))
      return String(format: "%.1f", 100 * (Double(table[column]) ?? .nan))
    }
    #expect(lines[6].split(separator: " ").map(String.init).dropFirst(2).prefix(exits) == top1[...])
    #expect(lines[6].contains("*"), "the first epoch is the best so far")
  }

  @Test func `colours stay out of files, whatever messages go to`() throws {
    let folder = try FinishedRun.of("smoke/sum").runs.path
    let commands = [
      ["explain", "smoke/sum"], ["data", "list", "--in", folder], ["compare", "smoke-sum*", "--into", folder],
    ]
    for command in commands {
      #expect(try !session(command, environment: [:]).output.contains("\u{1B}"), "\(command)")
      // They would be there.
      let forced = try Running(command, environment: ["FORCE_COLOR": "1"]).ending()
      #expect(forced.output.contains("\u{1B}[0m"), "\(command)")
    }
    let table = try TemporaryFolder()
    let compared = ["compare", "smoke-sum*", "--into", folder, "--output", table.path + "/table"]
    #expect(try Running(compared, environment: ["FORCE_COLOR": "1"]).ending().status == 0)
    #expect(table.text("table").hasPrefix("1 group") && !table.text("table").contains("\u{1B}"))
  }

  @Test func `messages on a terminal have colours though results go to a file`() throws {
    let runs = try RunsFolder()
    let (status, text, output) = try session(
      ["run", "smoke/sum", "train.epochs=1", "--into", runs.path], environment: [:])
    #expect(status == 0)
    #expect(text.hasPrefix("\u{1B}[1msmoke-sum\u{1B}[0m · "))
    #expect(!output.contains("\u{1B}"))
  }
}
