import Foundation
import RunFiles
import WorkbenchCore

extension Environment {
  /// Looks around; `checkout` is the folder of the project, if known.
  package init(device: Device, checkout: String?) {
    let prefixes = ["OMP_", "MKL_", "ONEDNN_", "DNNL_", "CUDA_VISIBLE", "ATEN_"]
    self.init(
      workbench: Program.version,
      commit: checkout.flatMap { Self.output(of: ["git", "-C", $0, "rev-parse", "HEAD"]) },
      isModified: checkout.flatMap { Self.output(of: ["git", "-C", $0, "status", "--porcelain"]) }.map { !$0.isEmpty },
      libtorch: LibTorch.version, swift: Program.compiler, cpu: Self.cpuName, cpuCapability: LibTorch.cpuCapability,
      device: device.description, threads: LibTorch.threads, host: ProcessInfo.processInfo.hostName,
      system: ProcessInfo.processInfo.operatingSystemVersionString,
      reproducibility: device == .cpu
        ? "bit-exact on this machine with \(LibTorch.threads) threads" : "not bit-exact: \(device)",
      variables: ProcessInfo.processInfo.environment.filter { entry in prefixes.contains { entry.key.hasPrefix($0) } })
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

extension DataProvenance {
  package init(_ dataset: any Dataset) {
    self.init(
      name: type(of: dataset).name, classes: dataset.classNames,
      samples: Dictionary(uniqueKeysWithValues: Split.allCases.map { ($0.rawValue, dataset.count(of: $0)) }),
      files: dataset.files.map { File(name: $0.name, bytes: $0.bytes, digest: $0.digest) })
  }
}
