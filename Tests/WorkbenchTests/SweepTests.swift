import Foundation
import Testing

@Suite struct SweepTests {
  /// A folder of runs with one sweep in it.
  private struct Folder {
    let runs = Result { try RunsFolder() }
    var path: String { (try? runs.get().path) ?? "" }

    var sweep: RunFolder? { (try? runs.get().all)?.first { $0.holds("sweep.json") } }
    var members: [RunFolder] {
      let all = (try? runs.get().all) ?? []
      let ids = (sweep.flatMap { try? $0.json("sweep.json")["members"] } as? [[String: Any]])?.compactMap { $0["run"] }
      return (ids as? [String])?.compactMap { id in all.first { $0.id == id } } ?? []
    }
    var states: [String] { members.map { $0.record["state"] as? String ?? "" } }

    func run(_ arguments: String...) throws -> Running { try Running(["run"] + arguments + ["--into", path]) }
    func resume(_ more: String...) throws -> Program.Ending {
      try Running(["resume", "@sweep"] + more + ["--into", path]).ending()
    }
  }

  // MARK: - Whole

  private static let whole = Result {
    let folder = Folder()
    let ending = try folder.run("smoke/sum", "strategy=sum,dfs", "--seeds", "1..2", "-j", "2").ending()
    return (folder, ending)
  }

