import Files
import Foundation

/// Values as JSON files: readable, sorted, and the same bytes for the same value.
package enum JSONFile {
  /// Milliseconds tell the order of runs that begin within a second.
  private static let dateStyle = Date.ISO8601FormatStyle(includingFractionalSeconds: true)

  package static func encode(_ value: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .custom { date, encoder in
      var container = encoder.singleValueContainer()
      // The style cuts digits off: with half a millisecond more it rounds, so that a date that was read is written as it was.
      try container.encode(date.addingTimeInterval(0.0005).formatted(dateStyle))
    }
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try encoder.encode(value) + Data("\n".utf8)
  }

  package static func write(_ value: some Encodable, to path: String) throws {
    try DurableFile.write(encode(value), to: path)
  }

  /// - Throws: ``FileError`` when the file is not there or does not hold such a value.
  package static func read<Value: Decodable>(_ type: Value.Type, from path: String) throws(FileError) -> Value {
    guard let data = DurableFile.contents(of: path) else { throw FileError(path: path, reason: "cannot be read") }
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .custom { decoder in
      // The style reads whole seconds, too, which earlier versions wrote.
      try Date(decoder.singleValueContainer().decode(String.self), strategy: dateStyle)
    }
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    do {
      return try decoder.decode(type, from: data)
    } catch {
      throw FileError(path: path, reason: "is damaged: it does not hold what the workbench wrote")
    }
  }
}
