import WorkbenchCore

/// CIFAR-100: 50,000 training and 10,000 test photographs of a hundred kinds of things, 32x32 pixels, red, green and blue.
///
/// Read from the published binary version, already on disk. Classes are the fine labels.
///
/// Source: Krizhevsky, "Learning Multiple Layers of Features from Tiny Images", 2009.
struct CIFAR100: Dataset {
  /// Whose constants normalise the pixels.
  enum Constants: String, SettingChoice { case own, paper }

  static let name = "cifar100"
  static let summary = "60,000 photographs in 100 classes, 32x32, from the binary version on disk"

  static let normalization = Setting(
    "normalization", default: Constants.own,
    "CIFAR-100's own constants, or CIFAR-10's as the code of the DFS paper uses them")
  static let settings = CIFARSettings.all + [normalization]

  static func quirks(of settings: Settings) -> [Quirk] {
    guard settings[normalization] == .paper else { return [] }
    return [
      Quirk(
        of: normalization,
        "pixels are normalised by the means and deviations of CIFAR-10, as in DFS's code; 'own' has those of CIFAR-100")
    ]
  }

  private let images: CIFARImages
  let classNames: [String]
  let normalization: Normalization

  init(_ settings: Settings, seed: UInt64) throws {
    try self.init(settings, layout: .cifar100)
  }

  init(_ settings: Settings, layout: CIFARLayout) throws {
    let folder = try CIFARSettings.folder(settings, layout)
    images = try CIFARSettings.images(settings, folder: folder)
    let names = folder.lines(of: "fine_label_names.txt") ?? []
    classNames = Set(names).count == layout.classes && names.count == layout.classes ? names : Self.classNames
    normalization =
      switch settings[Self.normalization] {
      case .own: Normalization(mean: [0.5071, 0.4867, 0.4408], deviation: [0.2675, 0.2565, 0.2761])
      case .paper: .cifar10
      }
  }

  var shape: ImageShape { ImageShape(channels: 3, height: 32, width: 32) }
  var files: [DataFile] { images.files }

  func count(of split: Split) -> Int { images.count(of: split) }

  func label(of index: Int, in split: Split) -> Int { images.label(of: index, in: split) }

  func read(_ index: Int, of split: Split, into pixels: UnsafeMutableBufferPointer<UInt8>) {
    images.read(index, of: split, into: pixels)
  }

  /// The fine labels in their published order, for folders without `fine_label_names.txt`.
  private static let classNames = [
    "apple", "aquarium_fish", "baby", "bear", "beaver", "bed", "bee", "beetle", "bicycle", "bottle", "bowl", "boy",
    "bridge", "bus", "butterfly", "camel", "can", "castle", "caterpillar", "cattle", "chair", "chimpanzee", "clock",
    "cloud", "cockroach", "couch", "crab", "crocodile", "cup", "dinosaur", "dolphin", "elephant", "flatfish", "forest",
    "fox", "girl", "hamster", "house", "kangaroo", "keyboard", "lamp", "lawn_mower", "leopard", "lion", "lizard",
    "lobster", "man", "maple_tree", "motorcycle", "mountain", "mouse", "mushroom", "oak_tree", "orange", "orchid",
    "otter", "palm_tree", "pear", "pickup_truck", "pine_tree", "plain", "plate", "poppy", "porcupine", "possum",
    "rabbit", "raccoon", "ray", "road", "rocket", "rose", "sea", "seal", "shark", "shrew", "skunk", "skyscraper",
    "snail", "snake", "spider", "squirrel", "streetcar", "sunflower", "sweet_pepper", "table", "tank", "telephone",
    "television", "tiger", "tractor", "train", "trout", "tulip", "turtle", "wardrobe", "whale", "willow_tree", "wolf",
    "woman", "worm",
  ]
}
