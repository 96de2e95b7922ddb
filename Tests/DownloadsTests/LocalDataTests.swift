import Foundation
import Testing
import WorkbenchCore

@testable import Downloads

/// What lies on the disk beside what was published, and where that is looked for.
@Suite struct LocalDataTests {
  @Test func `every way in which a file can be wrong is told apart`() throws {
    let fixture = try Fixture()
    let data = fixture.data("whole")
    func states(readingAll: Bool = true) -> (LocalData.State, [FileState]) {
      let local = LocalData(data, in: fixture.root, readingAll: readingAll)
      return (local.state, local.files.map(\.state))
    }
    #expect(states() == (.missing, [.missing, .missing]))
    let (train, test) = (
      try #require(fixture.contents["set/train.bin"]), try #require(fixture.contents["set/test.bin"])
    )
    try fixture.write(train, to: "set/train.bin")
    #expect(states() == (.incomplete, [.verified, .missing]))
    try fixture.write(test, to: "set/test.bin")
    #expect(states() == (.ready, [.verified, .verified]))
    #expect(states(readingAll: false) == (.ready, [.sized, .sized]))
    try fixture.write(Array(test.dropLast()), to: "set/test.bin")
    #expect(states() == (.damaged, [.verified, .wrongSize(found: 14_000, expected: 14_001)]))
    try fixture.write([UInt8](repeating: 0, count: 14_001), to: "set/test.bin")
    #expect(states(readingAll: false) == (.ready, [.sized, .sized]))
    guard case (.damaged, let damaged) = states(), case .wrongDigest(let found) = damaged[1] else {
      Issue.record("\(states())")
      return
    }
    #expect(found.hasPrefix("SHA-256 "))
    try FileManager.default.removeItem(atPath: fixture.root + "/set/test.bin")
    try fixture.write([], to: "set/test.bin/file")
    #expect(states() == (.damaged, [.verified, .unreadable(reason: "is a folder")]))
  }

  @Test func `another form that the data set reads as well counts`() throws {
    let fixture = try Fixture()
    let file = PublishedFile(
      "labels.gz", bytes: 10, digest: .md5(""), otherForm: PublishedFile.OtherForm("labels", bytes: 3))
    try fixture.write([1, 2, 3], to: "labels")
    #expect(FileState(of: file, in: fixture.root, readingAll: true) == .otherForm)
    try fixture.write([1, 2], to: "labels")
    #expect(FileState(of: file, in: fixture.root, readingAll: true) == .wrongSize(found: 2, expected: 3))
  }

  @Test func `data is looked for where the variables say, in the project, and with the user's own`() {
    #expect(
      DataFolders(
        environment: ["WORKBENCH_DATA": "/scratch/data", "HOME": "/home/me"], project: "/work"
      ).all == ["/scratch/data", "/work/data", "/home/me/.local/share/workbench"])
    #expect(
      DataFolders(environment: ["XDG_DATA_HOME": "/share", "WORKBENCH_DATA": ""], project: nil).all
        == ["/share/workbench"])
    #expect(DataFolders(environment: [:], project: ".").preferred == "data")
  }

  @Test func `the folder that has the data is taken, else the preferred one`() throws {
    let fixture = try Fixture()
    let data = fixture.data("whole")
    #expect(LocalData(data, inOneOf: ["/nowhere", fixture.root], readingAll: false).root == "/nowhere")
    try fixture.write([], to: "set/test.bin")
    #expect(LocalData(data, inOneOf: ["/nowhere", fixture.root], readingAll: false).root == fixture.root)
  }

  @Test func `mirrors come from the command line, a variable and a file, in this order and once each`() throws {
    let fixture = try Fixture()
    try fixture.write(
      Array("# the lab's\nhttps://c.example.org  # fast\n\nhttps://a.example.org\n".utf8), to: "workbench/mirrors")
    let mirrors = try Mirrors(
      given: ["https://a.example.org"],
      environment: [
        "WORKBENCH_MIRRORS": "http://b.example.org/x  http://b2.example.org", "XDG_CONFIG_HOME": fixture.root,
      ])
    #expect(
      mirrors.all == [
        "https://a.example.org", "http://b.example.org/x", "http://b2.example.org", "https://c.example.org",
      ])
    for wrong in ["example.org", "ftp://example.org", "file:///etc", "http://", "-o/tmp/x"] {
      #expect(
        fixture.message { try Mirrors(given: [wrong], environment: [:]) }
          == "--mirror: '\(wrong)' is no mirror; give the http or https address of a folder that holds NAME/FILE")
    }
  }

  @Test func `a head is read for what a transfer needs`() throws {
    let whole = try #require(
      ResponseHead("HTTP/2 200 \r\nContent-Length: 12\r\nLast-Modified: Mon\r\nETag: W/\"x\"\r\n\r\n"))
    #expect((whole.start, whole.total, whole.validator, whole.isFollowed) == (nil, 12, "Mon", false))
    let part = try #require(
      ResponseHead(
        "HTTP/1.1 206 Partial Content\r\ncontent-range: bytes 5-9/10\r\netag: \"x\"\r\ncontent-length: 5\r\n"))
    #expect((part.start, part.total, part.validator, part.isFollowed) == (5, 10, "\"x\"", false))
    #expect(try #require(ResponseHead("HTTP/1.1 302 Found\nLocation: /x\n")).isFollowed)
    #expect(try #require(ResponseHead("HTTP/1.1 100 Continue\n")).isFollowed)
    #expect(ResponseHead("220 ftp ready\n") == nil)
  }
}
