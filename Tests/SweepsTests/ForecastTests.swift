import Testing

@testable import Sweeps

@Suite struct ForecastTests {
  private func pace(_ variant: String, seconds: Double, taken: Int, left: Int = 0) -> SweepForecast.Pace {
    SweepForecast.Pace(variant: variant, seconds: seconds, taken: taken, steps: 100, left: left)
  }

  @Test func `nothing is foretold before a step has been taken`() {
    #expect(SweepForecast([]).seconds(running: [], waiting: ["a"], jobs: 1) == nil)
    let begun = pace("a", seconds: 3, taken: 0, left: 100)
    #expect(SweepForecast([begun]).seconds(running: [begun], waiting: [], jobs: 1) == nil)
  }

  @Test func `a run under way goes on at its pace`() {
    let running = pace("a", seconds: 20, taken: 10, left: 90)
    #expect(SweepForecast([running]).seconds(running: [running], waiting: [], jobs: 1) == 180)
  }

  @Test func `those that wait take the first free place, each at the pace of its variant`() {
    let a = pace("a", seconds: 10, taken: 10, left: 90)
    let b = pace("b", seconds: 30, taken: 10, left: 40)
    // a: 90 s left, b: 120 s; then b (300 s) follows a, and a (100 s) follows b.
    #expect(SweepForecast([a, b]).seconds(running: [a, b], waiting: ["b", "a"], jobs: 2) == 390)
  }

  @Test func `a variant that nobody has seen goes at the pace of all`() {
    let a = pace("a", seconds: 10, taken: 10)
    let b = pace("b", seconds: 30, taken: 10)
    #expect(SweepForecast([a, b]).seconds(running: [], waiting: ["c"], jobs: 2) == 200)
  }
}
