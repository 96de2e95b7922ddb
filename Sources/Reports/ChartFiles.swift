import Charts
import Files
import Foundation

/// Charts as files: SVG for pages, PNG for papers and slides.
package enum ChartFiles {
  /// Writes `path.svg` and `path.png`.
  package static func write(_ chart: any Chart, to path: String) throws {
    let width = chart is SmallMultiples ? 960.0 : 640
    try DurableFile.write(Data(SVGPicture(of: chart, width: width).text.utf8), to: path + ".svg")
    try DurableFile.write(ChartPicture(of: chart, width: width).pngData(), to: path + ".png")
  }

  /// Writes each chart of a page into `NAME-charts/` beside `NAME.html`; those that are `nil` are left out.
  static func write(_ charts: [(name: String, chart: (any Chart)?)], beside page: String) throws {
    let folder = (page as NSString).deletingPathExtension + "-charts"
    try DurableFile.makeFolders(folder)
    for case (let name, let chart?) in charts { try write(chart, to: "\(folder)/\(name)") }
  }
}
