import ArgumentParser
import Comparison
import Foundation
import Reports
import Runs
import WorkbenchCore

struct Show: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Show how a run stands, and what it came to.")

  @Argument(
    help: ArgumentHelp("A run: a path, a prefix of its id or of the id's last part, or @last.", valueName: "run"))
  var target: String
  @OptionGroup var runs: RunsFolder
  @Flag(help: "Print JSON.")
  var json = false

  @Flag(help: "Write the run's report.html anew, and print where it is.")
  var report = false

  func run() throws {
    let directory = try RunDirectory.find(target, in: runs.path)
    let record = try directory.readRecord()
    if report {
      try RunPage(ComparedRun(directory, registry: try Registry.linked())).write()
      return print(RunPage.path(in: directory))
    }
    if json { return print(try record.json(), terminator: "") }
    print(directory.id)
    print("  state     \(record.state.rawValue), epoch \(record.epoch) of \(record.epochs), step \(record.step)")
    print("  recipe    \(record.name), strategy \(record.strategy), seed \(record.seed)")
    print("  begun     \(record.created.formatted(.iso8601)) on \(record.host)")
    if let parent = record.parent { print("  weights   from \(parent)") }
    if let best = record.best { print("  best      \(Figures.percent(best)) % mean validation accuracy") }
    if let failure = record.failure { print("  failure   \(failure)") }
    print("  folder    \(directory.path)")
    if record.state != .running, record.state != .finished {
      print("  go on     workbench resume \(directory.argument)")
    }
    if let evaluation = try? RunEvaluation(in: directory) {
      print()
      print(EvaluationTable(evaluation).text)
      if let speed = try? MeasuredSpeed(in: directory) { print(SpeedTable(speed).text) }
    }
  }
}
