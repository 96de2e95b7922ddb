import Recipes
import RunFiles
import Training

extension EarlyExits {
  /// What was fitted, applied to the test split, while the intervals wait for the bootstrap.
  struct Pending {
    private let policy: String
    private let fittedOn: String
    private let cautions: [String]
    private let curve: [OperatingPoint.Pending]
    private let costCurve: [OperatingPoint.Pending]
    private let targets: [OperatingPoint.Pending]
    private let fittedTargets: [OperatingPoint]

    init(_ recipe: Recipe, _ fitted: FittedPolicy, test: ExitLogits, _ bootstrap: BootstrapFigures) throws {
      let samples = try fitted.scores(of: test)
      func applied(_ points: [OperatingPoint]) -> [OperatingPoint.Pending] {
        points.map { OperatingPoint.Pending($0, appliedTo: samples, costs: fitted.costs, bootstrap) }
      }
      policy = recipe.policy.name
      fittedOn = recipe.policySection.fitOn.rawValue
      var cautions: [String] = []
      if type(of: fitted.policy).readsLabels {
        cautions.append("\(policy) reads the labels: a reference and no result")
      }
      if recipe.policySection.fitOn == .test {
        cautions.append("thresholds are fitted on the test split: an upper bound and no result")
      }
      self.cautions = cautions
      fittedTargets = fitted.targets
      (curve, costCurve, targets) = (applied(fitted.curve), applied(fitted.costCurve), applied(fittedTargets))
    }

    func earlyExits(_ bootstrap: BootstrapFigures) -> EarlyExits {
      func points(_ pending: [OperatingPoint.Pending]) -> [OperatingPoint] { pending.map { $0.point(bootstrap) } }
      return EarlyExits(
        policy: policy, fittedOn: fittedOn, cautions: cautions, curve: points(curve),
        costCurve: costCurve.isEmpty ? nil : points(costCurve), targets: points(targets), fittedTargets: fittedTargets)
    }
  }
}
