import Digest
import Foundation
import Testing
import WorkbenchCore

@testable import Downloads

enum Digests {
  static func md5(_ bytes: [UInt8]) -> String { Digest.md5(bytes) }
}

/// Archives as nobody published them, whose digests are taken for published all the same.
@Suite struct UnpackingTests {
  private typealias Build = (inout TarArchive, [String: [UInt8]]) -> Void

  /// Adds the two files.
  private static func addAll(_ tar: inout TarArchive, _ contents: [String: [UInt8]]) {
    for (name, bytes) in contents.sorted(by: { $0.key < $1.key }) { tar.add(name, bytes) }
  }

  /// What is said of an archive, and that nothing of it is left, neither in the folder nor beside it.
  private func refusal(_ build: @escaping Build) throws -> String {
    let fixture = try Fixture(archive: build)
    let message = fixture.message { try fixture.get(fixture.data("whole")) }
    #expect(fixture.names == [])
    let outside = URL(filePath: fixture.root).deletingLastPathComponent().appending(path: "evil").path
    #expect(!FileManager.default.fileExists(atPath: outside))
    let end = "\n  it is not the published archive, and nothing of it was kept"
    #expect(message.hasPrefix("ROOT/set.tar.gz ") && message.hasSuffix(end), "\(message)")
    return String(message.dropFirst("ROOT/set.tar.gz ".count).dropLast(end.count))
  }

  @Test func `names that lead out of the folder are refused`() throws {
    for name in ["../evil", "/tmp/evil", "set/../../evil", ".."] {
      let said = try refusal { tar, contents in
        Self.addAll(&tar, contents)
        tar.add(name, Array("evil".utf8))
      }
      #expect(said == "holds '\(name)', a path that leads out of the folder")
    }
  }

  @Test func `links are refused, also those that published names would go through`() throws {
    for type in ["1", "2"] as [Character] {
      let said = try refusal { tar, contents in
        tar.add("set", type: type, linkTo: "/tmp")
        Self.addAll(&tar, contents)
      }
      #expect(said == "holds 'set', a link")
    }
  }

  @Test func `devices and pipes are refused`() throws {
    for type in ["3", "4", "6"] as [Character] {
      let said = try refusal { tar, contents in tar.add("set/train.bin", type: type) }
      #expect(said == "holds 'set/train.bin', which is neither a file nor a folder")
    }
  }

  /// Where a name is too long for a header, it stands before it, in one of two ways.
  @Test func `long names that lead out of the folder are refused`() throws {
    let name = "../" + String(repeating: "a", count: 120)
    let said = try refusal { tar, _ in
      tar.add("././@LongLink", Array("\(name)\0".utf8), type: "L")
      tar.add("short", Array("evil".utf8))
    }
    #expect(said == "holds '\(name)', a path that leads out of the folder")
    let record = "path=\(name)\n"
    let saidOfRecord = try refusal { tar, _ in
      tar.add("PaxHeader", Array("\(record.utf8.count + 4) \(record)".utf8), type: "x")
      tar.add("short", Array("evil".utf8))
    }
    #expect(saidOfRecord == said)
  }

  @Test func `a file with holes beyond all measure is refused`() throws {
    let records = ["GNU.sparse.major=0", "GNU.sparse.minor=1", "GNU.sparse.size=999999999999", "GNU.sparse.map=0,4"]
    let texts = records.map { "\($0.utf8.count + 4) \($0)\n" }
    let said = try refusal { tar, contents in
      tar.add("PaxHeader", Array(texts.joined().utf8), type: "x")
      tar.add("set/train.bin", Array("evil".utf8))
    }
    #expect(said == "holds 'set/train.bin' with 999999999999 bytes, published are 30000")
  }

