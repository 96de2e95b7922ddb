import Files
import Foundation
import Testing
import WorkbenchCore

@testable import Evaluation
@testable import Recipes
@testable import RunFiles
@testable import Sessions
@testable import Timing
@testable import Training

/// What a phase of an epoch moves.
@Suite struct PhaseTests {
  /// A phase of two steps that trains a part of the network.
  private struct Planned: GradientStrategy {
    static let name = "planned"
    static let summary = "one phase of a kind"
    static let roles = StrategyRoles.phases

    let part: EpochPhase.Part

    init(_ part: EpochPhase.Part) { self.part = part }
    init(_ settings: Settings) { part = .network }

    func phases(of epoch: Int, in epochs: Int) -> [EpochPhase] { [EpochPhase("planned", training: part)] }
  }

  /// The names of parameters that two steps move, and whether the optimizer remembers anything.
  private func moved(by part: EpochPhase.Part) throws -> (names: [String], remembers: Bool) {
    let experiment = try Experiment.tiny()
    experiment.strategy = Planned(part)
    let parameters = experiment.network.scope.parameters
    let before = try parameters.map { try $0.value.bytes() }
    try experiment.train(steps: 2)
    let names = try zip(parameters, before).filter { try $0.0.value.bytes() != $0.1 }.map(\.0.name)
    return (names, try !experiment.optimizer.state().isEmpty)
  }

  @Test func `the optimizer moves what the phase trains, and nothing else`() throws {
    let all = try Experiment.tiny().network.scope.parameters.map(\.name)
    let network = try moved(by: .network)
    #expect(network.names == all && network.remembers)
    let heads = try moved(by: .heads)
    #expect(heads.names == all.filter { $0.hasPrefix("heads.") } && heads.remembers)
    let nothing = try moved(by: .nothing)
    #expect(nothing.names == [] && !nothing.remembers)
  }

  @Test func `a plan is drawn in orders of their own, and counted`() throws {
    let experiment = try Experiment.tiny("strategy=meta-gf")
    #expect(experiment.phases(of: 0).map(\.name) == ["exit-1", "exit-2", "fusion"])
    #expect(experiment.stepsPerPhase == 2)
    #expect(experiment.stepsPerEpoch == 6)
    let classes = try (0..<3).map { phase in
      let batches = TrainingBatches(experiment, epoch: 0, phase: phase)
      return try [batches.next(), batches.next()].flatMap { $0?[0].classes ?? [] }
    }
    #expect(Set(classes).count == 3)
    #expect(Set(classes.map { $0.sorted() }).count == 1)
  }

  @Test func `a step gets as many more batches as its strategy asks for`() throws {
    let experiment = try Experiment.tiny("strategy=modo")
    let batches = TrainingBatches(experiment, epoch: 0, start: 1)
    let own = try #require(try batches.next())
    #expect(own.count == 3)
    #expect(try batches.next() == nil)
    let again = try #require(try TrainingBatches(experiment, epoch: 0, start: 1).next())
    #expect(try own.map { try $0.images.bytes() } == again.map { try $0.images.bytes() })
    #expect(try Set(own.map { try $0.images.bytes() }).count == 3)
  }
}
