import Files
import Foundation

/// The file `metrics.jsonl`, the truth about a run: what was measured, in order, one JSON object a line.
///
/// Lines are only ever appended. A checkpoint remembers how long the file was, and a run that resumes from it moves what came
/// after into a file of its own, so that no number appears twice.
package final class MetricsLog {
  private let path: String
  private let file: Int32
  private let encoder = JSONEncoder()

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
  }

  /// The length of the file in bytes, once the disk keeps it.
  package func syncedLength() throws(FileError) -> Int {
    guard fsync(file) == 0 else { throw FileError(path: path, errno: errno) }
    return Int(lseek(file, 0, SEEK_END))
  }

  /// Moves what lies beyond `length` into `metrics.orphan-N.jsonl`.
  package func truncate(to length: Int) throws {
    let excess = Int(lseek(file, 0, SEEK_END)) - length
    guard excess > 0 else { return }
    var later = Data(count: excess)
    let count = later.withUnsafeMutableBytes { pread(file, $0.baseAddress, excess, off_t(length)) }
    guard count == excess else { throw FileError(path: path, errno: count < 0 ? errno : EIO) }
    let folder = path.parentFolder
    var number = 1
    while FileManager.default.fileExists(atPath: "\(folder)/metrics.orphan-\(number).jsonl") { number += 1 }
    try DurableFile.write(later, to: "\(folder)/metrics.orphan-\(number).jsonl")
    guard ftruncate(file, off_t(length)) == 0 else { throw FileError(path: path, errno: errno) }
  }
}
