import Comparison
import Foundation
import RunFiles

/// Test images that show how the exits of one run differ.
enum GallerySection {
  static func section(_ group: ReportedGroup) -> Section? {
    guard let run = group.runs.first, let gallery = try? Gallery(in: run.directory) else { return nil }
    let folder = Gallery.folder(of: run.directory)
    let walls = gallery.walls.filter { !$0.pictures.isEmpty }.map { wall -> HTML in
      let pictures = wall.pictures.compactMap { picture(of: $0, kind: wall.kind, in: folder) }
      return """
        <div class="pane"><h3>\(title(of: wall, samples: gallery.samples))</h3><div class="wall">\(pictures)</div></div>

        """
    }
    guard !walls.isEmpty else { return nil }
    return Section(
      "images", "Images", heading: "Which images are easy, hard or overthought?",
      lead:
        "\(group.label), seed \("\(run.seed)"), best checkpoint, at most two images of a class. A mark tells right from wrong.",
      body: "<div class=\"panes\">\(walls)</div>")
  }

  private static func title(of wall: Gallery.Wall, samples: Int) -> HTML {
    let share = " (\(FigureText.percent(Double(wall.count) / Double(max(samples, 1)))) %)"
    return "\(wall.kind.rawValue.capitalized): \(wall.kind.criterion)\(wall.kind == .hard ? "" : share)"
  }

  private static func picture(of picture: Gallery.Picture, kind: Gallery.Kind, in folder: String) -> HTML? {
    // A name from the index must not lead out of the folder.
    guard !picture.file.contains("/"), let file = DataURI(pngAt: "\(folder)/\(picture.file)"),
      let last = picture.answers.indices.last, picture.confidences.count == picture.answers.count
    else { return nil }
    func answer(_ exit: Int) -> HTML {
      let isRight = picture.answers[exit] == picture.trueClass
      let mark: HTML =
        isRight ? "<span class=\"good\">✓</span>" : "<span class=\"warning\">✗</span> \(picture.answers[exit])"
      return "\(exit + 1) \(mark) \(String(format: "%.2f", picture.confidences[exit]))"
    }
    let shown =
      switch kind {
      case .easy: [0]
      case .hard: [last]
      case .overthought: [picture.answers.firstIndex(of: picture.trueClass) ?? 0, last]
      case .rescued: [0, last]
      }
    let lines = shown.map { exit -> HTML in "<br>\(answer(exit))" }
    return """
      <figure><img alt="test image \(picture.sample): \(picture.trueClass)" src="\(file.text)">\
      <figcaption><b>\(picture.trueClass)</b>\(lines)</figcaption></figure>
      """
  }
}
