import Files
import Foundation
import Testing
import WorkbenchCore

@testable import Evaluation
@testable import Recipes
@testable import RunFiles
@testable import Sessions
@testable import Timing
@testable import Training

/// A folder that is removed with the value.
final class TemporaryFolder {
  let path = FileManager.default.temporaryDirectory.path + "/runs-tests-\(UUID().uuidString)"

  init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
  deinit { try? FileManager.default.removeItem(atPath: path) }

  var names: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted() }
}

extension RunRecord {
  static func example(_ id: String, created: Date = Date(timeIntervalSince1970: 0)) -> RunRecord {
    RunRecord(
      id: id, name: "example", seed: 1, strategy: "sum", group: "0", command: ["workbench"], created: created,
      parent: nil, epochs: 3)
  }
}

@Suite struct RunDirectoryTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Runs of these ids, in this order.
  private func make(_ ids: String...) throws {
    for (index, id) in ids.enumerated() {
      try FileManager.default.createDirectory(atPath: "\(folder.path)/\(id)", withIntermediateDirectories: true)
      try RunDirectory(path: "\(folder.path)/\(id)")
        .write(.example(id, created: Date(timeIntervalSince1970: Double(index))))
    }
  }

  private func find(_ name: String) -> Result<String, RunNotFound> {
    Result { () throws(RunNotFound) in try RunDirectory.find(name, in: folder.path).id }
  }

  // MARK: - Making

  @Test func `a new run has a folder of its own, named after recipe, time and seed`() throws {
    var random = RandomStream(seed: 1, purpose: "test")
    let date = try #require(
      Calendar(identifier: .gregorian).date(from: DateComponents(year: 2026, month: 3, day: 7, hour: 9, minute: 5)))
    let parent = folder.path + "/not/yet"
    let made = try (0..<20).map { _ in
      let directory = try RunDirectory.make(in: parent, name: "dfs-msdnet", seed: 42, date: date, random: &random)
      try directory.write(.example(directory.id))
      return directory
    }
    #expect(Set(made.map(\.shortID)).count == 20)
    for directory in made {
      #expect(directory.id.wholeMatch(of: /dfs-msdnet-260307-0905-s42-[a-hjkmnp-z2-9]{4}/) != nil, "\(directory.id)")
      #expect(directory.shortID.contains { $0.isLetter }, "a short id is no number")
    }
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: made[0].path).sorted() == [
        "checkpoints", "eval", "images", "run.json",
      ])
  }

  @Test func `a folder that cannot be made is an error with its path`() throws {
    var random = RandomStream(seed: 1, purpose: "test")
    try Data().write(to: URL(filePath: folder.path + "/file"))
    let error = #expect(throws: FileError.self) {
      try RunDirectory.make(in: folder.path + "/file/runs", name: "a", seed: 1, date: .now, random: &random)
    }
    #expect(error?.description == "\(folder.path)/file/runs: Not a directory")
  }

  // MARK: - Finding

  @Test func `a run is found by its id, a prefix, the last part, a path or @last`() throws {
    try make("a-260101-0000-s1-k7f2", "b-260101-0001-s1-k8aa", "c-260101-0002-s1-zzzz")
    for name in ["a-260101-0000-s1-k7f2", "a-", "k7f2", "k7", folder.path + "/a-260101-0000-s1-k7f2/"] {
      #expect(try find(name).get() == "a-260101-0000-s1-k7f2", "\(name)")
    }
    #expect(try find("@last").get() == "c-260101-0002-s1-zzzz")
  }

  @Test func `a whole short id wins over longer ones that begin with it`() throws {
    try make("a-260101-0000-s1-k7", "b-260101-0001-s1-k7f2")
    #expect(try find("k7").get() == "a-260101-0000-s1-k7")
  }

  @Test func `an ambiguous prefix is answered with the runs that it fits`() throws {
    try make("a-260101-0000-s1-k7f2", "b-260101-0001-s1-k8aa", "c-260101-0002-s1-zzzz")
    let error = #expect(throws: RunNotFound.self) { _ = try find("k").get() }
    #expect(
      error?.description == """
        'k' fits 2 runs:
          a-260101-0000-s1-k7f2
          b-260101-0001-s1-k8aa
        """)
  }

  @Test func `an unknown name is answered with the five latest runs`() throws {
    try make("a-1", "b-2", "c-3", "d-4", "e-5", "f-6")
    let error = #expect(throws: RunNotFound.self) { try find("x").get() }
    #expect(
      error?.description == """
        there is no run 'x' in \(folder.path); the latest are
          f-6
          e-5
          d-4
          c-3
          b-2
        """)
  }

  @Test func `a folder of something else is no run`() throws {
    try make("a-1")
    try FileManager.default.createDirectory(atPath: folder.path + "/b-2", withIntermediateDirectories: true)
    #expect(RunDirectory.all(in: folder.path).map(\.id) == ["a-1"])
    #expect(RunDirectory.all(in: folder.path + "/nowhere").isEmpty)
  }

  @Test func `commands name a run by its short id, and its folder where that is not runs`() {
    #expect(RunDirectory(path: "runs/a-s1-k7f2").argument == "k7f2")
    #expect(RunDirectory(path: "/data/runs/a-s1-k7f2").argument == "k7f2 --into /data/runs")
    #expect(RunDirectory(path: "a-s1-k7f2").argument == "k7f2 --into .")
  }

  // MARK: - State

  @Test func `a running run whose lock nobody holds is lost`() throws {
    try make("a-1")
    let directory = RunDirectory(path: folder.path + "/a-1")
    do {
      let lock = try WorkLock(directory)
      #expect(try directory.readRecord().state == .running)
      withExtendedLifetime(lock) {}
    }
    #expect(try directory.readRecord().state == .lost)
  }

  @Test(arguments: [RunState.paused, .finished, .failed]) func `any other state is as it was written`(state: RunState)
    throws
  {
    try make("a-1")
    let directory = RunDirectory(path: folder.path + "/a-1")
    var record = try directory.readRecord()
    record.state = state
    try directory.write(record)
    #expect(try directory.readRecord().state == state)
  }

  @Test func `a lock is given once, and asking about it does not take it`() throws {
    try make("a-1")
    let directory = RunDirectory(path: folder.path + "/a-1")
    let lock = try WorkLock(directory)
    for _ in 0..<3 { #expect(WorkLock.isHeld(at: directory.lock)) }
    let busy = #expect(throws: RunBusy.self) { try WorkLock(directory) }
    #expect(
      busy?.description == """
        a-1 is being worked on by process \(getpid())
          wait for it, or stop it with: kill \(getpid())
        """)
    withExtendedLifetime(lock) {}
  }

  @Test func `a damaged record is an error with its path`() throws {
    try make("a-1")
    let directory = RunDirectory(path: folder.path + "/a-1")
    try Data("{".utf8).write(to: URL(filePath: directory.record))
    let error = #expect(throws: FileError.self) { try directory.readRecord() }
    #expect(error?.description == "\(directory.record): is damaged: it does not hold what the workbench wrote")
  }
}

