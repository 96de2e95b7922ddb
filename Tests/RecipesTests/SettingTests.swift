import Testing

@testable import Recipes
@testable import Settings

@Suite struct SettingTests {
  static let whole = Setting("key", default: 1, in: 0...100, "a key")
  static let number = Setting("key", default: 0.5, in: 0...1, "a key")
  static let any = Setting("key", default: 0.0, "a key")
  static let text = Setting("key", default: "", "a key")
  static let flag = Setting("key", default: true, "a key")
  static let choice = Setting("key", default: ExitSees.all, "a key")
  static let perhaps = Setting<Double?>("key", default: nil, in: Double.leastNonzeroMagnitude..., "a key")
  static let list = Setting("key", default: [0.5], each: 0...1, "a key")
  static let words = Setting("key", default: ["a"], "a key")
  static let operations = RequiredSetting<OperationCount>("key", "a key")
  static let memory = RequiredSetting<ByteCount>("key", "a key")
  static let path = RequiredSetting<RecipePath>("key", "a key")

  static func read<Value>(_ setting: Setting<Value>, _ value: String) throws -> Value {
    try Settings(for: [setting], ["key": value])[setting]
  }

  static func read<Value>(_ setting: RequiredSetting<Value>, _ value: String) throws -> Value {
    try Settings(for: [setting], ["key": value])[setting]
  }

  /// The problem with a value and the hint beside it.
  static func fault(_ setting: any AnySetting, _ value: String) -> String {
    do {
      _ = try Settings(for: [setting], ["key": value])
      return "accepted"
    } catch {
      let problem = (error as? RecipeError)?.problems.first
      return "\(problem?.message ?? "") | \(problem?.hint ?? "")"
    }
  }

  @Test(arguments: [
    ("0", 0.0), ("1", 1), ("0.25", 0.25), (".5", 0.5), ("1e-3", 0.001), ("5E-1", 0.5), ("+0.5", 0.5),
    ("1e-05", 0.00001),
    ("-0.5", -0.5), ("1.", 1), ("1e3", 1000), ("1.5e+2", 150),
  ])
  func `numbers are written in decimal, with or without an exponent`(written: String, value: Double) throws {
    #expect(try Self.read(Self.any, written) == value)
  }

  @Test(arguments: [
    ("1.5", "'key' must be between 0 and 1, found 1.5 | default 0.5"),
    ("abc", "'key' must be a number between 0 and 1, found 'abc' | default 0.5"),
    (
      "\"0.5\"",
      "'key' must be a number between 0 and 1, found the text \"0.5\" | without the quotes it is a number; default 0.5"
    ),
    ("010", "'key' must be a number between 0 and 1, found 010 | a number has no leading zero; default 0.5"),
    ("00.5", "'key' must be a number between 0 and 1, found 00.5 | a number has no leading zero; default 0.5"),
    (".nan", "'key' must be a number between 0 and 1, found '.nan' | only finite numbers are allowed; default 0.5"),
    ("-inf", "'key' must be a number between 0 and 1, found '-inf' | only finite numbers are allowed; default 0.5"),
    ("1e999", "'key' must be a number between 0 and 1, found 1e999 | the number is too large; default 0.5"),
    ("1e-999", "'key' must be a number between 0 and 1, found 1e-999 | the number is too small; default 0.5"),
    ("1:30", "'key' must be a number between 0 and 1, found 1:30 | default 0.5"),
    ("0.5x", "'key' must be a number between 0 and 1, found 0.5x | default 0.5"),
    ("[0.5]", "'key' must be a number between 0 and 1, found a list | default 0.5"),
    ("{a: 1}", "'key' must be a number between 0 and 1, found a map | default 0.5"),
    ("none", "'key' must be a number between 0 and 1, found 'none' | default 0.5"),
  ])
  func `what is no number in range says why`(written: String, fault: String) {
    #expect(Self.fault(Self.number, written) == fault)
  }

