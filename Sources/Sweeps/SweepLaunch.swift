import Errors
import Foundation
import Recipes
import RunFiles
import Sessions
import Training
import WorkbenchCore

/// Makes the directories of a sweep and of all its members, which wait to be carried out.
package struct SweepLaunch {
  package let directory: SweepDirectory

  /// Builds every variant, so that a mistake shows before anything begins; nothing is left behind when that fails.
  ///
  /// - Parameters:
  ///   - plan: the members.
  ///   - registry: the components that recipes name.
  ///   - parent: the folder of all runs.
  ///   - jobs: members at the same time.
  ///   - weights: those that every member begins from.
  ///   - command: the command that asked for the sweep.
  /// - Throws: ``MemberRefused`` for a member that cannot be built; ``CannotCreate``; ``FileError``.
  package init(
    _ plan: SweepPlan, registry: Registry, in parent: String, jobs: Int, weights: RunWeights? = nil, command: [String]
  ) throws {
    try Self.check(plan, registry: registry, parent: parent, weights: weights)
    let first = plan.members[0].recipe
    var random = SystemRandomNumberGenerator()
    do {
      directory = try SweepDirectory.make(in: parent, name: first.name, date: .now, random: &random)
    } catch {
      throw CannotCreate(error, kind: "sweep")
    }
    var made = [directory.path]
    do {
      try directory.writeRecipe(first.text)
      var members: [SweepRecord.Member] = []
      for member in plan.members {
        let run = try NewRun(
          member.recipe, in: directory.parent, command: command, weights: weights, sweep: directory.id
        ) { run in
          guard let weights else { return }
          let experiment = try Experiment(member.recipe, registry: registry)
          try run.writeFirstCheckpoint(of: experiment, from: weights, experiment.takeFirstWeights(weights))
        }
        made.append(run.directory.path)
        members.append(
          SweepRecord.Member(
            number: member.number, run: run.directory.id, seed: member.recipe.seed, variant: member.variant,
            values: member.values))
      }
      try directory.write(
        SweepRecord(
          id: directory.id, name: first.name, keys: plan.keys, jobs: jobs, members: members, command: command,
          created: .now))
    } catch {
      for path in made { try? FileManager.default.removeItem(atPath: path) }
      throw error
    }
  }

  private static func check(
    _ plan: SweepPlan, registry: Registry, parent: String, weights: RunWeights?
  ) throws {
    var needs: [String: DiskNeed] = [:]
    for member in plan.members where needs[member.recipe.groupKey] == nil {
      do {
        let experiment = try Experiment(member.recipe, registry: registry)
        _ = try experiment.takeFirstWeights(weights)
        needs[member.recipe.groupKey] = DiskNeed(of: experiment)
      } catch let error as RecipeError {
        // It says where the mistake stands.
        throw error
      } catch {
        throw MemberRefused(number: member.number, variant: member.variant, cause: error)
      }
    }
    try DiskNeed(ofAll: plan.members.compactMap { needs[$0.recipe.groupKey] }).check(at: parent)
  }
}

/// A member of a sweep that cannot be built, so that nothing was started.
package struct MemberRefused: StatusedError, CustomStringConvertible {
  package let number: Int
  package let variant: String
  package let cause: any Error

  package var description: String { "run \(number) of the sweep (\(variant)) cannot be built: \(cause)" }

  package var exitStatus: ExitStatus { ExitStatus(of: cause) }
}
