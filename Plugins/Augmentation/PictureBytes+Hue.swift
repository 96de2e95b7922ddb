import WorkbenchCore

extension PictureBytes {
  /// Turns the colours of a picture of three channels around the circle of hues by a number of its 255 parts.
  ///
  /// The same as Pillow's conversion to hue, saturation and value, each a byte, and back, byte for byte.
  func turnHue(by parts: Int) {
    guard shape.channels == 3 else { return }
    let turn = UInt8(truncatingIfNeeded: parts)
    let (reds, greens, blues) = (channel(0), channel(1), channel(2))
    for pixel in 0..<area {
      let color = HueColor(red: reds[pixel], green: greens[pixel], blue: blues[pixel])
      (reds[pixel], greens[pixel], blues[pixel]) = color.turned(by: turn).bytes
    }
  }
}

/// A colour as hue, saturation and value, a byte each.
private struct HueColor {
  let hue: UInt8
  let saturation: UInt8
  let value: UInt8

  init(red: UInt8, green: UInt8, blue: UInt8) {
    let brightest = max(red, green, blue)
    let spread = Float(brightest - min(red, green, blue))
    guard spread > 0 else {
      (hue, saturation, value) = (0, 0, brightest)
      return
    }
    func distance(_ channel: UInt8) -> Float { Float(brightest - channel) / spread }
    let sixths: Double =
      if red == brightest {
        Double(distance(blue) - distance(green))
      } else if green == brightest {
        2 + Double(distance(red)) - Double(distance(blue))
      } else {
        4 + Double(distance(green)) - Double(distance(red))
      }
    let turns = (Double(Float(sixths)) / 6 + 1).truncatingRemainder(dividingBy: 1)
    hue = UInt8(Double(Float(turns)) * 255)
    saturation = UInt8(Double(spread / Float(brightest)) * 255)
    value = brightest
  }

  private init(hue: UInt8, saturation: UInt8, value: UInt8) {
    (self.hue, self.saturation, self.value) = (hue, saturation, value)
  }

  func turned(by parts: UInt8) -> HueColor {
    HueColor(hue: hue &+ parts, saturation: saturation, value: value)
  }

  /// Red, green and blue.
  var bytes: (UInt8, UInt8, UInt8) {
    guard saturation > 0 else { return (value, value, value) }
    let sixths = Double(hue) * 6 / 255
    let share = Double(Float(Double(saturation) / 255))
    let part = Double(Float(sixths - sixths.rounded(.down)))
    func lessened(_ amount: Double) -> UInt8 { UInt8((Double(value) * (1 - amount)).rounded()) }
    let (low, falling, rising) = (lessened(share), lessened(share * part), lessened(share * (1 - part)))
    return switch Int(sixths) % 6 {
    case 0: (value, rising, low)
    case 1: (falling, value, low)
    case 2: (low, value, rising)
    case 3: (low, falling, value)
    case 4: (rising, low, value)
    default: (value, low, falling)
    }
  }
}
