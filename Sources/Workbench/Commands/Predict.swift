import ArgumentParser
import Errors
import Files
import Foundation
import Pictures
import Training
import WorkbenchCore

struct Predict: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Classify pictures with a run's network, leaving early.",
    discussion: """
      Pictures are PNG or JPEG files, folders of them, or - for a list of paths on standard input, one per line. They are resized \
      as the test images are. Values of the section 'policy' choose when to leave; by default, images leave by the cheapest \
      thresholds that cost no accuracy on the calibration split.

        workbench predict @last photos/ policy.budget=15M

      A picture that cannot be read gets a row that says why; the others are classified all the same, and the exit status is 65.
      """)

  @Argument(
    help: ArgumentHelp("A run, or RUN:best, RUN:last, RUN:step-00001130.", valueName: "run"), completion: .weights)
  var target: String
  @Argument(
    help: "Pictures, folders, or -; and values of 'policy', such as policy=margin policy.budget=12M.",
    completion: .file(extensions: ["png", "jpg", "jpeg"]))
  var pictures: [String]
  @OptionGroup var runs: RunsFolder
  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    let overrides = pictures.filter(PolicyOverride.isOne)
    let paths = try PictureList(pictures.filter { !PolicyOverride.isOne($0) }).paths
    let weights = try RunWeights.find(target, in: runs.path)
    let predictor = try weights.predictor(registry: try Registry.linked(), overrides: overrides)
    var report = PredictionReport(predictor, checkpoint: weights.name)
    let table = PredictionTable(paths)
    if !json { try StandardOutput.print(table.header) }
    try predictor.predictions(of: paths) { prediction in
      report.pictures.append(prediction)
      if !json { try StandardOutput.print(table.row(prediction)) }
    }
    try StandardOutput.print(json ? report.json() : table.footer(report), terminator: "")
    if report.failures > 0 { throw ExitCode(ExitStatus.badInput) }
  }
}

/// Values of the section `policy` among the arguments of a command.
enum PolicyOverride {
  static func isOne(_ argument: String) -> Bool {
    argument.hasPrefix("policy=") || argument.hasPrefix("policy.") && argument.contains("=")
  }
}

/// Which pictures a user names.
struct PictureList {
  let paths: [String]

  /// Looks into folders, and reads standard input for `-`.
  ///
  /// - Throws: ``NoPictures`` where that comes to nothing.
  init(_ arguments: [String]) throws {
    paths = try arguments.flatMap { argument -> [String] in
      if argument == "-" { return Self.lines() }
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: argument, isDirectory: &isFolder), isFolder.boolValue else {
        return [argument]
      }
      let found = Self.pictures(in: argument)
      guard !found.isEmpty else { throw NoPictures(folder: argument) }
      return found
    }
    guard !paths.isEmpty else { throw NoPictures(folder: nil) }
  }

  private static func lines() -> [String] {
    var lines: [String] = []
    while let line = readLine() { if !line.isEmpty { lines.append(line) } }
    return lines
  }

  /// The pictures in a folder and those in it, sorted; what is hidden is left out.
  private static func pictures(in folder: String) -> [String] {
    let base = folder.hasSuffix("/") ? folder : folder + "/"
    return (FolderContents.paths(below: folder) ?? []).filter { name in
      Image.fileExtensions.contains((name as NSString).pathExtension.lowercased())
    }.map { base + $0 }
  }
}

/// A folder without pictures, or no picture at all.
struct NoPictures: StatusedError, CustomStringConvertible, Equatable {
  let folder: String?

  var description: String {
    guard let folder else { return "there is no picture to classify; name PNG or JPEG files, or folders of them" }
    return "\(folder) holds no picture; those are files named *.png, *.jpg or *.jpeg"
  }

  var exitStatus: ExitStatus { .missingInput }
}
