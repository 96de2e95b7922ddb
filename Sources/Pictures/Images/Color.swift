/// An opaque 8-bit sRGB colour.
public struct Color: Sendable, Hashable {
  /// The red part, 0 to 255.
  public var red: UInt8
  /// The green part, 0 to 255.
  public var green: UInt8
  /// The blue part, 0 to 255.
  public var blue: UInt8

  /// A colour of three parts, each 0 to 255.
  public init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  /// A grey, from 0 (black) to 255 (white).
  public init(gray: UInt8) { self.init(gray, gray, gray) }

  /// The colour `share` of the way to `other`; `share` is in `0...1`.
  public func mixed(with other: Color, share: Float) -> Color {
    func part(_ from: UInt8, _ to: UInt8) -> UInt8 {
      UInt8((Float(from) + (Float(to) - Float(from)) * min(max(share, 0), 1)).rounded())
    }
    return Color(part(red, other.red), part(green, other.green), part(blue, other.blue))
  }
}

/// The colours of our pictures.
///
/// Source of blue, orange, green and purple: Okabe and Ito, "Color Universal Design", 2008: told apart with every common form of
/// colour-blindness.
extension Color {
  /// The ground of every picture.
  public static let white = Color(gray: 255)
  /// Main text.
  public static let ink = Color(gray: 28)
  /// Text beside the point: captions, units.
  public static let muted = Color(gray: 100)
  /// Thin lines: rules, outlines of images.
  public static let hairline = Color(gray: 190)
  /// The part of a feature map that deeper exits share.
  public static let shared = Color(0, 114, 178)
  /// The part of a feature map that is one exit's own.
  public static let own = Color(230, 159, 0)
  /// What is right.
  public static let correct = Color(0, 130, 96)
  /// What is wrong.
  public static let wrong = Color(196, 70, 0)
  /// A value that is not a finite number.
  public static let notFinite = Color(204, 121, 167)
}
