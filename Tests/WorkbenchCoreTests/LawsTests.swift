import Testing
import WorkbenchCore
import WorkbenchTesting

/// The laws find what breaks them.
@Suite struct LawsTests {
  private struct Forgetful: GradientStrategy {
    static let name = "forgetful"
    static let summary = "weighs exits by the number of steps, and does not remember it"

    private var steps = 0.0

    init(_ settings: Settings) {}

    mutating func weights(of losses: [Double], in context: inout StepContext) -> [Double] {
      steps += 1
      return losses.map { _ in steps }
    }
  }

  @Test func `a strategy that forgets its state and its roles is found out`() throws {
    #expect(
      try StrategyLaws.violations(of: Forgetful.self) == [
        "step 2 has other gradients when resumed",
        "step 3 has other losses when resumed", "step 3 has other gradients when resumed",
        "step 4 has other losses when resumed", "step 4 has other gradients when resumed",
        "step 5 has other gradients when resumed",
        "step 1 differs in a list: 'roles' must name every hook that is filled",
      ])
  }

  private struct Sloppy: Backbone {
    static let name = "sloppy"
    static let summary = "declares one channel too many, in a place that is no block"

    let blocks = [[ImageShape(channels: 5, height: 32, width: 32)]]
    private let unit: ConvolutionUnit

    init(_ settings: Settings, scope: Scope, input: ImageShape) throws {
      unit = try ConvolutionUnit(scope / "trunk", in: input.channels, out: 4, kernel: 3)
    }

    func block(_ index: Int, _ features: Features, _ mode: Mode) throws -> Features { [try unit(features[0], mode)] }
  }

  @Test func `a backbone with wrong shapes and names is found out`() throws {
    let shapes = "block 0 declares [[2, 5, 32, 32]], but returns [[2, 4, 32, 32]]"
    #expect(
      try BackboneLaws.violations(of: Sloppy.self) == [
        shapes, shapes, "'trunk.conv.weight' is named under no block", "'trunk.norm.weight' is named under no block",
        "'trunk.norm.bias' is named under no block", "'trunk.norm.running-mean' is named under no block",
        "'trunk.norm.running-variance' is named under no block", "block 0 has no parameters",
      ])
  }

  private struct Deaf: ExitHead {
    static let name = "deaf"
    static let summary = "looks at nothing"

    private let bias: Parameter

    init(_ settings: Settings, scope: Scope, at place: ExitPlace) throws {
      bias = try scope.parameter("bias", [place.classes], .constant(1))
    }

    func callAsFunction(_ features: Features, _ mode: Mode) throws -> HeadOutput {
      HeadOutput(logits: try bias.value * 2, embedding: try bias.value * 3)
    }
  }

  @Test func `a head that looks at nothing is found out`() throws {
    let faults = [
      "logits have the shape [5]", "the embedding has the shape [5]", "no gradient reaches the coarsest features",
    ]
    let expected = [0, 2].flatMap { exit in faults.map { "at exit \(exit), on a map: \($0)" } }
    #expect(try HeadLaws.violations(of: Deaf.self) == expected)
  }

  private struct Pushy: Optimizer {
    static let name = "pushy"
    static let summary = "moves everything by the number of steps, and does not remember it"

    let learningRate = 0.0
    private let parameters: [Parameter]
    private var steps = 0.0

    init(_ settings: Settings, parameters: [Parameter]) { self.parameters = parameters }

    mutating func step(rate: Double) throws {
      steps += 1
      for parameter in parameters {
        try withoutGradients { try parameter.value.add(parameter.value.filled(with: steps)) }
      }
    }

    func state() -> [String: Tensor] { [:] }
    mutating func restore(_ state: [String: Tensor]) {}
  }

  @Test func `an optimizer that moves too much and forgets is found out`() throws {
    #expect(
      try OptimizerLaws.violations(of: Pushy.self) == [
        "the default learning rate is 0.0", "it moves a parameter that has no gradient", "step 2 differs when resumed",
        "step 3 differs when resumed", "a learning rate of 0 moves a parameter",
      ])
  }

  private struct Rising: Schedule {
    static let name = "rising"
    static let summary = "ever more"

    init(_ settings: Settings) {}
    func factor(at progress: TrainingProgress) -> Double { Double(progress.step) / 4 }
  }

  @Test func `a schedule that leaves 0...1 is found out`() throws {
    #expect(
      try ScheduleLaws.violations(of: Rising.self) == [
        "1 epochs of 1 steps never move", "1 epochs of 7 steps have the factors [1.25, 1.5]",
        "10 epochs of 3 steps have the factors \((5..<30).map { Double($0) / 4 })",
      ])
  }

  private struct Crowd: ExitPolicy {
    static let name = "crowd"
    static let summary = "the mean over the batch"

    init(_ settings: Settings) {}
    func scores(_ seen: ExitHistory) throws -> [Float] {
      let mean = Float(try seen.logits[0].sigmoid().mean().item())
      return [Float](repeating: mean, count: seen.logits[0].shape[0])
    }
  }

  @Test func `a policy that looks at the batch is found out`() throws {
    let found = try PolicyLaws.violations(of: Crowd.self)
    #expect(found.count == 3)
    #expect(found.allSatisfy { $0.contains("scores a sample otherwise when it is alone") })
  }

  private struct Favourite: ExitPolicy {
    static let name = "favourite"
    static let summary = "the probability of class 0"

    init(_ settings: Settings) {}
    func scores(_ seen: ExitHistory) throws -> [Float] {
      try seen.last.softmax(dim: 1).narrowed(dim: 1, 0..<1).elements()
    }
  }

  @Test func `a policy that prefers a class is found out`() throws {
    let found = try PolicyLaws.violations(of: Favourite.self)
    #expect(found.count == 3)
    #expect(found.allSatisfy { $0.contains("has other scores when classes stand in another order") })
  }

  private struct Secretive: ExitPolicy {
    static let name = "secretive"
    static let summary = "learns a score, and does not say which"

    private var score: Float = 0.25

    init(_ settings: Settings) {}
    mutating func fit(to calibration: ExitHistory, within budget: ExitBudget) throws { score = 0.75 }
    func scores(_ seen: ExitHistory) throws -> [Float] { [Float](repeating: score, count: seen.last.shape[0]) }
  }

  @Test func `a policy whose learning cannot be taken up is found out`() throws {
    #expect(
      try PolicyLaws.violations(of: Secretive.self) == [
        "it is another policy when what it has learned is taken up by a new one"
      ])
  }

  private struct Careful: ExitPolicy {
    static let name = "careful"
    static let summary = "changes what it is shown, scores beyond 1, one answer for all, thresholds that fall"

    init(_ settings: Settings) {}
    func sharedThresholds(exits: Int) -> [Float]? { [2, 1] }
    func answers(_ seen: ExitHistory) throws -> Tensor { try seen.last.narrowed(dim: 0, 0..<1) }
    func scores(_ seen: ExitHistory) throws -> [Float] {
      try seen.last.rectify()
      return [Float](repeating: 2, count: seen.last.shape[0])
    }
  }

  @Test func `a policy that changes logits and has thresholds that fall is found out`() throws {
    #expect(
      try PolicyLaws.violations(of: Careful.self) == [
        "exit 0 answers with the shape [1, 4]", "exit 1 answers with the shape [1, 4]",
        "exit 2 answers with the shape [1, 4]", "it changes the logits of exit 0", "it changes the logits of exit 1",
        "it changes the logits of exit 2", "its thresholds [2.0, 1.0] do not rise",
      ])
  }

  private struct Spilling: Transform {
    static let name = "spilling"
    static let summary = "writes one byte too far"

    init(_ settings: Settings, shape: ImageShape) {}
    func apply(to pixels: UnsafeMutableBufferPointer<UInt8>, shape: ImageShape, random: inout RandomStream) {
      guard let start = pixels.baseAddress else { return }
      start[shape.count] = 0
      pixels[0] = UInt8.random(in: 0...255)
    }
  }

  @Test func `a transform that writes too far and draws its own numbers is found out`() throws {
    #expect(
      try TransformLaws.violations(of: Spilling.self) == [
        "a picture depends on more than its stream of random numbers", "bytes outside the picture are written",
      ])
  }

  private struct Careless: Dataset {
    static let name = "careless"
    static let summary = "labels that are no classes, pictures half written"

    let classNames = ["a", "a"]
    let shape = ImageShape(channels: 1, height: 2, width: 2)
    let normalization = Normalization(mean: [0], deviation: [0])
    let files: [DataFile] = []

    init(_ settings: Settings, seed: UInt64) {}
    func count(of split: Split) -> Int { split == .train ? 2 : 0 }
    func label(of index: Int, in split: Split) -> Int { index + 1 }
    func read(_ index: Int, of split: Split, into pixels: UnsafeMutableBufferPointer<UInt8>) { pixels[0] = 1 }
  }

  @Test func `a careless data set is found out`() throws {
    #expect(
      try DatasetLaws.violations(of: Careless.self) == [
        "two classes have one name", "deviations are [0.0]", "there is nothing to train or test on",
        "a label of train is no class", "sample 0 of train differs the second time, or is not written whole",
        "sample 1 of train differs the second time, or is not written whole",
      ])
  }

  @Test func `names and summaries out of style are found out`() {
    let entry = Catalog.Entry(
      .policy, name: "Big_Name", aliases: ["a--b"], summary: "Ends with a full stop.",
      settings: [Setting("camelCase", default: 1, "a key")], source: "Plugins/X")
    #expect(
      ComponentLaws.violations(of: entry) == [
        "'Big_Name' is not in kebab-case", "'a--b' is not in kebab-case", "'camelCase' is not in kebab-case",
        "the summary 'Ends with a full stop.' is not one line without a full stop",
      ])
  }
}
