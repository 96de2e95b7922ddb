import Foundation

/// Files that are there whole or not at all, also when the process is killed or the disk is full.
package enum DurableFile {
  /// Writes to a temporary name in the same folder, makes the disk keep it, and renames it.
  package static func write(_ data: Data, to path: String) throws(FileError) {
    let temporary = path + ".tmp"
    try writeSynced(data, to: temporary)
    guard rename(temporary, path) == 0 else {
      let error = FileError(path: path, errno: errno)
      unlink(temporary)
      throw error
    }
    try syncFolder(of: path)
  }

  /// What a file holds; `nil` where it is not there, cannot be read, or is no file: a pipe in its place would be waited for.
  package static func contents(of path: String) -> Data? {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return FileManager.default.contents(atPath: path)
  }

  /// Writes a new file and makes the disk keep it; removes it again when that fails.
  package static func writeSynced(_ data: Data, to path: String) throws(FileError) {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw FileError(path: path, errno: errno) }
    do throws(FileError) {
      try writeAll(data, to: file, path: path)
      guard fsync(file) == 0 else { throw FileError(path: path, errno: errno) }
      close(file)
    } catch {
      close(file)
      unlink(path)
      throw error
    }
  }

  /// Writes every byte to an open file.
  package static func writeAll(_ data: Data, to file: Int32, path: String) throws(FileError) {
    var failure: Int32 = 0
    data.withUnsafeBytes { buffer in
      var written = 0
      while written < buffer.count {
        guard let start = buffer.baseAddress else { return }
        let count = Glibc.write(file, start + written, buffer.count - written)
        if count < 0 {
          if errno == EINTR { continue }
          failure = errno
          return
        }
        written += count
      }
    }
    if failure != 0 { throw FileError(path: path, errno: failure) }
  }

  /// Makes the disk keep the names in the folder of a path.
  package static func syncFolder(of path: String) throws(FileError) {
    let folder = path.parentFolder
    let descriptor = open(folder.isEmpty ? "." : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError(path: folder, errno: errno) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw FileError(path: folder, errno: errno) }
  }

  /// Makes `path` a link to `target`, replacing what link was there in one step.
  package static func link(_ path: String, to target: String) throws(FileError) {
    let temporary = path + ".tmp"
    unlink(temporary)
    guard symlink(target, temporary) == 0, rename(temporary, path) == 0 else {
      throw FileError(path: path, errno: errno)
    }
  }

  package static func makeFolder(_ path: String) throws(FileError) {
    guard mkdir(path, 0o755) == 0 || errno == EEXIST else { throw FileError(path: path, errno: errno) }
  }

  /// Makes a folder and those that it lies in, as far as they are missing.
  package static func makeFolders(_ path: String) throws(FileError) {
    let parent = path.parentFolder
    if mkdir(path, 0o755) == 0 || errno == EEXIST { return }
    guard errno == ENOENT, !parent.isEmpty, parent != path else { throw FileError(path: path, errno: errno) }
    try makeFolders(parent)
    try makeFolder(path)
  }

  /// The bytes that may still be written to the disk of a folder.
  package static func freeBytes(at path: String) -> Int? {
    var statistics = statvfs()
    guard statvfs(path, &statistics) == 0 else { return nil }
    return Int(statistics.f_bavail) * Int(statistics.f_frsize)
  }
}
