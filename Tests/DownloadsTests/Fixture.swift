import Digest
import Foundation
import Testing
import WorkbenchCore

@testable import Downloads

/// A small data set in an archive and in a file of its own, a server that has it, and a folder to fetch it into.
struct Fixture {
  let server: FileServer
  let root: String
  let contents: [String: [UInt8]]
  let archive: [UInt8]

  /// Bytes that do not compress, so that an archive has about their size.
  private static func bytes(_ count: Int, _ salt: UInt32) -> [UInt8] {
    (0..<UInt32(count)).map { index in
      var hash = (index &+ salt &* 1_000_003) &* 0x9E37_79B1
      hash = (hash ^ hash >> 15) &* 0x2C1B_3C6D
      hash = (hash ^ hash >> 12) &* 0x297A_2D39
      return UInt8(truncatingIfNeeded: hash >> 24)
    }
  }

  init(archive build: ((inout TarArchive, [String: [UInt8]]) -> Void)? = nil) throws {
    server = try FileServer()
    root = server.folder + "-root"
    contents = ["set/train.bin": Self.bytes(30_000, 1), "set/test.bin": Self.bytes(14_001, 2)]
    var tar = TarArchive()
    if let build {
      build(&tar, contents)
    } else {
      tar.add("set/", type: "5")
      tar.add("set/readme.html", Array("hello".utf8))
      for (name, bytes) in contents.sorted(by: { $0.key < $1.key }) { tar.add(name, bytes) }
    }
    archive = try tar.gzipped()
    try server.write(archive, to: "set.tar.gz")
  }

  /// The data set as published, on servers with these faults.
  func data(_ faults: String..., archive other: [UInt8]? = nil) -> PublishedData {
    let published = other ?? archive
    return PublishedData(
      name: "set", title: "A set", page: "http://example.org", keys: ["classes: 2"],
      source: .downloads([
        PublishedDownload(
          PublishedFile("set.tar.gz", bytes: published.count, digest: .md5(md5(published))),
          servers: faults.map(server.url),
          contents: ["set/train.bin", "set/test.bin"].map { name in
            PublishedFile(name, bytes: contents[name]?.count ?? 0, digest: .sha256(sha256(contents[name] ?? [])))
          })
      ]))
  }

  @discardableResult
  func get(_ data: PublishedData, mirrors: [String] = [], _ notes: Notes = Notes()) throws -> Bool {
    let mirrors = try Mirrors(given: mirrors, environment: [:])
    return try Retrieval(of: data, to: root, mirrors: mirrors, observer: notes).carryOut()
  }

  /// The message of the error with the server called `SERVER` and the folder `ROOT`.
  func message(of body: () throws -> some Any) -> String {
    do {
      _ = try body()
      return "no error"
    } catch {
      return said("\(error)")
    }
  }

  func said(_ text: String) -> String {
    text.replacing(root, with: "ROOT").replacing(server.url("").dropLast(1), with: "SERVER/")
  }

  /// The names below the folder, without folders.
  var names: [String] {
    let all = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
    return all.filter { !$0.hasSuffix("set") }.sorted()
  }

  func write(_ bytes: [UInt8], to name: String) throws {
    let file = URL(filePath: "\(root)/\(name)")
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
  }

  func read(_ name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(filePath: "\(root)/\(name)"))) }
}

/// What an observer was told.
final class Notes: DownloadObserver {
  private(set) var lines: [String] = []
  private(set) var finished: [String] = []
  private(set) var received: [Int] = []

  func received(_ count: Int, of file: PublishedFile) { received.append(count) }
  func finished(_ file: PublishedFile) { finished.append(file.path) }
  func noted(_ text: String) { lines.append(text) }
}
