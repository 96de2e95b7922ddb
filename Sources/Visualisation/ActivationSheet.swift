import Pictures
import Training

/// Where the exits of a network look: a row for each exit, a column for each image.
struct ActivationSheet {
  let sheet: TileSheet

  init(of images: [TestImage], in experiment: Experiment, run: RunLabel) throws {
    let side = 144
    let maps = try images.map { try ClassActivation.maps(of: $0, in: experiment) }
    let inputs = images.map { image in
      TileSheet.Tile(image.shown.image, [TileSheet.Line(image.shown.trueClass ?? "", .ink)])
    }
    let exits = try experiment.network.exits.map { exit in
      TileSheet.Row(
        [TileSheet.Line("exit \(exit.number)", .ink)],
        try zip(images, maps).map { image, maps in
          let activation = maps[exit.index]
          let line = TileSheet.Line(activation.prediction, truth: image.shown.trueClass)
          let picture = try activation.overlay(on: image.shown.image, side: side)
          return TileSheet.Tile(
            picture ?? image.shown.image, picture == nil ? [line, TileSheet.Line("no place speaks for it")] : [line])
        })
    }
    sheet = try TileSheet(
      title: "class activation maps of every exit",
      subtitle: "\(run.caption) · test images \(images.map { "\($0.number)" }.joined(separator: ", "))",
      columns: images.map { "image \($0.number)" },
      rows: [TileSheet.Row([TileSheet.Line("input", .ink)], inputs)] + exits,
      remarks: [
        "Yellow speaks most for the class that the exit gives, dark blue not at all (Grad-CAM at the features that its "
          + "head sees). Every picture has its own scale, from 0 to its largest value"
      ], side: side, text: run.entries)
  }
}
