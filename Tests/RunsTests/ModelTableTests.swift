import Files
import Foundation
import LinkedPlugins
import Testing
import WorkbenchCore
import WorkbenchTesting

@testable import Evaluation
@testable import Recipes
@testable import RunFiles
@testable import Sessions
@testable import Timing
@testable import Training

/// The tables of docs/models.md are what the counter counts.
@Suite struct ModelTableTests {
  private static let project = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  /// A network of the documentation, with the paper's own numbers in millions.
  private struct Model {
    let title: String
    /// In Recipes/paper, or nil for the plain vision transformer, of which no result is published.
    let recipe: String?
    let side: Int
    let classes: Int
    var published: [(operations: Double, parameters: Double)] = []
  }

  private static let models = [
    Model(
      title: "MSDNet, CIFAR-100", recipe: "msdnet-cifar100-dfs", side: 32, classes: 100,
      published: [
        (56.43, 0.90), (101.00, 1.84), (155.31, 2.80), (198.10, 3.76), (249.53, 4.92), (298.05, 6.10), (340.64, 7.36),
      ]),
    Model(
      title: "MSDNet, ImageNet", recipe: "msdnet-imagenet-dfs", side: 224, classes: 1000,
      published: [(340, 4.24), (690, 8.77), (1010, 13.07), (1250, 16.75), (1360, 23.96)]),
    Model(
      title: "ResNet-18, CIFAR-100", recipe: "resnet18-cifar100-dfs", side: 32, classes: 100,
      published: [(169.62, 0.43), (300.22, 0.96), (431.05, 3.11), (559.75, 11.17)]),
    Model(title: "VGG7-64, CIFAR-100", recipe: "vgg7-cifar100-dfs", side: 32, classes: 100),
    Model(title: "VGG16-64, ImageNet", recipe: "vgg16-imagenet-dfs", side: 224, classes: 1000),
    Model(title: "ViT-tiny with patches of 16, ImageNet", recipe: nil, side: 224, classes: 1000),
  ]

  private func costs(of model: Model, _ overrides: String...) throws -> (costs: ExitCosts, blocks: [Int]) {
    let registry = try Registry(linkedPlugins)
    let input = ImageShape(channels: 3, height: model.side, width: model.side)
    guard let name = model.recipe else {
      let network = try registry.network(
        backbone: "vit", head: "class-token", input: input, classes: model.classes, exits: Array(6...11))
      let strategy = try registry.strategy("dfs")
      return (try ExitCosts(of: network, input: input, strategy: strategy), network.stages.map(\.upperBound))
    }
    let recipe = try Recipe.load(
      path: "\(Self.project)/Recipes/paper/\(name).yaml", overrides: overrides, catalog: registry.catalog)
    let scope = Scope(seed: 1)
    let backbone = try registry.backbones.component(recipe.backbone).init(
      recipe.backbone.settings, scope: Network.backboneScope(scope), input: input)
    let choice = recipe.heads.choices[0].component
    let head = try registry.heads.component(choice)
    let network = try Network(
      scope: scope, backbone: backbone, exits: Array(backbone.blocks.indices), classes: model.classes
    ) { try head.init(choice.settings, scope: $0, at: $1) }
    let strategy = try registry.strategies.component(recipe.strategies[0]).init(recipe.strategies[0].settings)
    return (try ExitCosts(of: network, input: input, strategy: strategy), network.stages.map(\.upperBound))
  }

  private func millions(_ number: Int) -> String { String(format: "%.2f", Double(number) / 1e6) }

  private func section(_ model: Model) throws -> String {
    let (costs, blocks) = try costs(of: model)
    let paper = model.published.isEmpty ? ("", "") : (" paper's operations | paper's parameters |", "---|---|")
    var lines = [
      "### \(model.title)", "",
      "| exit | after block | MACs | parameters | activations, MB | operations, all heads | parameters, all heads |\(paper.0)",
      "|---|---|---|---|---|---|---|\(paper.1)",
    ]
    for exit in costs.multiplyAccumulates.indices {
      let numbers = [
        "\(exit + 1)", "\(blocks[exit])", millions(costs.multiplyAccumulates[exit]), millions(costs.parameters[exit]),
        millions(costs.activationBytesToExit[exit]), millions(costs.cumulativeOperations[exit]),
        millions(costs.cumulativeParameters[exit]),
      ]
      let published =
        model.published.isEmpty
        ? []
        : [
          String(format: "%.2f", model.published[exit].operations),
          String(format: "%.2f", model.published[exit].parameters),
        ]
      lines.append("| \((numbers + published).joined(separator: " | ")) |")
    }
    var saving = String(format: "saves %.1f %%", 100 * costs.skippedShare)
    // MSDNet has both of the paper's modes: in its released code exits train all channels.
    if model.recipe?.hasPrefix("msdnet") == true {
      let own = try self.costs(of: model, "strategy.exit-sees=own").costs.skippedShare
      saving += String(format: ", and %.1f %% where exits train their own channels alone (`exit-sees: own`)", 100 * own)
    }
    lines += [
      "",
      "A training step takes \(millions(costs.trainingMultiplyAccumulates)) million MACs for an image, of which "
        + "partitioning at beta 0.5 \(saving).",
    ]
    return lines.joined(separator: "\n")
  }

  @Test func `the documentation's tables are counted`() throws {
    let written = try String(contentsOfFile: "\(Self.project)/docs/models.md", encoding: .utf8)
    let counted = try Self.models.map(section).joined(separator: "\n\n") + "\n"
    #expect(written.hasSuffix("\n\(counted)"), "docs/models.md must end with what is counted:\n\(counted)END")
  }
}
