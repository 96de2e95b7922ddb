import Testing

@testable import Random

@Suite struct RandomStreamTests {
  /// The values of every machine and every version: runs are reproduced by them.
  @Test func `a stream's numbers never change`() {
    var stream = RandomStream(seed: 1, purpose: "shuffle", 2, 3)
    let expected: [UInt64] = [258_828_609_165_810_349, 7_244_630_056_716_373_897, 3_326_239_365_853_583_520]
    #expect((0..<3).map { _ in stream.next() } == expected)
    #expect((0..<2).map { _ in stream.uniform() } == [0.5052502787076585, 0.1252422652421218])
    #expect((0..<4).map { _ in stream.below(10) } == [0, 7, 8, 1])
    #expect((0..<2).map { _ in stream.normal() } == [-0.9102644000633369, -0.837248922575888])
  }

  /// Orders of samples, draws of PCGrad and pairs of mixup are made of them.
  @Test func `an order never changes, and one element is in order`() {
    var stream = RandomStream(seed: 1, purpose: "shuffle", 2, 3)
    #expect(stream.permutation(of: 10) == [7, 4, 2, 6, 5, 9, 8, 1, 3, 0])
    var again = RandomStream(seed: 1, purpose: "shuffle", 2, 3)
    var letters = Array("abcdefghij")
    again.shuffle(&letters)
    #expect(letters == ["h", "e", "c", "g", "f", "j", "i", "b", "d", "a"])
    #expect(stream.next() == again.next(), "one draw for every place but the first")
    #expect(stream.permutation(of: 1) == [0] && stream.permutation(of: 0) == [])
  }

  /// Source: the generator's reference implementation, whose first numbers for state 1234567 are widely published.
  @Test func `the generator is SplitMix64`() {
    #expect(RandomStream.mixed(1_234_567 &+ 0x9E37_79B9_7F4A_7C15) == 6_457_827_717_110_365_317)
    #expect(RandomStream.mixed(1_234_567 &+ 2 &* 0x9E37_79B9_7F4A_7C15) == 3_203_168_211_198_807_973)
  }

  @Test func `seed, purpose and indices tell streams apart`() {
    func first(_ seed: UInt64, _ purpose: String, _ indices: [Int]) -> UInt64 {
      var stream =
        switch indices.count {
        case 0: RandomStream(seed: seed, purpose: purpose)
        case 1: RandomStream(seed: seed, purpose: purpose, indices[0])
        default: RandomStream(seed: seed, purpose: purpose, indices[0], indices[1])
        }
      return stream.next()
    }
    let numbers = [
      first(0, "a", []), first(1, "a", []), first(0, "b", []), first(0, "ab", []), first(0, "ba", []),
      first(0, "a", [0]),
      first(0, "a", [1]), first(0, "a", [-1]), first(0, "a", [0, 1]), first(0, "a", [1, 0]), first(0, "", []),
    ]
    #expect(Set(numbers).count == numbers.count)
    #expect(first(5, "x", [1, 2]) == first(5, "x", [1, 2]))
  }

  @Test func `uniform numbers fill the interval from 0 to 1 evenly`() {
    var stream = RandomStream(seed: 7, purpose: "uniform", 0)
    var counts = [Int](repeating: 0, count: 10)
    for _ in 0..<10_000 { counts[Int(stream.uniform() * 10)] += 1 }
    // 1000 expected of each, with a standard deviation of 30.
    #expect(counts.allSatisfy { 850...1150 ~= $0 }, "\(counts)")
  }

  @Test func `normal numbers have mean 0, variance 1 and the right tails`() {
    var stream = RandomStream(seed: 7, purpose: "normal", 0)
    let numbers = (0..<10_000).map { _ in stream.normal() }
    let mean = numbers.reduce(0, +) / 10_000
    let variance = numbers.reduce(0) { $0 + $1 * $1 } / 10_000
    #expect(abs(mean) < 0.05)
    #expect(abs(variance - 1) < 0.07)
    // 4.55 % lie beyond two deviations.
    #expect(350...560 ~= numbers.count { abs($0) > 2 })
  }

  @Test func `whole numbers below a bound are all drawn, and equally often`() {
    var stream = RandomStream(seed: 7, purpose: "below", 0)
    var counts = [Int](repeating: 0, count: 7)
    for _ in 0..<7000 { counts[stream.below(7)] += 1 }
    #expect(counts.allSatisfy { 850...1150 ~= $0 }, "\(counts)")
  }
}
