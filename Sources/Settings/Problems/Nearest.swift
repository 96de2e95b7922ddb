/// The candidate that a misspelt name most likely means, letter case aside.
///
/// - Parameters:
///   - name: what somebody typed.
///   - candidates: what there is.
/// - Returns: the candidate with the fewest typing slips (a letter added, missing, wrong, or two swapped), the first of
///   several; nil where none is within a third of the name's length, at least one slip and at most three.
public func nearest(to name: String, in candidates: some Sequence<String>) -> String? {
  nearest(1, to: name, in: candidates) { $0 }.first
}

/// At most so many candidates that a misspelt name may mean, nearest first; `part` is what of a candidate is compared.
package func nearest(
  _ count: Int, to name: String, in candidates: some Sequence<String>, by part: (String) -> String
) -> [String] {
  let typed = Array(name.lowercased().unicodeScalars.prefix(100))
  let limit = min(3, max(1, typed.count / 3))
  let near = candidates.enumerated().compactMap { rank, candidate -> (slips: Int, rank: Int, candidate: String)? in
    let letters = Array(part(candidate).lowercased().unicodeScalars.prefix(100))
    guard abs(letters.count - typed.count) <= limit else { return nil }
    let slips = distance(typed, letters)
    return slips <= limit ? (slips, rank, candidate) : nil
  }
  return near.sorted { ($0.slips, $0.rank) < ($1.slips, $1.rank) }.prefix(count).map(\.candidate)
}

/// The edit distance with swaps of neighbours (optimal string alignment).
private func distance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
  var beforeLast: [Int] = []
  var last = Array(0...b.count)
  for i in 0..<a.count {
    var row = [i + 1]
    for j in 0..<b.count {
      var least = min(last[j] + (a[i] == b[j] ? 0 : 1), last[j + 1] + 1, row[j] + 1)
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { least = min(least, beforeLast[j - 1] + 1) }
      row.append(least)
    }
    (beforeLast, last) = (last, row)
  }
  return last[b.count]
}
