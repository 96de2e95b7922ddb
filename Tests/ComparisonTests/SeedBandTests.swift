import Comparison
import Testing

@testable import Reports

@Suite struct SeedBandTests {
  @Test func `a band over few seeds ends where a value must`() throws {
    let accuracies = [0.7, 0.9, 0.99]
    let interval = try #require(SampleSummary(accuracies).interval)
    #expect(interval.upperBound > 1)
    #expect(SeedBand.interval(of: accuracies, within: SeedBand.shares) == interval.lowerBound...1)
    #expect(SeedBand.interval(of: [0.1, 2, 5], within: 0...Double.infinity)?.lowerBound == 0)
    #expect(SeedBand.interval(of: accuracies, within: -9...9) == interval)
  }

  @Test func `fewer than three seeds have no band`() {
    #expect(SeedBand.interval(of: [0.7, 0.9], within: SeedBand.shares) == nil)
  }
}
