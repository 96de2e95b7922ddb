import Files
import Foundation
import LinkedPlugins
import Testing
import WorkbenchCore

@testable import Evaluation
@testable import Recipes
@testable import RunFiles
@testable import Sessions
@testable import Timing
@testable import Training

/// Weights that PyTorch wrote, read by the names that PyTorch's users know.
@Suite(.serialized) struct PretrainedWeightsTests {
  private static let project = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  /// A folder with the files that PyTorch makes of a model; gone with the value.
  private final class Published: Sendable {
    let folder: String
    var weights: String { folder + "/weights.safetensors" }

    init(_ model: String) throws {
      folder = FileManager.default.temporaryDirectory.path + "/published-\(UUID().uuidString)"
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try PretrainedWeightsTests.python(["\(project)/Tests/Python/published_models.py", model, folder])
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func expected() throws -> [String: Tensor] { try tensors("expected.safetensors") }

    func tensors(_ file: String) throws -> [String: Tensor] {
      try Safetensors(Data(contentsOf: URL(filePath: "\(folder)/\(file)"))).tensors
    }

    func write(_ tensors: [String: Tensor]) throws {
      try Safetensors(tensors).encoded().write(to: URL(filePath: weights))
    }
  }

  /// Runs the tests' Python, which `make test` fills with the packages of Tests/requirements.txt.
  private static func python(_ arguments: [String], in folder: String = project) throws {
    let process = Process()
    process.executableURL = URL(filePath: "\(project)/.venv/bin/python")
    process.arguments = arguments
    process.currentDirectoryURL = URL(filePath: folder)
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "python \(arguments)")
  }

  /// An experiment whose network has the layers of the published model, with one exit at its end.
  private func experiment(
    _ model: String, _ weights: String, _ overrides: String...
  ) throws -> Experiment {
    let isTransformer = model.hasPrefix("vit")
    let backbone =
      isTransformer
      ? "{name: vit, patch: 8, embedding: 48, depth: 3, attention-heads: 3}"
      : "{name: resnet, depth: \"18\", stem: large}"
    let registry = try Registry(linkedPlugins)
    let text = """
      schema: 1
      data: {name: shapes, classes: 10, train: 8, validation: 0, calibration: 0, test: 1}
      backbone: \(backbone)
      heads: \(isTransformer ? "class-token" : "pooled-linear")
      exits: [\(isTransformer ? 3 : 4)]
      weights: {path: "\(weights)", classifiers: true}
      strategy: sum
      train: {epochs: 1, batch-size: 8, threads: 1, device: cpu}
      """
    return try Experiment(
      Recipe.load(text: text, name: "import.yaml", overrides: overrides, catalog: registry.catalog), registry: registry)
  }

  private func message(_ folder: String, _ body: () throws -> some Any) -> String {
    do {
      _ = try body()
      return "no error"
    } catch {
      return "\(error)".replacing(folder, with: "FOLDER")
    }
  }

  // MARK: - Agreement with PyTorch

  @Test(arguments: ["resnet18", "vit-timm", "vit-torchvision"])
  func `a published model says here what it says in PyTorch`(model: String) throws {
    let published = try Published(model)
    let experiment = try experiment(model, published.weights)
    let report = try #require(try experiment.takePretrainedWeights())
    #expect(report.isExact)
    #expect(report.loaded == experiment.network.tensors.count)
    #expect(report.library == (model == "vit-timm" ? "timm" : "torchvision"))
    #expect(report.leftOut.allSatisfy { $0.hasSuffix("num_batches_tracked") })
    let expected = try published.expected()
    let images = try #require(expected["images"])
    let logits = try withoutGradients { try experiment.network(images, .evaluation, strategy: experiment.strategy) }
    let ours: [Float] = try logits[0].logits.elements()
    let theirs: [Float] = try #require(expected["logits"]).elements()
    #expect(ours.count == 30)
    for (a, b) in zip(ours, theirs) { #expect(abs(a - b) <= 1e-5 * max(1, abs(b)), "\(a), not \(b)") }
  }

  // MARK: - What does not fit

  @Test func `a pickle is refused, with a conversion that works as it stands`() throws {
    let published = try Published("vit-timm")
    let before = try published.tensors("weights.safetensors")
    try FileManager.default.removeItem(atPath: published.weights)
    let pickle = "\(published.folder)/weights.pt"
    let error = #expect(throws: PretrainedWeightsError.self) { try PretrainedWeights(path: pickle) }
    #expect(error?.reason == "is a pickle of PyTorch's, which can run code and is not read")
    let hint = try #require(error?.hint)
    let code = try #require(hint.split(separator: "in Python: ").last)
    try Self.python(["-c", String(code)], in: published.folder)
    let after = try published.tensors("weights.safetensors")
    #expect(Set(after.keys) == Set(before.keys))
    for (name, tensor) in before { #expect(try after[name]?.bytes() == tensor.bytes(), "\(name)") }
  }

  @Test func `everything that does not fit is said at once, and nothing is loaded`() throws {
    let published = try Published("vit-timm")
    var tensors = try published.tensors("weights.safetensors")
    tensors["norm.bias"] = nil
    tensors["extra"] = try Tensor.zeros([1])
    tensors["pos_embed"] = try Tensor.zeros([1, 5, 48])
    try published.write(tensors)
    let strict = try experiment("vit-timm", published.weights)
    let before = try strict.network.tensors.mapValues { try $0.bytes() }
    let lines = message(published.folder) { try strict.takePretrainedWeights() }.split(separator: "\n")
    #expect(
      lines[1] == "  import.yaml:6:17: 'weights.safetensors' does not fit this network, by the names of timm")
    #expect(
      lines.suffix(3).joined(separator: "\n") == """
                 | 1 missing: norm.bias; 1 of another shape: pos_embed ([1, 5, 48], not
                 | [1, 17, 48]); 1 unexpected: extra; weights.strict=false takes what
                 | fits
        """)
    #expect(try strict.network.tensors.mapValues { try $0.bytes() } == before)

    let lenient = try experiment("vit-timm", published.weights, "weights.strict=false")
    let report = try #require(try lenient.takePretrainedWeights())
    #expect(report.missing == ["norm.bias"])
    #expect(report.misshaped.map(\.name) == ["pos_embed"])
    #expect(report.unexpected == ["extra"])
    #expect(report.loaded == lenient.network.tensors.count - 2)
    let positions = "blocks.0.embedding.positions"
    #expect(try lenient.network.tensors[positions]?.bytes() == before[positions])
    #expect(try lenient.network.tensors["blocks.0.norm1.weight"]?.bytes() == tensors["blocks.0.norm1.weight"]?.bytes())
  }

