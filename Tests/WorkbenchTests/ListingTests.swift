import Foundation
import Testing

@Suite struct ListingTests {
  @Test func `list shows the runs of a folder`() throws {
    let runs = try RunsFolder(copying: FinishedRun.of("smoke/dfs").folder)
    let run = try runs.only()
    let test = try #require(run.record["test"] as? [Double]).map { String(format: "%.1f", 100 * $0) }
    let best = String(format: "%.1f", 100 * (try #require(run.record["best"] as? Double)))
    let printed = try Program.run("list", "--into", runs.path)
    #expect(
      printed.output == """
        id    recipe            strategy     seed  state        epoch  best %  test %, first and last exit
        \(run.shortID)  smoke-dfs         dfs             1  finished       2/2    \(best)  \(test[0]) … \(test[1])

        """)
  }

  @Test func `list and show print JSON`() throws {
    let runs = try RunsFolder(copying: FinishedRun.of("smoke/dfs").folder)
    let run = try runs.only()
    let list = try JSON.object(Program.run("list", "--json", "--into", runs.path).output)
    #expect(list["schema"] as? String == "workbench.runs/1")
    let show = try JSON.object(Program.run("show", "@last", "--json", "--into", runs.path).output)
    #expect(show as NSDictionary == run.record as NSDictionary)
    #expect(list["runs"] as? [NSDictionary] == [show as NSDictionary])
  }

  @Test func `list says how to begin where there are no runs`() throws {
    let runs = try RunsFolder()
    let printed = try Program.run("list", "--into", runs.path)
    #expect(printed.output == "no runs in \(runs.path); start one: workbench run dfs-msdnet\n")
    #expect(printed.status == 0)
  }

  @Test func `a record that cannot be read is said, not hidden`() throws {
    let runs = try RunsFolder(copying: FinishedRun.of("smoke/dfs").folder)
    let run = try runs.only()
    try run.write(Data("{".utf8), to: "run.json")
    let printed = try Program.run("list", "--into", runs.path)
    #expect(printed.output.contains("\(run.shortID)  run.json is damaged: it does not hold what the workbench wrote"))
  }

  @Test func `show tells how a run stands and what it came to`() throws {
    let runs = try RunsFolder(copying: FinishedRun.of("smoke/dfs").folder)
    let run = try runs.only()
    let printed = try Program.run("show", run.shortID, "--into", runs.path)
    let lines = printed.output.split(separator: "\n").map(String.init)
    #expect(lines[0] == run.id)
    #expect(lines[1] == "  state     finished, epoch 2 of 2, step 6")
    #expect(lines[2] == "  recipe    smoke-dfs, strategy dfs, seed 1")
    #expect(printed.output.hasSuffix(try FinishedRun.of("smoke/dfs").ending.output.components(separatedBy: "run  ")[0]))
  }

  @Test func `list components names what recipes can name, and where it lives`() throws {
    let printed = try Program.run("list", "components")
    let lines = printed.output.split(separator: "\n")
    #expect(
      lines.filter { !$0.hasPrefix(" ") } == [
        "data sets", "transforms", "backbones", "heads", "strategies", "optimizers", "schedules", "exit policies",
      ])
    for (name, folder) in [
      ("msdnet", "MSDNet"), ("dfs", "DeepFeatureSurgery"), ("sum, dsn", "DeepSupervision"), ("shapes", "Shapes"),
    ] {
      #expect(lines.contains { $0.hasPrefix("  \(name) ") && $0.hasSuffix("Plugins/\(folder)") }, "\(name)")
    }
    let components = try #require(
      try JSON.object(Program.run("list", "components", "--json").output)["components"] as? [[String: Any]])
    let dfs = try #require(components.first { $0["name"] as? String == "dfs" })
    #expect(dfs["kind"] as? String == "strategy")
    #expect((dfs["keys"] as? [[String: Any]])?.compactMap { $0["key"] as? String }.contains("beta") == true)
  }

  @Test func `list recipes names the project's recipes`() throws {
    let printed = try Program.run("list", "recipes")
    let paths = printed.output.split(separator: "\n")
    #expect(paths.contains("Recipes/dfs-msdnet.yaml"))
    #expect(paths == paths.sorted())
    let listed = try JSON.object(Program.run("list", "recipes", "--json").output)
    #expect(listed["schema"] as? String == "workbench.recipes/1")
    #expect(listed["recipes"] as? [String] == paths.map(String.init))
  }

  @Test func `doctor ends with ready`() throws {
    let printed = try Program.run("doctor")
    #expect(printed.status == 0)
    #expect(printed.output.hasSuffix("\nready\n"))
    let names = printed.output.split(separator: "\n").dropLast().map { $0.split(separator: " ")[0] }
    #expect(names == ["workbench", "libtorch", "cpu", "threads", "devices", "memory", "disk", "probe"])
    #expect(printed.output.contains("/libtorch_cpu.so\n"), "it says where libtorch was found")
  }

  @Test func `explain prints every value, its origin, and what follows`() throws {
    let printed = try Program.run("explain", "smoke/sum", "train.threads=1", "train.epochs=4")
    #expect(printed.status == 0)
    #expect(printed.output == Self.explanation)
  }

  private static let explanation = """
    EXPLANATION
    """
}
