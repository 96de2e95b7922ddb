import Foundation
import LinkedPlugins
import Testing
import WorkbenchCore
import WorkbenchTesting

/// `nil` when the plugins cannot be linked together, which is a test of its own.
private let linked = try? Registry(linkedPlugins)

/// The laws that every registered component obeys: a new plugin is held against them as soon as it is linked.
@Suite struct EveryPluginTests {
  /// What has no default, and small variants of what takes long.
  private static let keys = [
    "msdnet": ["blocks": "3", "base": "2", "step": "1", "channels": "4", "growth": "4"],
    "vit": ["patch": "8", "embedding": "12", "depth": "3"],
    "weighted": ["weights": "[1, 0.5, 2]"],
    "cifar10": ["root": "no-such-folder"], "cifar100": ["root": "no-such-folder"],
    "idx": ["root": "no-such-folder"], "image-folder": ["root": "no-such-folder"],
    "imagenet": ["root": "no-such-folder"],
  ]

  @Test func `all plugins can be linked together`() throws {
    let registry = try Registry(linkedPlugins)
    for kind in ComponentKind.allCases { #expect(!registry.catalog.entries(of: kind).isEmpty, "no \(kind.word)") }
  }

  @Test(arguments: ComponentKind.allCases)
  func `names and summaries are fit for recipes and lists`(kind: ComponentKind) throws {
    for entry in try #require(linked).catalog.entries(of: kind) {
      #expect(ComponentLaws.violations(of: entry) == [], "\(entry.name)")
    }
  }

  @Test func `the page about fair comparisons has every strategy beside its scale`() throws {
    let place = URL(filePath: #filePath).appending(path: "../../../docs/fair-comparisons.md").standardizedFileURL
    let page = try String(contentsOf: place, encoding: .utf8)
    let rows = page.matches(of: /(?m)^\| (sum|mean|own)[^|]*\|[^|]*\|(.*)\|$/)
    var documented: [String: String] = [:]
    for row in rows {
      for name in row.2.matches(of: /`([a-z-]+)`/) { documented[String(name.1)] = String(row.1) }
    }
    let strategies = try #require(linked).strategies
    let declared = Dictionary(
      uniqueKeysWithValues: strategies.names.map { ($0, strategies[$0]?.publishedScale.rawValue ?? "none") })
    #expect(documented == declared)
  }

  @Test(arguments: linked?.backbones.names ?? [])
  func `a backbone keeps the laws`(name: String) throws {
    let type = try #require(linked?.backbones[name])
    #expect(try BackboneLaws.violations(of: type, keys: Self.keys[name] ?? [:]) == [])
  }

  @Test(arguments: linked?.heads.names ?? [])
  func `a head keeps the laws`(name: String) throws {
    #expect(try HeadLaws.violations(of: #require(linked?.heads[name])) == [])
  }

  @Test func `a gated head with adaptation keeps the laws, too`() throws {
    let type = try #require(linked?.heads["gated-separable"])
    #expect(try HeadLaws.violations(of: type, keys: ["adaptation": "true"]) == [])
  }

  @Test func `a classifier with inline collaboration keeps the laws, too`() throws {
    let type = try #require(linked?.heads["msdnet-classifier"])
    #expect(try HeadLaws.violations(of: type, keys: ["inline-collaboration": "true"]) == [])
  }

  @Test(arguments: [["split": "0.5"], ["split": "1"], ["layout": "vgg16-64", "split": "0.3"]])
  func `a VGG with split weights keeps the laws, too`(keys: [String: String]) throws {
    #expect(try BackboneLaws.violations(of: #require(linked?.backbones["vgg"]), keys: keys) == [])
  }

  @Test func `a split head with adaptation keeps the laws, too`() throws {
    let type = try #require(linked?.heads["pooled-split-linear"])
    #expect(try HeadLaws.violations(of: type, keys: ["adaptation": "4", "split": "0.3"], on: [.map]) == [])
  }

  @Test(arguments: linked?.strategies.names ?? [])
  func `a strategy keeps the laws`(name: String) throws {
    #expect(try StrategyLaws.violations(of: #require(linked?.strategies[name]), keys: Self.keys[name] ?? [:]) == [])
  }

  @Test(arguments: linked?.optimizers.names ?? [])
  func `an optimizer keeps the laws`(name: String) throws {
    #expect(try OptimizerLaws.violations(of: #require(linked?.optimizers[name])) == [])
  }

  @Test(arguments: linked?.schedules.names ?? [])
  func `a schedule keeps the laws`(name: String) throws {
    #expect(try ScheduleLaws.violations(of: #require(linked?.schedules[name])) == [])
  }

  @Test(arguments: linked?.policies.names ?? [])
  func `an exit policy keeps the laws`(name: String) throws {
    #expect(try PolicyLaws.violations(of: #require(linked?.policies[name])) == [])
  }

  @Test(arguments: linked?.datasets.names ?? [])
  func `a data set keeps the laws, or says which files it needs`(name: String) throws {
    do {
      #expect(try DatasetLaws.violations(of: #require(linked?.datasets[name]), keys: Self.keys[name] ?? [:]) == [])
    } catch let error as DataError {
      #expect(!error.hint.isEmpty)
    }
  }

  @Test(arguments: linked?.transforms.names ?? [])
  func `a transform keeps the laws`(name: String) throws {
    #expect(try TransformLaws.violations(of: #require(linked?.transforms[name])) == [])
  }
}