@Suite struct DurableFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func `a file is replaced whole`() throws {
    let path = folder.path + "/file"
    try DurableFile.write(Data("one".utf8), to: path)
    try DurableFile.write(Data("two".utf8), to: path)
    #expect(try Data(contentsOf: URL(filePath: path)) == Data("two".utf8))
    #expect(folder.names == ["file"])
  }

  @Test func `a write that fails leaves what was there and nothing else`() throws {
    // A folder stands where the file should come.
    let path = folder.path + "/taken"
    try DurableFile.makeFolder(path)
    try DurableFile.makeFolder(path + "/inside")
    #expect(throws: FileError.self) { try DurableFile.write(Data("one".utf8), to: path) }
    #expect(folder.names == ["taken"])
  }

  @Test func `a full device is told as a full disk`() throws {
    let file = open("/dev/full", O_WRONLY)
    try #require(file >= 0)
    defer { close(file) }
    let error = #expect(throws: FileError.self) {
      try DurableFile.writeAll(Data("one".utf8), to: file, path: "metrics.jsonl")
    }
    #expect(error?.description == "metrics.jsonl: the disk is full")
    #expect(error?.isDiskFull == true)
  }

  @Test func `a link is moved, and folders are made as deep as asked`() throws {
    try DurableFile.link(folder.path + "/last", to: "one")
    try DurableFile.link(folder.path + "/last", to: "two")
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.path + "/last") == "two")
    try DurableFile.makeFolders(folder.path + "/a/b/c")
    try DurableFile.makeFolders(folder.path + "/a/b/c")
    #expect(folder.names == ["a", "last"])
  }
}

