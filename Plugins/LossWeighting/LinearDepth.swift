import WorkbenchCore

/// Weights that rise, or fall, linearly with the exit's number.
///
/// | `form` | weight of exit k of K, counted from 1 | sum |
/// |---|---|---|
/// | `pabee` | `k / (1 + ... + K)` | 1 |
/// | `eenet` | `k / (K * (K + 1))` | 1/2 |
/// | `jei-dnn` | `K - k + 1`: the earliest counts most | `K * (K + 1) / 2` |
///
/// The forms differ in scale, so each needs a learning rate of its own.
///
/// Source: Zhou et al., "BERT Loses Patience" (PABEE), NeurIPS 2020; Ilhan et al., "Adaptive Deep Neural Network Inference
/// Optimization with EENet", WACV 2024; Regol et al., "Jointly-Learned Exit and Inference for a Dynamic Neural Network"
/// (JEI-DNN), ICLR 2024, its warm-up. The forms are those of the released code.
struct LinearDepth: GradientStrategy {
  static let name = "linear-depth"
  static let summary = "weights of losses that grow with the exit's number (PABEE, EENet) or fall (JEI-DNN)"
  static let roles = StrategyRoles.combination
  static let publishedScale = UpdateScale.own

  static let form = Setting(
    "form", default: Form.pabee, "pabee: sum 1; eenet: sum 1/2; jei-dnn: falling, the last exit has weight 1")
  static let settings: [any AnySetting] = [form]

  enum Form: String, SettingChoice {
    case pabee, eenet
    case jeiDNN = "jei-dnn"
  }

  private let form: Form

  init(_ settings: Settings) { form = settings[Self.form] }

  func weights(of losses: [Double], in context: inout StepContext) -> [Double] {
    let count = Double(losses.count)
    let numbers = losses.indices.map { Double($0 + 1) }
    return switch form {
    case .pabee: numbers.map { $0 / (count * (count + 1) / 2) }
    case .eenet: numbers.map { $0 / (count * (count + 1)) }
    case .jeiDNN: numbers.map { count + 1 - $0 }
    }
  }
}
