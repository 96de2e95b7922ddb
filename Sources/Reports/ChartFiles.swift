import Charts
import Foundation
import Runs

/// The charts of a page as files for papers and slides, in a folder beside it.
enum ChartFiles {
  /// Writes each chart as PNG and as SVG into `NAME-charts/` beside `NAME.html`; those that are `nil` are left out.
  static func write(_ charts: [(name: String, chart: (any Chart)?)], beside page: String) throws {
    let folder = (page as NSString).deletingPathExtension + "-charts"
    try DurableFile.makeFolders(folder)
    for (name, chart) in charts {
      guard let chart else { continue }
      let width = chart is SmallMultiples ? 960.0 : 640
      try DurableFile.write(try ChartPicture(of: chart, width: width).pngData(), to: "\(folder)/\(name).png")
      try DurableFile.write(Data(SVGPicture(of: chart, width: width).text.utf8), to: "\(folder)/\(name).svg")
    }
  }
}
