/// An error that says how the program ends when nothing catches it.
///
/// Every error that can leave its module is one; a test holds that.
///
/// ```swift
/// struct NoSuchPalette: StatusedError, CustomStringConvertible {
///   let name: String
///   var description: String { "there is no palette '\(name)'" }
///   var exitStatus: ExitStatus { .missingInput }
/// }
/// ```
public protocol StatusedError: Error {
  /// How the program ends.
  var exitStatus: ExitStatus { get }
}
