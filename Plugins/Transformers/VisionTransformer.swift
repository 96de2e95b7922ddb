import WorkbenchCore

/// A vision transformer: a class token and one token for every patch of the image go through equal layers, a block each.
///
/// Its features are tokens as a column, `[N, D, T, 1]` (``TokenSequence``), so that partitioning features divides the
/// embedding. The class token comes first, then the patches row by row. The defaults are those of `vit_tiny_patch16_224`.
///
/// The normalization behind the last layer belongs to the exits' heads (`class-token`), as each exit has its own.
///
/// Source: Dosovitskiy et al., "An Image is Worth 16x16 Words", ICLR 2021; exits and partitioned embeddings as in the
/// released code of Deep Feature Surgery (ECCV 2024).
struct VisionTransformer: Backbone {
  static let name = "vit"
  static let summary = "vision transformer (Dosovitskiy et al., ICLR 2021), an exit after each of its layers"

  static let layout = FeatureLayout.tokens

  static let patch = Setting("patch", default: 16, in: 1...1024, "side of a patch, in pixels")
  static let embedding = Setting("embedding", default: 192, in: 1...8192, "numbers of a token")
  static let depth = Setting("depth", default: 12, in: 1...256, "number of layers, a block each")
  static let attentionHeads = Setting("attention-heads", default: 3, in: 1...256, "heads of every attention")
  static let hidden = Setting(
    "hidden", default: 4.0, in: 0.1...64, "width between the two maps of a layer's perceptron, in embeddings")
  static let dropout = Setting(
    "dropout", default: 0.0, in: 0...0.99,
    "probability that an element is dropped in training, after positions and every linear map of a layer")
  static let initialization = Setting(
    "initialization", default: TransformerInitialization.normal,
    "normal: N(0, 0.02²), as published; uniform: PyTorch's default")

  static let settings: [any AnySetting] = [patch, embedding, depth, attentionHeads, hidden, dropout, initialization]

  let blocks: [[ImageShape]]
  private let rows: Int
  private let embedding: PatchEmbedding
  private let layers: [EncoderLayer]

  init(_ settings: Settings, scope: Scope, input: ImageShape) throws {
    let (patch, width, heads) = (settings[Self.patch], settings[Self.embedding], settings[Self.attentionHeads])
    guard input.height % patch == 0, input.width % patch == 0 else {
      throw settings.problem(
        Self.patch, "images of \(input.height) x \(input.width) pixels cannot be cut into patches of side \(patch)",
        hint: "use a side that divides both")
    }
    guard width % heads == 0 else {
      throw settings.problem(
        Self.attentionHeads, "\(heads) attention heads cannot share an embedding of \(width) numbers evenly",
        hint: "use a number that divides 'embedding'")
    }
    rows = input.height / patch
    let probability = settings[Self.dropout]
    let hidden = max(1, Int((Double(width) * settings[Self.hidden]).rounded()))
    embedding = try PatchEmbedding(
      scope / 0 / "embedding", input: input, patch: patch, width: width, dropout: probability)
    layers = try (0..<settings[Self.depth]).map {
      try EncoderLayer(
        scope / $0, width: width, heads: heads, hidden: hidden, dropout: probability,
        initialization: settings[Self.initialization])
    }
    blocks = layers.map { [tokens = embedding.tokens] _ in [ImageShape(channels: width, height: tokens, width: 1)] }
  }

  var publishedNames: [PublishedNames] { [timm, torchvision] }

  private var timm: PublishedNames {
    var names = [
      "0.embedding.projection": "patch_embed.proj", "0.embedding.class-token": "cls_token",
      "0.embedding.positions": "pos_embed",
    ]
    for layer in layers.indices {
      for (own, published) in [
        ("norm1", "norm1"), ("attention.projection", "attn.qkv"), ("attention.output", "attn.proj"),
        ("norm2", "norm2"), ("perceptron.hidden", "mlp.fc1"), ("perceptron.output", "mlp.fc2"),
      ] { names["\(layer).\(own)"] = "blocks.\(layer).\(published)" }
    }
    return PublishedNames(
      library: "timm", backbone: names, head: ["norm": "norm", "linear": "head"], classifier: "head")
  }

  private var torchvision: PublishedNames {
    var names = [
      "0.embedding.projection": "conv_proj", "0.embedding.class-token": "class_token",
      "0.embedding.positions": "encoder.pos_embedding",
    ]
    for layer in layers.indices {
      for (own, published) in [
        ("norm1", "ln_1"), ("attention.projection.weight", "self_attention.in_proj_weight"),
        ("attention.projection.bias", "self_attention.in_proj_bias"),
        ("attention.output", "self_attention.out_proj"), ("norm2", "ln_2"), ("perceptron.hidden", "mlp.0"),
        ("perceptron.output", "mlp.3"),
      ] { names["\(layer).\(own)"] = "encoder.layers.encoder_layer_\(layer).\(published)" }
    }
    return PublishedNames(
      library: "torchvision", backbone: names, head: ["norm": "encoder.ln", "linear": "heads.head"],
      classifier: "heads.head")
  }

  func block(_ index: Int, _ features: Features, _ mode: Mode) throws -> Features {
    let tokens =
      index == 0 ? try embedding(features[0], mode) : try TokenSequence(features: features.coarsest).tokens
    return [try TokenSequence(layers[index](tokens, mode)).features]
  }

  /// The patches' tokens where the patches lie in the image, `[N, D, rows, columns]`; the class token has no place there.
  func featureMaps(of features: Tensor) throws -> Tensor {
    let (count, width, tokens) = (features.shape[0], features.shape[1], features.shape[2])
    return try features.narrowed(dim: 2, 1..<tokens).reshaped([count, width, rows, (tokens - 1) / rows])
  }
}
