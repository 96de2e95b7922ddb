import WorkbenchCore

/// How the linear maps of a transformer begin.
enum TransformerInitialization: String, SettingChoice {
  /// N(0, 0.02²), with biases at zero, as timm and the method's authors have it.
  case normal
  /// PyTorch's default.
  case uniform

  /// A linear map that begins this way.
  func linear(_ scope: Scope, in inputs: Int, out outputs: Int) throws -> Linear {
    switch self {
    case .normal: try Linear(scope, in: inputs, out: outputs, weights: .normal(deviation: 0.02))
    case .uniform: try Linear(scope, in: inputs, out: outputs)
    }
  }
}