  @Test func `a file of another size, twice, of other contents or missing is refused`() throws {
    #expect(
      try refusal { tar, contents in tar.add("set/train.bin", contents["set/test.bin"] ?? []) }
        == "holds 'set/train.bin' with 14001 bytes, published are 30000")
    #expect(
      try refusal { tar, contents in
        tar.add("set/train.bin", contents["set/train.bin"] ?? [])
        Self.addAll(&tar, contents)
      } == "holds 'set/train.bin' twice")
    #expect(
      try refusal { tar, contents in tar.add("set/train.bin", contents["set/train.bin"] ?? []) }
        == "does not hold 'set/test.bin'")
    let said = try refusal { tar, contents in
      tar.add("set/train.bin", contents["set/train.bin"] ?? [])
      tar.add("set/test.bin", [UInt8](repeating: 0, count: 14_001))
    }
    #expect(said.hasPrefix("holds 'set/test.bin' with SHA-256 "))
  }

  @Test func `a small archive that would fill the disk is refused before it does`() throws {
    let bytes = Unpacking.allowance + (1 << 20)
    let said = try refusal { tar, contents in
      tar.add("set/readme.html", [UInt8](repeating: 0, count: bytes))
      Self.addAll(&tar, contents)
    }
    #expect(said == "holds more than \(Unpacking.allowance + 44_001) bytes")
  }

  @Test func `a size beyond all measure is refused`() throws {
    let said = try refusal { tar, _ in tar.add("set/readme.html", claiming: 0o77777777777) }
    #expect(said.hasPrefix("holds more than ") || said == "ends in the middle of 'set/readme.html'")
  }

  @Test func `what is no archive is refused`() throws {
    let fixture = try Fixture { tar, contents in
      tar.add("set/readme.html", [UInt8](repeating: 0, count: 1 << 18))
      Self.addAll(&tar, contents)
    }
    var changed = fixture.archive
    for index in changed.count / 2..<changed.count { changed[index] ^= 0xFF }
    let noTar =
      "ROOT/set.tar.gz is no tar archive, or a damaged one\n  it is not the published archive, and nothing of it was kept"
    for (bytes, said) in [
      (Array(fixture.archive.dropLast(2000)), "ROOT/set.tar.gz is cut short"),
      (Array(fixture.archive[..<1000]), "ROOT/set.tar.gz is cut short"),
      (changed, "ROOT/set.tar.gz is a damaged gzip file"),
      ([UInt8](repeating: 7, count: 5000), "ROOT/set.tar.gz is a damaged gzip file"),
      (try TarArchive.gzip([UInt8](repeating: 7, count: 5000)), noTar),
    ] {
      try fixture.server.write(bytes, to: "set.tar.gz")
      #expect(fixture.message { try fixture.get(fixture.data("whole", archive: bytes)) } == said)
      #expect(fixture.names == [])
    }
  }

  @Test func `a refused archive leaves the files that are there`() throws {
    let fixture = try Fixture { tar, contents in tar.add("../evil") }
    let good = try #require(fixture.contents["set/test.bin"])
    try fixture.write(good, to: "set/test.bin")
    #expect(throws: DownloadError.self) { try fixture.get(fixture.data("whole")) }
    #expect(fixture.names == ["set/test.bin"])
    #expect(try fixture.read("set/test.bin") == good)
  }

  @Test func `an archive that somebody brought stays, though it is refused`() throws {
    let fixture = try Fixture { tar, contents in tar.add("../evil") }
    try fixture.write(fixture.archive, to: "set.tar.gz")
    #expect(throws: DownloadError.self) { try fixture.get(fixture.data("whole")) }
    #expect(fixture.names == ["set.tar.gz"])
  }

  @Test func `archives of the system's tar are read`() throws {
    let fixture = try Fixture()
    for (name, bytes) in fixture.contents { try fixture.server.write(bytes, to: name) }
    for format in ["ustar", "gnu", "v7", "pax"] {
      let tar = Process()
      tar.executableURL = URL(filePath: "/usr/bin/env")
      tar.arguments = ["tar", "--format=\(format)", "-czf", "system.tar.gz", "set"]
      tar.currentDirectoryURL = URL(filePath: fixture.server.folder)
      try tar.run()
      tar.waitUntilExit()
      try #require(tar.terminationStatus == 0)
      let archive = [UInt8](try Data(contentsOf: URL(filePath: fixture.server.folder + "/system.tar.gz")))
      try fixture.server.write(archive, to: "set.tar.gz")
      #expect(try fixture.get(fixture.data("whole", archive: archive)))
      for (name, bytes) in fixture.contents { #expect(try fixture.read(name) == bytes) }
      try FileManager.default.removeItem(atPath: fixture.root)
    }
  }
}