@Suite struct MetricsLogTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }
  private var directory: RunDirectory { RunDirectory(path: folder.path) }

  private func metric(_ step: Int, _ value: Double, epoch: Int = 1, exit: Int? = nil, name: MetricName = .loss)
    -> Metric
  {
    Metric(step: step, epoch: epoch, split: .train, exit: exit, name: name, value: value)
  }

  @Test func `what was written is read, one line each, whatever the number`() throws {
    let log = try MetricsLog(directory)
    let metrics = [metric(1, 0.1), metric(2, .infinity, exit: 2), metric(3, 1e-300)]
    try log.append(metrics)
    try log.append([metric(4, .nan)])
    #expect(MetricsReader(directory).metrics().prefix(3) == metrics[...])
    #expect(MetricsReader(directory).metrics()[3].value.isNaN)
    let lines = try String(contentsOfFile: directory.metrics, encoding: .utf8).split(separator: "\n")
    #expect(lines[0] == #"{"epoch":1,"name":"loss","split":"train","step":1,"value":0.1}"#)
    #expect(lines[1] == #"{"epoch":1,"exit":2,"name":"loss","split":"train","step":2,"value":"inf"}"#)
    #expect(lines[3].hasSuffix(#""value":"nan"}"#))
  }

  @Test func `truncating moves later lines into a file of their own, each time another one`() throws {
    let log = try MetricsLog(directory)
    try log.append([metric(1, 1)])
    let length = try log.syncedLength()
    for number in 1...2 {
      try log.append([metric(2, Double(number))])
      try log.truncate(to: length)
      #expect(MetricsReader(directory).metrics() == [metric(1, 1)])
    }
    #expect(folder.names == ["metrics.jsonl", "metrics.orphan-1.jsonl", "metrics.orphan-2.jsonl"])
    let orphan = try String(contentsOfFile: folder.path + "/metrics.orphan-2.jsonl", encoding: .utf8)
    #expect(orphan == #"{"epoch":1,"name":"loss","split":"train","step":2,"value":2}"# + "\n")
    try log.truncate(to: length)
    #expect(folder.names.count == 3, "nothing to move, no file")
    try log.append([metric(3, 3)])
    #expect(MetricsReader(directory).metrics() == [metric(1, 1), metric(3, 3)], "appending goes on where it was cut")
  }

  @Test func `a torn last line is left out`() throws {
    let log = try MetricsLog(directory)
    try log.append([metric(1, 1)])
    let handle = try FileHandle(forWritingTo: URL(filePath: directory.metrics))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data(#"{"epoch":1,"na"#.utf8))
    #expect(MetricsReader(directory).metrics() == [metric(1, 1)])
  }

  @Test func `the table has a row for each epoch and an empty cell for what was not measured`() throws {
    let log = try MetricsLog(directory)
    try log.append([metric(2, 0.5, exit: 1), metric(2, 0.25, name: "rate")])
    try log.append([metric(4, 0.125, epoch: 2, exit: 1)])
    try log.append([Metric(step: 3, epoch: 2, split: .step, name: "gradient-norm", value: 1)])
    _ = try MetricsTable(directory, epochs: 2)
    #expect(
      try String(contentsOfFile: directory.table, encoding: .utf8) == """
        epoch,step,train/exit1/loss,train/rate
        1,2,0.5,0.25
        2,4,0.125,

        """)
  }

  @Test func `a table that grew row by row is the one that is made at once`() throws {
    let log = try MetricsLog(directory)
    var table = try MetricsTable(directory, epochs: 0)
    for epoch in 1...4 {
      var lines = [metric(epoch, 1 / Double(epoch), epoch: epoch), metric(epoch, .infinity, epoch: epoch, exit: 1)]
      // In the third epoch something is measured for the first time.
      if epoch == 3 { lines.append(metric(epoch, -0.0, epoch: epoch, name: "rate")) }
      try log.append(lines)
      table.add(lines)
      try table.endEpoch(epoch)
    }
    let grown = try Data(contentsOf: URL(filePath: directory.table))
    _ = try MetricsTable(directory, epochs: 4)
    #expect(try Data(contentsOf: URL(filePath: directory.table)) == grown)
    #expect(String(decoding: grown, as: UTF8.self).split(separator: "\n")[3] == "3,3,0.3333333333333333,inf,-0.0")
  }

  @Test func `a row that was cut is made again, and of the epoch under way nothing is lost`() throws {
    let log = try MetricsLog(directory)
    try log.append([metric(1, 0.5), metric(2, 0.25, epoch: 2, name: "first/loss")])
    _ = try MetricsTable(directory, epochs: 1)
    let file = try FileHandle(forWritingTo: URL(filePath: directory.table))
    try file.seekToEnd()
    try file.write(contentsOf: Data("2,".utf8))
    var table = try MetricsTable(directory, epochs: 1)
    let last = [metric(3, 0.125, epoch: 2)]
    try log.append(last)
    table.add(last)
    try table.endEpoch(2)
    #expect(
      try String(contentsOfFile: directory.table, encoding: .utf8) == """
        epoch,step,train/loss,train/first/loss
        1,1,0.5,
        2,3,0.125,0.25

        """)
  }

  @Test func `a file of many pieces is read line by line`() throws {
    let log = try MetricsLog(directory)
    let metrics = (1...20_000).map { metric($0, Double($0), name: "a-name-that-makes-the-line-longer") }
    try log.append(metrics)
    #expect(try Data(contentsOf: URL(filePath: directory.metrics)).count > 1 << 20)
    #expect(MetricsReader(directory).metrics() == metrics)
    #expect(MetricsReader(directory).metrics(where: \.isOfStep) == [])
  }
}
