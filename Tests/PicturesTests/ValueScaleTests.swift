import Pictures
import Testing

@Suite struct ColorMapTests {
  @Test func `viridis has the ends and the middle of the original`() {
    #expect(ColorMap.viridis.color(at: 0) == Color(68, 1, 84))
    #expect(ColorMap.viridis.color(at: 0.5) == Color(33, 145, 140))
    #expect(ColorMap.viridis.color(at: 1) == Color(253, 231, 37))
  }

  @Test func `viridis grows lighter from end to end`() {
    let lightness = (0...256).map { step -> Double in
      let color = ColorMap.viridis.color(at: Float(step) / 256)
      return 0.2126 * Double(color.red) + 0.7152 * Double(color.green) + 0.0722 * Double(color.blue)
    }
    for (darker, lighter) in zip(lightness, lightness.dropFirst(8)) { #expect(darker < lighter) }
  }

  @Test func `the diverging map is blue below, white at zero and red above`() {
    let (low, middle, high) = (
      ColorMap.blueWhiteRed.color(at: 0.2), ColorMap.blueWhiteRed.color(at: 0.5), ColorMap.blueWhiteRed.color(at: 0.8)
    )
    #expect(low.blue > low.red)
    #expect(middle == Color(gray: 250))
    #expect(high.red > high.blue)
  }

  @Test func `values beyond the ends take the ends' colours`() {
    #expect(ColorMap.viridis.color(at: -3) == ColorMap.viridis.color(at: 0))
    #expect(ColorMap.viridis.color(at: 7) == ColorMap.viridis.color(at: 1))
  }
}

@Suite struct ValueScaleTests {
  @Test func `values from zero up run from zero to the largest`() {
    let scale = ValueScale(fitting: [0.5, 2, 1], coverage: 1)
    #expect((scale.lower, scale.upper, scale.clips) == (0, 2, false))
    #expect(scale.color(of: 2) == ColorMap.viridis.color(at: 1))
    #expect((scale.lowerLabel, scale.upperLabel) == ("0", "2"))
  }

  @Test func `signed values run equally far to both sides of zero`() {
    let scale = ValueScale(fitting: [-0.25, 4], coverage: 1)
    #expect((scale.lower, scale.upper) == (-4, 4))
    #expect(scale.color(of: 0) == ColorMap.blueWhiteRed.color(at: 0.5))
    #expect((scale.lowerLabel, scale.upperLabel) == ("−4", "4"))
  }

  @Test func `a coverage below one clips the brightest and says so`() {
    let scale = ValueScale(fitting: (0...200).map(Float.init), coverage: 0.995)
    #expect((scale.upper, scale.maximum, scale.clips) == (199, 200, true))
    #expect(scale.upperLabel == "≥ 199")
    #expect(scale.lowerLabel == "0")
  }

  @Test func `a scale of mostly zeros reaches the largest value`() {
    let scale = ValueScale(fitting: [Float](repeating: 0, count: 999) + [3], coverage: 0.9)
    #expect((scale.upper, scale.clips) == (3, false))
  }

  @Test(arguments: [[], [0, 0], [.nan, .infinity]] as [[Float]])
  func `without any size the scale is from zero to one`(values: [Float]) {
    let scale = ValueScale(fitting: values, coverage: 1)
    #expect((scale.lower, scale.upper) == (0, 1))
  }

  @Test func `what is not a finite number has a colour of its own`() {
    let scale = ValueScale(fitting: [1, .nan], coverage: 1)
    for value in [Float.nan, .infinity, -.infinity] { #expect(scale.color(of: value) == .notFinite) }
  }

  @Test func `the largest floats do not overflow`() {
    let scale = ValueScale(fitting: [-.greatestFiniteMagnitude, .greatestFiniteMagnitude], coverage: 1)
    #expect(scale.color(of: .greatestFiniteMagnitude) == ColorMap.blueWhiteRed.color(at: 1))
    #expect(scale.color(of: -.greatestFiniteMagnitude) == ColorMap.blueWhiteRed.color(at: 0))
  }
}
