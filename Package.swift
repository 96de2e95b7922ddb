// swift-tools-version: 6.3
import Foundation
import PackageDescription

// MARK: - Plugins

/// The modules of Plugins/, one folder each; a new plugin is a new folder and its name here.
let plugins = [
  "Augmentation",
  "DeepFeatureSurgery",
  "DeepSupervision",
  "Distillation",
  "ExitPolicies",
  "GradientSelection",
  "GraphEdits",
  "Heads",
  "ImageDatasets",
  "LossWeighting",
  "MSDNet",
  "MetaLearning",
  "Optimizers",
  "ResNet",
  "Shapes",
  "Transformers",
  "VGG",
]

/// What plugins need besides the core.
let libraries = ["Augmentation": ["Pictures"], "ImageDatasets": ["CZlib", "Digest", "Pictures"]]

// MARK: - libtorch

/// Where libtorch is: the folder that `LIBTORCH` names, or the one of the current Python's torch with
/// `LIBTORCH_USE_PYTORCH=1` (both as the Rust bindings have it), or what `make setup` put into `.libtorch`.
func libtorchFolder() -> String {
  if let folder = Context.environment["LIBTORCH"], !folder.isEmpty { return URL(fileURLWithPath: folder).path }
  if Context.environment["LIBTORCH_USE_PYTORCH"] == "1" {
    let python = Process()
    let output = Pipe()
    python.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    // Finds the folder without importing torch, which would take seconds.
    let query = "import importlib.util as u; print(u.find_spec('torch').submodule_search_locations[0], end='')"
    python.arguments = ["python3", "-c", query]
    python.standardOutput = output
    if (try? python.run()) != nil {
      let path = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      python.waitUntilExit()
      if python.terminationStatus == 0, !path.isEmpty { return path }
    }
  }
  return Context.packageDirectory + "/.libtorch"
}

let libtorch = libtorchFolder()

// MARK: - Package

