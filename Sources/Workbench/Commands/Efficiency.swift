import ArgumentParser
import Files
import Foundation
import Recipes
import Reports
import Timing
import Training
import WorkbenchCore

struct Efficiency: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Time training steps of recipes, or inference or reading of one, and show where the time goes.",
    discussion: """
      One recipe is reported in detail. Several recipes, batch sizes or shares of channels become a table; the published \
      protocol takes 100 steps:

        workbench efficiency paper/vgg7-cifar100-{sum,byot,dfs} \\
          --batch-sizes 300,400,500 --betas 0.1,0.3,0.5,0.7,0.9 \\
          --steps 100 --charts efficiency

      With --inference, the network with its initial weights classifies noise: all exits of every image, or with --leaving a share \
      of the images leaving at each exit. With --reading, training batches are read and transformed, but nothing is trained; \
      with --decoding, the pictures of a folder are decoded on one thread. With --protocol, requests on standard input (info, \
      go N, solvers K, quit) are answered with JSON, for Benchmarks/.
      """)

  @Argument(help: "Recipes, and values that override those of all of them, such as train.threads=1.")
  var arguments: [String] = []
  @Option(help: "Steps to time, after a few that are not counted.")
  var steps = 10
  @Option(help: "Batch sizes, separated by commas; by default each recipe's own.")
  var batchSizes: NumberList<Int> = NumberList([])
  @Option(help: "Shares of channels for deeper exits, separated by commas, for recipes that partition features.")
  var betas: NumberList<Double> = NumberList([])
  @Option(help: "A folder to write the figures to, as CSV and as charts (SVG and PNG).")
  var charts: String?
  @Flag(help: "Print the figures as JSON.")
  var json = false
  @Flag(help: "Time inference instead of training.")
  var inference = false
  @Option(help: "The batch size of inference.")
  var images = 128
  @Option(help: "The share of the images reaching an exit that leave there, such as 0.4.")
  var leaving: Double?
  @Flag(help: "Time the reading of training batches instead of training.")
  var reading = false
  @Option(help: "Time the decoding of the pictures in this folder instead of training.")
  var decoding: String?
  @Flag(name: .customLong("protocol"), help: "Answer a benchmark's requests on standard input.")
  var answers = false

  private var sources: [String] { arguments.filter { !$0.contains("=") } }
  private var overrides: [String] { arguments.filter { $0.contains("=") } }

  func validate() throws {
    guard !sources.isEmpty || decoding != nil else {
      throw ValidationError("name at least one recipe, such as dfs-msdnet")
    }
    guard steps >= 1 else { throw ValidationError("--steps must be at least 1") }
    for (flag, isSet) in [("protocol", answers && decoding == nil), ("inference", inference), ("reading", reading)]
    where isSet {
      guard sources.count == 1 else { throw ValidationError("--\(flag) takes one recipe") }
    }
    guard !(inference && (reading || decoding != nil)) else {
      throw ValidationError("--inference and --\(reading ? "reading" : "decoding") are two measurements")
    }
    guard (1...65_536).contains(images) else { throw ValidationError("--images takes a number from 1 to 65536") }
    guard (0...1).contains(leaving ?? 0) else { throw ValidationError("--leaving takes a share in 0...1") }
    guard inference || leaving == nil else { throw ValidationError("--leaving needs --inference") }
  }

  func run() throws {
    if let decoding { return try time(ReadingTiming(decoding: decoding)) }
    let registry = try Registry.linked()
    let plan = try EfficiencyPlan(
      sources.map { try Recipe.find($0, in: Checkout.recipes) }, overrides: overrides, batchSizes: batchSizes.numbers,
      betas: betas.numbers, registry: registry)
    if reading { return try time(ReadingTiming(plan.recipes[0], registry: registry)) }
    if inference { return try timeInference(plan.recipes[0], registry) }
    if answers { return try BenchmarkProtocol.serve(StepTiming(plan.recipes[0], registry: registry), registry) }
    if plan.recipes.count == 1, charts == nil, !json {
      return try StandardOutput.print(
        StepReportText(StepTiming(plan.recipes[0], registry: registry), steps: steps).text)
    }
    try compare(plan.recipes, registry)
  }

  private func timeInference(_ recipe: Recipe, _ registry: Registry) throws {
    let course = leaving.map { InferenceTiming.Course.leaving($0) } ?? .full
    let timing = try InferenceTiming(recipe, registry: registry, images: images, course: course)
    if answers { return try BenchmarkProtocol.serve(timing) }
    try StandardOutput.print(InferenceReportText(timing, times: steps).text)
  }

  private func time(_ timing: ReadingTiming) throws {
    if answers { return try BenchmarkProtocol.serve(timing) }
    _ = try timing.run(2)
    let seconds = try timing.run(steps).wall.sorted()
    let (median, slowest) = (seconds[seconds.count / 2], seconds[seconds.count - 1])
    func milliseconds(_ seconds: Double) -> String { String(format: "%.2f ms", 1000 * seconds) }
    try StandardOutput.print(
      "\(timing.images) images in \(milliseconds(median)) (median of \(steps), slowest \(milliseconds(slowest))): "
        + "\(Int((Double(timing.images) / median).rounded())) images/s on \(timing.threads) "
        + (timing.threads == 1 ? "thread" : "threads"))
  }

  private func compare(_ recipes: [Recipe], _ registry: Registry) throws {
    var measured: [TrainingEfficiency] = []
    for (index, recipe) in recipes.enumerated() {
      Terminal.printLine(
        "timing \(index + 1) of \(recipes.count): \(recipe.name), batches of \(recipe.train.batchSize)")
      measured.append(try TrainingEfficiency(of: recipe, steps: steps, registry: registry))
    }
    let table = EfficiencyTable(measured)
    try StandardOutput.print(json ? table.json : table.text, terminator: json ? "" : "\n")
    if let charts { try write(table, to: charts) }
  }

  private func write(_ table: EfficiencyTable, to folder: String) throws {
    try DurableFile.makeFolders(folder)
    try DurableFile.write(Data(table.csv.utf8), to: "\(folder)/efficiency.csv")
    for (name, chart) in EfficiencyCharts(table.rows).all {
      try ChartFiles.write(chart, to: "\(folder)/\(name)")
    }
    Terminal.printLine("figures and charts are in \(folder)")
  }
}

/// Numbers with commas between them, as an option.
struct NumberList<Number: LosslessStringConvertible & Sendable>: ExpressibleByArgument {
  let numbers: [Number]

  init(_ numbers: [Number]) { self.numbers = numbers }

  init?(argument: String) {
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false).map {
      Number(String($0).trimmingCharacters(in: .whitespaces))
    }
    numbers = parts.compactMap { $0 }
    if numbers.count != parts.count { return nil }
  }

  var defaultValueDescription: String { "" }
}
