import Files
import Foundation
import WorkbenchCore

/// Fetches a published data set into a folder: what is there as published stays, what is missing or damaged comes anew.
package struct Retrieval {
  package let data: PublishedData
  /// The folder that a recipe names as `root`.
  package let root: String
  package let mirrors: Mirrors
  package let observer: any DownloadObserver

  /// Names what is fetched, and where to.
  package init(of data: PublishedData, to root: String, mirrors: Mirrors, observer: any DownloadObserver) {
    (self.data, self.root, self.mirrors, self.observer) = (data, root, mirrors, observer)
  }

  /// Fetches, compares and unpacks.
  ///
  /// A file gets its name when its digest is right, so that a reader never sees half of one.
  ///
  /// - Returns: whether there was anything to do.
  /// - Throws: ``DownloadError``, or ``FileError`` when the disk does not take it.
  package func carryOut() throws -> Bool {
    if case .byHand(let steps, _) = data.source { throw byHand(steps) }
    let missing = data.downloads.filter { !isThere($0) }
    guard !missing.isEmpty else { return false }
    try DurableFile.makeFolders(root)
    try checkRoom(for: missing)
    for download in missing { try carryOut(download) }
    return true
  }

  private func isThere(_ download: PublishedDownload) -> Bool {
    download.files.allSatisfy { FileState(of: $0, in: root, readingAll: true).isGood }
  }

  private func carryOut(_ download: PublishedDownload) throws {
    let path = root.appendingComponent(download.file.path)
    for file in download.files {
      let state = FileState(of: file, in: root, readingAll: true)
      if state.isDamaged {
        observer.noted("\(root.appendingComponent(file.path)) is not as published, and is fetched anew")
      }
    }
    // Somebody may have brought the archive by other ways; then it is theirs, and stays.
    let isTheirs = FileState(of: download.file, in: root, readingAll: true) == .verified
    if isTheirs {
      observer.noted("\(path) is there")
    } else {
      let curl = try Curl()
      let part = try PartFile(of: path)
      let urls = mirrors.urls(of: download, in: data)
      try Transfer(file: download.file, urls: urls, part: part, curl: curl, observer: observer).carryOut()
      try part.finish()
      observer.finished(download.file)
    }
    guard !download.contents.isEmpty else { return }
    do {
      try Unpacking(archive: path, contents: download.contents, root: root).carryOut()
    } catch let error as DownloadError where !isTheirs {
      unlink(path)
      throw error
    }
    download.contents.forEach(observer.finished)
    if !isTheirs { unlink(path) }
  }

  /// Refuses to begin what the disk has no room for.
  private func checkRoom(for downloads: [PublishedDownload]) throws(FileError) {
    let needed = downloads.reduce(0) { sum, download in
      let part = PartFile.size(of: root.appendingComponent(download.file.path))
      return sum + max(0, download.file.bytes - part) + download.contents.reduce(0) { $0 + $1.bytes }
    }
    guard let free = DurableFile.freeBytes(at: root), free < needed else { return }
    throw FileError(
      path: root, reason: "the disk has \(free) bytes free, and \(data.name) needs \(needed)", isDiskFull: true)
  }

  private func byHand(_ steps: [String]) -> DownloadError {
    let lines = steps.enumerated().map { "\n  \($0.offset + 1). \($0.element.replacing("ROOT", with: root))" }
    return DownloadError(.byHand, "\(data.title) cannot be fetched for you; what to do:\(lines.joined())")
  }
}

extension PartFile {
  /// How much of the file at a path an earlier attempt left.
  static func size(of path: String) -> Int {
    var status = stat()
    return stat(path + ".part", &status) == 0 ? Int(status.st_size) : 0
  }
}
