import Foundation
import Settings

/// Reads a recipe's file and the files that it extends, and merges them into one tree.
struct Loader {
  static let byteLimit = 1 << 20
  /// The most files from a recipe to its farthest parent, and the most files in all.
  static let depthLimit = 8
  static let fileLimit = 64

  /// What is wrong, apart from the values.
  private(set) var problems: [Problem] = []
  /// Whether a part of the tree is missing, so that checking its values would report false problems.
  private(set) var isIncomplete = false
  /// The files read so far, as the user would write their paths, each as often as it was read.
  private var reads: [String] = []

  /// The files read, each once, in the order of the first reading.
  var files: [String] { reads.enumerated().filter { reads.firstIndex(of: $1) == $0 }.map(\.element) }

  /// A file on the way from the recipe to a parent.
  struct Link {
    let shown: String
    let real: String
    /// The place that names the file; nil for the recipe.
    let namedAt: Place?
  }

  /// The merged tree of a recipe; nil where ``problems`` says why there is none.
  mutating func tree(of source: SourceText, chain: [Link]) -> Node? {
    let own: Node
    do throws(Problem) {
      own = try root(of: source)
    } catch {
      return fail(error)
    }
    var tree: Node?
    for parent in parents(of: own) {
      guard let inherited = self.tree(extending: parent, chain: chain) else { continue }
      tree = inherited.merged(over: tree?.withoutPublishedValues(ofComponentsReplacedBy: inherited), role: .root)
    }
    return own.merged(over: tree?.withoutPublishedValues(ofComponentsReplacedBy: own), role: .root)
  }

  /// Reports a problem that leaves a part of the tree unknown.
  mutating func fail(_ problem: Problem) -> Node? {
    problems.append(problem)
    isIncomplete = true
    return nil
  }

  private mutating func root(of source: SourceText) throws(Problem) -> Node {
    if let problem = TextCheck.problem(in: source.text, of: source) { throw problem }
    var parser = Parser(source.text, in: source)
    defer { problems += parser.problems }
    let root = try parser.document()
    guard root.pairs != nil else {
      throw Problem("a recipe is a map of sections, found \(root.found)", at: root.place)
    }
    // Another version means other keys: checking them would only bury this message.
    if let node = root["schema"], let version = try? Int(recipe: node), version != RecipeSchema.version {
      throw Problem(
        "the recipe is written for schema \(version); this workbench reads schema \(RecipeSchema.version)",
        at: node.place)
    }
    return root
  }

  // MARK: - Parents

  private mutating func parents(of root: Node) -> [(path: String, place: Place)] {
    guard let extends = root["extends"] else { return [] }
    var parents: [(path: String, place: Place)] = []
    for node in extends.items ?? [extends] {
      if case .refused = node.content { continue }
      if let path = node.text, !path.isEmpty, !path.contains("\0") {
        parents.append((path, node.place))
      } else {
        problems.append(
          Problem("'extends' must be a path or a list of paths, found \(node.found)", at: node.place))
      }
    }
    return parents
  }

  private mutating func tree(extending parent: (path: String, place: Place), chain: [Link]) -> Node? {
    let child = chain[chain.count - 1]
    let shown = child.shown.folderPart.isEmpty ? parent.path : child.shown.folderPart.appendingPath(parent.path)
    let path = parent.path.absolutePath(from: parent.place.source.folder)
    guard let real = path.realPath else {
      return fail(
        Problem(
          "there is no recipe '\(shown.shown(SourceText.nameLimit))' to extend", at: parent.place,
          hint: "looked for \(path.shown(SourceText.nameLimit))"))
    }
    if let first = chain.firstIndex(where: { $0.real == real }) {
      let circle = (chain[first...].map(\.shown) + [shown]).map { $0.shown(SourceText.nameLimit) }.joined(
        separator: " → ")
      let back = first + 1 < chain.count ? chain[first + 1].namedAt : nil
      return fail(
        Problem(
          "'extends' goes in a circle: \(circle)", at: parent.place,
          hint: back.map { "\(parent.place.source.name) is reached from \($0.full)" } ?? "a recipe cannot extend itself"
        ))
    }
    guard chain.count <= Self.depthLimit else {
      return fail(Problem("'extends' reaches more than \(Self.depthLimit) files deep", at: parent.place))
    }
    guard reads.count < Self.fileLimit else {
      return fail(Problem("'extends' reaches more than \(Self.fileLimit) files", at: parent.place))
    }
    do throws(UnreadableFile) {
      let source = try read(path, shown: shown)
      return tree(of: source, chain: chain + [Link(shown: shown, real: real, namedAt: parent.place)])
    } catch {
      return fail(
        Problem("cannot read '\(shown.shown(SourceText.nameLimit))': \(error.reason)", at: error.place ?? parent.place))
    }
  }

  // MARK: - Files

  /// A file that is no text of a recipe, and why.
  struct UnreadableFile: Error {
    let reason: String
    /// Where in the file; nil for the file as a whole.
    var place: Place?
  }

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - path: the path to open.
  ///   - shown: the path as messages show it.
  /// - Returns: its text, without a byte order mark.
  /// - Throws: ``UnreadableFile`` for anything but a regular file of at most 1 MiB in UTF-8.
  mutating func read(_ path: String, shown: String) throws(UnreadableFile) -> SourceText {
    let bytes = try Self.bytes(of: path)
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let (text, invalid) = TextCheck.decoded(bytes.starts(with: mark) ? Array(bytes.dropFirst(mark.count)) : bytes)
    let folder = path.absolutePath(from: FilePath.currentFolder).folderPart
    let source = SourceText(name: shown, text: text, folder: folder, rank: reads.count)
    reads.append(shown)
    if let invalid {
      let place = Place(source, line: invalid.line, column: invalid.column, length: 1)
      throw UnreadableFile(reason: "it is not valid UTF-8", place: place)
    }
    return source
  }

  private static func bytes(of path: String) throws(UnreadableFile) -> [UInt8] {
    var status = stat()
    guard stat(path, &status) == 0 else { throw UnreadableFile(reason: String(cString: strerror(errno))) }
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: throw UnreadableFile(reason: "it is a folder")
    default: throw UnreadableFile(reason: "it is no regular file")
    }
    let data: Data
    do {
      let file = try FileHandle(forReadingFrom: URL(filePath: path))
      data = try file.read(upToCount: byteLimit + 1) ?? Data()
    } catch {
      throw UnreadableFile(reason: "no permission, or the disk fails")
    }
    guard data.count <= byteLimit else { throw UnreadableFile(reason: "it is larger than 1 MiB") }
    return Array(data)
  }
}
