import ArgumentParser
import Comparison
import Foundation
import Reports
import RunFiles
import WorkbenchCore

struct Show: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Show the state and the results of a run or a sweep.")

  @Argument(
    help: ArgumentHelp(
      "A run or a sweep: a path, a prefix of its id or of the id's last part, @last, @sweep.", valueName: "run"),
    completion: .runsAndSweeps)
  var target: String
  @OptionGroup var runs: RunsFolder
  @Flag(help: "Print JSON.")
  var json = false

  @Flag(help: "Rewrite the run's report.html, and print its path.")
  var report = false

  func run() throws {
    switch try RunTarget.find(target, in: runs.path) {
    case .run(let directory): try show(directory)
    case .sweep(let directory): try show(directory)
    }
  }

  private func show(_ directory: SweepDirectory) throws {
    let record = try directory.readRecord()
    if json { return print(try record.json(), terminator: "") }
    let table = SweepTable(record, last: "test %")
    print(directory.id)
    print("  begun     \(record.created.formatted(.iso8601)) on \(record.host)")
    print("  folder    \(directory.path)")
    let records = record.members.map { try? directory.directory(of: $0).readRecord() }
    let states = records.map { $0?.state }
    if directory.isRunning {
      print("  state     being carried out by process \(record.process)")
    } else if states.contains(where: { $0 != .finished }) {
      print("  go on     workbench resume \(directory.argument)")
    }
    print()
    print(Terminal.output.dim(table.header))
    for (member, run) in zip(record.members, records) {
      print(table.line(SweepTable.Row(member, directory.directory(of: member))))
      if let failure = run?.failure { for line in SweepTable.reason(failure) { print(line) } }
    }
    print()
    print("  best %: validation split, test %: test split; both are means of the exits")
  }

  private func show(_ directory: RunDirectory) throws {
    let record = try directory.readRecord()
    if report {
      try RunPage(ComparedRun(directory, by: RecipeReading(Registry.linked()))).write()
      return print(RunPage.path(in: directory))
    }
    let annotations = try? directory.readAnnotations()
    if json { return print(try RunOutput(record, annotations).json(), terminator: "") }
    print(directory.id)
    print("  state     \(record.state.rawValue), epoch \(record.epoch) of \(record.epochs), step \(record.step)")
    print("  recipe    \(record.name.printable), strategy \(record.strategy.printable), seed \(record.seed)")
    print("  begun     \(record.created.formatted(.iso8601)) on \(record.host)")
    if let sweep = record.sweep { print("  sweep     \(sweep)") }
    if let parent = record.parent { print("  weights   from \(parent)") }
    if let seconds = record.seconds, seconds > 0 {
      let processor = record.processorSeconds.map { ", \(FigureText.duration($0)) of processor time" }
      print("  trained   \(FigureText.duration(seconds))\(processor ?? "")")
    }
    if let best = record.best { print("  best      \(FigureText.percent(best)) % mean validation accuracy") }
    if annotations == nil { print("  labels    annotations.json cannot be read") }
    if let labels = annotations?.labels, !labels.isEmpty {
      print("  labels    \(labels.joined(separator: ", ").printable)")
    }
    for note in annotations?.notes ?? [] {
      let date = note.date.formatted(.iso8601.year().month().day())
      for (number, line) in note.text.printable.wrapped(to: 56).enumerated() {
        print((number == 0 ? "  note      \(date)  " : String(repeating: " ", count: 24)) + line)
      }
    }
    let solver = directory.readSolverOutcomes()
    if solver.choices > 0 { print("  solver    \(solver.text)") }
    if let failure = record.failure { print("  failure   \(failure)") }
    print("  folder    \(directory.path)")
    if record.state != .running, record.state != .finished {
      print("  go on     workbench resume \(directory.argument)")
    }
    if let evaluation = try? RunEvaluation(in: directory) {
      print()
      print(EvaluationTable(evaluation).text, terminator: "")
      if let speed = try? MeasuredSpeed(in: directory.evaluations) {
        print("\n" + SpeedTable(speed).text, terminator: "")
      }
    }
  }
}
