import Files
import Foundation
import Training

/// What a run will take of the disk.
package struct DiskNeed: Sendable {
  /// Bytes of one checkpoint, with the optimizer's state as large as two copies of the weights, and the strategy's as large as
  /// twice what it begins with besides its own copies.
  package let checkpoint: Int
  /// Bytes of all that the run keeps, with one checkpoint being written.
  package let total: Int
  private let runs: Int

  /// Room for metrics, pictures and tables.
  private static let rest = 32 << 20

  package init(of experiment: Experiment) {
    let network = experiment.network
    let weights = (network.scope.parameters + network.scope.buffers).reduce(0) {
      $0 + $1.value.count * $1.value.type.byteCount
    }
    let tensors = (try? experiment.strategy.state().tensors.values).map { Array($0) } ?? []
    let memory = tensors.reduce(0) { $0 + $1.count * $1.type.byteCount }
    checkpoint = (3 + experiment.strategy.copiesOfWeights) * weights + 2 * memory
    total = (experiment.recipe.record.checkpoints.keep + 2) * checkpoint + Self.rest
    runs = 1
  }

  /// What several runs need together.
  package init(ofAll needs: [DiskNeed]) {
    checkpoint = needs.map(\.checkpoint).max() ?? 0
    total = needs.reduce(0) { $0 + $1.total }
    runs = needs.reduce(0) { $0 + $1.runs }
  }

  /// - Throws: ``FileError`` when the disk has less room than is needed.
  package func check(at parent: String) throws(FileError) {
    var folder = URL(fileURLWithPath: parent).standardizedFileURL
    while !FileManager.default.fileExists(atPath: folder.path), folder.path != "/" { folder.deleteLastPathComponent() }
    if let free = DurableFile.freeBytes(at: folder.path) { try check(free: free, at: folder.path) }
  }

  /// - Throws: ``FileError`` when `free` bytes are less than the run needs.
  func check(free: Int, at folder: String) throws(FileError) {
    guard free < total else { return }
    let need = runs == 1 ? "the run needs" : "the \(runs) runs need"
    throw FileError(
      path: folder,
      reason: "\(need) \(total.megabytes) for checkpoints, and \(free.megabytes) are free\n"
        + "  make room, keep fewer (record.checkpoints.keep=1), or choose another place with --into FOLDER",
      isDiskFull: true)
  }
}
