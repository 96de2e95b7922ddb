import OrderedCollections
import Settings

/// Whether runs can be compared at all: the same data, network, code, steps and evaluation.
enum Comparability {
  /// One check for each subject, in a fixed order.
  static func checks(of runs: [ComparedRun]) -> [Check] {
    [
      check(.data, runs, same: { "same data, \($0)" }, differs: "data differ", describe: data),
      check(.network, runs, same: { "same network, \($0)" }, differs: "networks differ", describe: network),
      check(.code, runs, same: { "same code, \($0)" }, differs: "code differs", describe: code),
      check(.steps, runs, same: { "same \($0)" }, differs: "training differs in length", describe: steps),
      check(
        .evaluation, runs, same: { "same evaluation, \($0)" }, differs: "evaluation differs", describe: evaluation),
      check(
        .machine, runs, same: { "same machine, \($0)" }, differs: "machines differ, so times do not compare",
        describe: machine),
    ]
  }

  private static func check(
    _ subject: Check.Subject, _ runs: [ComparedRun], same: (String) -> String, differs: String,
    describe: (ComparedRun) -> String
  ) -> Check {
    let owners = OrderedDictionary(grouping: runs, by: describe)
    guard owners.count > 1 else { return Check(subject: subject, isSame: true, text: same(owners.keys.first ?? "")) }
    let kinds =
      owners.prefix(3).map { "\($0) (\(list($1.map(\.directory.shortID))))" }
      + (owners.count > 3 ? ["…"] : [])
    return Check(subject: subject, isSame: false, text: "\(differs): " + kinds.joined(separator: "; "))
  }

  private static func list(_ ids: [String]) -> String {
    ids.prefix(3).joined(separator: ", ") + (ids.count > 3 ? " and \(ids.count - 3) more" : "")
  }

  // MARK: - What is compared

  private static func data(of run: ComparedRun) -> String {
    guard let data = run.data else { return "unknown: data.json cannot be read" }
    let samples = Split.allCases.map { "\(data.samples[$0.rawValue] ?? 0)" }.joined(separator: "/")
    let settings = run.recipe.filter {
      $0.key.hasPrefix("data.") && $0.key != "data.name" && !run.keysWithoutEffect.contains($0.key)
    }
    .map { "\($0.key.dropFirst(5))=\($0.value)" }
    let files = data.files.map { "\($0.name) \($0.digest.prefix(20))" }
    return (["\(data.name) \(samples)"] + settings + files).joined(separator: " ")
  }

  private static func network(of run: ComparedRun) -> String {
    let keys = run.recipe.filter { $0.key.hasPrefix("backbone.") || $0.key.hasPrefix("heads.") || $0.key == "exits" }
      .map { entry in
        let (key, value) = (entry.key, entry.value)
        let parts = key.split(separator: ".")
        // Where heads differ, the exit stands before each: `1: gated-separable`.
        guard key.hasSuffix(".name") else { return "\(parts.last ?? "")=\(value)" }
        return parts.count == 3 ? "\(parts[1]): \(value)" : value
      }
    return keys.joined(separator: " ")
  }

  private static func code(of run: ComparedRun) -> String {
    guard let environment = run.environment else { return "unknown: environment.json cannot be read" }
    let commit = environment.commit.map { String($0.prefix(7)) } ?? "version \(environment.workbench)"
    return commit + (environment.isModified == true ? " with changes" : "") + ", libtorch \(environment.libtorch)"
  }

  private static func steps(of run: ComparedRun) -> String {
    "\(run.record.step) steps in \(run.record.epochs) epochs of batches of \(run["train.batch-size"] ?? "?")"
  }

  private static func evaluation(of run: ComparedRun) -> String {
    guard let evaluation = run.evaluation else { return "none" }
    let early = evaluation.early.map { "\($0.policy) fitted on \($0.fittedOn)" } ?? "no policy"
    return "\(evaluation.test.samples) test images, \(early)"
  }

  private static func machine(of run: ComparedRun) -> String {
    guard let environment = run.environment else { return "unknown: environment.json cannot be read" }
    return "\(environment.cpu), \(environment.device) ×\(environment.threads)"
  }
}
