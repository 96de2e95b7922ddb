/// How the program ends, after BSD's sysexits; `docs/exit-status.md` explains each.
public enum ExitStatus: Int32, Sendable {
  /// The run, or a member of a sweep, began and failed.
  case runFailed = 1
  /// The command line is wrong.
  case usage = 64
  /// A recipe, data, a checkpoint or a download is wrong.
  case badInput = 65
  /// A recipe, run, checkpoint or data set is not there.
  case missingInput = 66
  /// A device or a server is not available.
  case unavailable = 69
  /// A bug of the workbench or of a plugin.
  case internalError = 70
  /// Something cannot be created, or another process has locked it.
  case cannotCreate = 73
  /// A file or a stream cannot be read or written, or the disk is full.
  case inputOutput = 74

  /// The status of any error: its own where it has one, ``internalError`` where nobody foresaw it.
  public init(of error: any Error) { self = (error as? any StatusedError)?.exitStatus ?? .internalError }
}
