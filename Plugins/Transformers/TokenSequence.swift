import WorkbenchCore

/// The layout in which tokens pass between blocks: `[N, D, T, 1]`, a column of `T` tokens whose channels are the embedding.
///
/// So the embedding is where every other backbone has its channels, and what acts on channels acts on it: strategies that
/// partition features, pooling heads, the counter of costs. Inside a block tokens are `[N, T, D]`; neither way copies.
struct TokenSequence {
  /// `[N, T, D]`.
  let tokens: Tensor

  /// Tokens `[N, T, D]`.
  init(_ tokens: Tensor) { self.tokens = tokens }

  /// What a block, or a strategy after it, handed on: any features `[N, D, H, W]`, read row by row.
  init(features: Tensor) throws {
    let shape = features.shape
    tokens = try features.reshaped([shape[0], shape[1], shape[2] * shape[3]]).permuted([0, 2, 1])
  }

  /// `[N, D, T, 1]`.
  var features: Tensor {
    get throws {
      let shape = tokens.shape
      return try tokens.permuted([0, 2, 1]).reshaped([shape[0], shape[2], shape[1], 1])
    }
  }
}
