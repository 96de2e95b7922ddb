import Charts
import Pictures

extension PartitionGradients {
  /// The shares as a heat map: a row for each exit's loss, two columns for each exit's features.
  func chart(of run: RunLabel, images: Int) -> HeatMap {
    let boundaries = sharedShare.first?.count ?? 0
    let parts = isPartitioned ? ("f⁺", "f⁻") : ("first half", "second half")
    var map = HeatMap(
      title: "which part of the features each exit's loss trains",
      caption: "\(run.caption). The share of a loss's gradient, as a squared length in %, that falls on either part "
        + "of an exit's features; over the first \(images) test images. "
        + (isPartitioned
          ? "0 at f⁻ of an earlier exit: the deeper loss leaves it alone."
          : "This strategy partitions nothing, so the channels are cut in half."),
      rows: sharedShare.indices.map { "loss of exit \($0 + 1)" },
      columns: (0..<boundaries).flatMap { ["\($0 + 1) \(parts.0)", "\($0 + 1) \(parts.1)"] },
      values: sharedShare.map { row in row.flatMap { share in [share, share.map { 1 - $0 }] } },
      scale: .shares(limit: 1), numbers: .percent, columnLabel: "features at exit")
    // That nothing falls on a part is what there is to see.
    map.showsNothing = true
    map.largestCell = 72
    return map
  }
}
