import Pictures
import Testing

@Suite struct LetteringTests {
  private static let ascii = (33...126).map { String(UnicodeScalar(UInt8($0))) }
  private static let signs = ["β", "·", "±", "−", "×", "→", "↓", "–", "…", "≤", "≥", "⁺", "⁻", "✓"]

  /// A text alone on a page with room on all sides, and where on it the text begins.
  private func page(_ text: String, scale: Int) throws -> (image: Image, left: Int, top: Int) {
    let room = 12 * scale
    var image = try Image(width: Lettering.width(of: text, scale: scale) + 2 * room, height: 3 * room)
    image.draw(text, x: room, y: room, scale: scale)
    return (image, room, room)
  }

  private func inked(_ image: Image) -> (columns: ClosedRange<Int>, rows: ClosedRange<Int>)? {
    let columns = (0..<image.width).filter { x in (0..<image.height).contains { image[x, $0] != .white } }
    let rows = (0..<image.height).filter { y in (0..<image.width).contains { image[$0, y] != .white } }
    guard let left = columns.first, let right = columns.last, let top = rows.first, let bottom = rows.last else {
      return nil
    }
    return (left...right, top...bottom)
  }

  @Test(arguments: ascii + signs)
  func `every character has its own shape and stays in its place`(character: String) throws {
    for scale in 1...3 {
      let (image, left, top) = try page(character, scale: scale)
      let box = try page("\u{1F41F}", scale: scale).image
      #expect(image != box)
      let ink = try #require(inked(image))
      let width = Lettering.width(of: character, scale: scale)
      #expect(ink.columns.lowerBound >= left && ink.columns.upperBound < left + width)
      #expect(ink.rows.lowerBound >= top - scale * 3 / 2 && ink.rows.upperBound < top + 9 * scale)
    }
  }

  @Test func `no two characters look alike`() throws {
    let shapes = try (Self.ascii + Self.signs).map { try page($0, scale: 2).image }
    for (index, shape) in shapes.enumerated() { #expect(shapes.firstIndex(of: shape) == index) }
  }

  @Test(arguments: [("é", "e"), ("Å", "A"), ("ñ", "n"), ("ü", "u"), ("e\u{301}", "e")])
  func `an accented letter is drawn without its accent`(character: String, letter: String) throws {
    #expect(try page(character, scale: 2).image == page(letter, scale: 2).image)
  }

  @Test(arguments: ["ß", "中", "\u{1F41F}"])
  func `an unknown character is an empty box`(character: String) throws {
    let (image, left, top) = try page(character, scale: 2)
    let ink = try #require(inked(image))
    #expect(ink.columns == left...(left + 7))
    #expect(ink.rows == top...(top + 13))
    #expect(image[left, top + 6] == .ink)
    #expect(image[left + 4, top + 6] == .white)
  }

  @Test(arguments: 1...4)
  func `straight letters are sharp at every scale`(scale: Int) throws {
    let (image, _, top) = try page("EFHLTI|=[]", scale: scale)
    #expect(Set(image.colors(in: image.bounds)) == [.ink, .white])
    let capital = try #require(inked(try page("H", scale: scale).image))
    #expect(capital.rows == top...(top + Lettering.capitalHeight(scale: scale) - 1))
  }

  @Test func `figures are equally wide, so that columns of numbers align`() {
    #expect(Set("0123456789".map { Lettering.width(of: String($0), scale: 2) }) == [10])
  }

  @Test func `the width of a line is that of its characters and the spaces between`() {
    #expect(Lettering.width(of: "", scale: 2) == 0)
    #expect(Lettering.width(of: "0", scale: 2) == 10)
    #expect(Lettering.width(of: "00", scale: 2) == 23)
    #expect(Lettering.width(of: "0 0", scale: 2) == 30)
  }

  @Test func `lines break between words and never inside`() {
    let width = Lettering.width(of: "64 of 160", scale: 2)
    #expect(
      Lettering.lines(of: "64 of 160 channels shown", width: width, scale: 2) == ["64 of 160", "channels", "shown"])
    #expect(Lettering.lines(of: "87.3\u{A0}%", width: 1, scale: 2) == ["87.3\u{A0}%"])
    #expect(Lettering.lines(of: "", width: 100, scale: 2) == [])
  }
}
