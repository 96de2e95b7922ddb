import Pictures

/// How much room writing takes in our own lettering, on a picture with `scale` pixels for each unit of the drawing.
struct LetteringMetrics: TextMetrics {
  let scale: Int

  /// The pen's width in pixels: capitals are seven times as high, so 7 units for text and 10 for titles.
  func pen(_ size: TextSize) -> Int { size == .title ? max(scale + 1, scale * 3 / 2) : scale }

  func width(of text: String, _ size: TextSize) -> Double {
    Double(Lettering.width(of: text, scale: pen(size))) / Double(scale)
  }
  func capitalHeight(_ size: TextSize) -> Double {
    Double(Lettering.capitalHeight(scale: pen(size))) / Double(scale)
  }
  func lineHeight(_ size: TextSize) -> Double { Double(Lettering.lineHeight(scale: pen(size))) / Double(scale) + 2 }
}