  @Test func `without classifiers the last head begins anew, for any number of classes`() throws {
    let published = try Published("vit-timm")
    let experiment = try experiment("vit-timm", published.weights, "weights.classifiers=false", "data.classes=4")
    let report = try #require(try experiment.takePretrainedWeights())
    #expect(report.isExact)
    #expect(report.leftOut == ["head.bias", "head.weight"])
    #expect(
      report.summary
        == "\(experiment.network.tensors.count - 2) tensors of weights.safetensors, by the names of timm; "
        + "left out: head.bias, head.weight")
  }

  @Test func `the workbench's own weights are known by their names`() throws {
    let published = try Published("vit-timm")
    let first = try experiment("vit-timm", published.weights)
    try first.takePretrainedWeights()
    try published.write(first.network.tensors)
    let second = try experiment("vit-timm", published.weights)
    let report = try #require(try second.takePretrainedWeights())
    #expect(report.library == "the workbench")
    #expect(report.isExact)
    let bytes = try [first, second].map { try $0.network.tensors.mapValues { try $0.bytes() } }
    #expect(bytes[0] == bytes[1])
  }

  @Test func `names of another's own are read by the recipe's map, and its mistakes are told`() throws {
    let published = try Published("resnet18")
    let first = try experiment("resnet18", published.weights)
    try first.takePretrainedWeights()
    // As if another program had called things otherwise, with its statistics and counters of batches.
    var others: [String: Tensor] = [:]
    for (name, tensor) in try published.tensors("weights.safetensors") { others["module.net.\(name)"] = tensor }
    try published.write(others)
    let second = try experiment("resnet18", published.weights, "weights.names={module.net: \"\"}")
    let report = try #require(try second.takePretrainedWeights())
    #expect(report.isExact && report.library == "torchvision")
    let stem = "blocks.0.stem.norm.running-mean"
    #expect(try second.network.tensors[stem]?.bytes() == first.network.tensors[stem]?.bytes())

    others = [:]
    for (name, tensor) in first.network.tensors {
      others[
        name.replacing("blocks.0.stem", with: "first").replacing("running-variance", with: "running_var")
          .replacing("running-mean", with: "running_mean")] = tensor
    }
    others["first.norm.num_batches_tracked"] = try Tensor.zeros([1])
    try published.write(others)
    let third = try experiment("resnet18", published.weights, "weights.names={first: blocks.0.stem}")
    #expect(try third.takePretrainedWeights()?.isExact == true)
    #expect(try third.network.tensors[stem]?.bytes() == first.network.tensors[stem]?.bytes())

    func problem(_ map: String) -> String {
      message(published.folder) {
        try experiment("resnet18", published.weights, "weights.names=\(map)").takePretrainedWeights()
      }
    }
    #expect(
      problem("{frist: blocks.0.stem}").contains(
        "command line #1: 'weights.safetensors' has no name that begins with 'frist'"))
    #expect(
      problem("{first.norm: first.conv}").contains(
        "command line #1: 'weights.safetensors' gives 'first.conv.weight' twice"))
  }

  @Test func `files of another kind are told apart`() throws {
    let published = try Published("vit-timm")
    func hint(_ overrides: String...) -> String {
      let text = message(published.folder) {
        try experiment("vit-timm", published.weights, overrides.first ?? "seed=1").takePretrainedWeights()
      }
      return text.split(separator: "\n").first { $0.contains("weights.safetensors'") || $0.contains("nothing.safe") }
        .map { String($0.drop { $0 == " " }) } ?? text
    }
    try published.write(["other": Tensor.zeros([1])])
    #expect(
      hint() == "import.yaml:6:17: 'weights.safetensors' holds no tensor of this network, by no library's names")
    try Data("no such thing".utf8).write(to: URL(filePath: published.weights))
    #expect(
      hint().hasPrefix("import.yaml:6:17: 'weights.safetensors' is not in safetensors format: the header claims"))
    #expect(
      hint("weights.path=\(published.folder)/nothing.safetensors")
        == "command line #1: 'nothing.safetensors' is not there")
  }
}
