import WorkbenchCore

/// What every data set must keep to.
///
/// An empty list says that all is well:
///
/// ```swift
/// let violations = try DatasetLaws.violations(of: Brightness.self)
/// ```
public enum DatasetLaws {
  /// Reads the first and last samples of every split, twice and by two instances.
  ///
  /// - Parameters:
  ///   - type: the data set.
  ///   - keys: as a recipe would write them.
  /// - Returns: what it does wrong, one sentence each.
  /// - Throws: what the data set throws; ``/WorkbenchCore/DataError`` where it needs files.
  public static func violations(of type: any Dataset.Type, keys: [String: String] = [:]) throws -> [String] {
    let settings = try Settings(for: type.settings, keys)
    let data = try type.init(settings, seed: 1)
    let again = try type.init(settings, seed: 1)
    var found: [String] = []
    if data.shape.count <= 0 { found.append("images have the shape \(data.shape)") }
    if Set(data.classNames).count != data.classNames.count { found.append("two classes have one name") }
    let constants = data.normalization
    if constants.mean.count != data.shape.channels || constants.deviation.count != data.shape.channels {
      found.append("normalization has \(constants.mean.count) means for \(data.shape.channels) channels")
    }
    if !constants.deviation.allSatisfy({ $0 > 0 }) { found.append("deviations are \(constants.deviation)") }
    if data.count(of: .train) == 0 || data.count(of: .test) == 0 {
      found.append("there is nothing to train or test on")
    }

    for split in Split.allCases {
      let count = data.count(of: split)
      let labels = (0..<count).map { data.label(of: $0, in: split) }
      if !labels.allSatisfy(data.classNames.indices.contains) { found.append("a label of \(split) is no class") }
      for index in Set([0, 1, count - 1]).filter((0..<count).contains).sorted() {
        let first = try pixels(of: data, index, split, ground: 0)
        if try pixels(of: data, index, split, ground: 255) != first {
          found.append("sample \(index) of \(split) differs the second time, or is not written whole")
        }
        if try pixels(of: again, index, split, ground: 0) != first {
          found.append("sample \(index) of \(split) depends on the instance")
        }
      }
    }
    return found
  }

  /// The sample's bytes, written over a ground.
  private static func pixels(of data: any Dataset, _ index: Int, _ split: Split, ground: UInt8) throws -> [UInt8] {
    var pixels = [UInt8](repeating: ground, count: data.shape.count)
    try pixels.withUnsafeMutableBufferPointer { try data.read(index, of: split, into: $0) }
    return pixels
  }
}
