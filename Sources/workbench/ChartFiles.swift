import Charts
import Foundation
import Runs

/// A chart as two files: SVG for pages, PNG for papers and slides.
enum ChartFiles {
  /// Writes `path.svg` and `path.png`.
  static func write(_ chart: some Chart, to path: String) throws {
    try DurableFile.write(Data(SVGPicture(of: chart).text.utf8), to: path + ".svg")
    try DurableFile.write(ChartPicture(of: chart).pngData(), to: path + ".png")
  }
}
