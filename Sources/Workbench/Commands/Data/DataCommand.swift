import ArgumentParser

/// `workbench data`: published data sets, which training reads and never fetches.
struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data", abstract: "List, check and download published data sets.",
    discussion: """
      Training reads data sets from disk and never downloads anything. These commands put them there.

        workbench data list
        workbench data get cifar100
        workbench data verify
      """,
    subcommands: [ListData.self, VerifyData.self, GetData.self], defaultSubcommand: ListData.self)
}