let package = Package(
  name: "multi-exit-workbench",
  products: [
    .executable(name: "workbench", targets: ["workbench"]),
    .library(name: "WorkbenchCore", targets: ["WorkbenchCore"]),
    .library(name: "WorkbenchTesting", targets: ["WorkbenchTesting"]),
    .library(name: "Inference", targets: ["Inference"]),
    .library(name: "Workbench", targets: ["Workbench"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
  ],
  targets: [
    .target(
      name: "CTorch",
      cxxSettings: [
        // Warnings of libtorch's headers are not ours to mend. The first error is enough: it says that libtorch is missing.
        .unsafeFlags([
          "-I\(libtorch)/include", "-I\(libtorch)/include/torch/csrc/api/include", "-Wno-everything", "-Wfatal-errors",
        ])
      ],
      linkerSettings: [
        // By full path: the `-L` of another library must not find a system's old libtorch first.
        .unsafeFlags([
          "\(libtorch)/lib/libtorch_cpu.so", "\(libtorch)/lib/libc10.so",
          "-Xlinker", "-rpath", "-Xlinker", "\(libtorch)/lib",
        ])
      ]),
    .systemLibrary(name: "CYAML", providers: [.apt(["libyaml-dev"])]),
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CCrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CArchive", providers: [.apt(["libarchive-dev"])]),
    .target(name: "CPNG", linkerSettings: [.linkedLibrary("png")]),
    .target(name: "CJPEG", linkerSettings: [.linkedLibrary("jpeg")]),

    .target(name: "Digest", dependencies: ["CCrypto"]),
    .target(name: "Errors"),
    .target(name: "Files", dependencies: ["Errors"]),
    .target(name: "ProtocolBuffers"),
    .target(name: "TensorBoard", dependencies: ["Digest", "ProtocolBuffers"]),
    .target(name: "Random"),
    .target(name: "Torch", dependencies: ["CTorch", "Errors"]),
    .target(name: "Layers", dependencies: ["Errors", "Random", "Torch"]),
    .target(name: "Settings", dependencies: ["Errors"]),
    .target(name: "Recipes", dependencies: ["CYAML", "Errors", "Files", "Settings"]),
    .target(name: "Pictures", dependencies: ["CJPEG", "CPNG", "Errors"]),
    .target(name: "Charts", dependencies: ["Pictures"]),
    .target(name: "WorkbenchCore", dependencies: ["Errors", "Layers", "Random", "Settings", "Torch"]),
    .target(name: "Inference", dependencies: ["WorkbenchCore"]),
    .target(name: "RunFiles", dependencies: ["Digest", "Errors", "Files", "Random", "Recipes", "Settings"]),
    .target(
      name: "Training",
      dependencies: ["Digest", "Errors", "Files", "Inference", "Pictures", "Recipes", "RunFiles", "WorkbenchCore"]),
    .target(
      name: "Recorders",
      dependencies: [
        "Charts", "Comparison", "Files", "Pictures", "Recipes", "Reports", "RunFiles", "TensorBoard", "Training",
        "WorkbenchCore",
      ]),
    .target(
      name: "Evaluation",
      dependencies: ["Errors", "Files", "Inference", "Pictures", "Recipes", "RunFiles", "Training", "WorkbenchCore"]),
    .target(
      name: "Sessions",
      dependencies: ["Digest", "Errors", "Evaluation", "Files", "Recipes", "RunFiles", "Training", "WorkbenchCore"]),
    .target(
      name: "Timing", dependencies: ["Evaluation", "Inference", "Recipes", "RunFiles", "Training", "WorkbenchCore"]),
    .target(name: "Downloads", dependencies: ["CArchive", "Digest", "Errors", "Files", "WorkbenchCore"]),
    .target(
      name: "Visualisation",
      dependencies: [
        "Charts", "Errors", "Evaluation", "Files", "Pictures", "Recorders", "RunFiles", "Training", "WorkbenchCore",
      ]),
    .target(
      name: "Export",
      dependencies: [
        "Errors", "Evaluation", "Files", "ProtocolBuffers", "Recipes", "RunFiles", "Training", "WorkbenchCore",
      ]),
    .target(
      name: "Comparison",
      dependencies: [
        "Errors", "Files", "Random", "Recipes", "RunFiles", "Settings",
        .product(name: "OrderedCollections", package: "swift-collections"),
      ]),
    .target(
      name: "Reports", dependencies: ["Charts", "Comparison", "Files", "Pictures", "Recipes", "RunFiles", "Settings"]),
    .target(
      name: "Sweeps", dependencies: ["Errors", "Files", "Recipes", "RunFiles", "Sessions", "Training", "WorkbenchCore"]),
    .target(name: "WorkbenchTesting", dependencies: ["Errors", "Inference", "Recipes", "WorkbenchCore"]),

    .target(
      name: "LinkedPlugins", dependencies: ["WorkbenchCore"] + plugins.map { .byName(name: $0) }, path: "Plugins",
      exclude: plugins, plugins: ["PluginIndex"]),
    .plugin(name: "PluginIndex", capability: .buildTool(), path: "Sources/PluginIndex"),

    .target(
      name: "Workbench",
      dependencies: [
        "Charts", "Comparison", "Downloads", "Errors", "Evaluation", "Export", "Files", "Recipes", "Recorders",
        "Reports", "RunFiles", "Sessions", "Sweeps", "Timing", "Training", "Visualisation",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "OrderedCollections", package: "swift-collections"),
      ]),
    .executableTarget(name: "workbench", dependencies: ["LinkedPlugins", "Workbench"]),

    .testTarget(name: "ArchitectureTests"),
    .testTarget(name: "DigestTests", dependencies: ["Digest"]),
    .testTarget(name: "RandomTests", dependencies: ["Random"]),
    .testTarget(name: "TorchTests", dependencies: ["Random", "Torch"]),
    .testTarget(name: "RecipesTests", dependencies: ["Recipes", "Settings"]),
    .testTarget(name: "PicturesTests", dependencies: ["Pictures"]),
    .testTarget(name: "ChartsTests", dependencies: ["Charts", "Pictures"]),
    .testTarget(name: "WorkbenchCoreTests", dependencies: ["WorkbenchCore", "WorkbenchTesting"]),
    .testTarget(
      name: "PluginTests",
      dependencies: ["Digest", "LinkedPlugins", "Pictures", "WorkbenchTesting"] + plugins.map { .byName(name: $0) },
      resources: [.copy("Golden")]),
    .testTarget(
      name: "RunsTests",
      dependencies: [
        "Comparison", "Digest", "ExitPolicies", "LinkedPlugins", "Evaluation", "Pictures", "Recipes", "Recorders",
        "Reports", "RunFiles", "Sessions", "Timing", "Training", "WorkbenchTesting",
      ],
      resources: [.copy("Golden")]),
    .testTarget(
      name: "ExportTests",
      dependencies: [
        "Evaluation", "Export", "LinkedPlugins", "ProtocolBuffers", "Recipes", "RunFiles", "Sessions", "Training",
        "WorkbenchTesting",
      ],
      exclude: ["Scripts"]),
    .testTarget(
      name: "DownloadsTests", dependencies: ["CArchive", "Digest", "Downloads", "LinkedPlugins"], exclude: ["Scripts"]),
    .testTarget(
      name: "ComparisonTests", dependencies: ["Comparison", "Reports", "RunFiles", "WorkbenchTesting"],
      resources: [.copy("Golden")]),
    .testTarget(
      name: "SweepsTests", dependencies: ["LinkedPlugins", "Recipes", "RunFiles", "Sessions", "Sweeps", "Training"]),
    .testTarget(name: "WorkbenchTests", dependencies: ["Pictures", "Torch", "Workbench", "workbench"]),
  ]
    + plugins.map { name in
      .target(
        name: name, dependencies: ["WorkbenchCore"] + (libraries[name] ?? []).map { .byName(name: $0) },
        path: "Plugins/\(name)")
    },
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx20
)
