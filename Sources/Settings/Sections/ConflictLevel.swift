/// Parameters that conflict is measured over, coarsest first.
public enum ConflictLevel: String, SettingChoice {
  /// All shared parameters.
  case backbone
  /// Those between two exits.
  case stage
  /// Those of one layer, such as a convolution.
  case layer
}
