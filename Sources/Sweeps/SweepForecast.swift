/// How long the members of a sweep will still take.
struct SweepForecast {
  /// What is known of a member's pace.
  struct Pace {
    /// Members of one variant go at one pace.
    var variant: String
    var seconds: Double
    /// Steps taken in these seconds.
    var taken: Int
    /// All steps of the run.
    var steps: Int
    /// Steps left; 0 for a member that has ended.
    var left: Int
  }

  private let paces: [Pace]

  /// Members without a step that has been taken say nothing.
  init(_ paces: [Pace]) { self.paces = paces.filter { $0.taken > 0 && $0.seconds > 0 } }

  /// Seconds until the last member ends.
  ///
  /// - Parameters:
  ///   - running: the members under way.
  ///   - waiting: the variants of those that wait, in the order in which they will begin.
  ///   - jobs: members at the same time.
  /// - Returns: `nil` while no pace is known.
  func seconds(running: [Pace], waiting: [String], jobs: Int) -> Double? {
    guard !paces.isEmpty, jobs > 0 else { return nil }
    var slots = running.map { Double($0.left) * secondsPerStep(of: $0.variant) }
    while slots.count < jobs { slots.append(0) }
    for variant in waiting {
      guard let next = slots.indices.min(by: { slots[$0] < slots[$1] }) else { return nil }
      slots[next] += secondsPerStep(of: variant) * Double(steps(of: variant))
    }
    return slots.max()
  }

  private func known(of variant: String) -> [Pace] {
    let same = paces.filter { $0.variant == variant }
    return same.isEmpty ? paces : same
  }

  private func secondsPerStep(of variant: String) -> Double {
    let known = known(of: variant)
    return known.reduce(0) { $0 + $1.seconds } / Double(known.reduce(0) { $0 + $1.taken })
  }

  private func steps(of variant: String) -> Int { known(of: variant).map(\.steps).max() ?? 0 }
}
