import Foundation
import Synchronization
import WorkbenchCore

/// What the program knows of the terminal it writes to.
enum Terminal {
  /// Whether progress may be redrawn in place.
  static let isInteractive = isatty(STDERR_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"

  /// Whether colours may be used, after https://no-color.org.
  static let usesColor: Bool = {
    let environment = ProcessInfo.processInfo.environment
    if environment["NO_COLOR"].map({ !$0.isEmpty }) ?? false { return false }
    if environment["FORCE_COLOR"].map({ !$0.isEmpty }) ?? false { return true }
    return isInteractive
  }()

  /// The width in columns; 80 where there is none.
  static var width: Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  /// Writes to standard error, where everything goes that is not a result.
  static func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }

  /// The height in lines; 24 where there is none.
  static var height: Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_row > 0 else { return 24 }
    return Int(size.ws_row)
  }

  /// How many of the last lines are redrawn, which whatever comes next takes the place of.
  private static let liveLines = Atomic(0)

  /// Redraws the last line.
  static func showBar(_ text: String) { showLive([text]) }

  /// Redraws the last lines; none of them may be wider than the terminal.
  static func showLive(_ lines: [String]) {
    write(clearing(liveLines.exchange(lines.count, ordering: .relaxed)) + lines.joined(separator: "\n"))
  }

  static func printLine(_ text: String = "") {
    write(clearing(liveLines.exchange(0, ordering: .relaxed)) + text + "\n")
  }

  /// What clears so many lines, the last of which the cursor is on.
  private static func clearing(_ count: Int) -> String {
    guard count > 0 else { return "" }
    return "\r\u{1B}[K" + String(repeating: "\u{1B}[A\u{1B}[K", count: count - 1)
  }

  static func printError(_ error: any Error) {
    // Results come first, also where both go to one place.
    fflush(nil)
    let text = (error as? TorchError).map { error in (error.place.map { "\($0): " } ?? "") + "\(error)" } ?? "\(error)"
    printLine("\(error is RecipeError ? "" : "error: ")\(text)")
  }

  static func dim(_ text: String) -> String { usesColor ? "\u{1B}[2m\(text)\u{1B}[0m" : text }
  static func bold(_ text: String) -> String { usesColor ? "\u{1B}[1m\(text)\u{1B}[0m" : text }
}

extension String {
  /// The text without what a terminal would obey, for names and values that come from files.
  var printable: String {
    guard unicodeScalars.contains(where: \.isUnprintable) else { return self }
    return String(String.UnicodeScalarView(unicodeScalars.map { $0.isUnprintable ? "\u{FFFD}" : $0 }))
  }

  /// Spaces before, up to a width in characters.
  func padded(left width: Int) -> String { String(repeating: " ", count: max(0, width - count)) + self }
  /// Spaces after, up to a width in characters.
  func padded(right width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}

extension Unicode.Scalar {
  fileprivate var isUnprintable: Bool {
    switch properties.generalCategory {
    case .control, .format, .surrogate, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }
}
