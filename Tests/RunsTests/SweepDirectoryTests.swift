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

@Suite struct SweepDirectoryTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A sweep with one member for each of the runs, which are made as well.
  private func makeSweep(of runs: [String], name: String = "a", at time: Double = 0) throws -> SweepDirectory {
    var random = RandomStream(seed: UInt64(time), purpose: "test")
    let date = Date(timeIntervalSince1970: time)
    let sweep = try SweepDirectory.make(in: folder.path, name: name, date: date, random: &random)
    let members = runs.enumerated().map { index, run in
      SweepRecord.Member(number: index + 1, run: run, seed: 1, variant: run, values: ["strategy": run])
    }
    try sweep.write(
      SweepRecord(
        id: sweep.id, name: name, keys: ["strategy"], jobs: 2, members: members, command: ["workbench"], created: date))
    for run in runs {
      try DurableFile.makeFolder("\(folder.path)/\(run)")
      try RunDirectory(path: "\(folder.path)/\(run)").write(.example(run))
    }
    return sweep
  }

  @Test func `a sweep's folder is named after recipe and time, and its runs lie beside it`() throws {
    let sweep = try makeSweep(of: ["a-1", "b-2"])
    #expect(sweep.id.wholeMatch(of: /a-sweep-\d{6}-\d{4}-[a-hjkmnp-z2-9]{4}/) != nil, "\(sweep.id)")
    let record = try sweep.readRecord()
    #expect(record.members.map(sweep.directory).map(\.path) == ["\(folder.path)/a-1", "\(folder.path)/b-2"])
    #expect(record.variants == ["a-1", "b-2"])
    #expect(SweepDirectory(path: "x-sweep").directory(of: record.members[0]).path == "./a-1")
    #expect(sweep.workerLog(of: record.members[0]) == "\(sweep.path)/workers/001.log")
  }

  @Test func `a listing has runs and sweeps apart, oldest first`() throws {
    let second = try makeSweep(of: ["a-1"], at: 2)
    let first = try makeSweep(of: ["b-2"], at: 1)
    let listing = RunsListing(of: folder.path)
    #expect(listing.runs.map(\.directory.id) == ["a-1", "b-2"])
    #expect(listing.sweeps.map(\.directory) == [first, second])
  }

  @Test func `a sweep is found by its id, the last part, a path or @sweep`() throws {
    let sweep = try makeSweep(of: ["a-1"])
    for name in [sweep.id, sweep.shortID, "@sweep", sweep.path, sweep.path + "/", "a-sweep"] {
      #expect(try RunTarget.find(name, in: folder.path) == .sweep(sweep), "\(name)")
    }
    #expect(try RunTarget.find("@last", in: folder.path).id == "a-1")
  }

  @Test func `where a run is wanted, a sweep is told apart`() throws {
    let sweep = try makeSweep(of: ["b-1"])
    let error = #expect(throws: RunNotFound.self) { try RunDirectory.find(sweep.shortID, in: folder.path) }
    #expect(
      error?.description == """
        '\(sweep.shortID)' is a sweep, not a run
          its runs: workbench show \(sweep.argument)
        """)
  }

  @Test func `a prefix that a sweep shares with one run means the run where a run is wanted`() throws {
    let sweep = try makeSweep(of: ["a-s1-k7f2"])
    #expect(try RunDirectory.find("a-s", in: folder.path).id == "a-s1-k7f2")
    let error = #expect(throws: RunNotFound.self) { try RunTarget.find("a-s", in: folder.path) }
    #expect(
      error?.description == """
        'a-s' fits 2 runs or sweeps:
          a-s1-k7f2
          \(sweep.id)
        """)
  }

  @Test(arguments: ["", ".", "..", "../outside", "/etc", ".hidden"])
  func `a record cannot name members outside of the folder of runs`(run: String) throws {
    let sweep = try makeSweep(of: ["a-1"])
    var record = try sweep.readRecord()
    record.members[0].run = run
    try sweep.write(record)
    let error = #expect(throws: FileError.self) { try sweep.readRecord() }
    #expect(error?.description == "\(sweep.record): is damaged: it names members outside of its folder")
  }
}
