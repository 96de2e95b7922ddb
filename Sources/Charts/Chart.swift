/// A diagram that knows what it shows, and nothing of pixels or files.
///
/// It is drawn once, onto a ``Canvas``; ``SVGPicture`` and ``ChartPicture`` write the drawing as text and as pixels.
package protocol Chart: Sendable {
  /// What it shows, in a few words; may be empty.
  var title: String { get }
  /// What a reader must know to read it; may be empty.
  var caption: String { get }
  /// How high it is at a width, without title and caption.
  func height(forWidth width: Double, _ metrics: any TextMetrics) -> Double
  /// Draws it into an area, without title and caption.
  func draw(on canvas: inout Canvas, in area: Box)
}
