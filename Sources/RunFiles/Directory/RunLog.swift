import Files
import Foundation

/// The file `run.log`: what happened in words, one line each, with the time in UTC.
package final class RunLog {
  private let path: String
  private let file: Int32
  private let format = Date.ISO8601FormatStyle()

  package init(_ directory: RunDirectory) throws(FileError) {
    path = directory.log
    file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw FileError(path: path, errno: errno) }
  }

  deinit { close(file) }

  package func write(_ text: String) throws(FileError) {
    let line = "\(Date.now.formatted(format)) \(text)\n"
    try DurableFile.writeAll(Data(line.utf8), to: file, path: path)
  }
}
