import Errors
import Foundation

/// Where results go.
enum StandardOutput {
  /// Writes a text and what ends it; `Swift.print` would lose what cannot be written without a word.
  ///
  /// - Throws: ``OutputError`` where not all of it could be written.
  static func print(_ text: String = "", terminator: String = "\n") throws(OutputError) {
    try StandardStreams.write(text + terminator, to: STDOUT_FILENO)
  }
}

/// A result that could not be written to standard output: the disk is full, or the descriptor is closed.
struct OutputError: StatusedError, CustomStringConvertible, Equatable {
  /// As `errno` has it.
  let code: Int32

  /// Whether whoever read the output has read enough, as `head` does.
  var isClosedPipe: Bool { code == EPIPE }

  var description: String { "standard output cannot be written: \(String(cString: strerror(code)))" }

  var exitStatus: ExitStatus { .inputOutput }
}

/// Standard input, output and error of the process.
///
/// Training does not depend on who reads it: what cannot be written to standard error is dropped, and what cannot be written to
/// standard output is an error of the command that prints it, after its work is done.
enum StandardStreams {
  /// Makes sure that no stream can end the process, or be taken for a file that is opened later.
  ///
  /// A descriptor that is closed would be the next file's, and messages would go into a checkpoint. It becomes `/dev/null`, opened
  /// so that it cannot be used: standard output then reports an error, as that of other programs does.
  static func prepare() {
    signal(SIGPIPE, SIG_IGN)
    for (descriptor, mode) in [(STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_RDONLY)]
    where fcntl(descriptor, F_GETFD) == -1 && errno == EBADF {
      // The lowest number that is free, which is this one: those below are open by now.
      _ = open("/dev/null", mode)
    }
  }

  /// Writes to standard error what can be written there.
  static func writeMessage(_ text: String) { try? write(text, to: STDERR_FILENO) }

  /// Ends the process by SIGPIPE, as other programs end when the reader of their output has closed the pipe.
  static func endByClosedPipe() -> Never {
    signal(SIGPIPE, SIG_DFL)
    raise(SIGPIPE)
    exit(128 + SIGPIPE)
  }

  fileprivate static func write(_ text: String, to descriptor: Int32) throws(OutputError) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if errno == EAGAIN, descriptor == STDOUT_FILENO {
        var stream = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&stream, 1, -1)
      } else if errno != EINTR {
        throw OutputError(code: errno)
      }
    }
  }
}
