import ArgumentParser
import Errors
import Foundation
import WorkbenchCore

struct New: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write a plugin to start from: a strategy that builds, trains and resumes as it is.",
    discussion: """
      Writes Plugins/NAME with a strategy of forty lines, a test of what it promises, a recipe that runs and a page of \
      documentation, and adds the folder to the list in Package.swift. Then change the rule:

        workbench new strategy MyRule
        make build
        workbench run my-rule

      Use it in a checkout of the workbench. It overwrites nothing.
      """)

  enum Kind: String, ExpressibleByArgument, CaseIterable { case strategy }

  @Argument(help: "What to write: strategy.")
  var kind: Kind
  @Argument(help: "The name of the type and of its folder in Plugins/, such as MyRule.")
  var type: String
  @Option(help: "The name in recipes; by default the type's in kebab-case, such as my-rule.")
  var name: String?

  func run() throws {
    let checkout = try CheckoutFolder(around: FileManager.default.currentDirectoryPath)
    let names = try PluginNames(type: type, recipe: name)
    let draft = try StrategyDraft(names, in: checkout, catalog: try Registry.linked().catalog)
    try draft.write()
    for path in draft.paths { try StandardOutput.print(path) }
    Terminal.printLine("next: make build, then workbench run \(names.recipe)")
  }
}

/// Why a plugin is not written; nothing has been.
struct CannotWritePlugin: StatusedError, CustomStringConvertible, Equatable {
  let description: String

  var exitStatus: ExitStatus { .cannotCreate }
}
