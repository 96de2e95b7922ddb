import ArgumentParser
import Errors
import Foundation
import RunFiles
import Training

struct Doctor: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show what the workbench runs on, and whether it is ready.")

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    let health = try MachineHealth(checkout: Checkout.folder)
    if json { return try StandardOutput.print(health.json(), terminator: "") }
    try StandardOutput.print("  workbench  \(Program.version), built with Swift \(health.swift)")
    try StandardOutput.print("  libtorch   \(health.libtorch) at \(health.libtorchPath)")
    try StandardOutput.print("  cpu        \(health.cpu), \(health.cores) cores, \(health.cpuCapability)")
    try StandardOutput.print("  threads    \(health.threads), waiting policy \(health.waitPolicy)")
    try StandardOutput.print(
      "  devices    cpu\(health.cudaDevices > 0 ? ", \(health.cudaDevices) CUDA" : "; no CUDA device")")
    try StandardOutput.print("  memory     \(health.freeMemoryBytes.megabytes) free of \(health.memoryBytes.megabytes)")
    try StandardOutput.print("  disk       \(health.freeDiskBytes.megabytes) free here")
    try StandardOutput.print(
      "  probe      3x3 convolution \(String(format: "%.0f", health.convolutionGigaflops)) GFLOP/s, "
        + "matrix product \(String(format: "%.0f", health.productGigaflops)) GFLOP/s")
    try StandardOutput.print(health.trouble.map { "not ready: \($0)" } ?? "ready")
    if health.trouble != nil { throw ExitCode(ExitStatus.unavailable) }
  }
}
