import Errors

/// A network that cannot be written for other programs.
package enum ExportError: StatusedError, CustomStringConvertible, Equatable {
  /// An operation that has no translation.
  case operationUnknown(String)
  /// A graph that would answer other batch sizes wrongly.
  case dependsOnBatch
  /// A file that no reader of the format takes.
  case tooLarge(bytes: Int)

  package var description: String {
    switch self {
    case .operationUnknown(let operation):
      """
      the network runs '\(operation)', which cannot be written as ONNX
        the weights can be exported with --to safetensors
      """
    case .dependsOnBatch:
      """
      the network computes with the number of images in a batch, so a graph would answer other numbers wrongly
        the weights can be exported with --to safetensors
      """
    case .tooLarge(let bytes):
      """
      the graph takes \(bytes) bytes, more than the 2 GB that an ONNX file can hold
        the weights can be exported with --to safetensors
      """
    }
  }

  package var exitStatus: ExitStatus { .badInput }
}
