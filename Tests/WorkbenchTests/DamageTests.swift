import Foundation
import Testing

/// A run's directory that somebody or something has damaged is shown as what it is, and no other run is lost with it.
@Suite struct DamageTests {
  enum Damage: String, CaseIterable, CustomTestStringConvertible {
    case missing, empty, cut, binary, list, otherFields, folder, pipe, dangling, loop, lockIsFolder, lockIsPipe
    case withoutMetrics, withoutCheckpoints, withoutRecipe, foreignFiles, hostileName

    var testDescription: String { rawValue }

    /// Whether the run cannot be told any more.
    var isFatal: Bool {
      switch self {
      case .missing, .empty, .cut, .binary, .list, .otherFields, .folder, .pipe, .dangling, .loop: true
      default: false
      }
    }

    func apply(to run: RunFolder) throws {
      let files = FileManager.default
      let record = run.path + "/run.json"
      switch self {
      case .missing: try run.remove("run.json")
      case .empty: try run.write(Data(), to: "run.json")
      case .cut: try run.write(run.contents("run.json").prefix(100), to: "run.json")
      case .binary: try run.write(Data((0..<4096).map { UInt8(truncatingIfNeeded: $0 &* 37) }), to: "run.json")
      case .list: try run.write(Data("[]".utf8), to: "run.json")
      case .otherFields: try run.write(Data("{\"id\": 3, \"state\": \"happy\"}".utf8), to: "run.json")
      case .folder:
        try run.remove("run.json")
        try files.createDirectory(atPath: record, withIntermediateDirectories: false)
      case .pipe:
        try run.remove("run.json")
        try #require(mkfifo(record, 0o644) == 0)
      case .dangling, .loop:
        try run.remove("run.json")
        try files.createSymbolicLink(atPath: record, withDestinationPath: self == .loop ? "run.json" : "nowhere")
      case .lockIsFolder, .lockIsPipe:
        try run.remove("run.lock")
        let lock = run.path + "/run.lock"
        if self == .lockIsPipe {
          try #require(mkfifo(lock, 0o644) == 0)
        } else {
          try files.createDirectory(atPath: lock, withIntermediateDirectories: false)
        }
        try run.setState("running")
      case .withoutMetrics: try run.remove("metrics.jsonl")
      case .withoutCheckpoints: try run.remove("checkpoints")
      case .withoutRecipe: try run.remove("recipe.resolved.yaml")
      case .foreignFiles: for name in ["a b", "sweep.json", "x\ny"] { try run.write(Data("?".utf8), to: name) }
      case .hostileName:
        var record = try run.json("run.json")
        record["name"] = "\u{1B}[2J\nhidden"
        try JSONSerialization.data(withJSONObject: record).write(to: URL(filePath: run.path + "/run.json"))
      }
    }
  }

  @Test(arguments: Damage.allCases) func `a damaged run is listed, and so are the others`(damage: Damage) throws {
    let source = try FinishedRun.of("smoke/sum").folder
    let runs = try RunsFolder(copying: source)
    let damaged = "damaged-260101-0000-s1-dmgd"
    try FileManager.default.copyItem(atPath: source.path, toPath: "\(runs.path)/\(damaged)")
    try damage.apply(to: RunFolder(path: "\(runs.path)/\(damaged)", owner: runs))

    let printed = try Program.run("list", "--into", runs.path)
    #expect(printed.status == 0, "\(printed.errors)")
    #expect(printed.errors.isEmpty)
    #expect(printed.output.contains("\n\(source.shortID)  smoke-sum"), "the other run is there")
    let line = try #require(printed.output.split(separator: "\n").first { $0.hasPrefix("dmgd  ") })
    #expect(line.contains("run.json ") == damage.isFatal, "\(line)")
    #expect(printed.output.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 32 })
    let json = try JSON.object(Program.run("list", "--json", "--into", runs.path).output)
    let ids = (json["damaged"] as? [[String: String]] ?? []).compactMap { $0["id"] }
    #expect(ids == (damage.isFatal ? [damaged] : []))

    let shown = try Program.run("show", "dmgd", "--into", runs.path)
    #expect([0, 74].contains(shown.status), "\(shown.errors)")
    try Self.expectOthersWork(runs, beside: damaged)
  }

