import Errors
import WorkbenchCore

/// A device that a recipe asks for and the machine lacks.
package struct DeviceError: StatusedError, CustomStringConvertible {
  package let description: String

  package var exitStatus: ExitStatus { .unavailable }
}

extension Device {
  /// The device of a recipe: `auto`, `cpu`, `cuda` or `cuda:N`.
  ///
  /// - Throws: ``DeviceError`` when it is not there; the workbench never falls back to the CPU silently.
  init(named name: String) throws(DeviceError) {
    let devices = name == "cpu" ? 0 : LibTorch.cudaDeviceCount
    if name == "cpu" || (name == "auto" && devices == 0) {
      self = .cpu
      return
    }
    let index = name.split(separator: ":").dropFirst().first.flatMap { Int($0) } ?? 0
    guard index < devices else {
      let found = devices == 0 ? "this libtorch finds no CUDA device" : "there are \(devices) CUDA devices, from cuda:0"
      throw DeviceError(
        description:
          "train.device is '\(name)', but \(found)\n  use train.device=cpu, or a libtorch with CUDA (LIBTORCH)")
    }
    self = .cuda(index)
  }
}
