import Recipes
import RunFiles
import Training

extension EarlyExits {
  /// Applies what was fitted to the test split.
  package init(_ recipe: Recipe, _ fitted: FittedPolicy, test: ExitLogits, _ bootstrap: Bootstrap) throws {
    let samples = try fitted.scores(of: test)
    func applied(_ points: [OperatingPoint]) -> [OperatingPoint] {
      points.map {
        $0.applied(to: samples, costs: fitted.costs).withIntervals(from: samples, costs: fitted.costs, bootstrap)
      }
    }
    let costCurve = applied(fitted.costCurve)
    let policy = recipe.policy.name
    var cautions: [String] = []
    if type(of: fitted.policy).readsLabels { cautions.append("\(policy) reads the labels: a reference and no result") }
    if recipe.policySection.fitOn == .test {
      cautions.append("thresholds are fitted on the test split: an upper bound and no result")
    }
    self.init(
      policy: policy, fittedOn: recipe.policySection.fitOn.rawValue, cautions: cautions, curve: applied(fitted.curve),
      costCurve: costCurve.isEmpty ? nil : costCurve, targets: applied(fitted.targets), fittedTargets: fitted.targets)
  }
}
