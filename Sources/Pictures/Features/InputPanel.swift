/// The input image with its classes below it.
struct InputPanel {
  private static let side = 192
  private static let lineHeight = Lettering.lineHeight(scale: 2)

  private let image: Image
  /// Label and text of each fact, the text in lines.
  private let facts: [(label: String, lines: [String], color: Color)]

  init(_ input: InputImage, exit: ExitFeatures) throws(PictureError) {
    image = try input.image.fitted(to: Self.side)
    func fact(_ label: String, _ text: String, _ color: Color) -> (label: String, lines: [String], color: Color) {
      (label, Lettering.lines(of: text, width: Self.side, scale: 2), color)
    }
    let truth = input.trueClass
    facts = [
      truth.map { fact("true class", $0, .ink) },
      exit.prediction.map { fact("predicted here", $0.text(truth: truth), $0.color(truth: truth)) },
    ].compactMap { $0 }
  }

  var width: Int { max(Self.side, facts.flatMap(\.lines).map { Lettering.width(of: $0, scale: 2) }.max() ?? 0) }

  var height: Int {
    Layout.headingHeight + image.height + facts.map { 18 + (1 + $0.lines.count) * Self.lineHeight }.reduce(0, +)
  }

  func draw(on page: inout Image, x: Int, y: Int) {
    page.draw("input", x: x, y: y)
    page.draw(image, outlinedAtX: x, y: y + Layout.headingHeight)
    var top = y + Layout.headingHeight + image.height
    for fact in facts {
      top += 18
      page.draw(fact.label, x: x, y: top, color: .muted)
      for line in fact.lines {
        top += Self.lineHeight
        page.draw(line, x: x, y: top, color: fact.color)
      }
      top += Self.lineHeight
    }
  }
}
