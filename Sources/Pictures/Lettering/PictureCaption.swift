public import Foundation

/// What a picture shows, in words that stay with its file, so that a page of pictures needs nothing but the files.
public struct PictureCaption: Sendable, Equatable {
  /// What is shown, in a few words.
  public var title: String
  /// Of which run, epoch and image, on which scale.
  public var text: String

  /// The words of a picture; either may be empty.
  public init(title: String, text: String) { (self.title, self.text) = (title, text) }

  private static let keys = (title: "workbench:title", text: "workbench:caption")

  /// The words as text entries of a PNG file, which can hold no NUL.
  public var entries: [(key: String, value: String)] {
    [(Self.keys.title, title), (Self.keys.text, text)].map { ($0, $1.filter { $0 != "\0" }) }.filter { !$1.isEmpty }
  }

  /// The words that a PNG file carries; nil where it carries none, or is no PNG file.
  public init?(inPNG data: Data) {
    let entries = Image.pngText(of: data)
    guard let title = entries.first(where: { $0.key == Self.keys.title }) else { return nil }
    self.init(title: title.value, text: entries.first { $0.key == Self.keys.text }?.value ?? "")
  }
}

extension Image {
  /// The text entries of a PNG file that stand before its pixels and are not compressed, in their order.
  ///
  /// What is damaged or no PNG file has those that come before the damage.
  public static func pngText(of data: Data) -> [(key: String, value: String)] {
    let bytes = [UInt8](data)
    guard bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) else { return [] }
    var entries: [(key: String, value: String)] = []
    var place = 8
    // A chunk: its length in four bytes, its type in four, its content, and a check sum in four.
    while bytes.count - place >= 12 {
      let length = bytes[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
      let type = String(decoding: bytes[place + 4..<place + 8], as: UTF8.self)
      guard type != "IDAT", length <= bytes.count - place - 12 else { break }
      if let entry = textEntry(of: type, bytes[place + 8..<place + 8 + length]) { entries.append(entry) }
      place += 12 + length
    }
    return entries
  }

  private static func textEntry(of type: String, _ content: ArraySlice<UInt8>) -> (key: String, value: String)? {
    guard let end = content.firstIndex(of: 0) else { return nil }
    let rest = content[(end + 1)...]
    var value = rest
    switch type {
    case "tEXt": break
    case "iTXt":
      // Two bytes say whether and how it is compressed; a language and a translated key follow, each ended by a NUL.
      let fields = rest.dropFirst(2).split(separator: 0, maxSplits: 2, omittingEmptySubsequences: false)
      guard rest.first == 0, fields.count == 3 else { return nil }
      value = fields[2]
    default: return nil
    }
    return (String(decoding: content[..<end], as: UTF8.self), String(decoding: value, as: UTF8.self))
  }
}
