import Errors

/// Why a picture could not be made, read or written.
public struct PictureError: StatusedError, Sendable, Equatable, CustomStringConvertible {
  /// The file, or nil where there is none.
  public var path: String?
  /// What is wrong.
  public var problem: String
  /// What to do about it.
  public var remedy: String

  /// An error about the file at `path`, or about a picture in memory.
  public init(path: String? = nil, problem: String, remedy: String) {
    self.path = path
    self.problem = problem
    self.remedy = remedy
  }

  /// Where, what is wrong and what to do, in one line.
  public var description: String { "\(path.map { "\($0): " } ?? "")\(problem); \(remedy)" }

  /// How the program ends.
  public var exitStatus: ExitStatus { .badInput }
}
