import Files
import Foundation

/// Reads `metrics.jsonl` piece by piece, so that a file of hundreds of megabytes takes no more memory than a short one.
///
/// A last line that is not finished, because its process was killed or is still writing, is left out, as is any line that is damaged.
package struct MetricsReader {
  /// The bytes of one line of the file.
  package typealias Line = UnsafeRawBufferPointer

  private static let pieceSize = 1 << 20

  private let path: String

  package init(_ directory: RunDirectory) { path = directory.metrics }

  /// Hands every wanted metric over, in the order in which they were measured; none where the file cannot be read.
  package func forEach(where isWanted: (Line) -> Bool = { _ in true }, _ body: (Metric) -> Void) {
    var status = stat()
    // A pipe in the file's place would be waited for.
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return }
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return }
    defer { close(file) }
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    func take(_ line: Line) {
      guard isWanted(line) else { return }
      if let metric = MetricLine.metric(from: line) ?? (try? decoder.decode(Metric.self, from: Data(line))) {
        body(metric)
      }
    }
    var held: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: Self.pieceSize)
    while true {
      let count = read(file, &piece, piece.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      piece.withUnsafeBytes { bytes in
        var rest = Line(rebasing: bytes[..<count])
        while let end = rest.firstNewline {
          if held.isEmpty {
            take(Line(rebasing: rest[..<end]))
          } else {
            held += rest[..<end]
            held.withUnsafeBytes(take)
            held.removeAll()
          }
          rest = Line(rebasing: rest[(end + 1)...])
        }
        held += rest
      }
    }
    held.withUnsafeBytes(take)
  }

  /// All wanted metrics, in the order in which they were measured.
  package func metrics(where isWanted: (Line) -> Bool = { _ in true }) -> [Metric] {
    var metrics: [Metric] = []
    forEach(where: isWanted) { metrics.append($0) }
    return metrics
  }
}

extension MetricsReader.Line {
  fileprivate var firstNewline: Int? {
    guard let start = baseAddress, let place = memchr(start, Int32(UInt8(ascii: "\n")), count) else { return nil }
    return UnsafeRawPointer(place) - start
  }

  /// Whether the line holds a text.
  package func holds(_ text: StaticString) -> Bool {
    guard var start = baseAddress else { return false }
    let length = text.utf8CodeUnitCount
    let end = start + count
    while end - start >= length, let place = memchr(start, Int32(text.utf8Start[0]), end - start - length + 1) {
      if memcmp(place, text.utf8Start, length) == 0 { return true }
      start = UnsafeRawPointer(place) + 1
    }
    return false
  }

  /// Whether the line is of a single step; a run may have hundreds of thousands.
  package var isOfStep: Bool { holds("\"split\":\"step\"") }

  /// Whether the line says what ``ConflictHistory`` keeps: of layers, that is the conflict rate alone.
  package var isOfConflict: Bool {
    isOfStep
      && (holds("\"name\":\"conflict/backbone/") || holds("\"name\":\"conflict/stage-") || holds("/rate\",\"split\""))
  }

  /// Whether the line says what ``SolverOutcomes`` counts.
  package var isOfSolver: Bool { holds("solver") }
}
