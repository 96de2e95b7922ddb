import Pictures

/// How the features of an image change over the epochs: two rows for each exit, f⁺ and f⁻, and a column for each epoch.
///
/// A tile is the root of the mean square over the part's channels, at each place.
struct FilmStrip {
  let sheet: TileSheet

  /// Draws the strip; `frames` are an epoch and what the exits saw then.
  init(of frames: [(epoch: Int, exits: [ExitFeatures])], input: InputImage, run: RunLabel) throws {
    let exits = frames.first?.exits.indices ?? 0..<0
    var rows: [TileSheet.Row] = []
    for exit in exits {
      let first = frames[0].exits[exit]
      for part in Self.parts(of: first) {
        let maps = frames.map { Self.strength(of: $0.exits[exit].features, channels: part.channels) }
        let scale = ValueScale(fitting: maps.flatMap { $0 }, coverage: 1)
        let tiles = try zip(frames, maps).map { frame, map in
          let features = frame.exits[exit]
          let lines = part.isFirst ? features.prediction.map { [TileSheet.Line($0, truth: input.trueClass)] } ?? [] : []
          return TileSheet.Tile(
            try Self.picture(of: map, height: features.features.height, width: features.features.width, on: scale),
            lines)
        }
        let name = [first.exit, part.name, "\(scale.lowerLabel) to \(scale.upperLabel)"]
        rows.append(TileSheet.Row(name.enumerated().map { TileSheet.Line($1, $0 == 0 ? .ink : .muted) }, tiles))
      }
    }
    sheet = try TileSheet(
      title: "features over the epochs",
      subtitle: "\(run.run) · strategy \(run.strategy) · epochs \(Self.list(frames.map(\.epoch))) · \(input.words)",
      columns: frames.map { "epoch \($0.epoch)" }, rows: rows,
      remarks: [
        "How strong the channels of a part are at each place: the root of their mean square. Each row has one scale, "
          + "\(ColorMap.viridis.name), whose ends stand beside it"
      ],
      side: 96, text: run.entries)
  }

  /// Numbers as words: `1, 6, 12`; of many the first and the last.
  private static func list(_ epochs: [Int]) -> String {
    guard epochs.count > 6, let first = epochs.first, let last = epochs.last else {
      return epochs.map(String.init).joined(separator: ", ")
    }
    return "\(first) to \(last)"
  }

  private static func parts(of exit: ExitFeatures) -> [(name: String, channels: Range<Int>, isFirst: Bool)] {
    let count = exit.features.channels
    guard let shared = exit.sharedChannels else { return [("all channels", 0..<count, true)] }
    return [("f⁺", 0..<shared, true), ("f⁻", shared..<count, false)].filter { !$0.1.isEmpty }
  }

  private static func strength(of features: FeatureMap, channels: Range<Int>) -> [Float] {
    let plane = features.height * features.width
    return (0..<plane).map { place in
      let squares = channels.reduce(Float(0)) { sum, channel in
        let value = features.values[channel * plane + place]
        return sum + value * value
      }
      return (squares / Float(channels.count)).squareRoot()
    }
  }

  private static func picture(of map: [Float], height: Int, width: Int, on scale: ValueScale) throws -> Image {
    var image = try Image(width: width, height: height)
    for (index, value) in map.enumerated() { image[index % width, index / width] = scale.color(of: value) }
    return image
  }
}
