import ArgumentParser
import Errors

/// A command line that is wrong, which is found only once what it names has been read.
struct UsageError: StatusedError, CustomStringConvertible, Equatable {
  let description: String

  init(_ description: String) { self.description = description }

  var exitStatus: ExitStatus { .usage }
}

extension ExitCode {
  /// How a command ends that has said itself what is wrong.
  init(_ status: ExitStatus) { self.init(status.rawValue) }
}
