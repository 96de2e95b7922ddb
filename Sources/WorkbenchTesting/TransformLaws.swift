import WorkbenchCore

/// What every transform must keep to.
///
/// An empty list says that all is well:
///
/// ```swift
/// let violations = try TransformLaws.violations(of: Invert.self)
/// ```
public enum TransformLaws {
  /// Changes a picture again and again, between bytes that are not its own.
  ///
  /// - Parameters:
  ///   - type: the transform.
  ///   - keys: as a recipe would write them.
  /// - Returns: what it does wrong, one sentence each.
  /// - Throws: what the transform throws.
  public static func violations(of type: any Transform.Type, keys: [String: String] = [:]) throws -> [String] {
    let shape = ImageShape(channels: 3, height: 7, width: 9)
    let settings = try Settings(for: type.settings, keys)
    let (transform, another) = (try type.init(settings, shape: shape), try type.init(settings, shape: shape))
    let margin = 16
    func changed(by transform: any Transform, sample: Int) -> [UInt8] {
      var random = RandomStream(seed: 1, purpose: "transform", sample)
      let picture = (0..<shape.count).map { UInt8($0) }
      let guardBytes = [UInt8](repeating: 0xA5, count: margin)
      var bytes = guardBytes + picture + guardBytes
      bytes.withUnsafeMutableBufferPointer {
        transform.apply(
          to: UnsafeMutableBufferPointer(rebasing: $0[margin..<margin + shape.count]), shape: shape, random: &random)
      }
      return bytes
    }
    var found: [String] = []
    let first = (0..<50).map { changed(by: transform, sample: $0) }
    // Backwards and by another instance: nothing may depend on what was changed before.
    let again = (0..<50).reversed().map { changed(by: another, sample: $0) }
    if Array(again.reversed()) != first { found.append("a picture depends on more than its stream of random numbers") }
    if first.contains(where: { ($0.prefix(margin) + $0.suffix(margin)).contains { $0 != 0xA5 } }) {
      found.append("bytes outside the picture are written")
    }
    return found
  }
}
