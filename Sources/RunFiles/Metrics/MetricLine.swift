import Foundation

/// One line of `metrics.jsonl`, read without a general reader of JSON: a long run has hundreds of thousands.
enum MetricLine {
  /// The metric; `nil` for a line that is damaged or has not the form that ``MetricsLog`` writes.
  static func metric(from line: some Collection<UInt8>) -> Metric? {
    line.withContiguousStorageIfAvailable { metric(of: $0) } ?? Array(line).withUnsafeBufferPointer { metric(of: $0) }
  }

  /// The keys stand in the order of the alphabet, without spaces, and names need no escapes.
  private static func metric(of line: UnsafeBufferPointer<UInt8>) -> Metric? {
    var scanner = Scanner(line)
    guard scanner.skip("{\"epoch\":"), let epoch = scanner.number().flatMap(Int.init) else { return nil }
    var exit: Int?
    if scanner.skip(",\"exit\":") {
      guard let number = scanner.number().flatMap(Int.init) else { return nil }
      exit = number
    }
    guard scanner.skip(",\"name\":\""), let name = scanner.text(), scanner.skip(",\"split\":\""),
      let split = scanner.text().flatMap(MetricSplit.init), scanner.skip(",\"step\":"),
      let step = scanner.number().flatMap(Int.init), scanner.skip(",\"value\":"), let value = scanner.value(),
      scanner.skip("}"), scanner.isAtEnd
    else { return nil }
    return Metric(
      step: step, epoch: epoch, split: split, exit: exit, name: MetricName(rawValue: name), value: value)
  }

  private struct Scanner {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var place = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    var isAtEnd: Bool { place == bytes.count }

    mutating func skip(_ text: StaticString) -> Bool {
      guard bytes.count - place >= text.utf8CodeUnitCount else { return false }
      for offset in 0..<text.utf8CodeUnitCount where bytes[place + offset] != text.utf8Start[offset] { return false }
      place += text.utf8CodeUnitCount
      return true
    }

    /// The characters of a number, up to a comma or a bracket.
    mutating func number() -> String? {
      let start = place
      while place < bytes.count, bytes[place] != UInt8(ascii: ","), bytes[place] != UInt8(ascii: "}") { place += 1 }
      return start < place ? String(decoding: bytes[start..<place], as: UTF8.self) : nil
    }

    /// A text whose first quotation mark has been skipped; its last one is skipped, too.
    mutating func text() -> String? {
      let start = place
      while place < bytes.count, bytes[place] != UInt8(ascii: "\"") {
        if bytes[place] == UInt8(ascii: "\\") { return nil }
        place += 1
      }
      guard place < bytes.count else { return nil }
      defer { place += 1 }
      return String(decoding: bytes[start..<place], as: UTF8.self)
    }

    /// A number, or one of the texts that stand for what is none.
    mutating func value() -> Double? {
      guard skip("\"") else { return number().flatMap(Double.init) }
      switch text() {
      case "nan": return .nan
      case "inf": return .infinity
      case "-inf": return -.infinity
      default: return nil
      }
    }
  }
}
