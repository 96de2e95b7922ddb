import Random
import Torch

/// A place in the tree of a model's names: hand `scope / "conv"` to a layer, and its parameters get names under it.
///
/// A scope is the only maker of parameters, so none can exist without a name; two of one name are an error. Initial values
/// depend on the seed and the name alone: strategies start from the same weights, whatever else a model holds.
///
/// ```swift
/// let root = Scope(seed: 1)
/// let layer = try Linear(root / "head" / "linear", in: 64, out: 10)
/// print(root.parameters.map(\.name))  // ["head.linear.weight", "head.linear.bias"]
/// ```
public struct Scope {
  private final class Store {
    var parameters: [Parameter] = []
    var buffers: [Parameter] = []
    var names: Set<String> = []
    /// The numbers that all tensors hold together.
    var elements = 0
    let seed: UInt64
    let type: ElementType
    let device: Device

    init(seed: UInt64, type: ElementType, device: Device) { (self.seed, self.type, self.device) = (seed, type, device) }
  }

  /// The most numbers that a model may hold; a wrong recipe ends in an error before memory does.
  static let elementLimit = 1_000_000_000

  private let store: Store
  /// The path of names up to here; empty at the root.
  public let path: String

  /// The root of a new model.
  public init(seed: UInt64, type: ElementType = .float32, device: Device = .cpu) {
    (store, path) = (Store(seed: seed, type: type, device: device), "")
  }

  private init(_ store: Store, _ path: String) { (self.store, self.path) = (store, path) }

  /// The place of a name under another place.
  public static func / (scope: Scope, name: String) -> Scope {
    Scope(scope.store, scope.path.isEmpty ? name : scope.path + "." + name)
  }

  /// The place of one of several equal parts, counted from 0.
  public static func / (scope: Scope, index: Int) -> Scope { scope / String(index) }

  /// Makes a trained parameter.
  ///
  /// - Throws: ``ModelError`` when the model has a tensor of this name already.
  public func parameter(_ name: String, _ shape: [Int], _ initializer: Initializer) throws -> Parameter {
    let parameter = try make(name, shape, initializer)
    try parameter.value.setRequiresGradient()
    store.parameters.append(parameter)
    return parameter
  }

  /// Makes a tensor that belongs to the model but is not trained, with one value everywhere.
  ///
  /// - Throws: ``ModelError`` when the model has a tensor of this name already.
  public func buffer(_ name: String, _ shape: [Int], _ value: Double) throws -> Parameter {
    let buffer = try make(name, shape, .constant(value))
    store.buffers.append(buffer)
    return buffer
  }

  /// The trained parameters at and under this place, in the order they were made.
  public var parameters: [Parameter] { store.parameters.filter { contains($0.name) } }

  /// The buffers at and under this place, in the order they were made.
  public var buffers: [Parameter] { store.buffers.filter { contains($0.name) } }

  private func contains(_ name: String) -> Bool { path.isEmpty || name.hasPrefix(path + ".") }

  private func make(_ name: String, _ shape: [Int], _ initializer: Initializer) throws -> Parameter {
    let full = (self / name).path
    store.elements += shape.reduce(1, *)
    guard store.elements <= Self.elementLimit else {
      throw ModelError("the model has more than \(Self.elementLimit) numbers: make it smaller")
    }
    guard store.names.insert(full).inserted else { throw ModelError("the model has two tensors named '\(full)'") }
    var random = RandomStream(seed: store.seed, purpose: "initial weights of \(full)")
    let values = initializer.values(count: shape.reduce(1, *), random: &random)
    let value = try Tensor(values, shape).moved(to: store.device, as: store.type).inPreferredLayout()
    return Parameter(name: full, value: value)
  }
}
