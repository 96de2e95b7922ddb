import Files
import Foundation
import Pictures
import RunFiles

/// `images/index.html`: every picture of a run with its caption, in one file.
///
/// It is made of the files alone, which carry their captions: pictures that are drawn or deleted later change nothing else.
package struct PicturesPage {
  private let directory: RunDirectory
  private let folders: [Folder]

  /// Finds the pictures that lie in the run's `images/`.
  package init(of directory: RunDirectory) {
    self.directory = directory
    folders = Folder.all(in: directory.images)
  }

  /// Whether no picture has been drawn yet.
  var isEmpty: Bool { folders.isEmpty }

  package var path: String { directory.images + "/index.html" }

  /// The page as one text.
  package var text: String {
    let record = try? directory.readRecord()
    let name = record.map { "\($0.name), \($0.strategy), seed \($0.seed)" } ?? directory.id
    let count = folders.reduce(0) { $0 + $1.pictures.count }
    return Page(
      title: "Pictures of \(name)", subtitle: "\(directory.id)",
      badges: [Page.Badge(text: "\(count) picture\(count == 1 ? "" : "s")", kind: .plain)],
      opening: isEmpty ? "<p class=\"lead\">No pictures have been drawn yet.</p>" : report, sections: sections
    ).text
  }

  /// Writes the page beside the pictures.
  package func write() throws {
    try DurableFile.makeFolders(directory.images)
    try DurableFile.write(Data(text.utf8), to: path)
  }

  private var report: HTML {
    """
    <p class="note">Its figures are in <a href="../report.html">its report</a>; \
    <code>workbench visualise \(directory.shortID)</code> draws more.</p>
    """
  }

  private var sections: [Section] {
    var room = Self.room
    return folders.map { folder in
      let figures = folder.groups.map { group -> HTML in
        let rest = group.rest.map { figure(of: $0, &room) }
        let details: HTML =
          rest.isEmpty ? .nothing : "<details><summary>Exit by exit</summary>\(rest)</details>"
        return "<div class=\"pane\">\(figure(of: group.first, &room))\(details)</div>\n"
      }
      return Section(
        folder.name, folder.kind.name, heading: folder.kind.heading, lead: folder.kind.lead, body: "\(figures)")
    }
  }

  /// Pictures up to so many bytes are part of the page; a link leads to those beyond.
  private static let room = 24_000_000

  private func figure(of picture: PictureFile, _ room: inout Int) -> HTML {
    let title = picture.caption.title
    let heading = title.prefix(1).uppercased() + title.dropFirst()
    let link: HTML = "<a href=\"\(picture.link)\"><code>\(picture.place)</code></a>"
    let words: HTML = "<figcaption><b>\(heading).</b> \(picture.caption.text) \(link)</figcaption>"
    guard let file = DataURI(pngAt: picture.path), file.text.utf8.count <= room else {
      return "<figure>\(words)</figure>"
    }
    room -= file.text.utf8.count
    return """
      <figure class="picture"><img alt="\(title)" src="\(file.text)">\(words)</figure>

      """
  }
}

/// The pictures of one kind: a folder in `images/`.
private struct Folder {
  /// In the order in which the page shows them, each under its folder's name.
  enum Kind: String, CaseIterable {
    case features, exits, partition, conflict, gallery

    var name: String { rawValue.capitalized }

    var heading: String {
      switch self {
      case .features: "Which features does every exit compute?"
      case .exits: "Where does every exit look?"
      case .partition: "Which loss trains which features?"
      case .conflict: "Do the gradients of the exits conflict?"
      case .gallery: "Which images are easy, hard or overthought?"
      }
    }

    var lead: HTML {
      switch self {
      case .features:
        """
        Channels of the feature map at every exit. Where a strategy partitions features, the part that deeper exits share (f⁺) \
        and the exit's own (f⁻) are framed; constant channels are hatched.
        """
      case .exits: "Class activation maps over the input: which places support the prediction of an exit."
      case .partition: "How the gradient of each exit's loss falls on the two parts of the features at every exit."
      case .conflict:
        "Gradients of the exits' losses on the weights that they share, as the run measured them while training."
      case .gallery: "Test images that tell the exits apart, with the prediction of every exit."
      }
    }
  }

  /// A picture and those that belong to it: the sheet of all exits, and a picture for each.
  struct Group {
    let first: PictureFile
    var rest: [PictureFile] = []
  }

  let kind: Kind
  /// By their names.
  let pictures: [PictureFile]

  var name: String { kind.rawValue }

  /// Pictures whose names begin with that of another one stand behind it.
  var groups: [Group] {
    var groups: [Group] = []
    for picture in pictures {
      if let first = groups.last?.first, picture.stem.hasPrefix(first.stem + "_exit") {
        groups[groups.count - 1].rest.append(picture)
      } else {
        groups.append(Group(first: picture))
      }
    }
    return groups
  }

  /// The folders with pictures.
  static func all(in images: String) -> [Folder] {
    Kind.allCases.compactMap { kind in
      let folder = "\(images)/\(kind.rawValue)"
      let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { $0.hasSuffix(".png") }
      let pictures = names.map { ($0.dropLast(4), $0) }.sorted { $0.0 < $1.0 }.map { stem, name in
        PictureFile(path: "\(folder)/\(name)", place: "\(kind.rawValue)/\(name)", stem: String(stem))
      }
      return pictures.isEmpty ? nil : Folder(kind: kind, pictures: pictures)
    }
  }
}

/// A picture with the words that its file carries.
private struct PictureFile {
  let path: String
  /// From `images/` on.
  let place: String
  /// The name without its ending.
  let stem: String
  let caption: PictureCaption

  /// A file without words, such as one of another program, goes by its name.
  init(path: String, place: String, stem: String) {
    (self.path, self.place, self.stem) = (path, place, stem)
    let words = FileManager.default.contents(atPath: path).flatMap(PictureCaption.init(inPNG:))
    caption = words ?? PictureCaption(title: stem, text: "The file has no description.")
  }

  /// The place as an address beside the page.
  var link: String { place.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? place }
}
