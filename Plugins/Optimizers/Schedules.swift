import Foundation
import WorkbenchCore

/// The recipe's learning rate throughout, after an optional warm-up.
struct ConstantSchedule: Schedule {
  static let name = "constant"
  static let summary = "one learning rate throughout"
  static let settings: [any AnySetting] = [WarmUp.epochs]

  private let warmUp: WarmUp

  init(_ settings: Settings) { warmUp = WarmUp(settings) }

  func factor(at progress: TrainingProgress) -> Double { warmUp.factor(at: progress) }
}

/// A learning rate that falls by a factor at milestones, at the beginning of an epoch.
///
/// A milestone below 1 is a share of the run's epochs (0.5: half-way, rounded down), else an epoch counted from 0, as in the
/// reference recipes (250, 280, 295 of 300). The reference's formula lowers the rate again at multiples of a milestone; no run
/// of its recipes gets there, and this schedule does not.
struct MultiStepSchedule: Schedule {
  static let name = "multi-step"
  static let summary = "the learning rate falls by a factor at milestones"

  static let milestones = Setting(
    "milestones", default: [0.5, 0.75], each: 0...1e6, "where it falls: shares of the run, or epochs")
  static let factor = Setting("factor", default: 0.1, in: 0...1, "what it is multiplied by at each")

  static let settings: [any AnySetting] = [milestones, factor, WarmUp.epochs]

  private let milestones: [Double]
  private let factor: Double
  private let warmUp: WarmUp

  init(_ settings: Settings) {
    (milestones, factor) = (settings[Self.milestones], settings[Self.factor])
    warmUp = WarmUp(settings)
  }

  func factor(at progress: TrainingProgress) -> Double {
    let passed = milestones.count { milestone in
      let epoch = milestone < 1 ? (milestone * Double(progress.epochs)).rounded(.down) : milestone
      return Double(progress.epoch) >= epoch
    }
    return (0..<passed).reduce(warmUp.factor(at: progress)) { product, _ in product * factor }
  }
}

/// A learning rate that falls along half a cosine, step by step, to zero at the end.
///
/// Source: Loshchilov and Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", ICLR 2017, without restarts.
struct CosineSchedule: Schedule {
  static let name = "cosine"
  static let summary = "the learning rate falls along half a cosine to zero"
  static let settings: [any AnySetting] = [WarmUp.epochs]

  private let warmUp: WarmUp

  init(_ settings: Settings) { warmUp = WarmUp(settings) }

  func factor(at progress: TrainingProgress) -> Double {
    let share = Double(progress.step) / Double(progress.steps)
    return 0.5 * (1 + cos(.pi * share)) * warmUp.factor(at: progress)
  }
}

/// A learning rate that grows linearly during the first epochs.
struct WarmUp {
  static let epochs = Setting(
    "warm-up", default: 0.0, in: 0...1e6, "epochs over which the learning rate grows to its value")

  private let epochs: Double

  init(_ settings: Settings) { epochs = settings[Self.epochs] }

  func factor(at progress: TrainingProgress) -> Double {
    let steps = epochs * Double(progress.stepsPerEpoch)
    return min(1, (Double(progress.step) + 1) / max(steps, 1))
  }
}
