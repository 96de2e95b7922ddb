internal import CTorch

/// The libtorch that the program runs on.
public enum LibTorch {
  /// The version it was compiled against, such as `2.13.0`.
  public static var version: String { String(cString: ct_version()) }

  /// The path of the loaded library; empty where the system does not tell.
  public static var path: String { String(cString: ct_library_path()) }

  /// The instruction set of its kernels, such as `AVX2`.
  public static var cpuCapability: String { String(cString: ct_cpu_capability()) }

  /// The number of CUDA devices; 0 when this libtorch has no CUDA or the machine no device.
  public static var cudaDeviceCount: Int { Int(ct_cuda_devices()) }

  /// The number of threads inside an operation.
  public static var threads: Int {
    get { Int(ct_threads()) }
    set { ct_set_threads(Int32(newValue)) }
  }

  /// Asks for algorithms that give the same result every time; an operation that has none warns and goes on.
  public static func setDeterministic(_ on: Bool) { ct_set_deterministic(on) }
}
