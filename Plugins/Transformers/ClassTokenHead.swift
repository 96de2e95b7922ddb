import WorkbenchCore

/// Normalization and a linear map of the class token, which is the first position of the features.
///
/// Source: Dosovitskiy et al., "An Image is Worth 16x16 Words", ICLR 2021; at every exit as in the released code of Deep
/// Feature Surgery (ECCV 2024).
struct ClassTokenHead: ExitHead {
  static let name = "class-token"
  static let summary = "normalization and a linear map of the class token (vision transformers)"

  static let reads: Set<FeatureLayout> = [.tokens]

  static let pool = Setting(
    "pool", default: Pool.token, "token: the class token; average: the mean of all others, the patches")
  static let dropout = Setting(
    "dropout", default: 0.0, in: 0...0.99, "probability that an element is dropped in training, before the linear map")
  static let initialization = Setting(
    "initialization", default: TransformerInitialization.normal,
    "normal: N(0, 0.02²), as published; uniform: PyTorch's default")

  static let settings: [any AnySetting] = [pool, dropout, initialization]

  enum Pool: String, SettingChoice { case token, average }

  private let pool: Pool
  private let normalization: LayerNormalization
  private let dropout: Dropout
  private let linear: Linear

  init(_ settings: Settings, scope: Scope, at place: ExitPlace) throws {
    let width = place.coarsest.channels
    pool = settings[Self.pool]
    guard pool == .token || place.coarsest.height * place.coarsest.width > 1 else {
      throw settings.problem(Self.pool, "the features at exit \(place.exit.number) have one position and no patches")
    }
    normalization = try LayerNormalization(scope / "norm", width: width)
    dropout = Dropout(scope / "dropout", probability: settings[Self.dropout])
    linear = try settings[Self.initialization].linear(scope / "linear", in: width, out: place.classes)
  }

  func callAsFunction(_ features: Features, _ mode: Mode) throws -> HeadOutput {
    let tokens = try TokenSequence(features: features.coarsest).tokens
    let embedding: Tensor =
      switch pool {
      // Tokens are normalized one by one, so the others need not be.
      case .token: try normalization(tokens.narrowed(dim: 1, 0..<1).flattened())
      case .average: try normalization(tokens.narrowed(dim: 1, 1..<tokens.shape[1])).mean(dims: [1])
      }
    return HeadOutput(logits: try linear(dropout(embedding, mode)), embedding: embedding)
  }
}
