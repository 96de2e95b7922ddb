import Foundation
import Pictures
import Testing

/// `workbench export` as a user calls it.
@Suite struct ExportTests {
  private func exported(_ arguments: String...) throws -> (run: RunFolder, ending: Program.Ending) {
    let runs = try RunsFolder(copying: FinishedRun.of("smoke/dfs").folder)
    let ending = try Running(["export", "@last"] + arguments + ["--into", runs.path]).ending()
    return (try runs.only(), ending)
  }

  @Test func `onnx writes a graph, its stages and what is known of them`() throws {
    let (run, ending) = try exported("--to", "onnx")
    #expect(ending.status == 0 && ending.errors == "")
    let files = ["model.onnx", "stage-1.onnx", "stage-2.onnx", "manifest.json"]
    #expect(ending.output == files.map { "\(run.path)/export/onnx/\($0)\n" }.joined())
    let manifest = try run.json("export/onnx/manifest.json")
    #expect(manifest["run"] as? String == run.id)
    #expect((manifest["classes"] as? [String])?.count == 4)
    let stages = try #require(manifest["stages"] as? [[String: Any]])
    #expect(stages.map { $0["inputs"] as? [String] } == [["images"], ["features-1-1", "features-1-2"]])
    #expect(stages.map { $0["macs"] as? Int } == [574_496, 805_920])
    let early = try #require(manifest["early-exit"] as? [String: Any])
    let points = try #require(early["points"] as? [[String: Any]])
    let evaluation = try #require(try run.json("eval/evaluation.json")["early"] as? [String: Any])
    let curve = try #require(evaluation["curve"] as? [[String: Any]])
    #expect(points.map { $0["thresholds"] as? [Double] } == curve.map { $0["thresholds"] as? [Double] })
  }

  @Test func `the documentation's example classifies picture files with it`() throws {
    let (run, _) = try exported("--to", "onnx")
    let picture = try Image(width: 32, height: 32, pixels: [UInt8](repeating: 90, count: 32 * 32 * 3))
    try run.write(picture.pngData(), to: "grey.png")
    let ending = try Running(
      executable: "\(Program.project)/.venv/bin/python",
      [
        "docs/examples/early_exit_onnx.py", "\(run.path)/export/onnx", "--point", "budget 10", "\(run.path)/grey.png",
      ]
    ).ending()
    #expect(ending.status == 0, "\(ending.errors)")
    let classes = "(striped|checked) (circle|square)"
    let answer = try Regex("^\(run.path)/grey.png  \(classes)  exit [12]  [0-9.]+%  (574,496|805,920) MACs\\n$")
    #expect(ending.output.contains(answer), "\(ending.output)")
  }

  @Test func `safetensors writes the weights, the recipe and the classes into one file`() throws {
    let (run, ending) = try exported("--to", "safetensors")
    #expect(ending.status == 0 && ending.errors == "")
    #expect(ending.output == "\(run.path)/export/safetensors/model.safetensors\n")
    let bytes = try run.contents("export/safetensors/model.safetensors")
    let length = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    let header = try JSON.object(Data(bytes[8..<8 + length]))
    let texts = try #require(header["__metadata__"] as? [String: String])
    #expect(texts["recipe"] == (try run.text("recipe.resolved.yaml")))
    #expect(texts["classes"] == "striped circle\nstriped square\nchecked circle\nchecked square")
    #expect(header.keys.contains { $0.hasPrefix("blocks.0.") })
  }

  @Test func `another checkpoint than the evaluated one has no thresholds, and says so`() throws {
    let runs = try RunsFolder(copying: FinishedRun.of("smoke/dfs").folder)
    let run = try runs.only()
    try run.remove("eval/evaluation.json")
    let ending = try Running(["export", "@last", "--to", "onnx", "--into", runs.path]).ending()
    #expect(ending.status == 0)
    let checkpoint = try run.target(ofLink: "checkpoints/best")
    #expect(
      ending.errors
        == "note: \(checkpoint) has no thresholds: `workbench eval` finds those of the best checkpoint\n")
    #expect(try run.json("export/onnx/manifest.json")["early-exit"] == nil)
  }

  @Test func `a folder that cannot be made ends with the reason`() throws {
    let (run, ending) = try exported("--to", "onnx", "--output", "/proc/nowhere")
    #expect(ending.status == 74)
    #expect(ending.errors == "error: /proc/nowhere: No such file or directory\n")
    #expect(!run.holds("export"))
  }
}
