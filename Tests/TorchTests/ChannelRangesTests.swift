import Random
import Testing
import Torch

@Suite struct ChannelRangesTests {
  /// A few ranges in `0..<20`, touching, overlapping, empty, in any order.
  private func random(_ index: Int) -> (ranges: [Range<Int>], members: Set<Int>) {
    var stream = RandomStream(test: "ranges", index)
    let ranges = (0..<stream.below(5)).map { _ in
      let start = stream.below(20)
      return start..<start + stream.below(21 - start)
    }
    return (ranges, Set(ranges.joined()))
  }

  private func members(_ set: ChannelRanges) -> [Int] { Array(set.ranges.joined()) }

  @Test(arguments: 0..<100)
  func `any ranges become sorted ones that neither touch nor are empty`(index: Int) {
    let (ranges, expected) = random(index)
    let set = ChannelRanges(ranges)
    #expect(members(set) == expected.sorted())
    #expect(set.count == expected.count)
    #expect(set.isEmpty == expected.isEmpty)
    #expect(set.ranges.allSatisfy { !$0.isEmpty })
    #expect(zip(set.ranges, set.ranges.dropFirst()).allSatisfy { $0.upperBound < $1.lowerBound })
  }

  @Test(arguments: 0..<100)
  func `a set contains a range when it has all its channels`(index: Int) {
    let (ranges, members) = random(index)
    let set = ChannelRanges(ranges)
    for start in 0...20 {
      for end in start...20 {
        #expect(set.contains(start..<end) == Set(start..<end).isSubset(of: members), "\(start)..<\(end)")
      }
    }
  }

  @Test(arguments: 0..<100)
  func `union, complement and shift are those of sets`(index: Int) {
    let (ranges, first) = random(index)
    let (others, second) = random(index + 1000)
    let set = ChannelRanges(ranges)
    let other = ChannelRanges(others)
    #expect(members(set.union(other)) == first.union(second).sorted())
    #expect(set.union(other) == other.union(set))
    for channels in [0, 7, 20, 25] {
      #expect(members(set.complement(in: channels)) == Set(0..<channels).subtracting(first).sorted())
    }
    #expect(members(set.shifted(by: 3)) == first.map { $0 + 3 }.sorted())
    #expect(set.complement(in: 20).complement(in: 20) == set)
  }
}
