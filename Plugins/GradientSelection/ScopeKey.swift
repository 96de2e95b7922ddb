import WorkbenchCore

/// The key that rules have in common: which parameters are looked at together.
enum ScopeKey: String, SettingChoice {
  case backbone, stage

  static let setting = Setting(
    "scope", default: ScopeKey.backbone, "what is chosen for at once: all shared parameters, or those between two exits"
  )

  /// What a recipe chose.
  static func scope(in settings: Settings) -> GradientScope { settings[setting] == .stage ? .stage : .backbone }
}
