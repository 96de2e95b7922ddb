import Files
import LinkedPlugins
import Testing
import WorkbenchCore

@testable import Evaluation
@testable import Recipes
@testable import RunFiles
@testable import Sessions
@testable import Timing
@testable import Training

private let linked = try? Registry(linkedPlugins)

/// Every registered head on every registered backbone: the pair works, or one message refuses it where the recipe names it.
@Suite(.serialized) struct HeadPairTests {
  private struct Pair: CustomTestStringConvertible, Sendable {
    let backbone: String
    let head: String
    var testDescription: String { "\(head) on \(backbone)" }
  }

  private static let pairs: [Pair] = (linked?.backbones.names ?? []).flatMap { backbone in
    (linked?.heads.names ?? []).map { Pair(backbone: backbone, head: $0) }
  }

  /// Small variants of what takes long.
  private static let keys = [
    "msdnet": "blocks: 3, base: 1, step: 1, channels: 4, growth: 4", "vit": "patch: 8, embedding: 24, depth: 2",
  ]

  private static func experiment(_ pair: Pair) throws -> Experiment {
    let keys = keys[pair.backbone].map { ", \($0)" } ?? ""
    let text = """
      schema: 1
      data: {name: shapes, classes: 4, train: 8, validation: 8, calibration: 8, test: 8}
      backbone: {name: \(pair.backbone)\(keys)}
      heads: \(pair.head)
      strategy: sum
      train: {batch-size: 4, threads: 1, device: cpu, precision: float64}
      """
    let registry = try #require(linked)
    return try Experiment(Recipe.load(text: text, name: "pair.yaml", catalog: registry.catalog), registry: registry)
  }

  /// A head that reads one position of a map, as one for class tokens would, does not know the image's other end.
  @Test(arguments: pairs) private func `an exit's answer depends on every corner of the image, or the pair is refused`(
    pair: Pair
  ) throws {
    let experiment: Experiment
    do {
      experiment = try Self.experiment(pair)
    } catch let refusal as RecipeError {
      let problem = try #require(refusal.problems.first)
      #expect(refusal.problems.count == 1)
      #expect(
        problem.place.line == 4 && problem.message.contains("'\(pair.head)'") && problem.hint != nil, "\(refusal)")
      return
    }
    let shape = experiment.dataset.shape
    var random = RandomStream(seed: 1, purpose: "image")
    let image = (0..<shape.count).map { _ in random.normal() }
    func answers(to image: [Double]) throws -> [[Double]] {
      let tensor = try Tensor(image, [1, shape.channels, shape.height, shape.width])
      return try experiment.network(tensor, .evaluation, strategy: experiment.strategy).map { try $0.logits.elements() }
    }
    let before = try answers(to: image)
    for (y, x) in [(0, 0), (0, shape.width - 1), (shape.height - 1, 0), (shape.height - 1, shape.width - 1)] {
      var other = image
      for channel in 0..<shape.channels { other[(channel * shape.height + y) * shape.width + x] += 2 }
      for (exit, (old, new)) in zip(before, try answers(to: other)).enumerated() {
        #expect(old != new, "exit \(exit + 1) does not see the pixel in row \(y), column \(x)")
      }
    }
  }

  @Test func `a head for tokens is refused on maps, and one for maps on tokens`() {
    let onMaps = #expect(throws: RecipeError.self) {
      try Self.experiment(Pair(backbone: "resnet", head: "class-token"))
    }
    #expect(
      onMaps?.description == """
        pair.yaml: 1 problem, nothing was started

          pair.yaml:4:8: head 'class-token' cannot stand on backbone 'resnet', whose features are maps without a class token
               4 | heads: class-token
                 |        ^^^^^^^^^^^
                 | heads that can: gated-separable, msdnet-classifier, pooled-linear,
                 | pooled-split-linear
        """)
    let onTokens = #expect(throws: RecipeError.self) {
      try Self.experiment(Pair(backbone: "vit", head: "msdnet-classifier"))
    }
    #expect(
      onTokens?.problems.first?.message
        == "head 'msdnet-classifier' cannot stand on backbone 'vit', whose features are tokens and no map")
    #expect(onTokens?.problems.first?.hint == "heads that can: class-token, pooled-linear, pooled-split-linear")
  }
}

/// Heads that differ by exit, on a network.
@Suite struct HeadsByExitTests {
  private func experiment(_ heads: String, _ overrides: String...) throws -> Experiment {
    let text = """
      schema: 1
      data: {name: shapes, classes: 4, train: 8, validation: 8, calibration: 8, test: 8}
      backbone: {name: msdnet, blocks: 3, base: 1, step: 1, channels: 4, growth: 4}
      heads: \(heads)
      strategy: sum
      train: {batch-size: 4, threads: 1, device: cpu}
      """
    let registry = try #require(linked)
    return try Experiment(
      Recipe.load(text: text, name: "heads.yaml", overrides: overrides, catalog: registry.catalog), registry: registry)
  }

  private func problems(_ heads: String, _ overrides: String...) -> [String] {
    do {
      _ = try experiment(heads)
      return []
    } catch let error as RecipeError {
      return error.problems.map { "\($0.place.full): \($0.message); \($0.hint ?? "-")" }
    } catch {
      return ["\(error)"]
    }
  }

  @Test func `every exit gets its own head, with names under its place`() throws {
    let network = try experiment("{1: pooled-linear, rest: {name: msdnet-classifier, channels: 8}}").network
    #expect(network.heads.map { "\(type(of: $0))" } == ["PooledLinearHead", "MSDNetClassifier", "MSDNetClassifier"])
    let names = network.scope.parameters.map(\.name).filter { $0.hasPrefix("heads.0.") }
    let plain = try experiment("pooled-linear").network.scope.parameters.map(\.name).filter { $0.hasPrefix("heads.0.") }
    #expect(names == plain)
  }

  /// The blocks and the other heads begin as they do in a network whose heads are all alike.
  @Test func `a head of its own leaves the initial weights of all others alone`() throws {
    func weights(_ heads: String) throws -> [String: [Float]] {
      try experiment(heads).network.scope.parameters.reduce(into: [:]) { $0[$1.name] = try $1.value.elements() }
    }
    let (same, own) = (try weights("msdnet-classifier"), try weights("{2: pooled-linear, rest: msdnet-classifier}"))
    for (name, values) in same where !name.hasPrefix("heads.1.") { #expect(own[name] == values, "\(name)") }
  }

  @Test func `exits that there are not, exits without a head and heads that cannot read are told together`() {
    #expect(
      problems("{1: pooled-linear, 4: pooled-linear, 5: msdnet-classifier}") == [
        "heads.yaml:4:8: 'heads' names no head for exits 2, 3 of 3; 'rest' is the head of all exits that are not named",
        "heads.yaml:4:27: there is no exit 4: the network has 3 exits; -",
        "heads.yaml:4:45: there is no exit 5: the network has 3 exits; -",
      ])
    #expect(
      problems("[pooled-linear, pooled-linear]") == [
        "heads.yaml:4:8: 'heads' names no head for exit 3 of 3; 'rest' is the head of all exits that are not named"
      ])
    let refused = problems("{1: class-token, 3: class-token, rest: pooled-linear}")
    #expect(refused.count == 2)
    #expect(refused.first?.hasPrefix("heads.yaml:4:12: head 'class-token' cannot stand on backbone 'msdnet'") == true)
  }
}
