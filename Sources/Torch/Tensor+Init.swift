internal import CTorch
import Foundation

/// A Swift type that a tensor's elements can be copied from and to.
public protocol TensorElement: BitwiseCopyable {
  /// The type of element that has the same bytes.
  static var elementType: ElementType { get }
}

extension UInt8: TensorElement {
  /// Bytes, such as those of images.
  public static var elementType: ElementType { .uint8 }
}
extension Int64: TensorElement {
  /// Whole numbers: classes and indices, as libtorch wants them.
  public static var elementType: ElementType { .int64 }
}
extension Float: TensorElement {
  /// Single precision, which networks compute in.
  public static var elementType: ElementType { .float32 }
}
extension Double: TensorElement {
  /// Double precision, which single precision is checked against.
  public static var elementType: ElementType { .float64 }
}

extension Tensor {
  /// A tensor with the given elements in row-major order.
  ///
  /// - Throws: ``TorchError`` when there are more or fewer than the shape has.
  public convenience init<Element: TensorElement>(
    _ elements: [Element], _ shape: [Int], on device: Device = .cpu
  ) throws(TorchError) {
    try self.init(elements.span.bytes, shape, of: Element.elementType, on: device)
  }

  /// A tensor `[count]` of class numbers or indices, of type `int64`.
  public convenience init(integers: [Int], on device: Device = .cpu) throws(TorchError) {
    try self.init(integers.map(Int64.init), [integers.count], on: device)
  }

  /// A tensor with the given bytes as its elements, in row-major order and the machine's byte order.
  ///
  /// - Throws: ``TorchError`` when there are more or fewer than the shape has.
  public convenience init(
    _ bytes: RawSpan, _ shape: [Int], of type: ElementType, on device: Device = .cpu
  ) throws(TorchError) {
    guard bytes.byteCount == shape.reduce(type.byteCount, *), !shape.contains(where: { $0 < 0 }) else {
      throw TorchError(
        operation: "init", shapes: [shape], reason: "\(bytes.byteCount) bytes do not fill this shape of \(type)")
    }
    let handle = bytes.withUnsafeBytes { buffer in
      shape.lent { ct_from_bytes(buffer.baseAddress, $0, type.rawValue, device.index) }
    }
    guard let handle else {
      throw TorchError(operation: "init", shapes: [shape], reason: String(cString: ct_error()))
    }
    self.init(owning: handle)
  }

  /// A tensor with one value everywhere.
  public static func full(
    _ shape: [Int], _ value: Double, type: ElementType = .float32, on device: Device = .cpu
  ) throws(TorchError) -> Tensor {
    try call("full") { shape.lent { ct_full($0, value, type.rawValue, device.index) } }
  }

  /// A tensor of zeros.
  public static func zeros(
    _ shape: [Int], type: ElementType = .float32, on device: Device = .cpu
  ) throws(TorchError) -> Tensor {
    try full(shape, 0, type: type, on: device)
  }

  /// A tensor of ones.
  public static func ones(
    _ shape: [Int], type: ElementType = .float32, on device: Device = .cpu
  ) throws(TorchError) -> Tensor {
    try full(shape, 1, type: type, on: device)
  }

  /// A tensor of the same shape, type, device and memory layout with one value everywhere.
  public func filled(with value: Double) throws(TorchError) -> Tensor {
    try call("filled", self) { ct_full_like(handle, value) }
  }

  // MARK: - Reading

  /// The one element of a tensor that has one.
  ///
  /// - Throws: ``TorchError`` when it has more or none.
  public func item() throws(TorchError) -> Double {
    var value = 0.0
    try check("item", [self]) { ct_item(handle, &value) }
    return value
  }

  /// The elements in row-major order, copied to the host and converted to `Element`.
  public func elements<Element: TensorElement>(
    as element: Element.Type = Element.self
  ) throws(TorchError) -> [Element] {
    let converted = try type == Element.elementType ? self : self.converted(to: Element.elementType)
    let count = converted.count
    var status: Int32 = 0
    let elements = [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
      status = ct_copy_bytes(converted.handle, buffer.baseAddress, Int64(count * MemoryLayout<Element>.stride))
      initialized = count
    }
    try check("elements", [converted]) { status }
    return elements
  }

  /// The bytes of the elements in row-major order, copied to the host.
  public func bytes() throws(TorchError) -> Data {
    var data = Data(count: count * type.byteCount)
    let length = Int64(data.count)
    let status = data.withUnsafeMutableBytes { ct_copy_bytes(handle, $0.baseAddress, length) }
    try check("bytes", [self]) { status }
    return data
  }

  /// The elements as whole numbers, such as class numbers.
  public func integers() throws(TorchError) -> [Int] { try elements(as: Int64.self).map(Int.init) }

  // MARK: - Copying

  /// The same values as elements of another type; they are not copied where the type is the same.
  public func converted(to type: ElementType) throws(TorchError) -> Tensor {
    try call("converted", self) { ct_to(handle, type.rawValue, device.index) }
  }

  /// The same values on another device and, perhaps, of another type; they are not copied where nothing changes.
  public func moved(to device: Device, as type: ElementType? = nil) throws(TorchError) -> Tensor {
    try call("moved", self) { ct_to(handle, (type ?? self.type).rawValue, device.index) }
  }

  /// A copy with storage of its own.
  public func copied() throws(TorchError) -> Tensor { try callSame("copied", self) { ct_clone(handle) } }
}
