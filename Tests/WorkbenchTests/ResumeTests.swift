import Foundation
import Testing

/// A run that is stopped at any moment and resumed ends as one left alone: byte for byte.
@Suite struct ResumeTests {
  /// Measures conflict at every step, so that there is a line in `metrics.jsonl` to stop after.
  static let recipe = ["smoke/dfs", "record.conflict.every=1", "optimizer=adam", "optimizer.learning-rate=0.01"]

  /// The run that is left alone.
  private static let reference = Result { () throws -> FinishedRun in
    try FinishedRun(recipe[0], recipe[1], recipe[2], recipe[3])
  }

  static func start(in runs: RunsFolder, _ more: String...) throws -> Running {
    try Running(["run"] + recipe + more + ["--into", runs.path])
  }

  /// A moment in the life of a run, known by what its folder holds.
  enum Moment: String, CaseIterable, CustomTestStringConvertible {
    case firstStep = "after the first step, before any checkpoint"
    case firstCheckpoint = "while the first checkpoint is written"
    case secondEpoch = "within the second epoch"
    case drawing = "while pictures are drawn"
    case lastCheckpoint = "just after the last checkpoint"
    case evaluating = "while the test split is evaluated or the run is closed"

    var testDescription: String { rawValue }

    func hasCome(_ run: RunFolder) -> Bool {
      switch self {
      case .firstStep: run.metricsLineCount > 0
      case .firstCheckpoint: !run.names(in: "checkpoints").isEmpty
      case .secondEpoch: (try? run.text("metrics.jsonl").contains("{\"epoch\":2,")) == true
      case .drawing: run.names(in: "images/features").contains { $0.hasSuffix(".png") }
      case .lastCheckpoint: run.holds("checkpoints/step-00000006")
      case .evaluating: run.record["epoch"] as? Int == 2
      }
    }
  }

