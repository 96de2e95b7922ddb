import WorkbenchCore

/// Samples on their way through a network, between two exits.
struct Travellers {
  /// Their places among all images.
  let samples: [Int]
  /// What the next stage sees of them: `[N, C, H, W]` for each scale.
  let features: Features
  /// What the exits so far said of them: `[N, classes]` each.
  let logits: [Tensor]

  var count: Int { samples.count }

  /// Those at the given rows, in that order.
  func selecting(_ rows: [Int]) throws -> Travellers {
    if rows.count == count { return self }
    return Travellers(
      samples: rows.map { samples[$0] }, features: try features.map { try $0.rows(rows) },
      logits: try logits.map { try $0.rows(rows) })
  }

  /// The first `count` and the rest, which share memory with these.
  func split(at count: Int) throws -> (head: Travellers, tail: Travellers) {
    func part(_ range: Range<Int>) throws -> Travellers {
      Travellers(
        samples: Array(samples[range]), features: try features.map { try $0.narrowed(dim: 0, range) },
        logits: try logits.map { try $0.narrowed(dim: 0, range) })
    }
    return (try part(0..<count), try part(count..<self.count))
  }

  /// All of several groups that have come equally far.
  static func joined(_ groups: [Travellers]) throws -> Travellers {
    if groups.count == 1 { return groups[0] }
    func join(_ parts: [[Tensor]]) throws -> [Tensor] {
      try parts[0].indices.map { index in try Tensor.concatenated(parts.map { $0[index] }, dim: 0) }
    }
    return Travellers(
      samples: groups.flatMap(\.samples), features: try join(groups.map(\.features)),
      logits: try join(groups.map(\.logits)))
  }
}

/// Samples that wait before a stage until there are enough of them for a batch.
struct WaitingRoom {
  private var groups: [Travellers] = []
  private(set) var count = 0

  mutating func add(_ group: Travellers) {
    guard group.count > 0 else { return }
    groups.append(group)
    count += group.count
  }

  /// Takes out up to `limit` samples, those that came first.
  mutating func take(_ limit: Int) throws -> Travellers {
    var taken: [Travellers] = []
    var missing = min(limit, count)
    while missing > 0 {
      let group = groups.removeFirst()
      if group.count <= missing {
        taken.append(group)
        missing -= group.count
      } else {
        let (head, tail) = try group.split(at: missing)
        taken.append(head)
        groups.insert(tail, at: 0)
        missing = 0
      }
    }
    count -= taken.reduce(0) { $0 + $1.count }
    return try Travellers.joined(taken)
  }
}