  @Test func `a sweep carries out every combination and ends with its folder`() throws {
    let (folder, ending) = try Self.whole.get()
    #expect(ending.status == 0, "\(ending.errors)")
    let sweep = try #require(folder.sweep)
    #expect(ending.output == "sweep  \(sweep.path)\n")
    #expect(folder.states == Array(repeating: "finished", count: 4))
    #expect(folder.members.compactMap { $0.record["strategy"] as? String } == ["sum", "dfs", "sum", "dfs"])
    #expect(folder.members.compactMap { $0.record["seed"] as? Int } == [1, 1, 2, 2])
    #expect(folder.members.allSatisfy { $0.record["sweep"] as? String == sweep.id })
    #expect(Set(folder.members.map { $0.record["group"] as? String }).count == 2)
    #expect(
      ending.errors.hasPrefix(
        """
        smoke-sum · sweep of 4 runs: 2 variants × 2 seeds · 2 at a time
          sweep  \(sweep.path)
          shown  best mean top-1 % on the validation split

          #  run   strategy  seed  state             epoch  best %    time

        """), "\(ending.errors)")
    #expect(
      ending.errors.hasSuffix(
        "\n\ndone: 4 finished\ncompare them: workbench compare \(sweep.shortID) --into \(folder.path)\n"
      ))
  }

  @Test func `a member is the run that it would have been alone`() throws {
    let (folder, _) = try Self.whole.get()
    let alone = try FinishedRun.of("smoke/sum").folder
    let member = try #require(folder.members.first)
    for file in ["checkpoints/last/model.safetensors", "eval/evaluation.json", "recipe.yaml", "data.json"] {
      let isEqual = try member.contents(file) == alone.contents(file)
      #expect(isEqual, "\(file)")
    }
    #expect(try member.trainingMetrics() == alone.trainingMetrics())
  }

  @Test func `show prints the members, list the sweep`() throws {
    let (folder, _) = try Self.whole.get()
    let sweep = try #require(folder.sweep)
    let shown = try Program.run("show", "@sweep", "--into", folder.path)
    let lines = shown.output.split(separator: "\n").map(String.init)
    #expect(lines[0] == sweep.id)
    #expect(lines[3] == "  #  run   strategy  seed  state             epoch  best %  test %")
    let first = try #require(folder.members.first)
    #expect(lines[4].hasPrefix("  1  \(first.shortID)  sum          1  finished            2/2"))
    #expect(shown.output.allSatisfy { $0 != "\t" })
    #expect(lines.dropFirst(3).allSatisfy { $0.count <= 80 || $0.contains(folder.path) })
    let json = try JSON.object(Program.run("show", "@sweep", "--json", "--into", folder.path).output)
    #expect(json["schema"] as? String == "workbench.sweep/1")
    let list = try Program.run("list", "--into", folder.path)
    #expect(
      list.output.hasSuffix("\n\nid    sweep\n\(sweep.shortID)  smoke-sum  4 finished · strategy × seed\n"),
      "\(list.output)")
  }

  @Test func `explain lists the members`() throws {
    let printed = try Program.run("explain", "smoke/sum", "strategy=sum,dfs", "--seeds", "1,2")
    #expect(
      printed.output.hasPrefix(
        """
        sweep of 4 runs (2 variants, 2 seeds), which begin in this order

           1  sum  seed 1
           2  dfs  seed 1
           3  sum  seed 2
           4  dfs  seed 2

        values of run 1

        """), "\(printed.output)")
  }

  @Test func `a sweep that has finished has nothing left`() throws {
    let (folder, _) = try Self.whole.get()
    let sweep = try #require(folder.sweep)
    let record = try sweep.contents("sweep.json")
    let ending = try folder.resume()
    #expect(ending.status == 0)
    #expect(ending.output == "\(sweep.id) has finished; there is nothing to resume\n")
    #expect(ending.errors == "")
    #expect(try sweep.contents("sweep.json") == record)
  }

  @Test func `members begin in their order, and are listed in it`() throws {
    let (folder, _) = try Self.whole.get()
    let created = folder.members.compactMap { $0.record["created"] as? String }
    #expect(created.count == 4 && created == created.sorted())
    #expect(created.allSatisfy { $0.wholeMatch(of: /[0-9-]{10}T[0-9:]{8}\.\d{3}Z/) != nil }, "\(created)")
    let list = try JSON.object(Program.run("list", "--json", "--into", folder.path).output)
    let listed = list["runs"] as? [[String: Any]]
    #expect(listed?.compactMap { $0["id"] as? String } == folder.members.map(\.id))
  }

  // MARK: - Failing

  @Test func `a member that fails does not stop the rest, and the status says so`() throws {
    let folder = Folder()
    let ending = try folder.run("smoke/sum", "optimizer.learning-rate=1e6,0.05", "train.epochs=1").ending()
    #expect(ending.status == 1)
    #expect(folder.states == ["failed", "finished"])
    let sweep = try #require(folder.sweep)
    #expect(
      ending.errors.contains(
        "\n     the validation loss of exit 1 became nan after step 3 (epoch 1); losses of\n     all exits: nan "),
      "\(ending.errors)")
    #expect(
      ending.errors.hasSuffix(
        """

        done: 1 finished, 1 failed
        try again what is left: workbench resume \(sweep.shortID) --into \(folder.path)

        """))
  }

  @Test func `a wrong member starts nothing`() throws {
    let folder = Folder()
    let ending = try folder.run("smoke/sum", "strategy=sum,dfs", "exits=[1]").ending()
    #expect(ending.status == 65)
    #expect(ending.errors.contains("'exits' must end with the last block of backbone 'msdnet', which is 2, found [1]"))
    #expect(try folder.runs.get().all.map(\.id) == [])
  }

  // MARK: - Stopping

  /// Starts a sweep of long runs and waits until two of them train.
  private static func started(_ more: String...) throws -> (Folder, Running) {
    let folder = Folder()
    let arguments = [
      "run", "smoke/sum", "strategy=sum,dfs,pcgrad", "train.epochs=1000", "-j", "2", "--into", folder.path,
    ]
    let running = try Running(arguments + more)
    try running.wait(for: "two runs at work") { folder.members.count { $0.metricsLineCount > 0 } == 2 }
    return (folder, running)
  }

  /// Gives every member an end that is near.
  private static func shorten(_ folder: Folder) throws {
    for member in folder.members {
      let recipe = try member.text("recipe.resolved.yaml").replacing("epochs: 1000", with: "epochs: 1")
      try member.write(Data(recipe.utf8), to: "recipe.resolved.yaml")
    }
  }

  @Test(arguments: [SIGINT, SIGTERM]) func `a signal saves every run under way, and resume goes on`(signal: Int32)
    throws
  {
    let (folder, running) = try Self.started()
    running.send(signal)
    let ending = running.ending()
    #expect(ending.status == 128 + signal, "\(ending.errors)")
    #expect(folder.states == ["paused", "paused", "waiting"])
    #expect(folder.members.prefix(2).allSatisfy { $0.names(in: "checkpoints/last").count == 5 })
    let sweep = try #require(folder.sweep)
    #expect(
      ending.errors.hasSuffix("saved and paused; go on with: workbench resume \(sweep.shortID) --into \(folder.path)\n")
    )
    try Self.shorten(folder)
    let resumed = try folder.resume()
    #expect(resumed.status == 0, "\(resumed.errors)")
    #expect(folder.states == ["finished", "finished", "finished"])
  }

  @Test func `a killed sweep takes its workers with it, saved, and resumes`() throws {
    let (folder, running) = try Self.started()
    running.send(SIGKILL)
    _ = running.ending()
    let deadline = ContinuousClock.now + .seconds(60)
    while folder.states != ["paused", "paused", "waiting"], ContinuousClock.now < deadline { usleep(10_000) }
    #expect(folder.states == ["paused", "paused", "waiting"])
    try Self.shorten(folder)
    // The workers' locks go with their processes, after their last words.
    while folder.members.contains(where: \.isLocked), ContinuousClock.now < deadline { usleep(10_000) }
    let resumed = try folder.resume()
    #expect(resumed.status == 0, "\(resumed.errors)")
    #expect(folder.states == ["finished", "finished", "finished"])
  }

  @Test func `a worker that is killed is a member that failed, and the others go on`() throws {
    let (folder, running) = try Self.started()
    try Self.shorten(folder)
    let worker = try #require(folder.members[0].record["process"] as? Int)
    kill(pid_t(worker), SIGKILL)
    try running.wait(for: "the third run") { folder.states[2] == "finished" }
    running.send(SIGTERM)
    let ending = running.ending()
    #expect(ending.errors.contains("\n     its process was ended by signal 9 (Killed)\n"))
    #expect(folder.states == ["running", "paused", "finished"], "a killed one could not write how it ended")
  }

  @Test func `a second process on a live sweep is refused`() throws {
    let (folder, running) = try Self.started()
    let second = try folder.resume()
    let sweep = try #require(folder.sweep)
    #expect(second.status == 73)
    #expect(second.errors.hasPrefix("error: \(sweep.id) is being worked on by process \(running.identifier)\n"))
    running.send(SIGTERM)
    #expect(running.ending().status == 143)
  }

  @Test func `a time limit saves and ends with 75`() throws {
    let folder = Folder()
    let ending = try folder.run("smoke/sum", "strategy=sum,dfs", "train.epochs=100000", "--time-limit", "3s").ending()
    #expect(ending.status == 75, "\(ending.errors)")
    #expect(ending.errors.contains("the time limit has passed: stopping after the steps under way\n"))
    #expect(folder.states.count == 2 && folder.states.allSatisfy { ["paused", "waiting"].contains($0) })
  }

  @Test func `a run has a time limit, too, and goes on from there`() throws {
    let runs = try RunsFolder()
    let ending = try Program.run(
      "run", "smoke/sum", "train.epochs=100000", "--time-limit", "2s", "--into", runs.path)
    let run = try runs.only()
    #expect(ending.status == 75, "\(ending.errors)")
    #expect(run.record["state"] as? String == "paused")
    #expect(try run.text("run.log").contains(" paused by the time limit after step "))
    #expect(
      ending.errors.hasSuffix("saved and paused; go on with: workbench resume \(run.shortID) --into \(runs.path)\n"))
  }

  @Test(arguments: ["2", "h", "2x", "-1s", "0s", "1s1h", ""]) func `a time that is none is refused`(limit: String)
    throws
  {
    let ending = try Program.run("run", "smoke/sum", "--time-limit", limit)
    #expect(ending.status == 64)
    #expect(ending.errors.contains("--time-limit"))
  }
}
