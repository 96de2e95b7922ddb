import Foundation

/// What one exit sees of an image, and what it says about it.
public struct ExitFeatures: Sendable {
  /// The exit's name, such as `exit 2 of 4`.
  public var exit: String
  /// The place of its feature map, such as `block 2`; the shape is added to it.
  public var layer: String
  /// The feature map.
  public var features: FeatureMap
  /// The number n⁺ of leading channels that deeper exits share; nil if the map is not partitioned.
  ///
  /// The other channels are the exit's own.
  public var sharedChannels: Int?
  /// What the exit takes the image for, if it is known.
  public var prediction: Prediction?

  /// The features of one exit.
  public init(
    exit: String, layer: String, features: FeatureMap, sharedChannels: Int? = nil, prediction: Prediction? = nil
  ) {
    self.exit = exit
    self.layer = layer
    self.features = features
    self.sharedChannels = sharedChannels
    self.prediction = prediction
  }
}

/// The class that an exit finds most probable.
public struct Prediction: Sendable, Equatable {
  /// The class.
  public var label: String
  /// Its softmax probability, 0 to 1.
  public var confidence: Double

  /// A class and its probability.
  public init(label: String, confidence: Double) {
    self.label = label
    self.confidence = confidence
  }

  /// The class with its confidence and, where the truth is known, a mark: `✓ cat 87.3 %`.
  func text(truth: String?) -> String {
    let mark = truth.map { $0 == label ? "✓ " : "× " } ?? ""
    return "\(mark)\(label) \(String(format: "%.1f", confidence * 100))\u{A0}%"
  }

  /// The colour of that text.
  func color(truth: String?) -> Color { truth.map { $0 == label ? .correct : .wrong } ?? .ink }
}

/// The image that was shown to the network.
public struct InputImage: Sendable {
  /// The image before normalisation.
  public var image: Image
  /// What it is called, such as `test image 7`.
  public var name: String
  /// Its true class, if it is known.
  public var trueClass: String?

  /// An image with its name and class.
  public init(image: Image, name: String, trueClass: String? = nil) {
    self.image = image
    self.name = name
    self.trueClass = trueClass
  }

  /// Such as `test image 7, true class bird`.
  public var words: String { name + (trueClass.map { ", true class \($0)" } ?? "") }
}

/// Which run a picture belongs to, for its caption.
public struct RunLabel: Sendable {
  /// The run's name.
  public var run: String
  /// The strategy's name in recipes, such as `dfs`.
  public var strategy: String
  /// The share β of channels kept for deeper exits; nil for strategies without one.
  public var beta: Double?
  /// The epoch after which the picture was made, counted from 1.
  public var epoch: Int

  /// The caption of a run's pictures.
  public init(run: String, strategy: String, beta: Double? = nil, epoch: Int) {
    self.run = run
    self.strategy = strategy
    self.beta = beta
    self.epoch = epoch
  }

  /// Such as `dfs-msdnet · strategy dfs · β 0.5 · epoch 30`.
  public var caption: String {
    let beta = beta.map { " · β \(String(format: "%g", $0))" } ?? ""
    return "\(run) · strategy \(strategy)\(beta) · epoch \(epoch)"
  }

  /// The same facts as text entries of a PNG file.
  public var entries: [(key: String, value: String)] {
    let beta = beta.map { [(key: "workbench:beta", value: String(format: "%g", $0))] } ?? []
    return [(key: "workbench:run", value: run), (key: "workbench:strategy", value: strategy)] + beta
      + [(key: "workbench:epoch", value: String(epoch))]
  }
}
