import Errors
import Foundation

/// A file that could not be read or written.
package struct FileError: StatusedError, CustomStringConvertible {
  package let path: String
  package let reason: String
  /// Whether the disk is full, rather than something else wrong.
  package let isDiskFull: Bool

  package init(path: String, reason: String, isDiskFull: Bool = false) {
    (self.path, self.reason, self.isDiskFull) = (path, reason, isDiskFull)
  }

  /// What the last system call said.
  package init(path: String, errno code: Int32) {
    let isFull = code == ENOSPC || code == EDQUOT
    self.init(
      path: path, reason: isFull ? "the disk is full" : String(cString: strerror(code)), isDiskFull: isFull)
  }

  package var description: String { "\(path): \(reason)" }

  package var exitStatus: ExitStatus { .inputOutput }
}
