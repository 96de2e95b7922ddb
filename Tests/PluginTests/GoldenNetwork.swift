import LinkedPlugins
import Testing
import WorkbenchCore
import WorkbenchTesting

/// A golden file and the components that a recipe would name for it.
struct GoldenCase: Sendable, CustomTestStringConvertible {
  let file: String
  let backbone: ComponentByName
  let head: ComponentByName
  let strategy: ComponentByName

  var testDescription: String { file }

  static let all = [
    msdnet("msdnet_cifar100_dsn", "sum"),
    msdnet("msdnet_cifar100_dfs", ComponentByName("dfs", ["exit-sees": "all"])),
    msdnet("msdnet_cifar100_dfs_nofr", ComponentByName("dfs", ["referencing": "false"])),
    msdnet("msdnet_cifar100_dfs_paper", ComponentByName("dfs", ["exit-sees": "own"])),
    GoldenCase(file: "resnet18_dsn", backbone: "resnet", head: "gated-separable", strategy: "sum"),
    GoldenCase(
      file: "resnet18_dfs", backbone: "resnet", head: ComponentByName("gated-separable", ["adaptation": "true"]),
      strategy: ComponentByName("dfs", ["exit-sees": "own"])),
    GoldenCase(
      file: "resnet18_byot", backbone: "resnet", head: "gated-separable",
      strategy: ComponentByName("byot", ["gamma": "0.3"])),
    GoldenCase(
      file: "resnet18_byot_adapt", backbone: "resnet", head: ComponentByName("gated-separable", ["adaptation": "true"]),
      strategy: ComponentByName("byot", ["gamma": "0.3"])),
    vgg("vgg7_64_dsn", "sum"),
    vgg("vgg7_64_dfs", ComponentByName("dfs", ["exit-sees": "own"])),
    vgg("vgg7_64_dfs_nofr", ComponentByName("dfs", ["referencing": "false"])),
    vgg("vgg7_64_byot", ComponentByName("byot", ["gamma": "0.3"]), ["adaptation": "4"]),
  ]

  private static func msdnet(_ file: String, _ strategy: ComponentByName) -> GoldenCase {
    GoldenCase(
      file: file, backbone: "msdnet", head: ComponentByName("msdnet-classifier", ["dropout": "0"]), strategy: strategy)
  }

  private static func vgg(
    _ file: String, _ strategy: ComponentByName, _ head: [String: String] = [:]
  ) -> GoldenCase {
    GoldenCase(
      file: file, backbone: ComponentByName("vgg", ["split": "0.5"]),
      head: ComponentByName("pooled-split-linear", head), strategy: strategy)
  }
}

/// A network built from the registry whose parameters are the golden ones.
struct GoldenNetwork {
  let network: Network
  var strategy: any GradientStrategy
  /// In the order of the golden file.
  let parameters: [Parameter]
  let images: Tensor
  let labels: Tensor

  init(_ model: GoldenCase, _ named: [GoldenModel.Named], type: ElementType) throws {
    let registry = try Registry(linkedPlugins)
    network = try registry.network(
      backbone: model.backbone, head: model.head,
      input: ImageShape(channels: 3, height: 32, width: 32), classes: 100, type: type)
    strategy = try registry.strategy(model.strategy)
    parameters = Self.inGoldenOrder(network.scope.parameters)
    images = try goldenTensor([4, 3, 32, 32], salt: 1_000_000, scale: 3.0.squareRoot(), isRounded: true, type: type)
    labels = try Tensor(integers: [3, 10, 17, 24])

    #expect(parameters.map(\.value.shape) == named.map(\.shape))
    try withoutGradients {
      for (ordinal, parameter) in parameters.enumerated() {
        let shape = parameter.value.shape
        if shape.count > 1 {
          let fanIn = Double(shape.dropFirst().reduce(1, *))
          try parameter.value.assign(
            goldenTensor(shape, salt: ordinal, scale: (6 / fanIn).squareRoot(), isRounded: true))
        } else if !parameter.name.contains(".norm.") {
          try parameter.value.assign(goldenTensor(shape, salt: ordinal, scale: 0.1, isRounded: true))
        }
      }
    }
  }

  /// Puts parameters in the order of the reference.
  ///
  /// It lists a gated head's parts apart from each other: every exit's convolutions, then every exit's gate, then its linear
  /// maps. Of a split linear map, it lists the exit's own channels first, and adaptations of all exits behind.
  private static func inGoldenOrder(_ parameters: [Parameter]) -> [Parameter] {
    let parts = ["chain", "gate", "linear", "adaptation"]
    let isGated = parameters.contains { $0.name.contains(".gate.") }
    func rank(_ parameter: Parameter) -> [Int] {
      let names = parameter.name.split(separator: ".").map(String.init)
      guard names[0] == "heads" else { return [-1] }
      if isGated { return [parts.firstIndex(of: names[2]) ?? 0] }
      return [names[2] == "adaptation" ? 1 : 0, Int(names[1]) ?? 0, names[3] == "own" ? 0 : 1]
    }
    return parameters.enumerated().sorted { a, b in
      let (first, second) = (rank(a.element), rank(b.element))
      return first == second ? a.offset < b.offset : first.lexicographicallyPrecedes(second)
    }.map(\.element)
  }

  /// The parameters that the reference's cosines are taken over.
  func group(_ name: String) throws -> [Parameter] {
    switch name {
    case "stem":
      let stem = parameters.filter { $0.name.hasPrefix("blocks.0.stem.") }
      // A VGG begins with its first exit's block, and without a stem.
      return stem.isEmpty ? try group("before_exit1") : stem
    case "before_exit1": return parameters.filter { $0.name.hasPrefix("blocks.0.") }
    default: return try #require(nil, "no group '\(name)'")
    }
  }

  func callAsFunction(_ mode: Mode) throws -> [ExitOutput] { try network(images, mode, strategy: strategy) }
}
