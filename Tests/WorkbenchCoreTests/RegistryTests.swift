import Testing
import WorkbenchCore

@Suite struct RegistryTests {
  private struct First: ExitPolicy {
    static let name = "first"
    static let aliases = ["erste"]
    static let summary = "a policy"

    init(_ settings: Settings) {}
    func scores(_ seen: ExitHistory) -> [Float] { [] }
  }

  private struct Twin: ExitPolicy {
    static let name = "second"
    static let aliases = ["first"]
    static let summary = "a policy whose alias is taken"

    init(_ settings: Settings) {}
    func scores(_ seen: ExitHistory) -> [Float] { [] }
  }

  private struct Namesake: GradientStrategy {
    static let name = "first"
    static let summary = "a strategy with a policy's name"

    init(_ settings: Settings) {}
  }

  private struct Stray: Component {
    static let name = "stray"
    static let summary = "of no kind"
  }

  private func message(_ body: (inout Registry) throws -> Void) throws -> String {
    var registry = try Registry([])
    let error = try #require(throws: RegistryError.self) { try body(&registry) }
    return "\(error)"
  }

  @Test func `two components of one name are refused, with both places`() throws {
    let text = try message { registry in
      try registry.add(First.self, file: "Early/EarlyPlugin.swift", line: 5)
      try registry.add(First.self, file: "Late/LatePlugin.swift", line: 8)
    }
    #expect(
      text == "Late/LatePlugin.swift:8: the exit policy 'first' is already registered at "
        + "Early/EarlyPlugin.swift:5; a name stands for one component of its kind")
  }

  @Test func `an alias is a name, too`() throws {
    let text = try message { registry in
      try registry.add(First.self, file: "Early/EarlyPlugin.swift", line: 5)
      try registry.add(Twin.self, file: "Late/LatePlugin.swift", line: 8)
    }
    #expect(
      text == "Late/LatePlugin.swift:8: the exit policy 'first' is already registered at "
        + "Early/EarlyPlugin.swift:5; a name stands for one component of its kind")
  }

  @Test func `components of different kinds may share a name`() throws {
    var registry = try Registry([])
    try registry.add(First.self)
    try registry.add(Namesake.self)
    #expect(registry.policies["first"] == First.self)
    #expect(registry.policies["erste"] == First.self)
    #expect(registry.strategies["first"] == Namesake.self)
    #expect(registry.strategies["erste"] == nil)
    #expect(registry.policies.names == ["first"])
  }

  @Test func `a component of no kind is refused`() throws {
    let text = try message { try $0.add(Stray.self, file: "Odd/OddPlugin.swift", line: 3) }
    #expect(
      text
        == "Odd/OddPlugin.swift:3: 'stray' is of no kind that recipes can name; the kinds are data set, "
        + "transform, backbone, head, strategy, optimizer, schedule, exit policy")
  }

  /// Declares keys that it cannot have.
  private struct Greedy<Key: KeyName>: ExitPolicy {
    static var name: String { "greedy" }
    static var summary: String { "a policy with keys" }
    static var settings: [any AnySetting] { Key.names.map { Setting($0, default: 1.0, "a number") } }

    init(_ settings: Settings) {}
    func scores(_ seen: ExitHistory) -> [Float] { [] }
  }

  private protocol KeyName { static var names: [String] { get } }
  private enum Twice: KeyName { static let names = ["one", "two", "one"] }
  private enum Reserved: KeyName { static let names = ["budget"] }

  @Test func `a key is declared once, and none that recipes have anyway`() throws {
    #expect(
      try message { try $0.add(Greedy<Twice>.self, file: "Odd/OddPlugin.swift", line: 3) }
        == "Odd/OddPlugin.swift:3: the exit policy 'greedy' declares the key 'one' twice")
    #expect(
      try message { try $0.add(Greedy<Reserved>.self, file: "Odd/OddPlugin.swift", line: 3) }
        == "Odd/OddPlugin.swift:3: the exit policy 'greedy' declares the key 'budget', which every recipe has "
        + "for exit policies")
  }

  @Test func `the catalog says which folder a component comes from`() throws {
    var registry = try Registry([])
    try registry.add(First.self, file: "Early/EarlyPlugin.swift", line: 5)
    let entry = try #require(registry.catalog.entry(.policy, named: "erste"))
    #expect(entry.name == "first")
    #expect(entry.source == "Early")
  }
}
