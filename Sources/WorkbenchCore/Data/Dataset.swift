import Errors
import Settings

/// The constants that turn bytes into a network's input: `(byte / 255 - mean) / deviation`, one pair per channel.
///
/// ```swift
/// let imageNet = Normalization(mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225])
/// ```
public struct Normalization: Sendable, Hashable {
  /// The mean of every channel, of pixels in `0...1`.
  public let mean: [Float]
  /// The standard deviation of every channel, of pixels in `0...1`.
  public let deviation: [Float]

  /// Constants in the order of the channels.
  public init(mean: [Float], deviation: [Float]) { (self.mean, self.deviation) = (mean, deviation) }
}

/// A file that a data set was read from, as provenance records it.
public struct DataFile: Sendable, Hashable {
  /// The name without its folder, so that two machines record the same.
  public let name: String
  /// The size.
  public let bytes: Int
  /// A digest in hexadecimal, after its kind and a colon.
  ///
  /// The kinds are `sha256` and `md5`, of the contents, and `names`, the SHA-256 of the names, classes and sizes of many
  /// files. Runs of before have `unchecked`, which equals anything.
  public let digest: String

  /// A file as it was read.
  public init(name: String, bytes: Int, digest: String) { (self.name, self.bytes, self.digest) = (name, bytes, digest) }
}

/// Labelled images in splits.
///
/// Reading is pure: the same index gives the same bytes on every machine, thread and run. It happens on threads of its own
/// while the network trains, so a data set is `Sendable` and knows nothing of tensors.
///
/// Squares that are dark or light:
///
/// ```swift
/// struct Brightness: Dataset {
///   static let name = "brightness"
///   static let summary = "dark and light squares"
///
///   let classNames = ["dark", "light"]
///   let shape = ImageShape(channels: 1, height: 8, width: 8)
///   let normalization = Normalization(mean: [0.5], deviation: [0.5])
///   let files: [DataFile] = []
///
///   init(_ settings: Settings, seed: UInt64) {}
///
///   func count(of split: Split) -> Int { 100 }
///   func label(of index: Int, in split: Split) -> Int { index % 2 }
///   func read(_ index: Int, of split: Split, into pixels: UnsafeMutableBufferPointer<UInt8>) {
///     pixels.update(repeating: index % 2 == 0 ? 32 : 224)
///   }
/// }
/// ```
public protocol Dataset: Component, Sendable {
  /// The published data sets that it can read, for `workbench data`; none for a generated one.
  static var publishedData: [PublishedData] { get }

  /// Finds or makes the samples, and checks what it finds.
  ///
  /// - Parameters:
  ///   - settings: the keys of the recipe's section `data`.
  ///   - seed: the recipe's seed; a data set that is generated or split by chance derives its numbers from it.
  /// - Throws: ``DataError`` when files are missing or damaged.
  init(_ settings: Settings, seed: UInt64) throws

  /// What the classes are called, for reports; there are as many classes as names.
  var classNames: [String] { get }
  /// The shape that all images have.
  var shape: ImageShape { get }
  /// The constants that the network's input is made with.
  var normalization: Normalization { get }
  /// How long the shorter side of a picture from elsewhere becomes, in pixels, before the middle is cut out of it in ``shape``: as
  /// it is with the samples of the test split.
  var shorterSide: Int { get }
  /// The files that the samples come from; empty for a generated data set.
  var files: [DataFile] { get }

  /// The number of samples; 0 for a split that the data set lacks.
  func count(of split: Split) -> Int

  /// The class of a sample, in `0..<classNames.count`.
  func label(of index: Int, in split: Split) -> Int

  /// Writes the sample's bytes, channel by channel, row by row: `[C, H, W]`.
  func read(_ index: Int, of split: Split, into pixels: UnsafeMutableBufferPointer<UInt8>) throws
}

extension Dataset {
  /// By default, nothing is published.
  public static var publishedData: [PublishedData] { [] }

  /// By default, nothing is cut off the shorter side.
  public var shorterSide: Int { min(shape.height, shape.width) }
}

/// A change of a training image, drawn anew for every epoch: a crop, a flip.
///
/// Everything random comes from the passed stream, which depends on seed, epoch and sample only, so that neither threads nor
/// a resumed run change what a sample looks like.
///
/// ```swift
/// struct Invert: Transform {
///   static let name = "invert"
///   static let summary = "dark becomes light, for half of the images"
///
///   init(_ settings: Settings, shape: ImageShape) {}
///
///   func apply(to pixels: UnsafeMutableBufferPointer<UInt8>, shape: ImageShape, random: inout RandomStream) {
///     guard random.uniform() < 0.5 else { return }
///     for index in pixels.indices { pixels[index] = 255 - pixels[index] }
///   }
/// }
/// ```
public protocol Transform: Component, Sendable {
  /// Builds the transform for images of one shape.
  init(_ settings: Settings, shape: ImageShape) throws

  /// Changes the bytes `[C, H, W]` in place.
  func apply(to pixels: UnsafeMutableBufferPointer<UInt8>, shape: ImageShape, random: inout RandomStream)
}

/// Files of a data set that are missing, incomplete or of another kind.
public struct DataError: StatusedError, CustomStringConvertible, Equatable {
  /// The file or folder in question.
  public let path: String
  /// What is wrong with it.
  public let reason: String
  /// What to do about it.
  public let hint: String
  /// Whether nothing is there at all (exit status 66), rather than something wrong (65).
  public let isMissing: Bool
  /// A line to type that brings what is missing.
  public private(set) var remedy: String?

  /// An error that reads `path: reason; hint`.
  public init(path: String, reason: String, hint: String, isMissing: Bool = false) {
    (self.path, self.reason, self.hint, self.isMissing) = (path, reason, hint, isMissing)
  }

  /// The same error with the line that fetches what is missing, where that is published.
  ///
  /// - Parameters:
  ///   - published: what the data set can read.
  ///   - root: where it looks for that.
  /// - Returns: this error, with a remedy if there is one.
  public func offering(_ published: [PublishedData], to root: String) -> DataError {
    let names = published.expected(at: root).map(\.name)
    guard isMissing, let first = names.first else { return self }
    var error = self
    error.remedy =
      "workbench data get \(names.count == 1 ? first : "NAME") --to \(root.quotedForShell)"
      + (names.count == 1 ? "" : ", where NAME is one of \(names.joined(separator: ", "))")
    return error
  }

  /// Path, reason and hint in one line, and the remedy in another.
  public var description: String {
    "\(path): \(reason); \(hint)" + (remedy.map { "\n  or type: \($0)" } ?? "")
  }

  /// How the program ends.
  public var exitStatus: ExitStatus { isMissing ? .missingInput : .badInput }
}
