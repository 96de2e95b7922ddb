import WorkbenchCore

/// One layer of a transformer: attention among the tokens, then a perceptron on each; both add to what they got.
///
/// `[N, T, D]` to `[N, T, D]`. Normalization comes before each part ("pre-norm").
struct EncoderLayer {
  private let firstNormalization: LayerNormalization
  private let attention: SelfAttention
  private let secondNormalization: LayerNormalization
  private let hidden: Linear
  private let output: Linear
  private let hiddenDropout: Dropout
  private let outputDropout: Dropout

  init(
    _ scope: Scope, width: Int, heads: Int, hidden hiddenWidth: Int, dropout probability: Double,
    initialization: TransformerInitialization
  ) throws {
    firstNormalization = try LayerNormalization(scope / "norm1", width: width)
    attention = try SelfAttention(
      scope / "attention", width: width, heads: heads, dropout: probability, initialization: initialization)
    secondNormalization = try LayerNormalization(scope / "norm2", width: width)
    let perceptron = scope / "perceptron"
    hidden = try initialization.linear(perceptron / "hidden", in: width, out: hiddenWidth)
    output = try initialization.linear(perceptron / "output", in: hiddenWidth, out: width)
    hiddenDropout = Dropout(perceptron / "hidden" / "dropout", probability: probability)
    outputDropout = Dropout(perceptron / "output" / "dropout", probability: probability)
  }

  func callAsFunction(_ tokens: Tensor, _ mode: Mode) throws -> Tensor {
    let attended = try tokens + attention(firstNormalization(tokens), mode)
    let inner = try hiddenDropout(hidden(secondNormalization(attended)).gelu(), mode)
    return try attended + outputDropout(output(inner), mode)
  }
}

/// Attention of tokens to one another, in several heads: `[N, T, D]` to `[N, T, D]`.
private struct SelfAttention {
  private let heads: Int
  private let projection: Linear
  private let output: Linear
  private let dropout: Dropout

  /// One map makes queries, keys and values, in this order.
  init(
    _ scope: Scope, width: Int, heads: Int, dropout probability: Double, initialization: TransformerInitialization
  ) throws {
    self.heads = heads
    projection = try initialization.linear(scope / "projection", in: width, out: 3 * width)
    output = try initialization.linear(scope / "output", in: width, out: width)
    dropout = Dropout(scope / "output" / "dropout", probability: probability)
  }

  func callAsFunction(_ tokens: Tensor, _ mode: Mode) throws -> Tensor {
    let (count, length, width) = (tokens.shape[0], tokens.shape[1], tokens.shape[2])
    let projected = try projection(tokens)
    /// Queries, keys or values by head: `[N, heads, T, D / heads]`.
    func part(_ index: Int) throws -> Tensor {
      try projected.narrowed(dim: 2, index * width..<(index + 1) * width)
        .reshaped([count, length, heads, width / heads]).permuted([0, 2, 1, 3])
    }
    let mixed = try part(0).attention(keys: part(1), values: part(2))
    return try dropout(output(mixed.permuted([0, 2, 1, 3]).reshaped([count, length, width])), mode)
  }
}
