import Comparison
import Files
import Foundation
import LinkedPlugins
import Reports
import Testing
import WorkbenchCore

@testable import Recipes
@testable import Recorders
@testable import RunFiles
@testable import Sessions
@testable import Training

/// Whoever watches a run never ends it.
@Suite struct RecorderTests {
  /// A tiny run of two epochs of two steps that draws and measures everything in every epoch.
  private static let text = """
    schema: 1
    name: recorded
    data: {name: shapes, classes: 3, train: 8, validation: 4, calibration: 4, test: 4}
    backbone: {name: msdnet, blocks: 2, base: 1, step: 1, channels: 4, growth: 4, scales: [1, 2], bottleneck: [1, 2]}
    heads: {name: msdnet-classifier, channels: 8}
    strategy: sum
    optimizer: {name: sgd, learning-rate: 0.05}
    train: {epochs: 2, batch-size: 4, threads: 1, device: cpu}
    record: {features: {images: 1, epochs: [1, 2]}, conflict: {every: 1, epochs: [1, 2]}}
    """

  private struct Run {
    let folder: TemporaryFolder
    let notes: [String]

    var directory: RunDirectory { RunDirectory(path: folder.path) }
    func contents(_ file: String) -> Data? { FileManager.default.contents(atPath: "\(folder.path)/\(file)") }
    func names(in place: String) -> [String] {
      ((try? FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/\(place)")) ?? []).sorted()
    }

    /// What the same training repeats exactly.
    var metrics: [Metric] {
      MetricsReader(directory).metrics().filter { metric in
        !metric.name.rawValue.hasPrefix("seconds/")
          && ![MetricName.imagesPerSecond, .waitingShare, .peakMemory].contains(metric.name)
      }
    }
  }

  /// Trains in a folder that `prepared` has seen first.
  private func train(
    _ recorders: [any RunRecorder], prepared: (RunDirectory) throws -> Void = { _ in }
  ) throws -> Run {
    let registry = try Registry(linkedPlugins)
    let experiment = try Experiment(
      Recipe.load(text: Self.text, name: "recorded.yaml", catalog: registry.catalog), registry: registry)
    let folder = try TemporaryFolder()
    let directory = RunDirectory(path: folder.path)
    let record = RunRecord.example("recorded")
    for path in [directory.checkpoints, directory.images] { try DurableFile.makeFolder(path) }
    try directory.write(record)
    try Data(experiment.recipe.resolvedYAML.utf8).write(to: URL(filePath: directory.resolvedRecipe))
    try prepared(directory)
    let observer = NotedOnly()
    let group = RecorderGroup(recorders) { observer.noted($0) }
    let trainer = try Trainer(
      experiment, in: directory, record: record, observer: observer, recorders: group, interrupts: Interrupts())
    #expect(try trainer.train() == .finished)
    return Run(folder: folder, notes: observer.notes)
  }

  private func expectEqualTraining(_ run: Run, _ reference: Run) {
    for file in ["model.safetensors", "optimizer.safetensors", "strategy.safetensors"] {
      let path = "checkpoints/last/\(file)"
      #expect(reference.contents(path) != nil)
      #expect(run.contents(path) == reference.contents(path), "\(file) differs")
    }
    #expect(run.metrics == reference.metrics)
    #expect(run.metrics.contains { $0.split == .step })
  }

  private var drawing: [any RunRecorder] {
    let features = FeatureRecorder()
    return [features, ConflictRecorder(), TensorBoardRecorder(showing: features)]
  }

  @Test func `events come in their order, and after a recorder that throws others are told all the same`() throws {
    let events = Events()
    let run = try train([Thrower(at: nil), events])
    let step = ["measured", "stepEnded"]
    let epoch = step + step + ["measured", "epochEnded", "epochClosed"]
    #expect(events.all == ["runOpened"] + epoch + epoch)
    #expect(
      run.notes == ["the list could not be written: not at runOpened; the run goes on"], "once, at the first event")
  }

  @Test(arguments: ["runOpened", "measured", "stepEnded", "epochEnded", "epochClosed"])
  func `a recorder that throws is noted once, and training is the same to the byte`(event: String) throws {
    let run = try train([Thrower(at: event)])
    #expect(run.notes == ["the list could not be written: not at \(event); the run goes on"])
    expectEqualTraining(run, try train([]))
  }

  @Test func `recorders change nothing of what is trained`() throws {
    expectEqualTraining(try train(drawing), try train([]))
  }