  /// Expects commands that look at several runs to say what is damaged and to do the rest.
  private static func expectOthersWork(
    _ runs: RunsFolder, beside damaged: String, groups: String = "1 group"
  ) throws {
    let compared = try Program.run("compare", "*", "--into", runs.path)
    #expect(compared.status == 0, "\(compared.errors)")
    #expect(compared.output.contains(groups), "\(compared.output)")
    let differed = try Program.run("diff", "@last", "\(runs.path)/\(damaged)", "--into", runs.path)
    #expect([0, 66].contains(differed.status), "\(differed.errors)")
    let cleaned = try Program.run("clean", "--failed", "--into", runs.path)
    #expect(cleaned.status == 0, "\(cleaned.errors)")
    let listed = try Program.run("list", "--into", runs.path)
    #expect(listed.status == 0)
  }

  /// Files of a run besides its record, each of which may be anything; all that may have become of one lie beside a sound run.
  @Test(arguments: [
    "recipe.resolved.yaml", "metrics.jsonl", "environment.json", "data.json", "annotations.json",
    "eval/evaluation.json", "eval/samples.csv", "eval/latency.json", "eval/gallery/index.json", "checkpoints/best",
  ])
  func `no file of a run breaks what looks at it or at several`(file: String) throws {
    let source = try FinishedRun.of("smoke/sum").folder
    let runs = try RunsFolder(copying: source)
    let ids = Ruin.allCases.map { "ruined-260101-0000-s1-\($0)" }
    for (ruin, id) in zip(Ruin.allCases, ids) {
      try FileManager.default.copyItem(atPath: source.path, toPath: "\(runs.path)/\(id)")
      try ruin.apply(to: "\(runs.path)/\(id)/\(file)")
    }
    func expect(_ arguments: String..., statuses: [Int32] = [0]) throws {
      let ending = try Running(arguments + ["--into", runs.path]).ending()
      #expect(statuses.contains(ending.status), "\(file), \(arguments): \(ending.status) \(ending.errors)")
    }
    // Runs whose data are unknown, or none, repeat no run that knows its own.
    try Self.expectOthersWork(runs, beside: ids[0], groups: file == "data.json" ? "3 groups" : "1 group")
    try expect("compare", "*", "--format", "html")
    for (id, other) in zip(ids, ids.dropFirst() + [source.id]) { try expect("diff", id, other) }
    for id in ids { try expect("show", id) }
    guard file.hasPrefix("eval/") || file == "metrics.jsonl" else { return }
    for id in ids { try expect("show", id, "--report") }
  }

  /// What may have become of a file.
  private enum Ruin: CaseIterable {
    case gone, empty, half, binary, otherJSON, validButEmpty, folder, pipe, loop

    func apply(to path: String) throws {
      let files = FileManager.default
      let contents = files.contents(atPath: path) ?? Data()
      try? files.removeItem(atPath: path)
      switch self {
      case .gone: break
      case .empty: try Data().write(to: URL(filePath: path))
      case .half: try contents.prefix(contents.count / 2).write(to: URL(filePath: path))
      case .binary: try Data((0..<4096).map { UInt8(truncatingIfNeeded: $0 &* 37) }).write(to: URL(filePath: path))
      case .otherJSON: try Data("{\"test\": [], \"exits\": 3}\n".utf8).write(to: URL(filePath: path))
      case .validButEmpty: try Data(Self.withEmptyLists(contents)).write(to: URL(filePath: path))
      case .folder: try files.createDirectory(atPath: path, withIntermediateDirectories: false)
      case .pipe: try #require(mkfifo(path, 0o644) == 0)
      case .loop: try files.createSymbolicLink(atPath: path, withDestinationPath: path)
      }
    }

    /// JSON of the same form in which every list is empty; other files cut after their first line.
    private static func withEmptyLists(_ data: Data) throws -> Data {
      func emptied(_ value: Any) -> Any {
        if let object = value as? [String: Any] { return object.mapValues(emptied) }
        return value is [Any] ? [Any]() : value
      }
      guard let object = try? JSONSerialization.jsonObject(with: data) as? [String: Any] else {
        return data.prefix { $0 != UInt8(ascii: "\n") }
      }
      return try JSONSerialization.data(withJSONObject: object.mapValues(emptied))
    }
  }

  @Test func `what is no run is passed over`() throws {
    let runs = try RunsFolder(copying: FinishedRun.of("smoke/sum").folder)
    try Data("?".utf8).write(to: URL(filePath: runs.path + "/notes.txt"))
    for name in ["empty", "\u{1B}[2Jname", "a\nb"] {
      try FileManager.default.createDirectory(atPath: "\(runs.path)/\(name)", withIntermediateDirectories: true)
    }
    try FileManager.default.createSymbolicLink(atPath: runs.path + "/loop", withDestinationPath: "loop")
    let printed = try Program.run("list", "--into", runs.path)
    #expect(printed.status == 0)
    // The headings, the run, and what the columns hold.
    #expect(printed.output.split(separator: "\n").count == 3)
  }
}
