import Foundation
import Testing
import WorkbenchCore

@testable import Downloads

/// Fetching from a server on the loopback that does what servers and networks do.
@Suite struct RetrievalTests {
  private func expectReady(_ fixture: Fixture) throws {
    #expect(fixture.names == ["set/test.bin", "set/train.bin"])
    for (name, bytes) in fixture.contents { #expect(try fixture.read(name) == bytes) }
  }

  // MARK: Whole

  @Test func `an archive is fetched, compared and unpacked, and nothing else is left`() throws {
    let fixture = try Fixture()
    let notes = Notes()
    #expect(try fixture.get(fixture.data("whole"), notes))
    try expectReady(fixture)
    #expect(notes.finished == ["set.tar.gz", "set/train.bin", "set/test.bin"])
    #expect(notes.lines == [])
    #expect(notes.received.last == fixture.archive.count)
    #expect(try fixture.server.requests() == ["/whole/set.tar.gz from 0"])
  }

  @Test func `what is there as published is not fetched again`() throws {
    let fixture = try Fixture()
    try fixture.get(fixture.data("whole"))
    _ = try fixture.server.requests()
    #expect(try !fixture.get(fixture.data("whole")))
    #expect(try fixture.server.requests() == [])
  }

  @Test func `a file that is damaged or missing is fetched anew`() throws {
    let fixture = try Fixture()
    try fixture.get(fixture.data("whole"))
    var damaged = try #require(fixture.contents["set/test.bin"])
    damaged[1000] ^= 1
    try fixture.write(damaged, to: "set/test.bin")
    let notes = Notes()
    #expect(try fixture.get(fixture.data("whole"), notes))
    #expect(notes.lines.map(fixture.said) == ["ROOT/set/test.bin is not as published, and is fetched anew"])
    try expectReady(fixture)
  }

  @Test func `an archive that somebody brought is used and kept`() throws {
    let fixture = try Fixture()
    try fixture.write(fixture.archive, to: "set.tar.gz")
    try fixture.get(fixture.data("whole"))
    #expect(fixture.names == ["set.tar.gz", "set/test.bin", "set/train.bin"])
    #expect(try fixture.server.requests() == [])
  }

  @Test func `a file that moved is followed, and one labelled as compressed on the way stays as it is`() throws {
    for fault in ["moved", "encoded"] {
      let fixture = try Fixture()
      try fixture.get(fixture.data(fault))
      try expectReady(fixture)
    }
  }

  // MARK: Resuming

  @Test func `a connection that ends is taken up where it ended`() throws {
    let fixture = try Fixture()
    let notes = Notes()
    try fixture.get(fixture.data("cut-18000"), notes)
    try expectReady(fixture)
    let requests = try fixture.server.requests()
    #expect(
      requests == [
        "/cut-18000/set.tar.gz from 0", "/cut-18000/set.tar.gz from 18000 if unchanged",
        "/cut-18000/set.tar.gz from 36000 if unchanged",
      ])
    #expect(notes.lines.count == 2)
    #expect(notes.lines.allSatisfy { $0.contains("going on after") })
  }

  @Test func `what a killed process left is gone on with`() throws {
    let fixture = try Fixture()
    try fixture.write(Array(fixture.archive[..<10_000]), to: "set.tar.gz.part")
    try fixture.get(fixture.data("whole"))
    #expect(try fixture.server.requests() == ["/whole/set.tar.gz from 10000"])
    try expectReady(fixture)
  }

  @Test func `a file that changed on the server is fetched from its beginning`() throws {
    let fixture = try Fixture()
    let old = fixture.archive.map { $0 ^ 0xFF }
    try fixture.write(Array(old[..<10_000]), to: "set.tar.gz.part")
    let origin = try JSONEncoder().encode(
      PartFile.Origin(url: fixture.server.url("whole") + "set.tar.gz", validator: "\"of an older version\""))
    try fixture.write([UInt8](origin), to: "set.tar.gz.part.json")
    let notes = Notes()
    try fixture.get(fixture.data("whole"), notes)
    #expect(try fixture.server.requests() == ["/whole/set.tar.gz from 10000 if unchanged"])
    #expect(notes.lines == ["set.tar.gz has changed on the server, or it gives no parts; starting anew"])
    try expectReady(fixture)
  }