  /// A link to the device that is always full stands where a picture is to be written.
  @Test func `a disk that is full for pictures alone costs these pictures and nothing else`() throws {
    let reference = try train(drawing)
    let run = try train(drawing) { directory in
      try DurableFile.makeFolders(directory.features)
      try DurableFile.makeFolders(directory.conflict)
      for file in ["features/e001_img0000_exit1.png", "conflict/cosines-e001.png"] {
        try FileManager.default.createSymbolicLink(
          atPath: "\(directory.images)/\(file).tmp", withDestinationPath: "/dev/full")
      }
    }
    let place = run.directory.images
    #expect(
      run.notes == [
        "feature maps could not be written: \(place)/features/e001_img0000_exit1.png.tmp: the disk is full; the run goes on",
        "pictures of conflict could not be written: \(place)/conflict/cosines-e001.png.tmp: the disk is full; "
          + "the run goes on",
      ])
    expectEqualTraining(run, reference)
    // What the next epoch draws is there, whole.
    let later = reference.names(in: "images/features").filter { $0.hasPrefix("e002") }
    #expect(!later.isEmpty && Set(later).isSubset(of: run.names(in: "images/features")))
    #expect(run.names(in: "images/conflict").contains("cosines-e002.png"))
    #expect(run.contents("images/conflict/time-line.png")?.isEmpty == false)
  }

  @Test func `one failed write of the page does not end it for the rest of the run`() throws {
    let catalog = try Registry(linkedPlugins).catalog
    func recorder() -> ReportRecorder { ReportRecorder(reading: RecipeReading(catalog: catalog) { _ in nil }) }
    let run = try train([recorder()]) { directory in
      try FileManager.default.createSymbolicLink(
        atPath: RunPage.path(in: directory) + ".tmp", withDestinationPath: "/dev/full")
    }
    let page = RunPage.path(in: run.directory)
    #expect(run.notes == ["report.html could not be written: \(page).tmp: the disk is full; the run goes on"])
    let text = try String(contentsOfFile: page, encoding: .utf8)
    #expect(text.contains("epoch 2 of 3"))
    expectEqualTraining(run, try train([]))
  }

  /// What a recorder was told of must make the page that the file makes.
  @Test func `the page of a run under way is the one that is made of its files`() throws {
    let catalog = try Registry(linkedPlugins).catalog
    let reading = RecipeReading(catalog: catalog) { _ in nil }
    let run = try train([ReportRecorder(reading: reading)])
    let text = try String(contentsOfFile: RunPage.path(in: run.directory), encoding: .utf8)
    #expect(text == (try RunPage(ComparedRun(run.directory, by: reading)).text))
    #expect(text.contains("Do the gradients of the exits conflict?"))
  }

  @Test func `a log for TensorBoard that cannot be opened is noted once`() throws {
    let run = try train(drawing) { directory in
      try Data().write(to: URL(filePath: directory.tensorBoard))
    }
    #expect(run.notes.count == 1)
    #expect(run.notes[0].hasPrefix("TensorBoard's log could not be written: "))
    expectEqualTraining(run, try train([]))
  }

  @Test func `what an epoch costs beside training is measured`() throws {
    let run = try train([Slow()])
    let seconds = MetricsReader(run.directory).metrics().filter { $0.name == .recordingSeconds }.map(\.value)
    #expect(seconds.count == 2)
    #expect(seconds[1] >= 0.02, "the first epoch's end is part of what lies before the second's")
    #expect(try #require(run.directory.readRecord().recordingSeconds) >= seconds.reduce(0, +) - 1e-9)
  }
}

private final class NotedOnly: RunObserver {
  private(set) var notes: [String] = []

  func runOpened(_ opening: RunOpening) {}
  func stepEnded(_ step: StepReport) {}
  func epochEnded(_ epoch: EpochReport) {}
  func noted(_ text: String) { notes.append(text) }
}

/// Throws at an event, or at each.
private final class Thrower: RunRecorder {
  struct Refusal: Error, CustomStringConvertible { let description: String }

  let product = "the list"
  private let event: String?

  init(at event: String?) { self.event = event }

  private func refuse(_ event: String) throws {
    if self.event ?? event == event { throw Refusal(description: "not at \(event)") }
  }

  func runOpened(_ opening: RunOpening, of experiment: Experiment) throws { try refuse("runOpened") }
  func measured(_ metrics: [Metric]) throws { try refuse("measured") }
  func stepEnded(_ step: StepReport) throws { try refuse("stepEnded") }
  func epochEnded(_ epoch: EpochReport) throws { try refuse("epochEnded") }
  func epochClosed(_ epoch: EpochReport) throws { try refuse("epochClosed") }
  func sessionEnded(_ ending: SessionEnding) throws { try refuse("sessionEnded") }
}

private final class Events: RunRecorder {
  let product = "a list"
  private(set) var all: [String] = []

  func runOpened(_ opening: RunOpening, of experiment: Experiment) { all.append("runOpened") }
  func measured(_ metrics: [Metric]) { all.append("measured") }
  func stepEnded(_ step: StepReport) { all.append("stepEnded") }
  func epochEnded(_ epoch: EpochReport) { all.append("epochEnded") }
  func epochClosed(_ epoch: EpochReport) { all.append("epochClosed") }
}

private final class Slow: RunRecorder {
  let product = "time"
  func epochClosed(_ epoch: EpochReport) { usleep(20_000) }
}
