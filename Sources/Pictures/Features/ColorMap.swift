/// Turns a number in `0...1` into a colour.
///
/// Colours between the anchors are mixed in sRGB.
public struct ColorMap: Sendable, Equatable {
  /// The map's name, as captions and files give it.
  public let name: String
  private let anchors: [Color]

  /// Dark blue to yellow, evenly stepped to the eye and in grey print; for values from zero up.
  ///
  /// Source: viridis of Smith and van der Walt, 2015 (CC0), at 17 evenly spaced places; the largest difference from the original is 6
  /// of 255 steps.
  public static let viridis = ColorMap(
    name: "viridis",
    anchors: [
      Color(68, 1, 84), Color(72, 24, 106), Color(71, 45, 123), Color(66, 64, 134), Color(59, 82, 139),
      Color(51, 99, 141), Color(44, 114, 142), Color(38, 130, 142), Color(33, 145, 140), Color(31, 159, 136),
      Color(39, 173, 129), Color(61, 188, 116), Color(92, 200, 99), Color(129, 211, 77), Color(170, 220, 50),
      Color(213, 226, 26), Color(253, 231, 37),
    ])

  /// Blue over white to red, both ends equally dark; for signed values, with zero at 0.5.
  public static let blueWhiteRed = ColorMap(
    name: "blue-white-red",
    anchors: [
      Color(18, 50, 110), Color(43, 108, 178), Color(150, 196, 228), Color(250, 250, 250), Color(242, 176, 144),
      Color(198, 68, 58), Color(108, 14, 36),
    ])

  /// The colour of `value`; below 0 and above 1 it is that of the nearer end.
  public func color(at value: Float) -> Color {
    let place = min(max(value, 0), 1) * Float(anchors.count - 1)
    let index = min(Int(place), anchors.count - 2)
    return anchors[index].mixed(with: anchors[index + 1], share: place - Float(index))
  }
}
