internal import CTorch

/// A libtorch tensor: a reference to storage with a shape, an element type, a device and, perhaps, a gradient.
///
/// Copying the reference is free. Operations never change their operands, except the few whose names are imperatives
/// (``add(_:times:)``, ``rectify()``). Dimensions are counted from 0, or from -1 backwards. What libtorch refuses, such
/// as shapes that do not fit together, is thrown as ``TorchError``.
///
/// A tensor belongs to one isolation domain at a time: it is not `Sendable` on purpose, so that the compiler finds
/// every place where two threads could share one.
///
/// Every channel's mean, and its gradient:
///
/// ```swift
/// let images = try Tensor([Float](repeating: 0.5, count: 24), [2, 3, 2, 2])
/// try images.setRequiresGradient()
/// let means = try images.mean(dims: [2, 3])  // [2, 3]
/// let slopes = try gradients(of: [means.sum()], for: [images])  // one tensor, [2, 3, 2, 2]
/// ```
public final class Tensor {
  let handle: ct_tensor

  /// The channels (dimension 1) whose gradient stops here, so that nobody needs it: see ``stoppingGradient(inChannels:)``.
  public let stoppedChannels: ChannelRanges

  /// The channels (dimension 1) that ``clearing(channels:)`` set to zero, and nothing changed since.
  public let clearedChannels: ChannelRanges

  init(
    owning handle: ct_tensor, stoppedChannels: ChannelRanges = ChannelRanges(),
    clearedChannels: ChannelRanges = ChannelRanges()
  ) {
    (self.handle, self.stoppedChannels, self.clearedChannels) = (handle, stoppedChannels, clearedChannels)
  }

  deinit { ct_free(handle) }

  /// The length of every dimension.
  public var shape: [Int] {
    let rank = Int(ct_rank(handle))
    return [Int](unsafeUninitializedCapacity: rank) { buffer, count in
      buffer.withMemoryRebound(to: Int64.self) { ct_shape(handle, $0.baseAddress) }
      count = rank
    }
  }

  /// The number of elements.
  public var count: Int { shape.reduce(1, *) }

  /// The type of the elements.
  public var type: ElementType { ElementType(rawValue: ct_type(handle)) ?? .float32 }

  /// Where the elements are, and where operations on them run.
  public var device: Device { Device(index: ct_device(handle)) }
}

/// The type of a tensor's elements, numbered as libtorch does.
public enum ElementType: Int32, Sendable, CaseIterable {
  case uint8 = 0
  case int8 = 1
  case int16 = 2
  case int32 = 3
  case int64 = 4
  case float16 = 5
  case float32 = 6
  case float64 = 7
  case bool = 11
  case bfloat16 = 15

  /// The size of one element in bytes.
  public var byteCount: Int {
    switch self {
    case .uint8, .int8, .bool: 1
    case .int16, .float16, .bfloat16: 2
    case .int32, .float32: 4
    case .int64, .float64: 8
    }
  }
}

/// Where a tensor's elements are.
public enum Device: Sendable, Hashable, CustomStringConvertible {
  case cpu
  /// A CUDA device, counted from 0.
  case cuda(Int)

  init(index: Int32) { self = index < 0 ? .cpu : .cuda(Int(index)) }

  var index: Int32 {
    switch self {
    case .cpu: -1
    case .cuda(let index): Int32(index)
    }
  }

  /// The name in recipes and run records: `cpu`, `cuda:0`.
  public var description: String {
    switch self {
    case .cpu: "cpu"
    case .cuda(let index): "cuda:\(index)"
    }
  }
}
