import ArgumentParser
import Foundation
import RunFiles

struct Label: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Give a run labels, by which commands find it and which protect it from 'clean'.",
    discussion: """
      Labels are words of letters, digits, '-', '_', '.' and '+'. They change neither a run's results nor its group. Without a \
      label, the command prints those that the run has.

        workbench label @last paper table-2
        workbench label paper --remove table-2
        workbench compare paper
      """)

  @Argument(
    help: ArgumentHelp("A run: a path, a prefix of its id, a label, @last.", valueName: "run"), completion: .runs)
  var target: String
  @Argument(help: ArgumentHelp("Labels.", valueName: "label"))
  var labels: [String] = []
  @OptionGroup var runs: RunsFolder
  @Flag(help: "Remove these labels.")
  var remove = false

  func validate() throws {
    if let wrong = labels.first(where: { !RunAnnotations.isLabel($0) }) {
      throw ValidationError(
        "'\(wrong)' cannot be a label: those are up to \(RunAnnotations.labelLimit) letters, digits, '-', '_', '.' and '+', with a "
          + "letter or a digit first")
    }
    if remove, labels.isEmpty { throw ValidationError("name the labels to remove") }
  }

  func run() throws {
    let directory = try RunDirectory.find(target, in: runs.path)
    var annotations = try directory.readAnnotations()
    if remove {
      annotations.labels.removeAll(where: labels.contains)
    } else {
      annotations.add(labels: labels)
    }
    if !labels.isEmpty { try directory.write(annotations) }
    for label in annotations.labels { try StandardOutput.print(label.printable) }
  }
}

struct Note: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Attach a note to a run, shown wherever the run is.",
    discussion: """
      Notes are dated, and change neither a run's results nor its group. Without a text, the command prints those that the run \
      has.

        workbench note @last 'diverges without the warm-up'
      """)

  @Argument(
    help: ArgumentHelp("A run: a path, a prefix of its id, a label, @last.", valueName: "run"), completion: .runs)
  var target: String
  @Argument(help: "The note; several words are one note.")
  var text: [String] = []
  @OptionGroup var runs: RunsFolder
  @Flag(help: "Remove all notes of the run.")
  var remove = false

  func validate() throws {
    if remove, !text.isEmpty { throw ValidationError("--remove removes all notes, and writes none") }
  }

  func run() throws {
    let directory = try RunDirectory.find(target, in: runs.path)
    var annotations = try directory.readAnnotations()
    let note = text.joined(separator: " ").trimmingCharacters(in: .whitespacesAndNewlines)
    if remove { annotations.notes = [] }
    if !note.isEmpty { annotations.notes.append(RunAnnotations.Note(date: .now, text: note)) }
    if remove || !note.isEmpty { try directory.write(annotations) }
    for note in annotations.notes {
      try StandardOutput.print("\(note.date.formatted(.iso8601.year().month().day()))  \(note.text.printable)")
    }
  }
}
