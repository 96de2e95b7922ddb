import Foundation
import Pictures
import Testing

/// Timing of training steps: whatever the machine, the same recipes, columns and files.
@Suite struct EfficiencyTests {
  @Test func `several recipes, batch sizes and shares become a table, a file and two charts`() throws {
    let folder = try TemporaryFolder()
    let printed = try Program.run(
      "efficiency", "smoke/sum", "smoke/dfs", "--batch-sizes", "8,16", "--betas", "0.25,0.75", "--steps", "1",
      "--charts", folder.path + "/figures")
    #expect(printed.status == 0, "\(printed.errors)")
    let lines = printed.output.split(separator: "\n").map(String.init)
    #expect(lines[0] == "seconds a step, means of 1 step after one that is not counted, 1 thread")
    #expect(
      lines[1] == "batch  recipe     beta forward backward  data other total   img/s")
    let cases = lines[2...7].map { $0.split(separator: " ").prefix(3).joined(separator: " ") }
    #expect(
      cases == [
        "8 smoke-sum -", "8 smoke-dfs 0.25", "8 smoke-dfs 0.75", "16 smoke-sum -", "16 smoke-dfs 0.25",
        "16 smoke-dfs 0.75",
      ])
    #expect(lines[2...7].map { $0.hasSuffix("%") } == [false, true, true, false, true, true])
    #expect(lines.allSatisfy { $0.count <= 80 })

    let table = folder.text("figures/efficiency.csv").split(separator: "\n").map { $0.split(separator: ",") }
    #expect(table.count == 7)
    for row in table.dropFirst() {
      let numbers = row.suffix(6).compactMap { Double($0) }
      // Forward, backward, data and other are the whole; images a second follow from it.
      #expect(abs(numbers[..<4].reduce(0, +) - numbers[4]) < 1e-4 * numbers[4])
      #expect(abs((Double(row[1]) ?? 0) / numbers[4] - numbers[5]) < 1e-4 * numbers[5])
    }
    for chart in ["batch-sizes", "betas"] {
      #expect(folder.text("figures/\(chart).svg").hasPrefix("<svg"))
      #expect(FileManager.default.fileExists(atPath: "\(folder.path)/figures/\(chart).png"))
    }
  }

  @Test func `a share also divides the weights that are split by it`() throws {
    let folder = try TemporaryFolder()
    try folder.write(
      """
      schema: 1
      extends: \(Program.project)/Recipes/smoke/dfs.yaml
      backbone: {name: vgg, split: 0.5}
      heads: {name: pooled-split-linear, split: 0.5}
      """, to: "split.yaml")
    let listed = try JSON.object(
      Program.run("efficiency", folder.path + "/split.yaml", "--betas", "0.25", "--steps", "1", "--json").output)
    let rows = try #require(listed["rows"] as? [[String: Any]])
    #expect(rows.map { $0["beta"] as? Double } == [0.25])
    #expect(listed["schema"] as? String == "workbench.efficiency/1")
  }

  @Test func `one recipe is told in detail`() throws {
    let printed = try Program.run("efficiency", "smoke/dfs", "--steps", "1")
    let names = printed.output.split(separator: "\n").dropFirst().map { $0.split(separator: " ")[0] }
    #expect(names == ["data", "forward", "backward", "optimizer", "images/s", "memory", "skipped"])
    #expect(printed.output.contains(" ms a step (median of 1), 1 thread\n"))
    let inference = try Program.run("efficiency", "smoke/dfs", "--steps", "1", "--inference", "--images", "1")
    #expect(inference.output.contains(" images/s (median of 1 times 1 image), 1 thread\n"))
  }

  @Test func `reading alone, and decoding alone`() throws {
    let read = try Program.run("efficiency", "smoke/sum", "train.threads=1", "--reading", "--steps", "3")
    #expect(read.output.hasPrefix("32 images in "), "\(read.output)\(read.errors)")
    #expect(read.output.hasSuffix(" images/s on 1 thread\n"))
    let folder = try TemporaryFolder()
    let picture = try Image(width: 20, height: 10)
    for name in ["a.png", "b.PNG"] { try picture.write(to: URL(filePath: "\(folder.path)/\(name)")) }
    try folder.write("no picture", to: "notes.txt")
    let decoded = try Program.run("efficiency", "--decoding", folder.path, "--steps", "3")
    #expect(decoded.output.hasPrefix("2 images in "), "\(decoded.output)\(decoded.errors)")
    let none = try Running(["efficiency", "--decoding", folder.path + "/none"]).ending()
    #expect(none.errors.contains("/none is no folder with PNG or JPEG files"))
  }

  @Test(arguments: [
    (["train.epochs=1"], "name at least one recipe"), (["smoke/sum", "--steps", "0"], "--steps must be at least 1"),
    (["smoke/sum", "--batch-sizes", "8,x"], "8,x"), (["smoke/sum", "smoke/dfs", "--protocol"], "takes one recipe"),
    (["smoke/sum", "smoke/dfs", "--reading"], "takes one recipe"),
    (["smoke/sum", "--reading", "--inference"], "--inference and --reading are two measurements"),
  ])
  func `what cannot be timed is a mistake of usage`(arguments: [String], message: String) throws {
    let printed = try Running(["efficiency"] + arguments).ending()
    #expect(printed.status == 64)
    #expect(printed.errors.contains(message))
  }
}
