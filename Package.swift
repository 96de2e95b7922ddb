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
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0")
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
    .target(name: "CPNG", linkerSettings: [.linkedLibrary("png")]),
    .target(name: "CJPEG", linkerSettings: [.linkedLibrary("jpeg")]),

    .target(name: "Digest"),
    .target(name: "Files"),
    .target(name: "ProtocolBuffers"),
    .target(name: "TensorBoard", dependencies: ["Digest", "ProtocolBuffers"]),
    .target(name: "Torch", dependencies: ["CTorch"]),
    .target(name: "Layers", dependencies: ["Torch"]),
    .target(name: "Recipes", dependencies: ["CYAML", "Files"]),
    .target(name: "Pictures", dependencies: ["CJPEG", "CPNG"]),
    .target(name: "Charts", dependencies: ["Pictures"]),
    .target(name: "WorkbenchCore", dependencies: ["Layers", "Recipes", "Torch"]),
    .target(name: "Inference", dependencies: ["WorkbenchCore"]),
    .target(
      name: "Runs",
      dependencies: ["Charts", "Digest", "Files", "Inference", "Pictures", "TensorBoard", "WorkbenchCore"]),
    .target(name: "Downloads", dependencies: ["CZlib", "Digest", "Files", "WorkbenchCore"]),
    .target(name: "Visualisation", dependencies: ["Charts", "Pictures", "Runs", "WorkbenchCore"]),
    .target(name: "Export", dependencies: ["ProtocolBuffers", "Runs", "WorkbenchCore"]),
    .target(name: "Comparison", dependencies: ["Runs"]),
    .target(name: "Reports", dependencies: ["Charts", "Comparison", "Pictures", "Runs"]),
    .target(name: "Sweeps", dependencies: ["Runs", "WorkbenchCore"]),
    .target(name: "WorkbenchTesting", dependencies: ["Inference", "WorkbenchCore"]),

    .target(
      name: "LinkedPlugins", dependencies: ["WorkbenchCore"] + plugins.map { .byName(name: $0) }, path: "Plugins",
      exclude: plugins, plugins: ["PluginIndex"]),
    .plugin(name: "PluginIndex", capability: .buildTool(), path: "Sources/PluginIndex"),

    .executableTarget(
      name: "workbench",
      dependencies: [
        "Charts", "Comparison", "Downloads", "Export", "LinkedPlugins", "Reports", "Runs", "Sweeps", "Visualisation",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),

    .testTarget(name: "DigestTests", dependencies: ["Digest"]),
    .testTarget(name: "TorchTests", dependencies: ["Torch"]),
    .testTarget(name: "RecipesTests", dependencies: ["Recipes"]),
    .testTarget(name: "PicturesTests", dependencies: ["Pictures"]),
    .testTarget(name: "ChartsTests", dependencies: ["Charts", "Pictures"]),
    .testTarget(name: "WorkbenchCoreTests", dependencies: ["WorkbenchCore", "WorkbenchTesting"]),
    .testTarget(
      name: "PluginTests",
      dependencies: ["Digest", "LinkedPlugins", "Pictures", "WorkbenchTesting"] + plugins.map { .byName(name: $0) },
      resources: [.copy("Golden")]),
    .testTarget(
      name: "RunsTests",
      dependencies: ["Digest", "ExitPolicies", "LinkedPlugins", "Pictures", "Runs", "WorkbenchTesting"],
      resources: [.copy("Golden")]),
    .testTarget(
      name: "ExportTests", dependencies: ["Export", "LinkedPlugins", "ProtocolBuffers", "Runs", "WorkbenchTesting"],
      exclude: ["Scripts"]),
    .testTarget(
      name: "DownloadsTests", dependencies: ["CZlib", "Digest", "Downloads", "LinkedPlugins"], exclude: ["Scripts"]),
    .testTarget(
      name: "ComparisonTests", dependencies: ["Comparison", "Reports", "WorkbenchTesting"],
      resources: [.copy("Golden")]),
    .testTarget(name: "SweepsTests", dependencies: ["LinkedPlugins", "Sweeps"]),
    .testTarget(name: "WorkbenchTests", dependencies: ["Pictures", "Torch", "workbench"]),
  ]
    + plugins.map { name in
      .target(
        name: name, dependencies: ["WorkbenchCore"] + (libraries[name] ?? []).map { .byName(name: $0) },
        path: "Plugins/\(name)")
    },
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx20
)
