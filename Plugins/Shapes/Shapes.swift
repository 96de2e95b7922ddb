import WorkbenchCore

/// Figures drawn by the program, to train on without a file: 32x32 pixels, red, green and blue.
///
/// A class is an outline with a pattern, such as `striped circle`: the outline can be told from afar, the pattern from near
/// by, and both lie somewhere among ground, clutter and noise. A picture is a pure function of the recipe's seed, the split
/// and the index, computed from arithmetic that every machine rounds the same way, so it is drawn anew whenever it is read.
struct Shapes: Dataset {
  static let name = "shapes"
  static let summary = "figures drawn by the program: outlines with patterns, 32x32, no files needed"

  static let classes = Setting("classes", default: 20, in: 2...100, "number of pairs of an outline and a pattern")
  static let difficulty = Setting(
    "difficulty", default: 0.6, in: 0...1, "from bold figures on a calm ground to faint ones in a crowd")
  static let train = Setting("train", default: 7000, in: 1...10_000_000, "number of training images")
  static let validation = Setting("validation", default: 1000, in: 0...10_000_000, "number of validation images")
  static let calibration = Setting("calibration", default: 1000, in: 0...10_000_000, "number of calibration images")
  static let test = Setting("test", default: 2000, in: 1...10_000_000, "number of test images")
  static let settings: [any AnySetting] = [classes, difficulty, train, validation, calibration, test]

  private let vocabulary: Vocabulary
  private let difficulty: Float
  private let counts: [Split: Int]
  private let seed: UInt64

  init(_ settings: Settings, seed: UInt64) throws {
    vocabulary = Vocabulary(count: settings[Self.classes])
    difficulty = Float(settings[Self.difficulty])
    counts = [
      .train: settings[Self.train], .validation: settings[Self.validation],
      .calibration: settings[Self.calibration], .test: settings[Self.test],
    ]
    self.seed = seed
  }

  var classNames: [String] { vocabulary.names }
  var shape: ImageShape { ImageShape(channels: 3, height: Scene.side, width: Scene.side) }
  /// Mid grey becomes 0; the deviation is about that of the pictures.
  var normalization: Normalization { Normalization(mean: [0.5, 0.5, 0.5], deviation: [0.25, 0.25, 0.25]) }
  var files: [DataFile] { [] }

  func count(of split: Split) -> Int { counts[split] ?? 0 }

  /// Classes take turns, so that every split holds equally many of each.
  func label(of index: Int, in split: Split) -> Int { index % vocabulary.count }

  func read(_ index: Int, of split: Split, into pixels: UnsafeMutableBufferPointer<UInt8>) {
    var random = RandomStream(seed: seed, purpose: "shapes \(split.rawValue)", index)
    let hardness = random.number(in: max(2 * difficulty - 1, 0)...min(2 * difficulty, 1))
    Scene(of: label(of: index, in: split), in: vocabulary, hardness: hardness, random: random).draw(into: pixels)
  }
}

/// Adds ``Shapes``.
public enum ShapesPlugin: Plugin {
  /// Called when the program starts.
  public static func register(in registry: inout Registry) throws { try registry.add(Shapes.self) }
}
