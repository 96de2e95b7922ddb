import Pictures
import Testing

@testable import Charts

@Suite struct StyleTests {
  @Test func `a strategy has its colour whatever it is compared with`() {
    #expect(SeriesStyle(of: "sum").hue == .slate)
    #expect(SeriesStyle(of: "dfs").hue == .vermillion)
    #expect(SeriesStyle(of: "pcgrad").hue == .blue)
    #expect(SeriesStyle(of: "cagrad").hue == .green)
    for names in [["dfs"], ["sum", "dfs", "pcgrad"], ["pcgrad", "famo", "dfs"]] {
      let styles = SeriesStyle.styles(of: names)
      #expect(zip(names, styles).allSatisfy { $1.hue == SeriesStyle(of: $0).hue })
    }
  }

  @Test func `recipes of one strategy share a colour and nothing else`() {
    let styles = SeriesStyle.styles(of: ["dfs", "dfs", "dfs", "sum"])
    #expect(Set(styles.prefix(3).map(\.hue)) == [.vermillion])
    #expect(Set(styles).count == 4)
    #expect(Set(styles.prefix(3).map(\.dashes)).count == 3)
    #expect(Set(styles.prefix(3).map(\.marker)).count == 3)
  }

  @Test func `without colour, no two hues look the same`() {
    let names = (0..<500).map { "strategy \($0)" }
    var looks: [Hue: SeriesStyle] = [:]
    for name in names { looks[SeriesStyle(of: name).hue] = SeriesStyle(of: name) }
    #expect(looks.count == Hue.allCases.count)
    let grey = looks.values.map { style in
      var style = style
      style.hue = .slate
      return style
    }
    #expect(Set(grey).count == Hue.allCases.count)
  }

  @Test(arguments: Hue.allCases)
  func `names can be read in every colour, by day and by night`(hue: Hue) {
    #expect(hue.light.contrast(with: .white) >= 4.5)
    #expect(hue.dark.contrast(with: Color(29, 32, 36)) >= 4.5)
  }

  @Test func `numbers on a heat map can be read on every cell`() {
    for step in -20...20 {
      let signed = HeatMap.Scale.signed(limit: 1).color(of: Double(step) / 20)
      let share = HeatMap.Scale.shares(limit: 1).color(of: abs(Double(step)) / 20)
      for ground in [signed, share] { #expect(ground.readable.contrast(with: ground) >= 4.5, "\(step): \(ground)") }
    }
  }

  @Test func `conflict is red, agreement blue, and both ends are equally dark`() {
    let scale = HeatMap.Scale.signed(limit: 1)
    let (conflict, agreement) = (scale.color(of: -1), scale.color(of: 1))
    #expect(conflict.red > conflict.blue && agreement.blue > agreement.red)
    #expect(abs(conflict.luminance - agreement.luminance) < 0.06)
  }
}
