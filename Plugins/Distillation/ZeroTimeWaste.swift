import WorkbenchCore

/// Exits learn from the labels and, besides, from the probabilities of deeper ones.
///
/// To the sum of the cross entropies comes `weight` times the mean, over all pairs of a student and a teacher, of the cross
/// entropy between their probabilities, without a temperature. A pair's share belongs to the student's loss; the teacher gets
/// no gradient.
///
/// | `teacher` | pairs |
/// |---|---|
/// | `last` | every early exit with the last |
/// | `next` | every early exit with the one behind it |
/// | `later` | every exit with all those behind it |
///
/// Source: the distillation losses in the code of Wolczyk et al., "Zero Time Waste: Recycling Predictions in Early Exit Neural
/// Networks", NeurIPS 2021; the choice `last` and the weight 1 are ours.
struct ZeroTimeWaste: GradientStrategy {
  static let name = "ztw"
  static let summary = "exits learn from the last, the next or all deeper ones (after Zero Time Waste, NeurIPS 2021)"
  static let roles = StrategyRoles.losses

  static let teacher = Setting("teacher", default: Teacher.last, "whose probabilities an exit learns")
  static let weight = Setting("weight", default: 1.0, in: 0...1e6, "factor of the mean over all pairs")
  static let settings: [any AnySetting] = [teacher, weight]

  enum Teacher: String, SettingChoice { case last, next, later }

  private let teacher: Teacher
  private let weight: Double

  init(_ settings: Settings) { (teacher, weight) = (settings[Self.teacher], settings[Self.weight]) }

  func losses(of outputs: [ExitOutput], labels: Tensor, in context: inout StepContext) throws -> [Tensor] {
    let pairs = outputs.indices.map { teachers(of: $0, among: outputs.count) }
    let share = weight / Double(max(pairs.reduce(0) { $0 + $1.count }, 1))
    return try outputs.indices.map { exit in
      let student = outputs[exit].logits
      return try pairs[exit].reduce(student.crossEntropy(labels)) { loss, teacher in
        let targets = try SoftTargets(outputs[teacher].logits, temperature: 1)
        return try loss + targets.crossEntropy(of: student) * share
      }
    }
  }

  private func teachers(of exit: Int, among count: Int) -> Range<Int> {
    switch teacher {
    case .last: max(exit + 1, count - 1)..<count
    case .next: exit + 1..<min(exit + 2, count)
    case .later: exit + 1..<count
    }
  }
}
