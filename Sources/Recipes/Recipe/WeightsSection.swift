import Settings

/// The section `weights`: trained weights of another program that the network begins from.
public struct WeightsSection: Sendable, Equatable {
  /// A beginning of names in the file, whole up to a dot, and what is to be read in its place.
  public struct RenamedPlace: Sendable, Equatable {
    /// As the file has it; empty for the beginning of every name.
    public let old: String
    /// As the network or a library that publishes weights has it; empty to leave the beginning out.
    public let new: String

    /// A place and what stands for it.
    public init(old: String, new: String) { (self.old, self.new) = (old, new) }
  }

  /// The file, in safetensors format; nil lets the network begin from the seed alone.
  public let path: String?
  /// What names of the file are changed before they are looked for; of several places that fit, the longest counts.
  public let names: [RenamedPlace]
  /// Whether exits take the file's classifiers; else those begin anew.
  public let takesClassifiers: Bool
  /// Whether everything must fit.
  public let isStrict: Bool

  static let file = Setting<RecipePath?>(
    "path", default: nil, "a safetensors file with the backbone's weights; none: begin from the seed")
  static let renamed = Setting(
    "names", default: NamedTexts(),
    "other names for places in the file, such as {module: \"\", features.0: blocks.0.conv}")
  static let classifiers = Setting(
    "classifiers", default: false, "take the file's classifiers, too; else they begin anew, for any number of classes")
  static let strict = Setting(
    "strict", default: true, "refuse a file in which anything is missing, left over or of another shape")

  static let settings: [any AnySetting] = [file, renamed, classifiers, strict]

  init(_ settings: Settings) {
    path = settings[Self.file]?.path
    names = settings[Self.renamed].values.map { RenamedPlace(old: $0.name, new: $0.text) }
    takesClassifiers = settings[Self.classifiers]
    isStrict = settings[Self.strict]
  }
}
