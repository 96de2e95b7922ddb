import Foundation
import Reports
import RunFiles
import Settings
import Sweeps

/// Shows a sweep on standard error: a settled line for each run that has ended and, on a terminal, live ones for those under way.
final class SweepProgress: SweepObserver {
  private let clock = ContinuousClock()
  private let pause = Terminal.progressPause(plain: .seconds(60))
  private var table: SweepTable?
  private var lastDrawn: ContinuousClock.Instant?

  func sweepOpened(
    _ directory: SweepDirectory, _ record: SweepRecord, members: [SweepMember], jobs: Int, threads: Int?
  ) {
    let table = SweepTable(record, width: Terminal.width, last: "time")
    self.table = table
    lastDrawn = clock.now
    let seeds = Set(record.members.map(\.seed)).count
    let variants = record.variants.count
    let product = variants * seeds == record.members.count && variants > 1 && seeds > 1
    line(
      "\(Terminal.errors.bold(record.name)) · sweep of \(FigureText.count(record.members.count, "run"))"
        + (product ? ": \(variants) variants × \(seeds) seeds" : "") + " · \(jobs) at a time"
        + (threads.map { ", \(FigureText.count($0, "thread")) each" } ?? ""))
    line("  sweep  \(directory.path)")
    line("  shown  best mean top-1 % on the validation split")
    let done = members.count { $0.state == .finished }
    let removed = members.count { $0.state == .removed }
    if done > 0 { line("  going on after \(FigureText.count(done, "run"))") }
    if removed > 0 { line("  left out: \(FigureText.count(removed, "run")), whose folder is gone") }
    line()
    line(Terminal.errors.dim(table.header))
  }

  func memberEnded(_ member: SweepMember) {
    guard let table else { return }
    line(table.line(row(of: member)))
    if case .failed(let reason) = member.state { for text in SweepTable.reason(reason) { line(text) } }
  }

  func memberNoted(_ member: SweepMember, _ text: String) { line("note: run \(member.member.number): \(text)") }

  func sweepWentOn(_ members: [SweepMember], secondsLeft: Double?) {
    let now = clock.now
    guard let table, now - (lastDrawn ?? now) > pause else { return }
    lastDrawn = now
    let running = members.filter { $0.state == .running }
    guard Terminal.isInteractive else {
      let places = running.map { member in
        let (done, all) = (member.report?.epoch ?? 0, member.report?.epochs ?? 0)
        return "run \(member.member.number) " + (done > 0 && done == all ? "being evaluated" : "at epoch \(done + 1)")
      }
      return line(summary(members, secondsLeft) + (places.isEmpty ? "" : " · \(places.joined(separator: ", "))"))
    }
    let room = max(1, Terminal.height - 2)
    let rows = running.prefix(room).map { table.line(row(of: $0)) }
    Terminal.showLive((rows + [" " + summary(members, secondsLeft)]).map { $0.cut(to: Terminal.width - 1) })
  }

  private func summary(_ members: [SweepMember], _ secondsLeft: Double?) -> String {
    func count(_ isCounted: (SweepMember) -> Bool, _ word: String) -> String? {
      let count = members.count(where: isCounted)
      return count > 0 ? "\(count) \(word)" : nil
    }
    let parts = [
      "\(members.count { $0.state == .finished }) of \(members.count) finished",
      count({ if case .failed = $0.state { true } else { false } }, "failed"), count({ $0.state == .paused }, "paused"),
      count({ $0.state == .running }, "running"), count({ $0.state == .waiting }, "waiting"),
      // Steps are what is forecast; evaluating the last runs takes a little longer.
      secondsLeft.flatMap { $0 >= 1 ? "eta \(FigureText.duration($0))" : nil },
    ]
    return parts.compactMap { $0 }.joined(separator: " · ")
  }

  private func row(of member: SweepMember) -> SweepTable.Row {
    var row = SweepTable.Row(member.member, member.directory)
    row.last = member.seconds > 0 ? FigureText.duration(member.seconds) : ""
    row.best = member.best.map(FigureText.percent) ?? ""
    switch member.state {
    case .running:
      row.state = bar(member.report)
      if let report = member.report { row.epoch = "\(report.epoch)/\(report.epochs)" }
    case .failed: row.state = "failed"
    default: break
    }
    return row
  }

  private func bar(_ report: WorkerReport?) -> String {
    guard let report, report.steps > 0 else { return "starting" }
    guard report.step < report.steps else { return "evaluating" }
    let filled = Int(Double(report.step) / Double(report.steps) * Double(SweepTable.stateWidth))
    return String(repeating: "━", count: filled) + String(repeating: "─", count: SweepTable.stateWidth - filled)
  }

  private func line(_ text: String = "") { Terminal.printLine(text) }
}
