import Testing
import Torch

/// Measuring a run does not change it.
@Suite struct TelemetryTests {
  /// Every way to an update: weights of losses, edits of the graph, inner products, rows, and what learns.
  static let strategies = ["sum", "dfs", "ge", "pcgrad", "nash-mtl", "graddrop", "gradnorm", "byot"]

  @Test(arguments: strategies) func `weights are the same, byte for byte, with and without telemetry`(
    strategy: String
  ) throws {
    func run(_ measuring: String...) throws -> RunFolder {
      try FinishedRun("smoke/sum", "strategy=\(strategy)", "train.epochs=1", measuring[0], measuring[1]).folder
    }
    let without = try run("record.conflict.every=0", "record.conflict.scope=stage")
    let with = try run("record.conflict.every=1", "record.conflict.scope=layer")
    func tensors(_ run: RunFolder, _ file: String) throws -> [String: Tensor] {
      // The file itself also names the group of runs, to which the recipe's section 'record' belongs.
      try Safetensors(run.contents("checkpoints/last/\(file).safetensors")).tensors
    }
    for file in ["model", "optimizer", "strategy"] {
      let (found, expected) = (try tensors(with, file), try tensors(without, file))
      #expect(found.keys.sorted() == expected.keys.sorted())
      for (name, tensor) in expected { #expect(try found[name]?.bytes() == tensor.bytes(), "\(file): \(name)") }
    }
    let measured = try with.metrics().filter { $0.name.hasPrefix("conflict/") }
    #expect(measured.contains { $0.name.hasPrefix("conflict/blocks.0.") && $0.name.hasSuffix("/rate") })
    #expect(try !without.metrics().contains { $0.name.hasPrefix("conflict/") })
    #expect(
      try with.trainingMetrics().filter { $0.split != "step" && !$0.name.hasPrefix("conflict/") }
        == without.trainingMetrics().filter { $0.split != "step" })
  }

  @Test func `a solver's status stands beside its weights, and the epoch counts it`() throws {
    let run = try FinishedRun("smoke/sum", "strategy=nash-mtl", "train.epochs=1", "record.conflict.every=1").folder
    let lines = try run.metrics()
    let converged = lines.filter { $0.name == "conflict/backbone/solver-converged" }
    #expect(converged.map(\.step) == [1, 2, 3])
    #expect(lines.filter { $0.name == "conflict/backbone/weight" }.map(\.exit) == [1, 2, 1, 2, 1, 2])
    func count(_ name: String) -> Double? { lines.first { $0.key == "train/solver/\(name)" }?.value }
    #expect(count("converged") == converged.reduce(0) { $0 + $1.value })
    #expect(count("fallback").map { $0 + (count("converged") ?? 0) + (count("undefined") ?? 0) } == 3)
    let (shown, page) = (try Program.run("show", run.path).output, try run.text("report.html"))
    let found = Int(count("converged") ?? 0)
    #expect(shown.contains("\n  solver    converged in \(found) of 3 choices"), "\(shown)")
    #expect(page.contains("<td>3</td><td>\(String(format: "%.1f", 100 * Double(found) / 3)) %</td>"))
  }
}
