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
