import ArgumentParser
import Downloads
import Errors
import Settings
import WorkbenchCore

struct VerifyData: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Compare the files of data sets with the published ones.",
    discussion: """
      Reads every file and compares its size and digest. Without names, checks what is on disk. Exit status: 0 everything is as \
      published, 65 a file is not, 66 a data set that was named is missing.
      """)

  @Argument(help: ArgumentHelp("Data sets, such as cifar100; by default those on disk.", valueName: "name"))
  var names: [String] = []
  @OptionGroup var place: DataPlace
  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    let all = try place.local(names, registry: .linked(), readingAll: true)
    let local = names.isEmpty && place.recipe == nil ? all.filter { $0.state != .missing } : all
    try StandardOutput.print(json ? DataReport(local).json() : DataCheck(local).text, terminator: "")
    if local.contains(where: { $0.state == .damaged }) { throw ExitCode(ExitStatus.badInput) }
    if local.contains(where: { $0.state != .ready }) { throw ExitCode(ExitStatus.missingInput) }
  }
}

/// Data sets as `data verify` prints them: a line for each file, and what to do about it.
struct DataCheck {
  let text: String

  init(_ all: [LocalData]) {
    let blocks = all.map { local in
      let data = local.data
      let head = "\(Terminal.output.bold(data.name)) in \(local.root.printable): \(local.state.rawValue)\n"
      let rows = local.files.map { file, state in [file.path, Self.words(for: state, file)] }
      let table = TextTable([.left(gap: 2), .left(gap: 2)], fitting: rows.map { [$0[0]] })
      let lines = rows.map { table.line($0) + "\n" }
      return head + lines.joined() + Self.advice(for: local)
    }
    let nothing = "no published data set is on the disk; fetch one: workbench data get cifar100\n"
    text = blocks.isEmpty ? nothing : blocks.joined()
  }

  private static func words(for state: FileState, _ file: PublishedFile) -> String {
    switch state {
    case .missing: "missing"
    case .sized: "of the published size"
    case .verified: "as published: \(file.digest.kind) and size"
    case .otherForm: "there as \(file.otherForm?.path ?? file.path), of the right size; no digest of that is published"
    case .wrongSize(let found, let expected): "WRONG SIZE: \(found) bytes instead of \(expected)"
    case .wrongDigest(let found): "WRONG CONTENTS: \(found), published is \(file.digest)"
    case .unreadable(let reason): "CANNOT BE READ: \(reason)"
    }
  }

  private static func advice(for local: LocalData) -> String {
    if case .byHand(_, let names) = local.data.source {
      let found = local.state == .ready ? "\(names.joined(separator: " and ")) are there; " : ""
      return "  \(found)digests of its single files are not published\n"
    }
    guard local.state != .ready else { return "" }
    return "  mend it: workbench data get \(local.data.name) --to \(local.root.quotedForShell)\n"
  }
}
