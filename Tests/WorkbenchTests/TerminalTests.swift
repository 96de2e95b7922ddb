import Foundation
import Testing

/// What a person sees who runs the program in a terminal of 80 columns.
@Suite struct TerminalTests {
  /// Runs the program with a terminal as its standard error.
  ///
  /// - Returns: what it wrote to the terminal.
  private func session(_ arguments: [String]) throws -> (status: Int32, text: String) {
    var (master, slave): (Int32, Int32) = (-1, -1)
    var size = winsize(ws_row: 24, ws_col: 80, ws_xpixel: 0, ws_ypixel: 0)
    try #require(openpty(&master, &slave, nil, nil, &size) == 0)
    let terminal = FileHandle(fileDescriptor: slave)
    let running = try Running(arguments, environment: ["TERM": "xterm", "NO_COLOR": "1"], errors: terminal)
    try terminal.close()
    // Reading fails once the last process that has the terminal open is gone.
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while case let count = read(master, &buffer, buffer.count), count > 0 { bytes += buffer[..<count] }
    close(master)
    return (running.ending().status, String(decoding: bytes, as: UTF8.self))
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
    let (status, text) = try session(["run", "smoke/sum"] + recipe + ["--into", runs.path])
    #expect(status == 0)
    let drawn = text.replacing("\r\n", with: "\n").split { $0 == "\n" || $0 == "\r" }
      .map { $0.replacing("\u{1B}[K", with: "") }.filter { !$0.hasPrefix("  run    ") }
    for line in drawn { #expect(line.count <= 80, "\(line)") }
    for bar in drawn.filter({ $0.contains("img/s ·") }) { #expect(bar.count < 80, "\(bar)") }

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
}
