import Files
import Foundation

/// What of one run could be freed, or why nothing of it may.
struct RunRemains {
  /// Why a run is left alone.
  struct Reason: Error, Equatable {
    let text: String
  }

  let items: Result<[CleaningPlan.Item], Reason>

  /// `isOurs` says that this process has the run's lock.
  init(of run: RunDirectory, includingFailed: Bool, isOurs: Bool = false) {
    items = Result { () throws(Reason) in
      try Self.checkIsFree(run, isOurs: isOurs)
      let record: RunRecord
      do throws(FileError) {
        record = try JSONFile.read(RunRecord.self, from: run.record)
      } catch {
        throw Reason(text: "run.json \(error.reason)")
      }
      if let sweep = record.sweep, Self.isUnderWay(sweep, beside: run) { throw Reason(text: "its sweep is under way") }
      // Nobody has the lock, so a run that says it is running was lost.
      let isFailed = record.state == .failed || record.state == .running
      if includingFailed, isFailed {
        return [CleaningPlan.Item(run: run.id, kind: .run, path: run.path, bytes: DiskUse.bytes(of: run.path))]
      }
      return try Self.leftovers(of: run) + (record.state == .finished ? Self.spareCheckpoints(of: run) : [])
    }
  }

  private static func checkIsFree(_ run: RunDirectory, isOurs: Bool) throws(Reason) {
    guard isFolder(run.path) else { throw Reason(text: "its folder lies elsewhere") }
    guard let annotations = try? run.readAnnotations() else { throw Reason(text: "annotations.json cannot be read") }
    if let label = annotations.labels.first { throw Reason(text: "it has the label \(label)") }
    if !isOurs, WorkLock.isHeld(at: run.lock) { throw Reason(text: "it is under way") }
  }

  private static func isUnderWay(_ sweep: String, beside run: RunDirectory) -> Bool {
    let folder = run.path.parentFolder
    return SweepDirectory(path: "\(folder.isEmpty ? "." : folder)/\(sweep)").isRunning
  }

  // MARK: - Checkpoints

  /// What is half-made or damaged among the checkpoints.
  private static func leftovers(of run: RunDirectory) -> [CleaningPlan.Item] {
    // Checkpoints may lie on another disk, but what is removed is only what lies in the run's own folder.
    guard isFolder(run.checkpoints) else { return [] }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: run.checkpoints)) ?? []
    return names.sorted().compactMap { name in
      if name.hasPrefix(Checkpoint.temporaryPrefix) { return item(of: run, .leftover, name) }
      if name.hasPrefix(Checkpoint.damagedPrefix) { return item(of: run, .damagedCheckpoint, name) }
      return nil
    }
  }

  /// The checkpoints that are neither the best nor the last, while these two are whole.
  private static func spareCheckpoints(of run: RunDirectory) throws(Reason) -> [CleaningPlan.Item] {
    guard isFolder(run.checkpoints) else { return [] }
    let all = Checkpoint.all(in: run.checkpoints).filter { isFolder($0.path) }
    var kept: Set<String> = []
    for link in ["best", "last"] {
      guard let name = try? FileManager.default.destinationOfSymbolicLink(atPath: "\(run.checkpoints)/\(link)"),
        all.contains(where: { $0.name == name })
      else { continue }
      kept.insert(name)
    }
    let spare = all.filter { !kept.contains($0.name) }
    guard !spare.isEmpty else { return [] }
    for name in kept.sorted() {
      do {
        try Checkpoint(path: "\(run.checkpoints)/\(name)").verify()
      } catch {
        throw Reason(text: "\(error)")
      }
    }
    guard !kept.isEmpty else { throw Reason(text: "it does not say which checkpoint is the best or the last") }
    return spare.reversed().map { item(of: run, .checkpoint, $0.name) }
  }

  private static func item(of run: RunDirectory, _ kind: CleaningPlan.Item.Kind, _ name: String) -> CleaningPlan.Item {
    let path = "\(run.checkpoints)/\(name)"
    return CleaningPlan.Item(run: run.id, kind: kind, path: path, bytes: DiskUse.bytes(of: path))
  }

  /// Whether it is a folder itself, not a link to one.
  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}

/// What files take of the disk.
enum DiskUse {
  /// The bytes of a file, or of a folder with all that is in it; links count as themselves.
  static func bytes(of path: String) -> Int {
    let inside = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
    return ([path] + inside.map { "\(path)/\($0)" }).reduce(0) { sum, path in
      var status = stat()
      return lstat(path, &status) == 0 ? sum + Int(status.st_blocks) * 512 : sum
    }
  }
}
