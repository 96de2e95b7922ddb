import Recipes

/// What the samples of a data set are used for.
///
/// Selection of a checkpoint looks at `validation`, thresholds of exit policies are fitted on `calibration`, and `test` is
/// read once, at the end.
public enum Split: String, Sendable, CaseIterable, Codable { case train, validation, calibration, test }

/// The shape of an image, `[channels, height, width]`.
public struct ImageShape: Sendable, Hashable {
  public let channels: Int
  public let height: Int
  public let width: Int

  public init(channels: Int, height: Int, width: Int) {
    (self.channels, self.height, self.width) = (channels, height, width)
  }

  /// The number of values of one image.
  public var count: Int { channels * height * width }
}

/// The constants that turn bytes into a network's input: `(byte / 255 - mean) / deviation`, one pair per channel.
public struct Normalization: Sendable, Hashable {
  public let mean: [Float]
  public let deviation: [Float]

  public init(mean: [Float], deviation: [Float]) { (self.mean, self.deviation) = (mean, deviation) }
}

/// A file that a data set was read from, as provenance records it.
public struct DataFile: Sendable, Hashable {
  public let name: String
  public let bytes: Int
  /// Hexadecimal SHA-256 or MD5, as published for the data set; prefixed with its kind, such as `md5:`.
  public let digest: String

  public init(name: String, bytes: Int, digest: String) { (self.name, self.bytes, self.digest) = (name, bytes, digest) }
}

/// Labelled images in splits.
///
/// Reading is pure: the same index gives the same bytes on every machine, thread and run. It happens on threads of its own
/// while the network trains, so a data set is `Sendable` and knows nothing of tensors.
public protocol Dataset: Component, Sendable {
  /// - Parameters:
  ///   - settings: the keys of the recipe's section `data`.
  ///   - seed: the recipe's seed; a data set that is generated or split by chance derives its numbers from it.
  /// - Throws: ``DataError`` when files are missing or damaged.
  init(_ settings: Settings, seed: UInt64) throws

  var classNames: [String] { get }
  var shape: ImageShape { get }
  var normalization: Normalization { get }
  /// The files that the samples come from; empty for a generated data set.
  var files: [DataFile] { get }

  func count(of split: Split) -> Int

  /// The class of a sample, in `0..<classNames.count`.
  func label(of index: Int, in split: Split) -> Int

  /// Writes the sample's bytes, channel by channel, row by row: `[C, H, W]`.
  func read(_ index: Int, of split: Split, into pixels: UnsafeMutableBufferPointer<UInt8>) throws
}

/// A change of a training image, drawn anew for every epoch: a crop, a flip.
///
/// Everything random comes from the passed stream, which depends on seed, epoch and sample only, so that neither threads nor
/// a resumed run change what a sample looks like.
public protocol Transform: Component, Sendable {
  init(_ settings: Settings, shape: ImageShape) throws

  /// Changes the bytes `[C, H, W]` in place.
  func apply(to pixels: UnsafeMutableBufferPointer<UInt8>, shape: ImageShape, random: inout RandomStream)
}

/// Files of a data set that are missing, incomplete or of another kind.
public struct DataError: Error, CustomStringConvertible, Equatable {
  /// The file or folder in question.
  public let path: String
  /// What is wrong with it.
  public let reason: String
  /// What to do about it.
  public let hint: String
  /// Whether nothing is there at all (exit status 66), rather than something wrong (65).
  public let isMissing: Bool

  public init(path: String, reason: String, hint: String, isMissing: Bool = false) {
    (self.path, self.reason, self.hint, self.isMissing) = (path, reason, hint, isMissing)
  }

  public var description: String { "\(path): \(reason); \(hint)" }
}