  @Test(arguments: [
    ("1_0", "'key' must be a whole number between 0 and 100, found 1_0 | write the digits without '_'; default 1"),
    ("0x10", "'key' must be a whole number between 0 and 100, found 0x10 | write the number in decimal; default 1"),
    ("1e1", "'key' must be a whole number between 0 and 100, found 1e1 | default 1"),
    ("5.0", "'key' must be a whole number between 0 and 100, found 5.0 | default 1"),
    (
      "\"5\"",
      "'key' must be a whole number between 0 and 100, found the text \"5\" | without the quotes it is a number; default 1"
    ),
    (
      "9223372036854775808",
      "'key' must be a whole number between 0 and 100, found 9223372036854775808 | the number is too large; default 1"
    ),
    ("101", "'key' must be between 0 and 100, found 101 | default 1"),
    ("-1", "'key' must be between 0 and 100, found -1 | default 1"),
    ("yes", "'key' must be a whole number between 0 and 100, found 'yes' | default 1"),
  ])
  func `what is no whole number in range says why`(written: String, fault: String) {
    #expect(Self.fault(Self.whole, written) == fault)
  }

  @Test(arguments: ["yes", "no", "on", "off", "True", "FALSE", "1", "\"true\"", "y", "null"])
  func `only true and false are true and false`(written: String) {
    #expect(Self.fault(Self.flag, written).hasPrefix("'key' must be true or false, found "))
  }

  @Test func `a text keeps its letters, whatever YAML would make of them`() throws {
    for written in ["yes", "010", "1_000", "1e3", "12:30", "true", ".nan"] {
      #expect(try Self.read(Self.text, written) == written)
    }
    #expect(try Self.read(Self.text, "\"\"") == "")
    #expect(try Self.read(Self.text, "'it''s'") == "it's")
    #expect(Self.fault(Self.text, "~") == "'key' must be a text, found '~' | write \"~\" if it is meant; default \"\"")
    #expect(Self.fault(Self.text, "[a]") == "'key' must be a text, found a list | default \"\"")
  }

