import WorkbenchCore

/// Cuts an image into square patches and makes a token of each, behind a class token; positions are added.
///
/// `[N, C, H, W]` to `[N, 1 + H / patch * W / patch, D]`.
struct PatchEmbedding {
  let tokens: Int
  private let projection: Convolution
  private let classToken: Parameter
  private let positions: Parameter
  private let dropout: Dropout

  /// `input` is a whole number of patches high and wide.
  init(_ scope: Scope, input: ImageShape, patch: Int, width: Int, dropout probability: Double) throws {
    tokens = 1 + input.height / patch * (input.width / patch)
    projection = try Convolution(
      scope / "projection", in: input.channels, out: width, kernel: patch, stride: patch, padding: 0, bias: true)
    classToken = try scope.parameter("class-token", [1, 1, width], .normal(deviation: 1e-6))
    positions = try scope.parameter("positions", [1, tokens, width], .normal(deviation: 0.02))
    dropout = Dropout(scope / "dropout", probability: probability)
  }

  func callAsFunction(_ images: Tensor, _ mode: Mode) throws -> Tensor {
    let patches = try TokenSequence(features: projection(images)).tokens
    let count = patches.shape[0]
    let first = try classToken.value.expanded(to: [count, 1, patches.shape[2]])
    return try dropout(Tensor.concatenated([first, patches], dim: 1) + positions.value, mode)
  }
}
