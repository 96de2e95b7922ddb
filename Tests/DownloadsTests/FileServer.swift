import Foundation
import Testing

/// A web server on the loopback with the faults that a path asks for; gone with the value.
final class FileServer {
  let folder: String
  private let process = Process()
  private let input = Pipe()
  private let output: FileHandle
  private var log = ""
  private let port: Int

  init() throws {
    folder = FileManager.default.temporaryDirectory.path + "/served-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let pipe = Pipe()
    output = pipe.fileHandleForReading
    let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Scripts/serve.py").path
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", script, folder]
    process.standardInput = input
    process.standardOutput = pipe
    // Whatever other tests start meanwhile must not hold the ends.
    for end in [
      input.fileHandleForReading, input.fileHandleForWriting, pipe.fileHandleForReading, pipe.fileHandleForWriting,
    ] {
      _ = fcntl(end.fileDescriptor, F_SETFD, FD_CLOEXEC)
    }
    try process.run()
    let line = String(decoding: output.availableData, as: UTF8.self)
    port = try #require(Int(line.prefix { $0 != "\n" }), "the server did not start: \(line)")
  }

  deinit {
    // Not SIGTERM: a process that is started on a thread of the tests' pool inherits that thread's blocked signals.
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    for path in [folder, "\(folder)-root"] { try? FileManager.default.removeItem(atPath: path) }
  }

  /// The address of a folder with a fault: `whole`, `cut-1000` and so on.
  func url(_ fault: String) -> String { "http://127.0.0.1:\(port)/\(fault)/" }

  func write(_ bytes: [UInt8], to name: String) throws {
    let file = URL(filePath: "\(folder)/\(name)")
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
  }

  /// The requests since the last call: the path, what the range began with, and whether it was tied to a version.
  func requests() throws -> [String] {
    // A request's line is written before its answer, so everything is there when a transfer has ended.
    log += String(decoding: output.availableDataNow, as: UTF8.self)
    defer { log = "" }
    return log.split(separator: "\n").map { line in
      let words = line.split(separator: " ")
      return "\(words[1]) from \(words[2] == "-" ? "0" : words[2].dropFirst("bytes=".count).dropLast())"
        + (words[3] == "-" ? "" : " if unchanged")
    }
  }
}

extension FileHandle {
  /// What is there to be read without waiting.
  fileprivate var availableDataNow: Data {
    var data = Data()
    var request = pollfd(fd: fileDescriptor, events: Int16(POLLIN), revents: 0)
    while poll(&request, 1, 0) == 1, request.revents & Int16(POLLIN) != 0 { data += availableData }
    return data
  }
}