  @Test func `a choice offers its names`() throws {
    #expect(try Self.read(Self.choice, "own") == .own)
    #expect(
      Self.fault(Self.choice, "ovn") == "'key' must be all or own, found 'ovn' | did you mean 'own'? default all")
    #expect(Self.fault(Self.choice, "3") == "'key' must be all or own, found 3 | default all")
  }

  @Test(arguments: [
    ("12M", 12e6), ("1.5G", 1.5e9), ("800k", 8e5), ("573952", 573_952), ("120M MACs", 120e6), ("1e6", 1e6),
    ("\"12 M\"", 12e6),
  ])
  func `operations are counted with the letters of thousands`(written: String, count: Double) throws {
    let value = try Self.read(Self.operations, written)
    #expect(value.count == count)
    #expect(try Self.read(Self.operations, value.recipeText) == value)
  }

  @Test(arguments: ["M", "0", "-12M", "12m", "12MB", "1_000", "010M", "1e999", "[12M]"])
  func `other numbers of operations are refused`(written: String) {
    #expect(
      Self.fault(Self.operations, written).hasPrefix(
        "'key' must be a number of operations such as 120M (k, M or G), found "))
  }

  @Test(arguments: [("512M", 512_000_000), ("1.5G", 1_500_000_000), ("0", 0), ("4 GB", 4_000_000_000), ("20k", 20_000)])
  func `memory is counted with the letters of thousands`(written: String, bytes: Int) throws {
    let value = try Self.read(Self.memory, written)
    #expect(value.bytes == bytes)
    #expect(try Self.read(Self.memory, value.recipeText) == value)
  }

  @Test(arguments: ["G", "-1G", "4g", "1_000", "010M", "[4G]", "1.2.3", "2000000G"])
  func `other amounts of memory are refused`(written: String) {
    #expect(
      Self.fault(Self.memory, written).hasPrefix("'key' must be an amount of memory such as 512M or 4G, found "))
  }

  @Test func `none stands for no value`() throws {
    #expect(try Self.read(Self.perhaps, "none") == nil)
    #expect(try Self.read(Self.perhaps, "2") == 2)
    #expect(Self.fault(Self.perhaps, "0") == "'key' must be greater than 0, found 0 | default none")
    #expect(
      Self.fault(Self.perhaps, "null")
        == "'key' must be a number or none and greater than 0, found 'null' | default none")
    #expect(
      Self.fault(Self.perhaps, "\"none\"")
        == "'key' must be a number or none and greater than 0, found the text \"none\" | default none")
  }

  @Test func `a list says which item is wrong`() throws {
    #expect(try Self.read(Self.list, "[0.25, 1]") == [0.25, 1])
    #expect(try Self.read(Self.list, "[]") == [])
    #expect(try Self.read(Self.words, "[a, \"b, c\", 3]") == ["a", "b, c", "3"])
    let error = #expect(throws: RecipeError.self) { try Self.read(Self.list, "[0.5, 2]") }
    #expect(
      error?.description == """
        settings: 1 problem, nothing was started

          settings: 'key' must be a list of numbers, each between 0 and 1, found 2
                 | key=[0.5, 2]
                 |           ^ default [0.5]
        """)
    #expect(
      Self.fault(Self.list, "0.5")
        == "'key' must be a list of numbers, each between 0 and 1, found 0.5 | write [0.5]; default [0.5]")
    #expect(
      Self.fault(Self.list, "[a]")
        == "'key' must be a list of numbers, each between 0 and 1, found 'a' | default [0.5]")
  }

  @Test func `a path starts at the folder of the text that names it`() throws {
    let setting = TestCatalog.root
    func load(_ path: String) throws -> String? {
      try Recipe.load(Recipe.shortest, "data={name: cifar10, root: none}", "data.root=\(path)").data.settings[setting]?
        .path
    }
    let text = Recipe.shortest.replacing("data: shapes", with: "data: {name: cifar10, root: ../sets/./cifar}")
    #expect(try Recipe.load(text).data.settings[setting] == RecipePath("/sets/cifar"))
    #expect(try load("/a/b/../c") == "/a/b/../c")
    #expect(try load("sets") == RecipePath("sets").path)
    #expect(try load("none") == nil)
    #expect(
      Self.fault(Self.path, "~/sets")
        == "'key' must be a path, found '~/sets' | '~' is not expanded: write the folder out")
    #expect(Self.fault(Self.path, "\"\"") == "'key' must be a path, found the text \"\" | ")
  }

  @Test func `ranges are told in words`() {
    #expect(Setting("k", default: 1, in: 1..., "").rangeText == "at least 1")
    #expect(Setting("k", default: 1, in: 1...Int.max, "").rangeText == "at least 1")
    #expect(Setting("k", default: 1.5, in: ...2, "").rangeText == "at most 2")
    #expect(Setting("k", default: 0.5, in: 0..<1, "").rangeText == "at least 0 and less than 1")
    #expect(Setting("k", default: 0.5, in: ..<1, "").rangeText == "less than 1")
    #expect(
      Setting("k", default: 0.5, in: Double.leastNonzeroMagnitude...1, "").rangeText == "greater than 0 and at most 1")
    #expect(
      Setting("k", default: 0.5, in: Double.leastNonzeroMagnitude..., "").typeText == "a number and greater than 0")
    #expect(RequiredSetting<Int>("k", in: 1...50, "").typeText == "a whole number between 1 and 50")
    #expect(Setting("k", default: [1, 2], each: 1..., "").typeText == "a list of whole numbers, each at least 1")
    #expect(RequiredSetting<[String]>("k", "").typeText == "a list of texts")
    #expect(Setting("k", default: "a b", "").defaultText == "\"a b\"")
    #expect(RequiredSetting<Int>("k", "").defaultText == nil)
  }
}
