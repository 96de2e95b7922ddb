import Pictures
import Testing

@Suite struct ImageTests {
  private let red = Color(255, 0, 0)

  @Test func `an image begins in one colour`() throws {
    let image = try Image(width: 2, height: 1, color: Color(1, 2, 3))
    #expect(image.pixels == [1, 2, 3, 1, 2, 3])
  }

  @Test(arguments: [(0, 1), (1, 0), (16_385, 1), (1, -1)])
  func `an impossible size is refused`(size: (width: Int, height: Int)) {
    let error = #expect(throws: PictureError.self) { try Image(width: size.width, height: size.height) }
    #expect(
      error?.description == """
        an image of \(size.width) x \(size.height) pixels is outside of 1 to 16384 pixels a side; \
        stay within the bounds; fewer channels or columns make a picture smaller
        """)
  }

  @Test func `pixels that do not fit are refused`() {
    let error = #expect(throws: PictureError.self) { try Image(width: 2, height: 2, pixels: [0, 0, 0]) }
    #expect(
      error?.description
        == "an RGB image of 2 x 2 pixels has 12 bytes, not 3; give three bytes for each pixel, row by row")
  }

  @Test func `filling covers its area and nothing else`() throws {
    var image = try Image(width: 5, height: 4)
    image.fill(Rectangle(x: 1, y: 2, width: 3, height: 1), red)
    for y in 0..<4 { for x in 0..<5 { #expect(image[x, y] == (y == 2 && (1...3).contains(x) ? red : .white)) } }
  }

  @Test func `what lies outside is not drawn`() throws {
    var image = try Image(width: 3, height: 3)
    image.fill(Rectangle(x: -5, y: -5, width: 6, height: 6), red)
    image.fill(Rectangle(x: 9, y: 9, width: 6, height: 6), red)
    image.line(fromX: -2, y: 9, toX: -9, y: 9, red)
    image.draw("β", x: 40, y: -40)
    #expect(image.colors(in: image.bounds) == [red] + [Color](repeating: .white, count: 8))
  }

  @Test func `a frame lies just inside of its area`() throws {
    var image = try Image(width: 6, height: 5)
    image.frame(Rectangle(x: 1, y: 1, width: 4, height: 3), red)
    let pattern = [
      "      ",
      " #### ",
      " #  # ",
      " #### ",
      "      ",
    ]
    for (y, row) in pattern.enumerated() {
      for (x, mark) in row.enumerated() { #expect(image[x, y] == (mark == "#" ? red : .white)) }
    }
  }

  @Test func `a dashed frame is closed at its corners and open between them`() throws {
    var image = try Image(width: 60, height: 60)
    image.dashedFrame(image.bounds, red, thickness: 2, dash: 10)
    for corner in [(0, 0), (59, 0), (0, 59), (59, 59)] { #expect(image[corner.0, corner.1] == red) }
    let top = (0..<60).map { image[$0, 0] == red }
    #expect(zip(top, top.dropFirst()).count { $0 && !$1 } == 3)
    #expect(image[30, 30] == .white)
  }

  @Test func `a line joins its ends`() throws {
    var image = try Image(width: 4, height: 4)
    image.line(fromX: 0, y: 3, toX: 3, y: 0, red)
    for x in 0..<4 { #expect(image[x, 3 - x] == red) }
    #expect(image.colors(in: image.bounds).count { $0 == red } == 4)
  }

  @Test func `enlarging repeats pixels`() throws {
    var page = try Image(width: 4, height: 4)
    page.draw(try Image(width: 1, height: 2, pixels: [1, 1, 1, 9, 9, 9]), x: 1, y: 0, enlargement: 2)
    #expect(page.colors(in: Rectangle(x: 1, y: 0, width: 2, height: 2)) == [Color](repeating: Color(gray: 1), count: 4))
    #expect(page.colors(in: Rectangle(x: 1, y: 2, width: 2, height: 2)) == [Color](repeating: Color(gray: 9), count: 4))
    #expect(page[3, 0] == .white)
  }

  @Test func `a small image is fitted by a whole factor`() throws {
    let image = try Image.noise(width: 32, height: 20, seed: 1).fitted(to: 100)
    #expect((image.width, image.height) == (96, 60))
  }

  @Test func `a large image is fitted by averages`() throws {
    let image = try Image(width: 4, height: 2, pixels: [0, 10, 20, 30, 2, 4, 6, 8].flatMap { [$0, $0, $0] })
    #expect(
      try image.fitted(to: 2).colors(in: Rectangle(x: 0, y: 0, width: 2, height: 1)) == [4, 16].map { Color(gray: $0) })
    let thin = try Image.noise(width: 1000, height: 1, seed: 2).fitted(to: 192)
    #expect((thin.width, thin.height) == (192, 1))
  }
}
