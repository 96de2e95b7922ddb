import Files
import Foundation

/// One measured number.
package struct Metric: Sendable, Codable, Equatable {
  package var step: Int
  /// Counted from 1; the epoch that the step belongs to.
  package var epoch: Int
  /// `train`, `validation`, `run`, `phase` or `step`.
  package var split: String
  /// Counted from 1; absent for numbers of the whole network.
  package var exit: Int?
  package var name: String
  package var value: Double

  package init(step: Int, epoch: Int, split: String, exit: Int? = nil, name: String, value: Double) {
    (self.step, self.epoch, self.split) = (step, epoch, split)
    (self.exit, self.name, self.value) = (exit, name, value)
  }

  /// The name of the column in a table of one row per epoch, such as `validation/exit1/top1`.
  package var column: String { split + (exit.map { "/exit\($0)" } ?? "") + "/" + name }
}

/// The file `metrics.jsonl`, the truth about a run: what was measured, in order, one JSON object a line.
///
/// Lines are only ever appended. A checkpoint remembers how long the file was, and a run that resumes from it moves what came
/// after into a file of its own, so that no number appears twice.
package final class MetricsLog {
  private let path: String
  private let file: Int32
  private let encoder = JSONEncoder()
  /// Is told what the file is told.
  package var appended: (([Metric]) throws -> Void)?

  package init(_ directory: RunDirectory) throws(FileError) {
    path = directory.metrics
    file = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw FileError(path: path, errno: errno) }
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
  }

  deinit { close(file) }

  package func append(_ metrics: [Metric]) throws {
    var lines = Data()
    for metric in metrics { lines += try encoder.encode(metric) + Data("\n".utf8) }
    try DurableFile.writeAll(lines, to: file, path: path)
    try appended?(metrics)
  }

  /// The length of the file in bytes, once the disk keeps it.
  package func syncedLength() throws(FileError) -> Int {
    guard fsync(file) == 0 else { throw FileError(path: path, errno: errno) }
    return Int(lseek(file, 0, SEEK_END))
  }

  /// Moves what lies beyond `length` into `metrics.orphan-N.jsonl`.
  package func truncate(to length: Int) throws {
    let data = DurableFile.contents(of: path) ?? Data()
    guard data.count > length else { return }
    let folder = path.parentFolder
    var number = 1
    while FileManager.default.fileExists(atPath: "\(folder)/metrics.orphan-\(number).jsonl") { number += 1 }
    try DurableFile.write(data.suffix(from: length), to: "\(folder)/metrics.orphan-\(number).jsonl")
    guard ftruncate(file, off_t(length)) == 0 else { throw FileError(path: path, errno: errno) }
  }

  /// The bytes of one line of the file.
  typealias Line = UnsafeBufferPointer<UInt8>

  /// All metrics; a last line that a killed process did not finish is left out.
  static func read(_ directory: RunDirectory, where isWanted: (Line) -> Bool = { _ in true }) -> [Metric] {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    let data = DurableFile.contents(of: directory.metrics) ?? Data()
    var metrics: [Metric] = []
    // Through a pointer: byte by byte, `Data` would take most of the time that a comparison of many runs takes.
    data.withUnsafeBytes { bytes in
      for line in bytes.bindMemory(to: UInt8.self).split(separator: UInt8(ascii: "\n")).map(Line.init(rebasing:))
      where isWanted(line) {
        if let metric = MetricLine.metric(from: line) ?? (try? decoder.decode(Metric.self, from: Data(line))) {
          metrics.append(metric)
        }
      }
    }
    return metrics
  }

  /// What a line about a single step holds; there may be hundreds of thousands, which the table passes over.
  private static let stepMark = Array("\"split\":\"step\"".utf8)

  /// Makes `metrics.csv` anew: one row per epoch with what was measured at its end; an empty cell was not measured.
  package static func writeTable(_ directory: RunDirectory) throws {
    let metrics = read(directory, where: { $0.firstRange(of: stepMark) == nil })
    var columns: [String] = []
    var known: Set<String> = []
    var rows: [Int: [String: Double]] = [:]
    var steps: [Int: Int] = [:]
    for metric in metrics {
      if known.insert(metric.column).inserted { columns.append(metric.column) }
      rows[metric.epoch, default: [:]][metric.column] = metric.value
      steps[metric.epoch] = max(steps[metric.epoch] ?? 0, metric.step)
    }
    var lines = [(["epoch", "step"] + columns).joined(separator: ",")]
    for epoch in rows.keys.sorted() {
      let row = rows[epoch] ?? [:]
      let cells = columns.map { row[$0].map { "\($0)" } ?? "" }
      lines.append((["\(epoch)", "\(steps[epoch] ?? 0)"] + cells).joined(separator: ","))
    }
    try DurableFile.write(Data((lines.joined(separator: "\n") + "\n").utf8), to: directory.table)
  }
}
