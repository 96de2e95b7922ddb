import Foundation
import Synchronization
import WorkbenchCore

/// What the program knows of the terminal it writes to.
enum Terminal {
  /// Whether progress may be redrawn in place.
  static let isInteractive = isatty(STDERR_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"

  /// How text looks on standard output, where results go.
  static let output = TextStyle(of: STDOUT_FILENO)
  /// How text looks on standard error.
  static let errors = TextStyle(of: STDERR_FILENO)

  /// The time between two drawings of progress: `WORKBENCH_PROGRESS_SECONDS`, or else 0.2 s on a terminal, and
  /// `plain` where each update is a line of its own.
  static func progressPause(plain: Duration) -> Duration {
    let given = ProcessInfo.processInfo.environment["WORKBENCH_PROGRESS_SECONDS"].flatMap { Double($0) }
    if let given, given >= 0, given < 1e6 { return .seconds(given) }
    return isInteractive ? .milliseconds(200) : plain
  }

  /// The width in columns; 80 where there is none.
  static var width: Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  /// Writes to standard error, where everything goes that is not a result.
  static func write(_ text: String) { StandardStreams.writeMessage(text) }

  /// The height in lines; 24 where there is none.
  static var height: Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_row > 0 else { return 24 }
    return Int(size.ws_row)
  }

  /// How many of the last lines are redrawn; the next text replaces them.
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
    let text = (error as? TorchError).map { error in (error.place.map { "\($0): " } ?? "") + "\(error)" } ?? "\(error)"
    printLine("\(error is RecipeError ? "" : "error: ")\(text)")
  }
}

/// How text may look where it goes to: codes of a terminal in a file or a pipe are noise.
struct TextStyle {
  /// For files.
  static let plain = TextStyle(usesColor: false)

  private let usesColor: Bool

  private init(usesColor: Bool) { self.usesColor = usesColor }

  /// Colours where a stream is a terminal, after https://no-color.org.
  init(of stream: Int32) {
    let environment = ProcessInfo.processInfo.environment
    func isSet(_ name: String) -> Bool { environment[name].map { !$0.isEmpty } ?? false }
    usesColor =
      !isSet("NO_COLOR") && (isSet("FORCE_COLOR") || isatty(stream) == 1 && environment["TERM"] != "dumb")
  }

  func dim(_ text: String) -> String { usesColor ? "\u{1B}[2m\(text)\u{1B}[0m" : text }
  func bold(_ text: String) -> String { usesColor ? "\u{1B}[1m\(text)\u{1B}[0m" : text }
}

extension String {
  /// The text without control characters, for names and values that come from files.
  var printable: String {
    guard unicodeScalars.contains(where: \.isUnprintable) else { return self }
    return String(String.UnicodeScalarView(unicodeScalars.map { $0.isUnprintable ? "\u{FFFD}" : $0 }))
  }
}

extension Unicode.Scalar {
  fileprivate var isUnprintable: Bool {
    switch properties.generalCategory {
    case .control, .format, .surrogate, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }
}
