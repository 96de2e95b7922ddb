import Pictures
import Testing

@Suite struct GridPictureTests {
  /// Nine grey images of one pixel, worth 1/9 to 9/9.
  private let ninths = (1...9).map { Float($0) / 9 }

  @Test func `eight images stand in a row with two black pixels around each`() throws {
    let image = try GridPicture(ninths, shape: [9, 1, 1, 1]).image
    #expect((image.width, image.height) == (8 * 3 + 2, 2 * 3 + 2))
    // 255 k / 9 + 0.5, cut: 28, 57, 85, 113, 142, 170, 198, 227, and 255 in the second row.
    let bytes: [UInt8] = [28, 57, 85, 113, 142, 170, 198, 227]
    for y in 0..<image.height {
      for x in 0..<image.width {
        let expected: UInt8 =
          switch (x, y) {
          case (_, 2) where x >= 2 && (x - 2) % 3 == 0: bytes[(x - 2) / 3]
          case (2, 5): 255
          default: 0
          }
        #expect(image[x, y] == Color(gray: expected))
      }
    }
  }

  @Test func `three channels are red, green and blue`() throws {
    let image = try GridPicture([1, 0, 0.5, 0.25, 0, 1], shape: [2, 3, 1, 1]).image
    #expect(image[2, 2] == Color(255, 0, 128))
    #expect(image[5, 2] == Color(64, 0, 255))
  }

  @Test func `one image gets no padding`() throws {
    let image = try GridPicture([0, 1], shape: [1, 1, 1, 2]).image
    #expect(image.pixels == [0, 0, 0, 255, 255, 255])
  }

  @Test func `values outside of 0 to 1 are clipped and no number is black`() throws {
    let image = try GridPicture([-1, 7, .nan, .infinity], shape: [1, 1, 1, 4]).image
    #expect(image.colors(in: image.bounds).map(\.red) == [0, 255, 0, 255])
  }

  @Test func `normalising takes all images together or each alone`() throws {
    let values: [Float] = [0, 2, 4, 8]
    let style = GridPicture.Style(columns: 8, padding: 0, paddingValue: 0)
    let all = try GridPicture(values, shape: [2, 1, 1, 2], style: style, normalization: .all).image
    let each = try GridPicture(values, shape: [2, 1, 1, 2], style: style, normalization: .each).image
    #expect(all.colors(in: all.bounds).map(\.red) == [0, 64, 128, 255])
    #expect(each.colors(in: each.bounds).map(\.red) == [0, 255, 0, 255])
  }

  @Test func `a constant image normalises to black`() throws {
    let image = try GridPicture([3, 3], shape: [1, 1, 1, 2], normalization: .all).image
    #expect(image.colors(in: image.bounds).map(\.red) == [0, 0])
  }

  @Test func `the space around images has the style's value`() throws {
    let style = GridPicture.Style(columns: 1, padding: 1, paddingValue: 1)
    let image = try GridPicture([0, 0], shape: [2, 1, 1, 1], style: style).image
    #expect(image.colors(in: image.bounds).map { $0 == .white ? "." : "#" }.joined() == "....#.....#....")
  }

  @Test(arguments: [[4], [1, 2, 1, 2], [1, 1, 2, 3], [0, 1, 1, 4]])
  func `a shape that does not fit is refused`(shape: [Int]) {
    let error = #expect(throws: PictureError.self) { try GridPicture([1, 2, 3, 4], shape: shape) }
    #expect(
      error?.description == """
        a grid cannot be made of 4 values of shape \(shape); \
        give N x C x H x W values with 1 or 3 channels, at least one image in a row and a padding of 0 to 16384
        """)
  }
}
