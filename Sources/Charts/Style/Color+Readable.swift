import Foundation
import Pictures

extension Color {
  /// How bright it looks, 0 (black) to 1 (white).
  ///
  /// Source: Web Content Accessibility Guidelines 2.2, "relative luminance".
  package var luminance: Double {
    func part(_ value: UInt8) -> Double {
      let share = Double(value) / 255
      return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * part(red) + 0.7152 * part(green) + 0.0722 * part(blue)
  }

  /// How many times as bright the brighter of two colours looks, 1 to 21.
  package func contrast(with other: Color) -> Double {
    let (low, high) = (min(luminance, other.luminance), max(luminance, other.luminance))
    return (high + 0.05) / (low + 0.05)
  }

  /// Black or white writing, whichever can be read better on this ground: at least 4.5 times as dark or bright.
  package var readable: Color {
    let black = Color(gray: 0)
    return contrast(with: .white) >= contrast(with: black) ? .white : black
  }

  /// A share of the way to white.
  func lightened(by share: Double) -> Color { mixed(with: .white, share: Float(share)) }
}

extension Canvas.Paint {
  /// A colour that stands for a value.
  static func value(_ color: Color) -> Canvas.Paint { .value(red: color.red, green: color.green, blue: color.blue) }
}
