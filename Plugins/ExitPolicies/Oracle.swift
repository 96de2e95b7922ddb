import WorkbenchCore

/// A sample leaves at the first exit that is right; it is shown the labels, so it is a bound and no policy to deploy.
///
/// What is right nowhere takes the whole way.
///
/// Source: Kaya, Hong, Dumitras, "Shallow-Deep Networks: Understanding and Mitigating Network Overthinking", ICML 2019.
struct Oracle: ExitPolicy {
  static let name = "oracle"
  static let summary = "first exit that is right; reads labels, for reference only"
  static let readsLabels = true

  init(_ settings: Settings) {}

  func sharedThresholds(exits: Int) -> [Float]? { [1] }

  func scores(_ seen: ExitHistory) throws -> [Float] {
    guard let labels = seen.labels else { throw ModelError("the exit policy 'oracle' needs labels, there are none") }
    return zip(try seen.last.argmax(dim: 1).integers(), labels).map { $0 == $1 ? 1 : 0 }
  }
}
