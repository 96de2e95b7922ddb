import Pictures
import WorkbenchCore

/// An image of the test split, as the network takes it and as people see it.
package struct TestImage {
  /// Its number in the split.
  package let number: Int
  /// Normalized, `[1, C, H, W]`.
  package let pixels: Tensor
  /// Its class, counted from 0.
  package let label: Int
  /// The image with its name and class.
  package let shown: InputImage

  /// Reads the image of a number that the split has.
  package init(_ number: Int, of experiment: Experiment) throws {
    let dataset = experiment.dataset
    let shape = dataset.shape
    let values = try BatchAssembler(dataset, split: .test, seed: experiment.recipe.seed)
      .batch([number], in: BatchSeries(epoch: 0))
    self.number = number
    label = dataset.label(of: number, in: .test)
    pixels = try Tensor(values.pixels, [1, shape.channels, shape.height, shape.width])
      .moved(to: experiment.device, as: experiment.network.type)
    shown = InputImage(
      image: try dataset.picture(of: number, in: .test), name: "test image \(number)",
      trueClass: dataset.classNames[label])
  }
}
