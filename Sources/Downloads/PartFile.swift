import Files
import Foundation

/// A file under way: `NAME.part`, and beside it where its bytes come from, so that another process can go on with it.
///
/// One process at a time has it; the kernel gives it free with the process.
final class PartFile {
  /// Where the bytes come from.
  struct Origin: Codable, Equatable {
    let url: String
    /// What the server said of the version.
    let validator: String?
  }

  /// The bytes that are there.
  private(set) var count: Int
  private let path: String
  private let file: Int32

  var partPath: String { path + ".part" }
  private var originPath: String { path + ".part.json" }

  /// Opens the part of the file at `path`, or makes an empty one.
  ///
  /// - Throws: ``FileError``, or ``DownloadError`` when another process has it.
  init(of path: String) throws {
    self.path = path
    let part = path + ".part"
    file = open(part, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o644)
    guard file >= 0 else { throw FileError(path: part, errno: errno) }
    guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
      close(file)
      throw DownloadError(.busy, "\(part) is being written by another process\n  wait for it, or stop it")
    }
    count = Int(lseek(file, 0, SEEK_END))
  }

  deinit { close(file) }

  var origin: Origin? {
    let data = try? Data(contentsOf: URL(fileURLWithPath: originPath))
    return data.flatMap { try? JSONDecoder().decode(Origin.self, from: $0) }
  }

  func setOrigin(_ origin: Origin) throws {
    guard origin != self.origin else { return }
    try DurableFile.write(try JSONEncoder().encode(origin), to: originPath)
  }

  func append(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
    // A write that fails may have written some of them.
    defer { count = Int(lseek(file, 0, SEEK_END)) }
    try DurableFile.writeAll(Data(bytes), to: file, path: partPath)
  }

  /// Begins anew.
  func clear() throws(FileError) {
    guard ftruncate(file, 0) == 0, lseek(file, 0, SEEK_SET) == 0 else { throw FileError(path: partPath, errno: errno) }
    count = 0
    unlink(originPath)
  }

  /// Gives the whole file its name, in one step.
  func finish() throws(FileError) {
    guard fsync(file) == 0, rename(partPath, path) == 0 else { throw FileError(path: path, errno: errno) }
    unlink(originPath)
    try DurableFile.syncFolder(of: path)
  }

  /// Leaves nothing where nothing has come.
  func removeIfEmpty() {
    guard count == 0 else { return }
    unlink(partPath)
    unlink(originPath)
  }
}
