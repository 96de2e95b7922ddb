import Foundation
import Testing
import Torch

/// What the machine can do to a run.
@Suite struct FaultTests {
  /// A limit on the size of files fails a write as a full disk does, with no need for a disk to fill.
  ///
  /// 18 kB is more than the metrics of the first epoch, and less than its weights.
  @Test func `a write that fails ends the run with 74 and leaves no half-written file`() throws {
    let runs = try RunsFolder()
    let ending = try Program.shell(
      "trap '' XFSZ; ulimit -f 36; exec \"$WORKBENCH\" run smoke/sum --into '\(runs.path)'")
    let run = try runs.only()
    let file = "\(run.path)/checkpoints/.tmp-step-00000003/model.safetensors"
    #expect(ending.status == 74)
    #expect(
      ending.errors.hasSuffix(
        """
        error: \(run.id) failed: \(file): File too large
          there is no checkpoint yet
          once that is mended, go on with: workbench resume \(run.shortID) --into \(runs.path)

        """))
    #expect(run.record["state"] as? String == "failed")
    #expect(run.record["failure"] as? String == "\(file): File too large")
    #expect(run.names(in: "checkpoints") == [])
    #expect(run.names(in: "").allSatisfy { !$0.hasSuffix(".tmp") })
    #expect(try run.json("failure.json")["error"] as? String == "\(file): File too large")

    let resumed = try Program.run("resume", run.shortID, "--into", runs.path)
    #expect(resumed.status == 0, "\(resumed.errors)")
    let whole = try FinishedRun.of("smoke/sum").folder
    #expect(
      try run.contents("checkpoints/last/model.safetensors") == whole.contents("checkpoints/last/model.safetensors"))
    #expect(try run.trainingMetrics() == whole.trainingMetrics())
    #expect(!run.holds("failure.json"))
    #expect(run.record["failure"] == nil)
  }

  /// 38 kB is more than any checkpoint, table or evaluation of the run has, and less than its page and its larger pictures.
  @Test func `a disk without room for pictures and pages costs these and nothing else`() throws {
    let runs = try RunsFolder()
    let ending = try Program.shell(
      "trap '' XFSZ; ulimit -f 76; exec \"$WORKBENCH\" run smoke/sum --into '\(runs.path)'")
    let run = try runs.only()
    #expect(ending.status == 0, "\(ending.errors)")
    let log = try run.text("run.log")
    for product in ["feature maps", "pictures of conflict", "TensorBoard's log", "report.html"] {
      let note = "\(product) could not be written: \(run.path)/"
      let notes = ending.errors.split(separator: "\n").filter { $0.hasPrefix("note: \(note)") }
      #expect(notes.count == 1, "\(product)")
      #expect(notes.allSatisfy { $0.hasSuffix(": File too large; the run goes on") })
      #expect(log.contains("Z \(note)"))
    }
    let whole = try FinishedRun.of("smoke/sum").folder
    for file in [
      "checkpoints/last/model.safetensors", "checkpoints/last/optimizer.safetensors", "eval/evaluation.json",
    ] {
      #expect(try run.contents(file) == whole.contents(file), "\(file)")
    }
    #expect(try run.trainingMetrics() == whole.trainingMetrics())
    #expect(run.record["state"] as? String == "finished")
    #expect(run.names(in: "").allSatisfy { !$0.hasSuffix(".tmp") })
  }

  @Test func `a folder of runs that cannot be made is refused before training`() throws {
    let folder = try TemporaryFolder()
    try folder.write("", to: "file")
    let ending = try Program.run("run", "smoke/sum", "--into", folder.path + "/file/runs")
    #expect(ending.status == 73)
    #expect(
      ending.errors == """
        error: the run's folder cannot be made: \(folder.path)/file/runs: Not a directory
          choose another place with --into FOLDER

        """)
  }

  @Test func `a loss that is no number stops the run, and no bad checkpoint is written`() throws {
    let runs = try RunsFolder()
    let ending = try Program.run("run", "smoke/sum", "optimizer.learning-rate=1e6", "--into", runs.path)
    let run = try runs.only()
    #expect(ending.status == 1)
    let failure = try #require(run.record["failure"] as? String)
    #expect(
      failure.hasPrefix(
        "the validation loss of exit 1 became nan after step 3 (epoch 1); losses of all exits: nan  "))
    #expect(
      ending.errors.hasSuffix(
        """
        error: \(run.id) failed: \(failure)
          there is no checkpoint yet
          choose a smaller optimizer.learning-rate, or limit the gradients with train.clip-norm

        """))
    let report = try run.json("failure.json")
    #expect(report["exit"] as? Int == 1)
    #expect(report["step"] as? Int == 3)
    #expect(report["epoch"] as? Int == 1)
    #expect((report["losses"] as? [Any])?.first as? String == "nan")
    #expect(run.record["state"] as? String == "failed")
    #expect(try run.text("run.log").hasSuffix("Z failed: \(failure)\n"))
    #expect(run.names(in: "checkpoints") == [])
  }

  @Test func `the last good checkpoint stays when a later epoch diverges`() throws {
    let whole = try FinishedRun.of("smoke/sum").folder
    let runs = try RunsFolder(copying: whole)
    let run = try runs.only()
    // After its first epoch the run goes on with a learning rate beyond all measure.
    try run.setState("paused")
    try run.remove("checkpoints/step-00000006")
    let recipe = try run.text("recipe.resolved.yaml").replacing("learning-rate: 0.05", with: "learning-rate: 1e6")
      .replacing("weight-decay: 0.0005", with: "weight-decay: 1").replacing("epochs: 2\n", with: "epochs: 100\n")
    try run.write(Data(recipe.utf8), to: "recipe.resolved.yaml")
    let ending = try Program.run("resume", "@last", "--into", runs.path)
    #expect(ending.status == 1)
    let epoch = try #require(try run.json("failure.json")["epoch"] as? Int)
    #expect(epoch > 1)
    let last = String(format: "step-%08d", 3 * (epoch - 1))
    #expect(ending.errors.contains("\n  the last good checkpoint is \(last)\n"))
    #expect(try run.target(ofLink: "checkpoints/last") == last)
    for (name, tensor) in try Safetensors(run.contents("checkpoints/last/model.safetensors")).tensors {
      let elements: [Float] = try tensor.elements(as: Float.self)
      #expect(elements.allSatisfy { $0.isFinite }, "\(name)")
    }
  }
}
