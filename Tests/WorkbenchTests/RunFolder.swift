import Foundation
import Testing

/// The folder of one run as a user's own script would read it, with nothing of the program's code.
struct RunFolder: Sendable {
  let path: String
  /// The folder of runs that it lies in, which is removed with its last user.
  let owner: RunsFolder

  var id: String { (path as NSString).lastPathComponent }
  var shortID: String { String(id.split(separator: "-").last ?? "") }

  func contents(_ file: String) throws -> Data { try Data(contentsOf: URL(filePath: "\(path)/\(file)")) }
  func text(_ file: String) throws -> String { String(decoding: try contents(file), as: UTF8.self) }
  func holds(_ file: String) -> Bool { FileManager.default.fileExists(atPath: "\(path)/\(file)") }
  func names(in folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: "\(path)/\(folder)")) ?? []).sorted()
  }
  func target(ofLink file: String) throws -> String {
    try FileManager.default.destinationOfSymbolicLink(atPath: "\(path)/\(file)")
  }
  func json(_ file: String) throws -> [String: Any] { try JSON.object(contents(file)) }

  /// The fields of `run.json`; empty while there is none.
  var record: [String: Any] { (try? json("run.json")) ?? [:] }

  /// Whether a process is working on the run.
  var isLocked: Bool {
    let lock = open("\(path)/run.lock", O_RDONLY)
    guard lock >= 0 else { return false }
    defer { close(lock) }
    return flock(lock, LOCK_SH | LOCK_NB) != 0
  }

  // MARK: - Metrics

  /// One line of `metrics.jsonl`.
  struct Line: Decodable, Hashable {
    var step: Int
    var epoch: Int
    var split: String
    var exit: Int?
    var name: String
    var value: Double

    /// Whether it measures the machine and not the training.
    var isTiming: Bool {
      ["images-per-second", "waiting-share", "peak-memory"].contains(name) || name.hasPrefix("seconds/")
    }
    /// `split/name`, with the exit's number between them where there is one.
    var key: String { [split, exit.map { "exit\($0)" }, name].compactMap { $0 }.joined(separator: "/") }
  }

  /// All lines; each of them must parse.
  func metrics() throws -> [Line] {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try text("metrics.jsonl").split(separator: "\n").map { try decoder.decode(Line.self, from: Data($0.utf8)) }
  }

  /// The lines that the same training repeats exactly.
  func trainingMetrics() throws -> [Line] { try metrics().filter { !$0.isTiming } }

  var metricsLineCount: Int { ((try? contents("metrics.jsonl")) ?? Data()).count { $0 == UInt8(ascii: "\n") } }

  /// The header and the rows of a table.
  func table(_ file: String) throws -> [[String]] {
    try text(file).split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }

  // MARK: - Changing

  /// Changes `run.json` as if the run had ended otherwise.
  func setState(_ state: String) throws {
    var record = try json("run.json")
    record["state"] = state
    try JSONSerialization.data(withJSONObject: record).write(to: URL(filePath: "\(path)/run.json"))
  }

  func write(_ data: Data, to file: String) throws { try data.write(to: URL(filePath: "\(path)/\(file)")) }
  func remove(_ file: String) throws { try FileManager.default.removeItem(atPath: "\(path)/\(file)") }
}

/// A folder of runs, removed with the value.
final class RunsFolder: Sendable {
  private let folder: TemporaryFolder
  var path: String { folder.path }

  init() throws { folder = try TemporaryFolder() }

  /// A folder with a copy of one run.
  convenience init(copying run: RunFolder) throws {
    try self.init()
    try FileManager.default.copyItem(atPath: run.path, toPath: "\(path)/\(run.id)")
  }

  /// The runs, by name.
  var all: [RunFolder] {
    ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted().map {
      RunFolder(path: "\(path)/\($0)", owner: self)
    }
  }

  /// The one run that is there.
  func only() throws -> RunFolder {
    let all = all
    try #require(all.count == 1, "there should be one run, not \(all.map(\.id))")
    return all[0]
  }
}

/// A run that went through, shared by the tests that only look at it.
struct FinishedRun: Sendable {
  let runs: RunsFolder
  let ending: Program.Ending

  var folder: RunFolder { runs.all[0] }

  init(_ arguments: String...) throws {
    let runs = try RunsFolder()
    let ending = try Running(["run"] + arguments + ["--into", runs.path]).ending()
    try #require(ending.status == 0, "\(ending.errors)")
    (self.runs, self.ending) = (runs, ending)
  }

  /// `Recipes/smoke/sum.yaml` and `dfs.yaml` as they stand.
  private static let sum = Result { try FinishedRun("smoke/sum") }
  private static let dfs = Result { try FinishedRun("smoke/dfs") }

  static func of(_ recipe: String) throws -> FinishedRun {
    switch recipe {
    case "smoke/sum": try sum.get()
    case "smoke/dfs": try dfs.get()
    default: try FinishedRun(recipe)
    }
  }
}

enum JSON {
  /// The object of a JSON text.
  static func object(_ data: Data) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  static func object(_ text: String) throws -> [String: Any] { try object(Data(text.utf8)) }
}
