import Foundation
import WorkbenchCore

/// `environment.json`: what a run was computed with.
package struct Environment: Sendable, Codable {
  package var workbench: String
  /// The commit of the checkout, where git knows it.
  package var commit: String?
  /// Whether the checkout differs from the commit.
  package var isModified: Bool?
  package var libtorch: String
  package var swift: String
  package var cpu: String
  package var cpuCapability: String
  package var device: String
  package var threads: Int
  package var host: String
  package var system: String
  /// Whether a resumed run repeats this one byte for byte, and under which condition.
  package var reproducibility: String
  /// Environment variables that change results or speed.
  package var variables: [String: String]

  /// Looks around; `checkout` is the folder of the project, if known.
  package init(device: Device, checkout: String?) {
    workbench = Workbench.version
    commit = checkout.flatMap { Self.output(of: ["git", "-C", $0, "rev-parse", "HEAD"]) }
    isModified = checkout.flatMap { Self.output(of: ["git", "-C", $0, "status", "--porcelain"]) }.map { !$0.isEmpty }
    libtorch = LibTorch.version
    swift = Workbench.compiler
    cpu = Self.cpuName
    cpuCapability = LibTorch.cpuCapability
    self.device = device.description
    threads = LibTorch.threads
    host = ProcessInfo.processInfo.hostName
    system = ProcessInfo.processInfo.operatingSystemVersionString
    reproducibility =
      device == .cpu ? "bit-exact on this machine with \(LibTorch.threads) threads" : "not bit-exact: \(device)"
    let prefixes = ["OMP_", "MKL_", "ONEDNN_", "DNNL_", "CUDA_VISIBLE", "ATEN_"]
    variables = ProcessInfo.processInfo.environment.filter { entry in prefixes.contains { entry.key.hasPrefix($0) } }
  }

  /// The processor's name as the system gives it.
  static var cpuName: String {
    let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
    return line?.split(separator: ":").last?.trimmingCharacters(in: .whitespaces) ?? "unknown"
  }

  private static func output(of command: [String]) -> String? {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = command
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { return nil }
    return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }
}

/// The program itself.
package enum Workbench {
  package static let version = "0.1.0"

  /// The compiler's version, as far as the language tells it.
  static var compiler: String {
    #if compiler(>=6.4)
      "6.4 or newer"
    #else
      "6.3"
    #endif
  }
}

/// `data.json`: what a run learnt from.
package struct DataProvenance: Sendable, Codable {
  package struct File: Sendable, Codable {
    package var name: String
    package var bytes: Int
    package var digest: String
  }

  package var name: String
  package var classes: [String]
  package var samples: [String: Int]
  package var files: [File]

  init(_ dataset: any Dataset) {
    name = type(of: dataset).name
    classes = dataset.classNames
    samples = Dictionary(uniqueKeysWithValues: Split.allCases.map { ($0.rawValue, dataset.count(of: $0)) })
    files = dataset.files.map { File(name: $0.name, bytes: $0.bytes, digest: $0.digest) }
  }
}
