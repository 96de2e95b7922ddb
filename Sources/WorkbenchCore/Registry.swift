import Recipes

/// A module of Plugins/: the folder `Plugins/Foo` declares `public enum FooPlugin: Plugin`.
public protocol Plugin: SendableMetatype {
  static func register(in registry: inout Registry) throws
}

/// The components that recipes can name.
public struct Registry: Sendable {
  public private(set) var backbones = Table<any Backbone.Type>(kind: .backbone)
  public private(set) var heads = Table<any ExitHead.Type>(kind: .head)
  public private(set) var strategies = Table<any GradientStrategy.Type>(kind: .strategy)
  public private(set) var policies = Table<any ExitPolicy.Type>(kind: .policy)
  public private(set) var datasets = Table<any Dataset.Type>(kind: .dataset)
  public private(set) var transforms = Table<any Transform.Type>(kind: .transform)
  public private(set) var optimizers = Table<any Optimizer.Type>(kind: .optimizer)
  public private(set) var schedules = Table<any Schedule.Type>(kind: .schedule)

  public init(_ plugins: [any Plugin.Type]) throws {
    for plugin in plugins { try plugin.register(in: &self) }
  }

  public mutating func add(_ type: any Backbone.Type, file: StaticString = #fileID, line: UInt = #line) throws {
    try backbones.add(type, type, at: "\(file):\(line)")
  }
  public mutating func add(_ type: any ExitHead.Type, file: StaticString = #fileID, line: UInt = #line) throws {
    try heads.add(type, type, at: "\(file):\(line)")
  }
  public mutating func add(_ type: any GradientStrategy.Type, file: StaticString = #fileID, line: UInt = #line) throws {
    try strategies.add(type, type, at: "\(file):\(line)")
  }
  public mutating func add(_ type: any ExitPolicy.Type, file: StaticString = #fileID, line: UInt = #line) throws {
    try policies.add(type, type, at: "\(file):\(line)")
  }
  public mutating func add(_ type: any Dataset.Type, file: StaticString = #fileID, line: UInt = #line) throws {
    try datasets.add(type, type, at: "\(file):\(line)")
  }
  public mutating func add(_ type: any Transform.Type, file: StaticString = #fileID, line: UInt = #line) throws {
    try transforms.add(type, type, at: "\(file):\(line)")
  }
  public mutating func add(_ type: any Optimizer.Type, file: StaticString = #fileID, line: UInt = #line) throws {
    try optimizers.add(type, type, at: "\(file):\(line)")
  }
  public mutating func add(_ type: any Schedule.Type, file: StaticString = #fileID, line: UInt = #line) throws {
    try schedules.add(type, type, at: "\(file):\(line)")
  }
}
