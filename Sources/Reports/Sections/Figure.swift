import Charts

/// A chart on a page, with its title and caption as text of the page.
struct Figure {
  let chart: any Chart
  /// The width that the chart is laid out for, in units; a page shows it as wide as there is room.
  let width: Double

  init(_ chart: any Chart, width: Double = 450) { (self.chart, self.width) = (chart, width) }

  var html: HTML {
    let picture = HTML(trusted: SVGPicture(of: chart, width: width, in: .page).text)
    let title: HTML = chart.title.isEmpty ? .nothing : "<h3>\(chart.title)</h3>"
    let words: HTML = "\(chart.caption)"
    let caption: HTML =
      chart.caption.isEmpty ? .nothing : "<figcaption>\(words.keepingPercentSigns)</figcaption>"
    // A chart is not blown up much beyond what it was laid out for.
    return "<figure>\(title)<div style=\"max-width:\(Int(width * 1.2))px\">\(picture)</div>\(caption)</figure>"
  }

  /// The figure on a ground of its own.
  var pane: HTML { "<div class=\"pane\">\(html)</div>" }
}
