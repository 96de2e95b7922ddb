import Comparison
import Foundation

/// What the exits see of one image: the sheets of feature maps of the last epoch that was drawn, side by side.
enum FeatureSection {
  /// More bytes than that are left to the run's folder.
  private static let largest = 400_000
  private static let mostGroups = 4

  /// `more` leads to other pictures.
  static func section(_ groups: [ReportedGroup], more: HTML = .nothing) -> Section? {
    let sheets = groups.prefix(mostGroups).compactMap { group -> HTML? in
      guard let run = group.runs.first else { return nil }
      let entries = run.directory.readFeatureIndex().filter { $0.exit == nil && !$0.file.contains("/") }
      let latest = entries.map(\.epoch).max()
      let first = entries.filter { $0.epoch == latest }.min { $0.image < $1.image }
      guard let entry = first, let file = DataURI(pngAt: "\(run.directory.features)/\(entry.file)"),
        file.text.utf8.count < largest
      else { return nil }
      return """
        <div class="pane"><figure class="features"><h3>\(group.key), epoch \(entry.epoch)</h3>\
        <img alt="feature maps of every exit for test image \(entry.image), \(entry.trueClass)" src="\(file.text)">\
        <figcaption>Test image \(entry.image), \(entry.trueClass); \(run.directory.features)/\(entry.file)</figcaption></figure></div>

        """
    }
    guard !sheets.isEmpty || !more.source.isEmpty else { return nil }
    return Section(
      "features", "Features", heading: "Which features does every exit compute?",
      lead: """
        Channels of the feature map at every exit; where a strategy partitions features, the part that deeper exits share (f⁺) and \
        the exit's own (f⁻) are framed.
        """,
      body: "\(Array(sheets))\(more)")
  }
}
