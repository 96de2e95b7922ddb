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

  /// Whether the last line is a bar, which whatever comes next takes the place of.
  private static let barIsShown = Atomic(false)

  /// Redraws the last line.
  static func showBar(_ text: String) {
    write("\r\u{1B}[K" + text)
    barIsShown.store(true, ordering: .relaxed)
  }

  static func printLine(_ text: String = "") {
    let clears = barIsShown.exchange(false, ordering: .relaxed)
    write((clears ? "\r\u{1B}[K" : "") + text + "\n")
  }

  static func printError(_ error: any Error) {
    let text = (error as? TorchError).map { error in (error.place.map { "\($0): " } ?? "") + "\(error)" } ?? "\(error)"
    printLine("\(error is RecipeError ? "" : "error: ")\(text)")
  }

  static func dim(_ text: String) -> String { usesColor ? "\u{1B}[2m\(text)\u{1B}[0m" : text }
  static func bold(_ text: String) -> String { usesColor ? "\u{1B}[1m\(text)\u{1B}[0m" : text }
}

extension String {
  /// Spaces before, up to a width in characters.
  func padded(left width: Int) -> String { String(repeating: " ", count: max(0, width - count)) + self }
  /// Spaces after, up to a width in characters.
  func padded(right width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
