import Files
import Foundation
import Recipes
import RunFiles
import TensorBoard
import Training

/// Tells TensorBoard of a run: an event file in its `tb/` for each process that worked on it.
///
/// A file is never appended to by a second process: what follows a record that a killed one left unfinished would not be
/// read. The first event of a later file voids what lies after the checkpoint that the run goes on from, so that a resumed
/// run shows one line.
final class TensorBoardLog {
  private let path: String
  private let file: Int32

  /// Opens a new file; `step` is the one that the run stands at.
  init(_ directory: RunDirectory, step: Int) throws(FileError) {
    try DurableFile.makeFolder(directory.tensorBoard)
    let earlier = (try? FileManager.default.contentsOfDirectory(atPath: directory.tensorBoard)) ?? []
    // TensorBoard reads the files of a folder in the order of their names.
    let name = String(
      format: "events.out.tfevents.%010d.workbench.%04d", Int(Date.now.timeIntervalSince1970), earlier.count)
    path = "\(directory.tensorBoard)/\(name)"
    file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw FileError(path: path, errno: errno) }
    try append(.version, step: 0)
    if !earlier.isEmpty { try append(.restart, step: step + 1) }
  }

  deinit { close(file) }

  /// The recipe, as a text and as a row in the table of hyper-parameters that groups runs which differ in seed alone.
  func begin(_ recipe: Recipe, exits: Int) throws(FileError) {
    let values = recipe.entries.filter { entry in
      !["schema", "name"].contains(entry.path) && !entry.path.hasPrefix("record.")
    }
    let metrics = [MetricSplit.validation, .test].flatMap { split in
      (1...exits).map { Metric(step: 0, epoch: 0, split: split, exit: $0, name: .top1, value: 0).column }
    }
    try append(
      .hyperparameters(
        Hyperparameters(
          values.map { ($0.path, Hyperparameters.Value(yaml: $0.value)) }, metrics: metrics, group: recipe.groupKey)),
      step: 0)
    let lines = recipe.resolvedYAML.split(separator: "\n").map { "    " + $0 }
    try append(.text(tag: "recipe", lines.joined(separator: "\n")), step: 0)
  }

  func append(_ metrics: [Metric]) throws(FileError) {
    for metrics in metrics.chunked(by: \.step) {
      try append(.scalars(metrics.map { ($0.tag, $0.value) }), step: metrics[0].step)
    }
  }

  /// Shows the picture of a PNG file under a tag.
  func append(picture png: Data, tag: String, step: Int) throws(FileError) {
    // The header's width and height, which every PNG file has at this place.
    let size = [16, 20].map { place in png[place..<place + 4].reduce(0) { $0 << 8 | Int($1) } }
    try append(.picture(tag: tag, width: size[0], height: size[1], png: png), step: step)
  }

  /// The accuracy on the test split, and that the run has finished.
  func end(_ test: ExitAccuracy, step: Int, epoch: Int) throws(FileError) {
    try append(Metric.lines(of: test, split: .test, step: step, epoch: epoch))
    try append(.end(isSuccess: true), step: step)
  }

  private func append(_ content: Event.Content, step: Int) throws(FileError) {
    try DurableFile.writeAll(Event(content, step: step, at: .now).record, to: file, path: path)
  }
}

extension Metric {
  /// Where TensorBoard shows the number; what single steps measure is grouped by what it is.
  fileprivate var tag: String { split == .step ? name.rawValue + (exit.map { "/exit\($0)" } ?? "") : column }
}

extension Array {
  /// The runs of neighbours for which a value is the same.
  fileprivate func chunked(by value: (Element) -> some Equatable) -> [[Element]] {
    reduce(into: []) { chunks, element in
      if let last = chunks.last?.last, value(last) == value(element) {
        chunks[chunks.count - 1].append(element)
      } else {
        chunks.append([element])
      }
    }
  }
}
