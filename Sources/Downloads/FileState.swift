import Digest
import Files
import Foundation
import WorkbenchCore

/// How a file on the disk stands beside the published one.
package enum FileState: Sendable, Hashable {
  case missing
  /// Of the published size; its digest was not looked at.
  case sized
  /// As published, by size and digest.
  case verified
  /// Of the size that the other form has whose digest is not published.
  case otherForm
  case wrongSize(found: Int, expected: Int)
  case wrongDigest(found: String)
  case unreadable(reason: String)

  /// Whether the file can be taken for the published one.
  package var isGood: Bool {
    switch self {
    case .sized, .verified, .otherForm: true
    case .missing, .wrongSize, .wrongDigest, .unreadable: false
    }
  }

  /// Whether something else than the published file is there.
  package var isDamaged: Bool { !isGood && self != .missing }

  /// Looks at a file below `root`; `readingAll` compares the digest, too.
  package init(of file: PublishedFile, in root: String, readingAll: Bool) {
    let found = Self.size(of: root.appendingComponent(file.path))
    switch found {
    case .success(let size?) where size != file.bytes: self = .wrongSize(found: size, expected: file.bytes)
    case .success(.some):
      self = readingAll ? Self.comparingDigest(of: root.appendingComponent(file.path), with: file.digest) : .sized
    case .failure(let error): self = .unreadable(reason: error.reason)
    case .success(nil):
      guard let other = file.otherForm else {
        self = .missing
        return
      }
      switch Self.size(of: root.appendingComponent(other.path)) {
      case .success(let size?): self = size == other.bytes ? .otherForm : .wrongSize(found: size, expected: other.bytes)
      case .success(nil): self = .missing
      case .failure(let error): self = .unreadable(reason: error.reason)
      }
    }
  }

  /// The size of a file; `nil` where there is none.
  private static func size(of path: String) -> Result<Int?, FileError> {
    var status = stat()
    guard stat(path, &status) == 0 else {
      return errno == ENOENT || errno == ENOTDIR ? .success(nil) : .failure(FileError(path: path, errno: errno))
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      return .failure(FileError(path: path, reason: status.st_mode & S_IFMT == S_IFDIR ? "is a folder" : "is no file"))
    }
    return .success(Int(status.st_size))
  }

  private static func comparingDigest(of path: String, with digest: PublishedDigest) -> FileState {
    do {
      let found = try digest.compute(ofFile: path)
      return found == digest ? .verified : .wrongDigest(found: "\(found)")
    } catch {
      return .unreadable(reason: "cannot be read")
    }
  }
}

extension PublishedDigest: CustomStringConvertible {
  /// The digest of the same kind that a file on the disk has.
  ///
  /// - Throws: Foundation's error when the file cannot be read.
  func compute(ofFile path: String) throws -> PublishedDigest {
    switch self {
    case .md5: .md5(try Digest.md5(ofFile: path))
    case .sha256: .sha256(try Digest.sha256(ofFile: path))
    }
  }

  /// The kind and the digits: `MD5 c32a1d4a…`, in full.
  public var description: String { "\(kind) \(digits)" }

  /// What the kind is called.
  package var kind: String {
    switch self {
    case .md5: "MD5"
    case .sha256: "SHA-256"
    }
  }

  private var digits: String {
    switch self {
    case .md5(let digits), .sha256(let digits): digits
    }
  }
}

extension String {
  /// The path of something in the folder that this one names.
  package func appendingComponent(_ name: String) -> String {
    if name.isEmpty { return self }
    if isEmpty || self == "." { return name }
    return hasSuffix("/") ? self + name : "\(self)/\(name)"
  }
}
