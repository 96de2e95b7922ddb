import Foundation

/// A stream of random numbers that is a pure function of what it is for.
///
/// Every consumer derives its own stream from the recipe's seed, a purpose and the numbers that tell its uses apart (epoch,
/// sample, step). No stream depends on how many numbers another one drew, on threads or on history, so a resumed run draws
/// what an uninterrupted one would have drawn.
///
/// The generator is SplitMix64 (Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014), whose
/// n-th number is a hash of `key + n * golden`; the key is a hash of seed, purpose and indices.
public struct RandomStream: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// The stream of one use of one purpose.
  ///
  /// - Parameters:
  ///   - seed: the recipe's seed.
  ///   - purpose: what the numbers are for, such as `"shuffle"`.
  ///   - indices: what tells this use from others of the same purpose, such as epoch and sample.
  public init(seed: UInt64, purpose: String, _ indices: Int...) {
    var key = Self.mixed(seed &+ Self.golden)
    for byte in purpose.utf8 { key = Self.mixed((key ^ UInt64(byte)) &+ Self.golden) }
    state = key
    for index in indices { self = stream(of: index) }
  }

  /// The stream with one more index, of a stream that nothing was drawn from.
  public func stream(of index: Int) -> RandomStream {
    var stream = self
    stream.state = Self.mixed((state ^ UInt64(bitPattern: Int64(index))) &+ Self.golden)
    return stream
  }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    state &+= Self.golden
    return Self.mixed(state)
  }

  /// A number in `[0, 1)` with 53 random bits.
  public mutating func uniform() -> Double { Double(next() &>> 11) * 0x1p-53 }

  /// A whole number in `0..<bound`, which is at least 1, by the high half of a product: one draw, the same everywhere.
  public mutating func below(_ bound: Int) -> Int { Int(next().multipliedFullWidth(by: UInt64(bound)).high) }

  /// A standard normal number, by Marsaglia's polar method.
  public mutating func normal() -> Double {
    while true {
      let u = 2 * uniform() - 1
      let v = 2 * uniform() - 1
      let square = u * u + v * v
      if square > 0, square < 1 { return u * (-2 * log(square) / square).squareRoot() }
    }
  }

  /// Puts elements into a random order, each with the same probability: Fisher and Yates' shuffle from the last place down.
  ///
  /// One draw for every place but the first. The order is part of what a run repeats; that of the standard library's
  /// `shuffle(using:)` is promised by nobody.
  public mutating func shuffle<Element>(_ elements: inout [Element]) {
    for place in elements.indices.dropFirst().reversed() { elements.swapAt(place, below(place + 1)) }
  }

  /// The numbers `0..<count` in a random order, as ``shuffle(_:)`` makes it.
  ///
  /// ```swift
  /// var random = RandomStream(seed: 1, purpose: "shuffle", epoch)
  /// let order = random.permutation(of: 50_000)
  /// ```
  public mutating func permutation(of count: Int) -> [Int] {
    var order = Array(0..<count)
    shuffle(&order)
    return order
  }

  private static let golden: UInt64 = 0x9E37_79B9_7F4A_7C15

  static func mixed(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z &>> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z &>> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z &>> 31)
  }
}
