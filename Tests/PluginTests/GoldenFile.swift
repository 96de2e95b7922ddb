import Foundation
import WorkbenchTesting

/// The files of the folder Golden.
enum GoldenFile: GoldenFolder {
  static var bundle: Bundle { .module }
}

/// One network and method: what the reference computes on the golden parameters and images.
struct GoldenModel: Decodable {
  let params: [Named]
  let float64: Numbers
  let float32: Numbers

  /// A parameter's name in the reference, and its shape.
  struct Named: Decodable {
    let name: String
    let shape: [Int]

    init(from decoder: any Decoder) throws {
      var pair = try decoder.unkeyedContainer()
      name = try pair.decode(String.self)
      shape = try pair.decode([Int].self)
    }
  }

  /// What one precision gives.
  struct Numbers: Decodable {
    let exits: [Exit]
    let totalLoss: Double
    /// By `total`, `exit1`, ...: the gradient's norm at every parameter; absent where the loss does not reach one.
    let gradientNorms: [String: [Double?]]
    /// By `stem`, `before_exit1`: the cosines between the exits' gradients there.
    let cosines: [String: [[Double?]]]
    let runningSums: RunningSums
    /// By the reference's module: shape, sum and mean absolute value of its results.
    let stages: [String: [Stage]]?
    let losses: [Double]
    let parameterNorm: Double
    let evaluation: [Exit]

    enum CodingKeys: String, CodingKey {
      case exits, stages
      case totalLoss = "total_loss"
      case gradientNorms = "grad_norm"
      case cosines = "cosine"
      case runningSums = "bn_after_first_forward"
      case losses = "total_loss_before_and_after_sgd_steps"
      case parameterNorm = "param_l2_after_3_steps"
      case evaluation = "eval_mode_after_3_steps"
    }
  }

  /// What an exit says.
  struct Exit: Decodable {
    let sum: Double
    let mean: Double?
    let absoluteMean: Double
    /// The first five logits of the first image.
    let firstFive: [Double]
    let loss: Double?

    enum CodingKeys: String, CodingKey {
      case loss
      case sum = "logits_sum"
      case mean = "logits_mean"
      case absoluteMean = "logits_absmean"
      case firstFive = "logits_first5"
    }
  }

  /// Sums over all batch normalizations.
  struct RunningSums: Decodable {
    let mean: Double
    let variance: Double

    enum CodingKeys: String, CodingKey {
      case mean = "sum_running_mean"
      case variance = "sum_running_var"
    }
  }

  struct Stage: Decodable {
    let shape: [Int]
    let sum: Double
    let absoluteMean: Double

    init(from decoder: any Decoder) throws {
      var triple = try decoder.unkeyedContainer()
      shape = try triple.decode([Int].self)
      sum = try triple.decode(Double.self)
      absoluteMean = try triple.decode(Double.self)
    }
  }
}
