import Downloads
import Reports
import Settings
import WorkbenchCore

/// Shows a download on standard error: a bar that is redrawn on a terminal, a line for each file that is ready.
final class DownloadProgress: DownloadObserver {
  private let clock: ContinuousClock
  private var first: (count: Int, at: ContinuousClock.Instant)?
  private var lastDrawn: ContinuousClock.Instant?
  private var path: String?

  init(clock: ContinuousClock) { self.clock = clock }

  func received(_ count: Int, of file: PublishedFile) {
    guard Terminal.isInteractive else { return }
    let now = clock.now
    if path != file.path { (path, first, lastDrawn) = (file.path, (count, now), nil) }
    guard lastDrawn.map({ now - $0 > .milliseconds(200) }) ?? true, let first else { return }
    lastDrawn = now
    let share = Double(count) / Double(file.bytes)
    let seconds = (now - first.at).seconds
    let speed = seconds > 0 ? Double(count - first.count) / seconds : 0
    let eta = speed > 0 ? " · eta \(FigureText.duration(Double(file.bytes - count) / speed))" : ""
    let facts =
      "\(FigureText.roundPercent(share).padded(left: 5))  \(FigureText.bytes(count)) of \(FigureText.bytes(file.bytes))"
      + " · \(FigureText.bytes(Int(speed)))/s\(eta)"
    let room = min(20, Terminal.width - 1 - file.path.count - 4 - facts.count)
    let filled = Int((share * Double(max(room, 0))).rounded(.down))
    let bar =
      room < 4
      ? "" : String(repeating: "━", count: filled) + Terminal.errors.dim(String(repeating: "─", count: room - filled))
    let line = "  \(file.path)  \(bar)\(facts)"
    Terminal.showBar(room < 4 ? line.cut(to: Terminal.width - 1) : line)
  }

  func finished(_ file: PublishedFile) {
    Terminal.printLine("  \(file.path)  \(FigureText.bytes(file.bytes)), \(file.digest.kind) as published")
  }

  func noted(_ text: String) { Terminal.printLine("note: \(text.printable)") }
}
