import Foundation
import Testing

@testable import Recipes
@testable import Settings

@Suite struct HostileTests {
  static let million = 1 << 20

  @Test(arguments: [
    "[", "{", "{a: ", "- ", "? ", "a: ", "'", "\"\\", "&a ", "*a ", "!", "|\n", "\n\t", "%", "a\n", ": ", ",", "[a, ",
    "{a: 1, ", "[]\n", "\u{301}",
  ])
  func `a file of one thing a million times over ends in an error`(part: String) {
    let text = String(repeating: part, count: Self.million / part.utf8.count)
    #expect(problems(of: text) > 0)
  }

  @Test func `depth is bounded`() {
    let text = "data: " + String(repeating: "[", count: 100) + String(repeating: "]", count: 100)
    #expect(
      message(text) == """
        my.yaml: 1 problem, nothing was started

          my.yaml:1:70: nested more than 64 levels deep
               1 | …\(text.dropFirst(29).prefix(67))…
                 | \(String(repeating: " ", count: 41))^
        """)
  }

  @Test func `the number of values is bounded`() {
    let text = "exits: [" + String(repeating: "1, ", count: 200_000) + "]"
    #expect(message(text).contains("more than 100000 keys and values in one text"))
  }

  @Test func `thousands of unknown and repeated keys are counted`() {
    let keys = (0..<6000).map { "k\($0 % 5000): 1\n" }.joined()
    #expect(problems(of: keys + Recipe.shortest) == 6000)
  }

  @Test func `a key and a value of half a million letters are cut`() throws {
    let long = String(repeating: "x", count: 500_000)
    let text = message(Recipe.shortest + "? \(long)\n: 1\nname: \(long)\n")
    let cut = String(repeating: "x", count: 60) + "…"
    #expect(
      text == """
        my.yaml: 2 problems, nothing was started

          my.yaml:5:3: unknown key '\(cut)'
               5 | ? \(long.prefix(66))…
                 |   \(String(repeating: "^", count: 66))
                 | known: schema, name, seed, exits, extends, data, backbone, heads,
                 | weights, strategy, combination, optimizer, schedule, train, policy,
                 | record, published, sweep
          my.yaml:7:7: 'name' must be up to 64 letters, digits, '-', '_' or '.', beginning with a letter, digit \
        or '_', found '\(cut)'
               7 | name: \(long.prefix(62))…
                 |       \(String(repeating: "^", count: 62))
                 | default my
        """)
  }

  /// A recipe with random bytes changed either still says nothing wrong, or is refused with a place in its text; a key that
  /// nobody declared never passes.
  @Test(arguments: 0..<16 as Range<UInt64>)
  func `random changes of a valid recipe never crash`(seed: UInt64) throws {
    var random = TestRandom(state: seed)
    let original = Array(Recipe.full.utf8)
    let pieces = [
      "[", "]", "{", "}", ":", ",", "#", "&a", "*a", "\n", "  ", "\"", "'", "- ", "?", "|", ">", "%", "\t", "<<",
    ]
    for _ in 0..<150 {
      var bytes = original
      for _ in 0...Int.random(in: 0..<4, using: &random) {
        let index = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: bytes[index] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.remove(at: index)
        case 2: bytes.insert(contentsOf: pieces.randomElement(using: &random)!.utf8, at: index)
        default: bytes.swapAt(index, Int.random(in: 0..<bytes.count, using: &random))
        }
      }
      let (text, invalid) = TextCheck.decoded(bytes)
      if invalid != nil { continue }
      do {
        let recipe = try Recipe.load(text)
        #expect(try Recipe.load(recipe.resolvedYAML) == recipe)
      } catch let error as RecipeError {
        #expect(error.problems.allSatisfy { $0.place.line <= text.unicodeScalars.count })
        #expect(!error.description.isEmpty)
      }
    }
  }

  @Test(arguments: [
    "data", "backbone", "strategy.dfs", "train", "record", "record.checkpoints", "data.transforms.crop",
  ])
  func `an unknown key is accepted nowhere`(section: String) {
    var random = TestRandom(state: UInt64(section.utf8.count))
    for _ in 0..<50 {
      let key = String((0..<6).map { _ in "abcdefghijklmnop".randomElement(using: &random)! })
      #expect(message(Recipe.full, "\(section).\(key)=1").contains("unknown key '\(key)'"))
    }
  }
}

/// The number of problems that loading ends with; 0 where it succeeds.
private func problems(of text: String) -> Int {
  do {
    _ = try Recipe.load(text)
    return 0
  } catch {
    return (error as? RecipeError)?.problems.count ?? -1
  }
}

/// SplitMix64, for tests that change things at random from a passed seed.
struct TestRandom: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
