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
    if json { return try StandardOutput.print(record.json(), terminator: "") }
    let table = SweepTable(record, last: "test %")
    try StandardOutput.print(directory.id)
    try StandardOutput.print("  begun     \(record.created.formatted(.iso8601)) on \(record.host)")
    try StandardOutput.print("  folder    \(directory.path)")
    let records = record.members.map { try? directory.directory(of: $0).readRecord() }
    let states = records.map { $0?.state }
    if directory.isRunning {
      try StandardOutput.print("  state     being carried out by process \(record.process)")
    } else if states.contains(where: { $0 != .finished }) {
      try StandardOutput.print("  go on     workbench resume \(directory.argument)")
    }
    try StandardOutput.print()
    try StandardOutput.print(Terminal.output.dim(table.header))
    for (member, run) in zip(record.members, records) {
      try StandardOutput.print(table.line(SweepTable.Row(member, directory.directory(of: member))))
      if let failure = run?.failure { for line in SweepTable.reason(failure) { try StandardOutput.print(line) } }
    }
    try StandardOutput.print()
    try StandardOutput.print("  best %: validation split, test %: test split; both are means of the exits")
  }

  private func show(_ directory: RunDirectory) throws {
    let record = try directory.readRecord()
    if report {
      try RunPage(ComparedRun(directory, by: RecipeReading(Registry.linked()))).write()
      return try StandardOutput.print(RunPage.path(in: directory))
    }
    let annotations = try? directory.readAnnotations()
    if json { return try StandardOutput.print(RunOutput(record, annotations).json(), terminator: "") }
    try StandardOutput.print(directory.id)
    try StandardOutput.print(
      "  state     \(record.state.rawValue), epoch \(record.epoch) of \(record.epochs), step \(record.step)")
    try StandardOutput.print(
      "  recipe    \(record.name.printable), strategy \(record.strategy.printable), seed \(record.seed)")
    try StandardOutput.print("  begun     \(record.created.formatted(.iso8601)) on \(record.host)")
    if let sweep = record.sweep { try StandardOutput.print("  sweep     \(sweep)") }
    if let parent = record.parent { try StandardOutput.print("  weights   from \(parent)") }
    if let seconds = record.seconds, seconds > 0 {
      let processor = record.processorSeconds.map { ", \(FigureText.duration($0)) of processor time" }
      try StandardOutput.print("  trained   \(FigureText.duration(seconds))\(processor ?? "")")
      if let beside = record.recordingSeconds {
        let share = FigureText.roundPercent(beside / (beside + seconds))
        try StandardOutput.print(
          "  recorded  \(FigureText.duration(beside)) beside training, \(share) of the time")
      }
    }
    if let best = record.best {
      try StandardOutput.print("  best      \(FigureText.percent(best)) % mean validation accuracy")
    }
    if annotations == nil { try StandardOutput.print("  labels    annotations.json cannot be read") }
    if let labels = annotations?.labels, !labels.isEmpty {
      try StandardOutput.print("  labels    \(labels.joined(separator: ", ").printable)")
    }
    for note in annotations?.notes ?? [] {
      let date = note.date.formatted(.iso8601.year().month().day())
      for (number, line) in note.text.printable.wrapped(to: 56).enumerated() {
        try StandardOutput.print((number == 0 ? "  note      \(date)  " : String(repeating: " ", count: 24)) + line)
      }
    }
    let solver = directory.readSolverOutcomes()
    if solver.choices > 0 { try StandardOutput.print("  solver    \(solver.text)") }
    if let failure = record.failure { try StandardOutput.print("  failure   \(failure)") }
    try StandardOutput.print("  folder    \(directory.path)")
    if record.state != .running, record.state != .finished {
      try StandardOutput.print("  go on     workbench resume \(directory.argument)")
    }
    if let evaluation = try? RunEvaluation(in: directory) {
      try StandardOutput.print()
      try StandardOutput.print(EvaluationTable(evaluation).text, terminator: "")
      if let speed = try? MeasuredSpeed(in: directory.evaluations) {
        try StandardOutput.print("\n" + SpeedTable(speed).text, terminator: "")
      }
    }
  }
}