  @Test func `parts of two versions are noticed by the digest, where the server does not tell them apart`() throws {
    let fixture = try Fixture()
    try fixture.write(fixture.archive[..<10_000].map { $0 ^ 0xFF }, to: "set.tar.gz.part")
    let notes = Notes()
    try fixture.get(fixture.data("anonymous"), notes)
    #expect(
      try fixture.server.requests() == ["/anonymous/set.tar.gz from 10000", "/anonymous/set.tar.gz from 0"])
    #expect(notes.lines == ["set.tar.gz came in parts that do not fit; starting anew"])
    try expectReady(fixture)
  }

  @Test func `a server that gives no parts starts anew`() throws {
    let fixture = try Fixture()
    try fixture.write(Array(fixture.archive[..<10_000]), to: "set.tar.gz.part")
    try fixture.get(fixture.data("plain"))
    try expectReady(fixture)
  }

  @Test func `a part that another process writes is left alone`() throws {
    let fixture = try Fixture()
    try fixture.write([], to: "set.tar.gz.part")
    let other = try PartFile(of: fixture.root + "/set.tar.gz")
    #expect(
      fixture.message { try fixture.get(fixture.data("whole")) } == """
        ROOT/set.tar.gz.part is being written by another process
          wait for it, or stop it
        """)
    withExtendedLifetime(other) {}
  }

  // MARK: Servers

  @Test func `mirrors are asked first, by the data set's name, and the publisher last`() throws {
    let fixture = try Fixture()
    let notes = Notes()
    try fixture.get(fixture.data("whole"), mirrors: [fixture.server.url("status-404") + "lab"], notes)
    #expect(
      try fixture.server.requests() == ["/status-404/lab/set/set.tar.gz from 0", "/whole/set.tar.gz from 0"])
    #expect(
      notes.lines.map(fixture.said) == [
        "SERVER/status-404/lab/set/set.tar.gz: answers with HTTP status 404; asking the next server"
      ])
    try expectReady(fixture)
  }

  @Test func `another server goes on with what the first one gave`() throws {
    let fixture = try Fixture()
    // The first one gives up after five connections.
    try fixture.get(fixture.data("cut-1000", "whole"))
    #expect(try fixture.server.requests().last == "/whole/set.tar.gz from 5000")
    try expectReady(fixture)
  }

  @Test func `when no server has it, each is named with what it said, and what came is kept`() throws {
    let fixture = try Fixture()
    let message = fixture.message { try fixture.get(fixture.data("status-404", "silent", "cut-1000")) }
    #expect(
      message == """
        set.tar.gz could not be downloaded
          SERVER/status-404/set.tar.gz: answers with HTTP status 404
          SERVER/silent/set.tar.gz: transfer closed with \(fixture.archive.count) bytes remaining to read
          SERVER/cut-1000/set.tar.gz: transfer closed with \(fixture.archive.count - 5000) bytes remaining to read
          5000 of \(fixture.archive.count) bytes are kept; the same command goes on with them
        """)
    #expect(fixture.names == ["set.tar.gz.part", "set.tar.gz.part.json"])
  }

  @Test func `fields that a server sends by the thousand are not gone through`() throws {
    let fixture = try Fixture()
    #expect(
      fixture.message { try fixture.get(fixture.data("fields-10000")) } == """
        set.tar.gz could not be downloaded
          SERVER/fields-10000/set.tar.gz: answers with more than 262144 bytes before the file
        """)
    #expect(fixture.names == [])
    #expect(try fixture.get(fixture.data("fields-200")))
    try expectReady(fixture)
  }

  @Test func `where nobody answers, nothing is left`() throws {
    let fixture = try Fixture()
    let data = PublishedData(
      name: "set", title: "A set", page: "",
      source: .downloads(
        [PublishedDownload(PublishedFile("a.gz", bytes: 10, digest: .md5("")), servers: ["http://127.0.0.1:1/"])]))
    let message = fixture.message { try fixture.get(data) }
    #expect(
      message.hasPrefix("a.gz could not be downloaded\n  http://127.0.0.1:1/a.gz: Failed to connect to 127.0.0.1"))
    #expect(fixture.names == [])
  }

  // MARK: Other contents

  @Test func `another file of the same size is refused by its digest`() throws {
    let fixture = try Fixture()
    var other = fixture.archive
    other[100] ^= 1
    try fixture.server.write(other, to: "set.tar.gz")
    let (found, published) = (Digests.md5(other), Digests.md5(fixture.archive))
    #expect(
      fixture.message { try fixture.get(fixture.data("whole")) } == """
        no server has the published set.tar.gz
          SERVER/whole/set.tar.gz: has a file with MD5 \(found), published is MD5 \(published)
        """)
    #expect(fixture.names == [])
  }

  @Test func `a file of another size is refused before it is fetched`() throws {
    let fixture = try Fixture()
    let size = fixture.archive.count
    try fixture.server.write(Array(fixture.archive.dropLast()), to: "set.tar.gz")
    #expect(
      fixture.message { try fixture.get(fixture.data("whole")) } == """
        no server has the published set.tar.gz
          SERVER/whole/set.tar.gz: has a file of \(size - 1) bytes, published are \(size)
        """)
    try fixture.server.write(fixture.archive, to: "set.tar.gz")
    #expect(
      fixture.message { try fixture.get(fixture.data("endless")) } == """
        no server has the published set.tar.gz
          SERVER/endless/set.tar.gz: sends more than the published \(size) bytes
        """)
    #expect(fixture.names == [])
  }

  // MARK: The disk

  @Test func `a folder that cannot be made is named`() throws {
    let fixture = try Fixture()
    try Data().write(to: URL(filePath: fixture.root))
    #expect(fixture.message { try fixture.get(fixture.data("whole")) }.hasPrefix("ROOT"))
  }

  @Test func `a data set that the disk has no room for is not begun`() throws {
    let fixture = try Fixture()
    let data = PublishedData(
      name: "huge", title: "Huge", page: "",
      source: .downloads(
        [PublishedDownload(PublishedFile("a.gz", bytes: 1 << 60, digest: .md5("")), servers: [])]))
    let message = fixture.message { try fixture.get(data) }
    #expect(message.hasPrefix("ROOT: the disk has "))
    #expect(message.hasSuffix(" bytes free, and huge needs \(1 << 60)"))
    #expect(fixture.names == [])
  }

  @Test func `a data set behind an account says what to do`() throws {
    let fixture = try Fixture()
    let data = PublishedData(
      name: "set", title: "A set", page: "", source: .byHand(["ask", "unpack into ROOT/train"], names: ["train"]))
    #expect(
      fixture.message { try fixture.get(data) } == """
        A set cannot be fetched for you; what to do:
          1. ask
          2. unpack into ROOT/train
        """)
  }
}
