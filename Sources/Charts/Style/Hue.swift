import Pictures

/// One of ten colours that lines and their names can have on a light and on a dark ground.
///
/// Each of the two is at least 4.5 times as bright or dark as its ground, so that a name written in it can be read. Blue,
/// vermillion, green, purple and ochre are those of Okabe and Ito, darkened as far as that needs.
///
/// Source: Okabe and Ito, "Color Universal Design", 2008; Web Content Accessibility Guidelines 2.2, criterion 1.4.3.
package enum Hue: String, Sendable, CaseIterable {
  case slate, vermillion, blue, green, purple, teal, ochre, indigo, wine, olive

  /// On white.
  package var light: Color {
    switch self {
    case .slate: Color(91, 100, 112)
    case .vermillion: Color(196, 79, 0)
    case .blue: Color(0, 111, 174)
    case .green: Color(0, 124, 88)
    case .purple: Color(170, 64, 134)
    case .teal: Color(0, 121, 138)
    case .ochre: Color(148, 100, 0)
    case .indigo: Color(80, 66, 186)
    case .wine: Color(143, 31, 79)
    case .olive: Color(100, 116, 0)
    }
  }

  /// On nearly black.
  package var dark: Color {
    switch self {
    case .slate: Color(172, 180, 190)
    case .vermillion: Color(255, 143, 74)
    case .blue: Color(92, 176, 236)
    case .green: Color(52, 204, 156)
    case .purple: Color(230, 146, 202)
    case .teal: Color(78, 204, 222)
    case .ochre: Color(232, 180, 72)
    case .indigo: Color(166, 156, 255)
    case .wine: Color(240, 122, 164)
    case .olive: Color(186, 204, 78)
    }
  }
}
