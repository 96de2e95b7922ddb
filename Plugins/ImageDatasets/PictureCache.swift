import Pictures
import Synchronization
import WorkbenchCore

/// Decoded pictures in memory, as many as there is room for; the others are decoded every time.
///
/// What is in stays in: an epoch reads every sample once, each time in another order, so that no picture is more likely to be
/// asked for next than another.
final class PictureCache: Sendable {
  /// Which sample it is.
  struct Key: Hashable {
    let split: Split
    let index: Int
  }

  private struct Contents {
    var pictures: [Key: Image] = [:]
    var samples: [Key: [UInt8]] = [:]
    var bytes = 0
  }

  private let limit: Int
  private let contents = Mutex(Contents())

  /// Holds up to `limit` bytes of pixels.
  init(limit: Int) { self.limit = limit }

  /// The whole picture of a sample, from memory or else from `decode`.
  func picture(_ key: Key, decode: () throws -> Image) rethrows -> Image {
    if let picture = contents.withLock({ $0.pictures[key] }) { return picture }
    let picture = try decode()
    add(picture.pixels.count) { $0.pictures[key] = picture }
    return picture
  }

  /// Writes a sample as evaluation sees it, from memory or else by `make`.
  func sample(
    _ key: Key, into target: UnsafeMutableBufferPointer<UInt8>, make: () throws -> Void
  ) rethrows {
    if let sample = contents.withLock({ $0.samples[key] }) {
      _ = target.update(fromContentsOf: sample)
      return
    }
    try make()
    let sample = Array(target)
    add(sample.count) { $0.samples[key] = sample }
  }

  /// Two threads that decode the same picture at once count it twice, which leaves the rest a little less room.
  private func add(_ bytes: Int, _ change: (inout Contents) -> Void) {
    contents.withLock { contents in
      guard contents.bytes + bytes <= limit else { return }
      contents.bytes += bytes
      change(&contents)
    }
  }
}
