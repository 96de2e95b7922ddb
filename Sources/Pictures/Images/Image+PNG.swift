internal import CPNG
public import Foundation

extension Image {
  /// The image as a PNG file: 8-bit RGB, sRGB, no time stamp.
  ///
  /// The same image and text give the same bytes with the same versions of libpng and zlib.
  ///
  /// - Parameter text: written as text chunks after `Software`, in this order. A key has 1 to 79 ASCII characters.
  /// - Returns: the bytes of the file.
  /// - Throws: ``PictureError`` for a key that PNG does not allow.
  public func pngData(text: [(key: String, value: String)] = []) throws(PictureError) -> Data {
    let entries = [(key: "Software", value: "workbench")] + text
    for entry in entries where !entry.key.isKeyword || entry.value.utf8.contains(0) {
      throw PictureError(
        problem: "\"\(entry.key)\" cannot be a text entry of a PNG file",
        remedy: "use 1 to 79 ASCII characters, no space at the ends or twice in a row, and no NUL in the value")
    }
    return try Self.withCStrings(of: entries) { texts throws(PictureError) in
      var bytes: UnsafeMutablePointer<UInt8>?
      var size = 0
      var message = Message()
      guard
        cpng_encode(
          pixels, UInt32(width), UInt32(height), texts, Int32(texts.count), &bytes, &size, &message.bytes), let bytes
      else {
        throw PictureError(problem: "the picture could not be encoded: \(message.text)", remedy: "free some memory")
      }
      defer { cpng_free(bytes) }
      return Data(bytes: bytes, count: size)
    }
  }

  /// Writes the image as a PNG file, all or nothing: to a temporary name in the same folder, renamed at the end.
  ///
  /// - Throws: ``PictureError`` with the file's path.
  public func write(to file: URL, text: [(key: String, value: String)] = []) throws(PictureError) {
    do {
      try pngData(text: text).writeWhole(to: file)
    } catch {
      throw PictureError(path: file.path, problem: error.problem, remedy: error.remedy)
    }
  }

  /// Decodes a PNG file of any kind to 8-bit RGB; transparent pixels have the colour that is stored for them.
  ///
  /// - Throws: ``PictureError`` if the data are not PNG, damaged, cut short or larger than 16,384 pixels a side.
  public init(png data: Data) throws(PictureError) {
    self = try data.withUnsafeBytes { bytes in
      Result { () throws(PictureError) in try Image(pngBytes: bytes.bindMemory(to: UInt8.self)) }
    }.get()
  }

  /// Reads a PNG file.
  ///
  /// - Throws: ``PictureError`` with the file's path.
  public init(contentsOf file: URL) throws(PictureError) {
    let data: Data
    do {
      data = try Data(contentsOf: file)
    } catch {
      throw PictureError(
        path: file.path, problem: "the file cannot be read", remedy: "check that it exists and may be read")
    }
    do {
      try self.init(png: data)
    } catch {
      throw PictureError(path: file.path, problem: error.problem, remedy: error.remedy)
    }
  }

  private init(pngBytes file: UnsafeBufferPointer<UInt8>) throws(PictureError) {
    let bytes = file.baseAddress
    var (width, height) = (UInt32(0), UInt32(0))
    var message = Message()
    guard cpng_read_size(bytes, file.count, &width, &height, &message.bytes) else {
      throw Self.unreadable(message)
    }
    guard max(width, height) <= Self.maximumSide else {
      throw PictureError(
        problem: "the PNG is \(width) x \(height) pixels, more than \(Self.maximumSide) a side", remedy: "scale it down"
      )
    }
    // Room that is not touched before there are pixels for it: a short file may claim a large size.
    let count = Int(width) * Int(height) * 3
    let pixels = [UInt8](unsafeUninitializedCapacity: count) { room, initialized in
      let isSound = cpng_decode(bytes, file.count, width, height, room.baseAddress, &message.bytes)
      initialized = isSound ? count : 0
    }
    guard !pixels.isEmpty else { throw Self.unreadable(message) }
    try self.init(width: Int(width), height: Int(height), pixels: pixels)
  }

  private static func unreadable(_ message: Message) -> PictureError {
    PictureError(
      problem: "not a sound PNG image (\(message.text))", remedy: "replace it by an undamaged copy, or write it again")
  }

  /// Lends the entries as C strings for the length of one call.
  private static func withCStrings<Result>(
    of entries: [(key: String, value: String)], _ body: ([cpng_text]) throws(PictureError) -> Result
  ) throws(PictureError) -> Result {
    let keys = entries.map { strdup($0.key) }
    let values = entries.map { strdup($0.value) }
    defer { for string in keys + values { free(string) } }
    return try body(
      entries.indices.map { index in
        cpng_text(
          keyword: keys[index], value: values[index], is_ascii: entries[index].value.utf8.allSatisfy { $0 < 128 })
      })
  }
}

/// Room for what libpng has to say.
private struct Message {
  var bytes = [CChar](repeating: 0, count: Int(CPNG_MESSAGE_SIZE))
  var text: String { String(decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self) }
}

extension String {
  /// Whether PNG allows it as a text chunk's keyword; we keep to its ASCII part.
  fileprivate var isKeyword: Bool {
    (1...79).contains(utf8.count) && utf8.allSatisfy { (32...126).contains($0) } && !contains("  ") && first != " "
      && last != " "
  }
}

extension Data {
  /// Writes to a temporary name beside `file`, then renames: whoever reads `file` sees the old or the new, never a part.
  fileprivate func writeWhole(to file: URL) throws(PictureError) {
    let temporary = file.deletingLastPathComponent()
      .appendingPathComponent(".\(file.lastPathComponent).\(ProcessInfo.processInfo.processIdentifier).tmp")
    do {
      try write(to: temporary)
    } catch {
      try? FileManager.default.removeItem(at: temporary)
      throw PictureError(
        problem: "the picture cannot be written", remedy: "check that the folder exists, may be written to and has room"
      )
    }
    guard rename(temporary.path, file.path) == 0 else {
      let reason = String(cString: strerror(errno))
      try? FileManager.default.removeItem(at: temporary)
      throw PictureError(
        problem: "the picture cannot be put in place (\(reason))", remedy: "remove what stands there under this name")
    }
  }
}
