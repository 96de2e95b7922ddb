/// One line of `images/features/index.json`.
package struct FeatureEntry: Sendable, Codable {
  package var file: String
  package var image: Int
  package var split: String
  package var trueClass: String
  /// Counted from 1; absent for the sheet of all exits.
  package var exit: Int?
  package var epoch: Int
  /// Channels, rows and columns.
  package var shape: [Int]?
  /// How many channels deeper exits share; absent where features are not partitioned.
  package var sharedChannels: Int?
  package var prediction: String?

  package init(
    file: String, image: Int, split: String, trueClass: String, exit: Int? = nil, epoch: Int, shape: [Int]? = nil,
    sharedChannels: Int? = nil, prediction: String? = nil
  ) {
    (self.file, self.image, self.split, self.trueClass) = (file, image, split, trueClass)
    (self.exit, self.epoch, self.shape, self.sharedChannels) = (exit, epoch, shape, sharedChannels)
    self.prediction = prediction
  }
}
