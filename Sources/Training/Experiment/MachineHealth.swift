import Files
import Foundation
import RunFiles
import WorkbenchCore

/// What the workbench runs on, with a probe of how fast it computes.
package struct MachineHealth: Sendable, Encodable {
  package var schema = "workbench.doctor/1"
  package let swift: String
  package let libtorch: String
  /// The loaded library.
  package let libtorchPath: String
  package let cpu: String
  package let cores: Int
  package let cpuCapability: String
  package let threads: Int
  package let waitPolicy: String
  package let cudaDevices: Int
  package let memoryBytes: Int
  package let freeMemoryBytes: Int
  package let freeDiskBytes: Int
  /// Of a 3x3 convolution from 64 to 64 channels, `[32, 64, 32, 32]`, counting two operations for a multiply-accumulate.
  package let convolutionGigaflops: Double
  /// Of a product of two 1024x1024 matrices.
  package let productGigaflops: Double
  /// What keeps it from working, with the line that mends it.
  package let trouble: String?

  /// Looks around and computes for a second; `checkout` is the folder of the project, if known.
  package init(checkout: String?) throws {
    try Threads.use(0)
    swift = Program.compiler
    libtorch = LibTorch.version
    libtorchPath = LibTorch.path
    cpu = Environment.cpuName
    cores = ProcessInfo.processInfo.activeProcessorCount
    cpuCapability = LibTorch.cpuCapability
    threads = LibTorch.threads
    waitPolicy = ProcessInfo.processInfo.environment[Threads.waitPolicyVariable] ?? "the library's own"
    cudaDevices = LibTorch.cudaDeviceCount
    memoryBytes = Self.memory("MemTotal:")
    freeMemoryBytes = Self.memory("MemAvailable:")
    freeDiskBytes = DurableFile.freeBytes(at: ".") ?? 0

    let image = try Tensor.ones([32, 64, 32, 32]).inPreferredLayout()
    let kernel = try Tensor.ones([64, 64, 3, 3]).inPreferredLayout()
    let matrix = try Tensor.ones([1024, 1024])
    convolutionGigaflops = try Self.gigaflops(operations: 2.0 * 32 * 32 * 32 * 64 * 64 * 9) {
      _ = try image.conv2d(kernel, padding: 1)
    }
    productGigaflops = try Self.gigaflops(operations: 2.0 * 1024 * 1024 * 1024) { _ = try matrix.matmul(matrix) }

    if freeDiskBytes < 500_000_000 {
      trouble =
        "only \(freeDiskBytes.megabytes) of disk are free; make room or give runs another place with --into FOLDER"
    } else if freeMemoryBytes < 1_000_000_000 {
      trouble = "only \(freeMemoryBytes.megabytes) of memory are free; close other programs"
    } else {
      trouble = nil
    }
  }

  /// The speed of `body` over half a second, after one call that does not count.
  private static func gigaflops(operations: Double, _ body: () throws -> Void) throws -> Double {
    try body()
    let clock = ContinuousClock()
    let begun = clock.now
    var calls = 0
    while clock.now - begun < .milliseconds(500) {
      try body()
      calls += 1
    }
    return operations * Double(calls) / (clock.now - begun).seconds / 1e9
  }

  private static func memory(_ key: String) -> Int {
    let text = (try? String(contentsOfFile: "/proc/meminfo", encoding: .utf8)) ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix(key) }
    return (line?.split(separator: " ").compactMap { Int($0) }.first ?? 0) * 1024
  }
}
