import Testing

@testable import Charts

@Suite struct TicksTests {
  private func texts(_ range: ClosedRange<Double>, _ numbers: NumberStyle, isWhole: Bool = false) -> [String] {
    Axis("", range: range, numbers: numbers, isWhole: isWhole).ticks(along: 300, spacing: 60).map(\.text)
  }

  @Test func `marks are round, and written with as many decimals as they need`() {
    #expect(texts(0...1, .plain) == ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"])
    #expect(texts(0.612...0.804, .percent) == ["65", "70", "75", "80"])
    #expect(texts(-1...1, .plain) == ["−1.0", "−0.5", "0.0", "0.5", "1.0"])
    #expect(texts(56e6...341e6, .large) == ["100 M", "150 M", "200 M", "250 M", "300 M"])
    #expect(texts(0...2.4e6, .large) == ["0", "500 k", "1.0 M", "1.5 M", "2.0 M"])
    #expect(texts(1...12, .plain, isWhole: true) == ["2", "4", "6", "8", "10", "12"])
    #expect(texts(1...3, .plain, isWhole: true) == ["1", "2", "3"])
    #expect(texts(0.7...0.7, .plain).count == 1)
  }

  @Test func `marks of any range are evenly spaced inside of it`() {
    for exponent in -6...9 {
      for (low, factor) in [(0.0, 1.0), (0.37, 1.9), (-3.3, 7.1), (12.5, 0.013)] {
        var power = 1.0
        for _ in 0..<abs(exponent) { power = exponent > 0 ? power * 10 : power / 10 }
        let range = low * power...(low + factor) * power
        let ticks = Ticks(of: range, about: 5)
        #expect((3...11).contains(ticks.values.count), "\(range)")
        let slack = 1e-6 * (range.upperBound - range.lowerBound)
        #expect(ticks.values.allSatisfy { $0 >= range.lowerBound - slack && $0 <= range.upperBound + slack })
        for (a, b) in zip(ticks.values, ticks.values.dropFirst()) { #expect(abs(b - a - ticks.step) <= slack) }
      }
    }
  }

  @Test func `a logarithmic axis is marked by powers of ten`() {
    let axis = Axis("", range: 1e-4...0.1, scale: .logarithmic)
    #expect(axis.ticks(along: 200, spacing: 70).map(\.text) == ["0.0001", "0.001", "0.01", "0.1"])
    #expect(abs(axis.position(of: 1e-3, along: 300) - 100) < 1e-9)
  }
}
