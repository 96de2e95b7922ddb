import WorkbenchCore

/// The keys that CIFAR-10 and CIFAR-100 share.
enum CIFARSettings {
  static let root = RequiredSetting<RecipePath>("root", "the extracted folder, or the folder around it")
  static let holdout = Setting(
    "holdout", default: 5000, in: 0...40_000,
    "training images set apart for validation and calibration, half each; 0 trains on all, as papers do")
  static let verify = Setting(
    "verify", default: CIFARImages.Verification.full,
    "compare the MD5 digests of the files with the published ones, or only their sizes")
  static let all: [any AnySetting] = [root, holdout, verify]

  static func folder(_ settings: Settings, _ layout: CIFARLayout) throws -> CIFARFolder {
    try CIFARFolder(layout, root: settings[root].path)
  }

  static func images(_ settings: Settings, folder: CIFARFolder) throws -> CIFARImages {
    try CIFARImages(folder, holdout: settings[holdout], verification: settings[verify])
  }
}
