import ArgumentParser
import Export
import Training
import WorkbenchCore

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write a run's network for use in other programs.",
    discussion: """
      safetensors: the weights by name. onnx: one graph with the logits of every exit, one graph for each stage, so that another \
      runtime can really leave early, and a manifest with classes, normalization, costs and thresholds. The files go into \
      the run's export/FORMAT/ unless --output says otherwise.

        workbench export @last --to onnx
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable { case safetensors, onnx }

  @Argument(
    help: ArgumentHelp("A run, or RUN:best, RUN:last, RUN:step-00001130.", valueName: "run"), completion: .weights)
  var target: String
  @OptionGroup var runs: RunsFolder
  @Option(help: "The format to write.")
  var to: Format
  @Option(name: .shortAndLong, help: ArgumentHelp("The folder to write to.", valueName: "folder"))
  var output: String?

  func run() throws {
    let weights = try RunWeights.find(target, in: runs.path)
    let export = try RunExport(weights, registry: try Registry.linked())
    let folder = output ?? "\(weights.directory.exports)/\(to.rawValue)"
    let report =
      switch to {
      case .safetensors: try export.writeSafetensors(to: folder)
      case .onnx: try export.writeONNX(to: folder)
      }
    for file in report.files { try StandardOutput.print(file) }
    for note in report.notes { Terminal.printLine("note: \(note)") }
  }
}
