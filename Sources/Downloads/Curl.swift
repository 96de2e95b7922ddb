import Files
import Foundation

/// The system's `curl`, which knows about proxies, certificates and redirects; here it only moves bytes.
struct Curl {
  /// What comes of a request, in this order.
  enum Event {
    case head(ResponseHead)
    case bytes(UnsafeRawBufferPointer)
  }

  /// How a request ended.
  struct Ending {
    /// Zero when the whole response has come.
    let status: Int32
    /// What curl says is wrong.
    let complaint: String
  }

  private let program: String

  /// Finds the program on the search path.
  ///
  /// - Throws: ``DownloadError`` where there is none.
  init(searchPath: String = ProcessInfo.processInfo.environment["PATH"] ?? "") throws(DownloadError) {
    let candidates = searchPath.split(separator: ":").map { "\($0)/curl" }
    guard let program = candidates.first(where: FileManager.default.isExecutableFile(atPath:)) else {
      throw DownloadError(
        .unavailable, "there is no curl on PATH to download with\n  install it, such as with: apt-get install curl")
    }
    self.program = program
  }

  /// Asks for a file and hands on the response as it comes.
  ///
  /// - Parameters:
  ///   - url: an address of a web server.
  ///   - offset: the first byte wanted.
  ///   - validator: what the server said of the version that the bytes before `offset` are of; it answers with the whole file
  ///     when it has another version by now.
  ///   - receive: takes the response; returning `false` ends the request.
  /// - Returns: how it ended.
  /// - Throws: what `receive` throws, or Foundation's error when the program cannot be started.
  func get(
    _ url: String, from offset: Int, validator: String?, _ receive: (Event) throws -> Bool
  ) throws -> Ending {
    let process = Process()
    let (output, errors) = (try Self.pipe(), try Self.pipe())
    process.executableURL = URL(fileURLWithPath: program)
    // Bytes as they are: a body that curl unpacks on the way could neither be compared nor resumed. 60 seconds without a byte
    // end the request.
    process.arguments =
      [
        "--silent", "--show-error", "--include", "--suppress-connect-headers", "--location", "--max-redirs", "10",
        "--proto", "=http,https", "--proto-redir", "=http,https", "--no-compressed", "--globoff",
        "--connect-timeout", "20", "--speed-limit", "1", "--speed-time", "60",
      ] + (offset > 0 ? ["--range", "\(offset)-"] : [])
      + (offset > 0 ? validator.map { ["--header", "If-Range: \($0)"] } ?? [] : []) + ["--url", url]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    defer { if process.isRunning { process.terminate() } }
    let complaint = try Self.read(output.fileHandleForReading.fileDescriptor, receive)
    // Whoever stopped listening does not wait for the rest.
    try? output.fileHandleForReading.close()
    let words = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return Ending(status: process.terminationStatus, complaint: complaint ?? Self.complaint(in: words))
  }

  /// A pipe whose ends no other child process inherits: its end would be theirs as well.
  private static func pipe() throws -> Pipe {
    let pipe = Pipe()
    for end in [pipe.fileHandleForReading, pipe.fileHandleForWriting] {
      guard fcntl(end.fileDescriptor, F_SETFD, FD_CLOEXEC) == 0 else { throw FileError(path: "pipe", errno: errno) }
    }
    return pipe
  }

  /// Reads what curl writes until its end or until `receive` has had enough.
  ///
  /// - Returns: what is wrong with the response, or nil.
  private static func read(_ file: Int32, _ receive: (Event) throws -> Bool) throws -> String? {
    var response = ResponseReader()
    var room = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = room.withUnsafeMutableBytes { Glibc.read(file, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return nil }
      do {
        let goesOn = try room.withUnsafeBytes {
          try response.take(UnsafeRawBufferPointer(rebasing: $0[..<count]), receive)
        }
        guard goesOn else { return nil }
      } catch let damage as ResponseReader.Damage {
        return damage.reason
      }
    }
  }

  /// `curl: (7) Failed to connect …` without what names the program.
  private static func complaint(in words: String) -> String {
    let line = words.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
    guard line.hasPrefix("curl: ("), let end = line.firstIndex(of: ")") else { return line }
    return line[line.index(after: end)...].trimmingCharacters(in: .whitespaces)
  }
}
