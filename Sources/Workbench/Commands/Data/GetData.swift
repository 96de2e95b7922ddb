import ArgumentParser
import Downloads
import Foundation
import WorkbenchCore

struct GetData: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "get", abstract: "Download a published data set.",
    discussion: """
      Compares every file with its published digest before giving it its name, and unpacks archives. When the command is repeated, \
      an interrupted download continues where it stopped. Prints the folder that recipes name as root.

        workbench data get cifar100
        workbench data get mnist --to /scratch/mnist \\
          --mirror https://data.example.org/sets

      Mirrors hold NAME/FILE, and are asked before the publisher: those of --mirror, then those of $WORKBENCH_MIRRORS, separated by \
      blanks, then the lines of ~/.config/workbench/mirrors.
      """)

  @Argument(help: "A data set of 'workbench data list'.", completion: .publishedData)
  var name: String
  @Option(
    name: .customLong("to"),
    help: ArgumentHelp(
      "The folder that a recipe names as root; by default in the folder of all data.", valueName: "root"))
  var root: String?
  @Option(help: ArgumentHelp("Ask this server first.", valueName: "url"))
  var mirror: [String] = []

  func validate() throws { _ = try mirrors() }

  func run() throws {
    let registry = try Registry.linked()
    let catalog = PublishedCatalog(registry)
    let data = try catalog.find(name)
    let place = root ?? DataFolders.ofThisProcess.preferred.appendingComponent(data.folder)
    let retrieval = Retrieval(
      of: data, to: place, mirrors: try mirrors(), observer: DownloadProgress(clock: ContinuousClock()))
    let isNew = try retrieval.carryOut()
    Terminal.printLine("\(data.title) is \(isNew ? "ready" : "there, as published"); a recipe reads it with")
    Terminal.printLine("  \(catalog.recipeLine(for: data, in: place))")
    try StandardOutput.print(place)
  }

  private func mirrors() throws -> Mirrors {
    do {
      return try Mirrors(given: mirror, environment: ProcessInfo.processInfo.environment)
    } catch {
      throw ValidationError("\(error)")
    }
  }
}
