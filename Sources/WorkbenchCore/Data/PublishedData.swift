/// A data set as its publisher offers it: which files, from where, and how to tell that they are whole.
///
/// A component that reads published files lists them in ``Dataset/publishedData``; `workbench data` does the rest.
public struct PublishedData: Sendable, Hashable {
  /// The name for `workbench data get`, in kebab-case.
  public let name: String
  /// What people call it.
  public let title: String
  /// The publisher's page.
  public let page: String
  /// The folder that recipes name as `root`, inside the folder of all data; empty for that folder itself.
  public let folder: String
  /// The keys, beside `name` and `root`, with which a recipe reads it, as YAML: `mean: 0.286`.
  public let keys: [String]
  /// How it gets onto a disk.
  public let source: Source

  /// How a data set gets onto a disk.
  public enum Source: Sendable, Hashable {
    /// These files are fetched.
    case downloads([PublishedDownload])
    /// Nobody may fetch it without an account: what to do instead, a step a line, and the names below `root` by which it is
    /// recognised.
    case byHand([String], names: [String])
  }

  /// A data set that is published in this way.
  public init(
    name: String, title: String, page: String, folder: String = "", keys: [String] = [], source: Source
  ) {
    (self.name, self.title, self.page, self.folder) = (name, title, page, folder)
    (self.keys, self.source) = (keys, source)
  }

  /// What is fetched; nothing where that is done by hand.
  public var downloads: [PublishedDownload] {
    if case .downloads(let downloads) = source { downloads } else { [] }
  }

  /// What the data set reads, below `root`.
  public var files: [PublishedFile] { downloads.flatMap(\.files) }
}

/// A file that is fetched: what a data set reads, or an archive that holds it.
public struct PublishedDownload: Sendable, Hashable {
  /// What is fetched; its path is its name on the servers, and where it is put below `root`.
  public let file: PublishedFile
  /// The folders that have it, as URLs with a slash at the end; the first is asked first.
  public let servers: [String]
  /// What is taken out of the file, a gzipped tar archive; empty for a file that is read as it is.
  public let contents: [PublishedFile]

  /// A file that these servers have.
  public init(_ file: PublishedFile, servers: [String], contents: [PublishedFile] = []) {
    (self.file, self.servers, self.contents) = (file, servers, contents)
  }

  /// What the data set reads of it.
  public var files: [PublishedFile] { contents.isEmpty ? [file] : contents }
}

/// A file as it was published.
public struct PublishedFile: Sendable, Hashable {
  /// Its path below `root`, or in an archive.
  public let path: String
  /// Its size.
  public let bytes: Int
  /// The published digest.
  public let digest: PublishedDigest
  /// Another form of the file that the data set reads as well, such as the unpacked one; its digest is not published.
  public let otherForm: OtherForm?

  /// A file in another form than the published one.
  public struct OtherForm: Sendable, Hashable {
    /// Its path below `root`.
    public let path: String
    /// Its size.
    public let bytes: Int

    /// A file of this size.
    public init(_ path: String, bytes: Int) { (self.path, self.bytes) = (path, bytes) }
  }

  /// A file with this size and digest.
  public init(_ path: String, bytes: Int, digest: PublishedDigest, otherForm: OtherForm? = nil) {
    (self.path, self.bytes, self.digest, self.otherForm) = (path, bytes, digest, otherForm)
  }
}

/// A digest as a publisher states it, in lower-case hexadecimal digits.
public enum PublishedDigest: Sendable, Hashable {
  /// As publishers of older data sets list it; tells damage, not forgery.
  case md5(String)
  /// As newer ones do.
  case sha256(String)
}

extension [PublishedData] {
  /// Those that a recipe may mean by `root`: the one whose folder has that name, else all.
  public func expected(at root: String) -> [PublishedData] {
    let last = root.split(separator: "/").last
    let named = filter { !$0.folder.isEmpty && last == $0.folder[...] }
    return named.isEmpty ? self : named
  }
}