  /// Expects a run to have come to what the reference came to.
  static func expectSame(_ run: RunFolder, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let reference = try reference.get().folder
    for file in ["model.safetensors", "optimizer.safetensors", "strategy.safetensors"] {
      let isEqual = try run.contents("checkpoints/last/\(file)") == reference.contents("checkpoints/last/\(file)")
      #expect(isEqual, "\(file) differs", sourceLocation: sourceLocation)
    }
    #expect(try run.trainingMetrics() == reference.trainingMetrics(), sourceLocation: sourceLocation)
    #expect(
      try run.table("metrics.csv").map { $0.prefix(15) } == reference.table("metrics.csv").map { $0.prefix(15) },
      sourceLocation: sourceLocation)
    for link in ["best", "last"] {
      #expect(
        try run.target(ofLink: "checkpoints/\(link)") == reference.target(ofLink: "checkpoints/\(link)"),
        sourceLocation: sourceLocation)
    }
    #expect(
      try run.contents("eval/evaluation.json") == reference.contents("eval/evaluation.json"),
      sourceLocation: sourceLocation)
    #expect(run.names(in: "images/features") == reference.names(in: "images/features"), sourceLocation: sourceLocation)
    #expect(
      run.names(in: "checkpoints").filter { $0.hasPrefix(".") } == [], "leftovers", sourceLocation: sourceLocation)
    #expect(run.record["state"] as? String == "finished", sourceLocation: sourceLocation)
    #expect(run.record["epoch"] as? Int == 2, sourceLocation: sourceLocation)
    #expect(
      run.record["best"] as? Double == reference.record["best"] as? Double, sourceLocation: sourceLocation)
  }

  /// Expects the epoch that an earlier process began to count what that one computed, and the record to count all epochs.
  private static func expectTimesAddUp(_ run: RunFolder, epoch: Int, begun: Double) throws {
    let lines = try run.metrics()
    func seconds(_ name: String) -> [Double] { lines.filter { $0.name == name }.map(\.value) }
    let processor = seconds("seconds/processor")
    try #require(processor.count == 2)
    #expect(processor.allSatisfy { $0 > 0 })
    #expect(processor[epoch - 1] > begun)
    for (field, values) in [("processorSeconds", processor), ("seconds", seconds("seconds/epoch"))] {
      let total = try #require(run.record[field] as? Double)
      #expect(abs(total - values.reduce(0, +)) < 1e-9, "\(field)")
    }
  }

  static func resume(_ run: RunFolder, in runs: RunsFolder, _ more: String..., environment: [String: String] = [:])
    throws
    -> Program.Ending
  {
    try Running(["resume", run.shortID] + more + ["--into", runs.path], environment: environment).ending()
  }

  /// Starts a run and ends it by a signal at a moment of its life.
  ///
  /// Where the machine was too busy to notice the moment, the run has finished; then another one is started.
  private static func stop(
    at moment: Moment, by signal: Int32, _ more: String...
  ) throws -> (RunsFolder, RunFolder, Program.Ending) {
    for _ in 0..<10 {
      let runs = try RunsFolder()
      let running = try Running(["run"] + recipe + more + ["--into", runs.path])
      try? running.wait(for: moment.rawValue) { runs.all.first.map(moment.hasCome) ?? false }
      running.send(signal)
      let ending = running.ending()
      if ending.status != 0 { return (runs, try runs.only(), ending) }
    }
    throw Running.GaveUp(what: moment.rawValue, errors: "ten runs finished before the signal came")
  }

  // MARK: - Killing

  @Test(arguments: Moment.allCases) func `a killed run resumes and ends like one left alone`(moment: Moment) throws {
    let (runs, run, ending) = try Self.stop(at: moment, by: SIGKILL)
    #expect(ending.status == 128 + SIGKILL, "\(ending.errors)")
    let resumed = try Self.resume(run, in: runs)
    #expect(resumed.status == 0, "\(resumed.errors)")
    try Self.expectSame(run)
  }

  @Test func `a killed run that began from other weights resumes from these`() throws {
    let parent = try Self.reference.get().folder.path + ":best"
    let runs = try RunsFolder()
    #expect(try Self.start(in: runs, "--from", parent).ending().status == 0)
    let whole = try runs.only()
    let (folder, killed, _) = try Self.stop(at: .firstStep, by: SIGKILL, "--from", parent)
    #expect(try Self.resume(killed, in: folder).status == 0)
    try Self.expectSameTraining(killed, whole)
  }

  /// With the gradients of every exit, added up over micro-batches.
  @Test func `a killed run that passes its batches in micro-batches ends like one left alone`() throws {
    let keys = ["strategy=nash-mtl", "train.micro-batch=12"]
    let runs = try RunsFolder()
    #expect(try Self.start(in: runs, keys[0], keys[1]).ending().status == 0)
    let whole = try runs.only()
    let measured = try whole.metrics().filter { $0.name == "conflict/backbone/rate" && $0.split == "step" }
    #expect(measured.map(\.step) == [1, 2, 3, 4, 5, 6])
    let (folder, killed, _) = try Self.stop(at: .secondEpoch, by: SIGKILL, keys[0], keys[1])
    #expect(try Self.resume(killed, in: folder).status == 0)
    try Self.expectSameTraining(killed, whole)
  }

  @Test func `a killed run whose heads differ by exit ends like one left alone, and is known for it`() throws {
    let heads = "heads={1: pooled-linear, rest: {name: msdnet-classifier, channels: 8}}"
    let runs = try RunsFolder()
    #expect(try Self.start(in: runs, heads).ending().status == 0)
    let whole = try runs.only()
    #expect(try whole.text("recipe.resolved.yaml").contains("heads:\n  1:\n    name: pooled-linear\n  rest:\n"))
    let (folder, killed, _) = try Self.stop(at: .firstStep, by: SIGKILL, heads)
    #expect(try Self.resume(killed, in: folder).status == 0)
    try Self.expectSameTraining(killed, whole)

    let explained = try Program.run("explain", "smoke/dfs", heads)
    #expect(explained.status == 0, "\(explained.errors)")
    let line = "\n  heads          1 pooled-linear, 2 msdnet-classifier\n"
    #expect(explained.output.contains(line), "\(explained.output)")
    let exported = try Running(["export", whole.shortID, "--to", "onnx", "--into", runs.path]).ending()
    #expect(exported.status == 0, "\(exported.errors)")
  }

  /// Expects two runs to have measured the same and to end with the same weights and memories.
  private static func expectSameTraining(_ run: RunFolder, _ whole: RunFolder) throws {
    #expect(try run.trainingMetrics() == whole.trainingMetrics())
    for file in ["model", "optimizer", "strategy"].map({ "checkpoints/last/\($0).safetensors" }) {
      let isEqual = try run.contents(file) == whole.contents(file)
      #expect(isEqual, "\(file) differs")
    }
  }

  @Test func `a killed run is lost, in list and in show`() throws {
    let runs = try RunsFolder()
    let running = try Self.start(in: runs, "train.epochs=1000")
    try running.wait(for: "the first step") { (runs.all.first?.metricsLineCount ?? 0) > 0 }
    let run = try runs.only()
    #expect(try Program.run("list", "--into", runs.path).output.contains("  running "))
    running.send(SIGKILL)
    _ = running.ending()
    #expect(run.record["state"] as? String == "running", "nobody was left to write it down")
    #expect(try Program.run("list", "--into", runs.path).output.contains("  lost "))
    let shown = try Program.run("show", run.shortID, "--into", runs.path).output
    let (epoch, step) = (try #require(run.record["epoch"]), try #require(run.record["step"]))
    #expect(shown.contains("  state     lost, epoch \(epoch) of 1000, step \(step)\n"))
    #expect(shown.hasSuffix("  go on     workbench resume \(run.shortID) --into \(runs.path)\n"))
  }

  // MARK: - Signals

  @Test(arguments: [SIGINT, SIGTERM])
  func `a signal finishes the step, saves and says how to go on`(signal: Int32) throws {
    let (runs, run, ending) = try Self.stop(at: .firstStep, by: signal)
    #expect(ending.status == 128 + signal)
    #expect(run.record["state"] as? String == "paused")
    #expect(
      ending.errors.hasSuffix("saved and paused; go on with: workbench resume \(run.shortID) --into \(runs.path)\n"))
    #expect(ending.errors.contains("stopping after this step"))
    #expect(ending.output.isEmpty)
    let step = try #require(run.record["step"] as? Int)
    #expect((1...6).contains(step))
    #expect(run.names(in: "checkpoints/last").count == 5)
    let sums = try run.json("checkpoints/last/state.json")["sums"] as? [String: Any]
    let begun = try #require(sums?["processorSeconds"] as? Double)
    let resumed = try Self.resume(run, in: runs)
    #expect(resumed.status == 0, "\(resumed.errors)")
    #expect(resumed.errors.contains("and \(step) step"))
    try Self.expectSame(run)
    try Self.expectTimesAddUp(run, epoch: (step - 1) / 3 + 1, begun: begun)
    #expect(run.names(in: "").filter { $0.hasPrefix("metrics.orphan") } == [], "what was saved is not measured again")
  }

  // MARK: - Refusing

  @Test func `a second process on a live run is refused`() throws {
    let runs = try RunsFolder()
    let running = try Self.start(in: runs, "train.epochs=1000")
    try running.wait(for: "the first step") { (runs.all.first?.metricsLineCount ?? 0) > 0 }
    let run = try runs.only()
    let second = try Self.resume(run, in: runs)
    #expect(second.status == 73)
    #expect(
      second.errors == """
        error: \(run.id) is being worked on by process \(running.identifier)
          wait for it, or stop it with: kill \(running.identifier)

        """)
    #expect(run.record["state"] as? String == "running")
    running.send(SIGKILL)
    _ = running.ending()
  }

  @Test(arguments: ["eval", "visualise"]) func `a live run is left alone`(verb: String) throws {
    let runs = try RunsFolder()
    let running = try Self.start(in: runs, "train.epochs=1000")
    try running.wait(for: "a checkpoint") { runs.all.first?.holds("checkpoints/best") ?? false }
    let run = try runs.only()
    let files = run.names(in: "eval") + run.names(in: "images/features")
    let ending = try Program.run(verb, run.shortID, "--into", runs.path)
    #expect(ending.status == 73)
    #expect(
      ending.errors == """
        error: \(run.id) is being worked on by process \(running.identifier)
          wait for it, or stop it with: kill \(running.identifier)

        """)
    #expect(run.names(in: "eval") + run.names(in: "images/features") == files)
    running.send(SIGKILL)
    _ = running.ending()
  }

  @Test func `a finished run has nothing to resume`() throws {
    let run = try Self.reference.get()
    let ending = try Self.resume(run.folder, in: run.runs)
    #expect(ending.status == 0)
    #expect(ending.output == "\(run.folder.id) has finished; there is nothing to resume\n")
  }

  @Test func `the run's number of threads is kept, and another one is said`() throws {
    let runs = try RunsFolder(copying: Self.reference.get().folder)
    let run = try runs.only()
    try run.setState("paused")
    try run.remove("checkpoints/step-00000006")
    let resumed = try Self.resume(run, in: runs, environment: ["OMP_NUM_THREADS": "2"])
    #expect(!resumed.errors.contains("note:"))
    try Self.expectSame(run)
    try run.setState("paused")
    let other = try Self.resume(run, in: runs, "--threads", "2")
    #expect(
      other.errors.contains(
        "note: the number of threads was 1 and is now 2: the weights will not be byte-equal to those of a run left alone\n"
      ))
  }

  // MARK: - Damage

  enum Damage: String, CaseIterable, CustomTestStringConvertible {
    case truncated, flipped, withoutManifest, withoutFile

    var testDescription: String { rawValue }

    /// - Returns: what the program says of it.
    func apply(to checkpoint: String, of run: RunFolder) throws -> String {
      let model = "checkpoints/\(checkpoint)/model.safetensors"
      switch self {
      case .truncated:
        let data = try run.contents(model)
        try run.write(data.prefix(1000), to: model)
        return "model.safetensors has 1000 bytes instead of \(data.count)"
      case .flipped:
        let file = "checkpoints/\(checkpoint)/optimizer.safetensors"
        var data = try run.contents(file)
        data[data.count - 1] ^= 1
        try run.write(data, to: file)
        return "the contents of optimizer.safetensors have changed"
      case .withoutManifest:
        try run.remove("checkpoints/\(checkpoint)/manifest.json")
        return "manifest.json is missing or damaged"
      case .withoutFile:
        try run.remove(model)
        return "model.safetensors is missing"
      }
    }
  }

  /// A finished run, made one that has to go on, with its last checkpoint damaged in some way.
  private static func interrupted() throws -> (RunsFolder, RunFolder) {
    let runs = try RunsFolder(copying: reference.get().folder)
    let run = try runs.only()
    try run.setState("paused")
    return (runs, run)
  }

  @Test(arguments: Damage.allCases) func `a damaged last checkpoint falls back to the one before, and says so`(
    damage: Damage
  ) throws {
    let (runs, run) = try Self.interrupted()
    let what = try damage.apply(to: "step-00000006", of: run)
    let resumed = try Self.resume(run, in: runs)
    #expect(resumed.status == 0, "\(resumed.errors)")
    let note = "checkpoint step-00000006 is damaged: \(what); falling back to step-00000003"
    #expect(resumed.errors.contains("note: \(note)\n"))
    #expect(try run.text("run.log").contains(" \(note)\n"))
    try Self.expectSame(run)
    #expect(
      run.names(in: "checkpoints")
        == ["best", "damaged-step-00000006", "last", "step-00000003", "step-00000006"])
    #expect(run.names(in: "").contains("metrics.orphan-1.jsonl"), "the numbers of the lost epoch are kept apart")
  }

  @Test func `another checkpoint than the best is evaluated in a folder of its own`() throws {
    let (runs, run) = try Self.interrupted()
    _ = runs
    let best = try run.target(ofLink: "checkpoints/best")
    let other = try #require(run.names(in: "checkpoints").first { $0.hasPrefix("step-") && $0 != best })
    let own = try run.contents("eval/evaluation.json")
    #expect(try Program.run("eval", "\(run.path):\(other)").status == 0)
    #expect(try run.contents("eval/evaluation.json") == own)
    #expect(try run.json("eval/\(other)/evaluation.json")["checkpoint"] as? String == other)
  }

  @Test func `a damaged best checkpoint does not keep a run from ending`() throws {
    let (runs, run) = try Self.interrupted()
    let best = try run.target(ofLink: "checkpoints/best")
    let last = try run.target(ofLink: "checkpoints/last")
    try #require(best != last, "the test needs a run whose last epoch is not its best")
    let what = try Damage.flipped.apply(to: best, of: run)
    let resumed = try Self.resume(run, in: runs)
    #expect(resumed.status == 0, "\(resumed.errors)")
    #expect(
      resumed.errors.contains(
        "note: checkpoint \(best) is damaged: \(what); the last checkpoint, \(last), is evaluated in its place\n"))
    #expect(run.record["state"] as? String == "finished")
  }

  @Test func `a recipe that another version wrote says which one, and what is wrong`() throws {
    let (runs, run) = try Self.interrupted()
    let recipe = try run.text("recipe.resolved.yaml").replacing("clip-norm: none", with: "clip-norm: none\n  once: 1")
    try run.write(Data(recipe.utf8), to: "recipe.resolved.yaml")
    let environment = try run.json("environment.json")
    let version = try #require(environment["workbench"] as? String)
    let commit = (environment["commit"] as? String).map { " (commit \($0.prefix(7)))" } ?? ""
    let resumed = try Self.resume(run, in: runs)
    #expect(resumed.status == 65)
    #expect(resumed.errors.contains("unknown key 'once' in 'train'"), "\(resumed.errors)")
    let advice =
      "recipe.resolved.yaml was right when it was written: go on with workbench \(version)\(commit), which began the run, or "
      + "mend what is said above\n"
    #expect(resumed.errors.hasSuffix(advice), "\(resumed.errors)")
  }

  @Test func `with every checkpoint damaged the run begins anew`() throws {
    let (runs, run) = try Self.interrupted()
    let first = try Damage.truncated.apply(to: "step-00000006", of: run)
    let second = try Damage.flipped.apply(to: "step-00000003", of: run)
    let resumed = try Self.resume(run, in: runs)
    #expect(resumed.status == 0, "\(resumed.errors)")
    #expect(
      resumed.errors.hasPrefix(
        """
        note: checkpoint step-00000006 is damaged: \(first); falling back to step-00000003
        note: checkpoint step-00000003 is damaged: \(second); no other is left
        note: there is no checkpoint to go on from: the run begins anew

        """))
    try Self.expectSame(run)
  }

  @Test func `leftovers of a killed process are cleared away, and a torn last line with them`() throws {
    let (runs, run) = try Self.interrupted()
    try FileManager.default.createDirectory(
      atPath: run.path + "/checkpoints/.tmp-step-00000009", withIntermediateDirectories: true)
    try run.write(Data("half".utf8), to: "checkpoints/.tmp-step-00000009/model.safetensors")
    let metrics = try run.contents("metrics.jsonl")
    try run.write(metrics + Data("{\"epoch\":3,\"exi".utf8), to: "metrics.jsonl")
    let resumed = try Self.resume(run, in: runs)
    #expect(resumed.status == 0, "\(resumed.errors)")
    try Self.expectSame(run)
    #expect(try run.contents("metrics.jsonl") == metrics)
    #expect(try run.text("metrics.orphan-1.jsonl") == "{\"epoch\":3,\"exi")
  }

  @Test func `a run from other weights does not begin anew without them`() throws {
    let parent = try Self.reference.get().folder
    let runs = try RunsFolder()
    #expect(try Self.start(in: runs, "--from", parent.path + ":last").ending().status == 0)
    let run = try runs.only()
    try run.setState("paused")
    for name in ["step-00000003", "step-00000006"] { _ = try Damage.withoutFile.apply(to: name, of: run) }
    let resumed = try Self.resume(run, in: runs)
    #expect(resumed.status == 1)
    #expect(
      resumed.errors.hasSuffix(
        """
        error: \(run.id) failed: it has no checkpoint that is whole, and it began from \(parent.id):step-00000006
          begin anew from there: workbench run RECIPE --from \(parent.id):step-00000006

        """))
  }
}
