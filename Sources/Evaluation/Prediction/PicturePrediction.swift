import Inference
import Pictures

/// What a network says of one picture, or why it says nothing.
package struct PicturePrediction: Sendable, Codable, Equatable {
  package let path: String
  /// The name of the class; absent for a picture that could not be read.
  package let label: String?
  /// The exit that answered, counted from 1.
  package let exit: Int?
  /// The probability that was given to the class.
  package let confidence: Double?
  /// Multiply-accumulates of the way to the exit.
  package let cost: Double?
  /// Why there is no answer.
  package let error: String?

  init(of path: String, _ answer: Answer, _ classNames: [String], _ costs: [Double]) {
    self.path = path
    (label, exit, cost) = (classNames[answer.label], answer.exit + 1, costs[answer.exit])
    (confidence, error) = (answer.probability, nil)
  }

  init(of path: String, unreadable error: PictureError) {
    (self.path, self.error) = (path, error.problem)
    (label, exit, confidence, cost) = (nil, nil, nil, nil)
  }
}
