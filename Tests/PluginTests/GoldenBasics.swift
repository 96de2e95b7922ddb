/// The golden file of small things: the partitioning operator, losses, learning rates.
struct GoldenBasics: Decodable {
  let cases: [OperatorCase]
  /// Number of channels, share, number of shared channels.
  let sharedChannels: [[Double]]
  let losses: Losses
  let schedules: Schedules

  enum CodingKeys: String, CodingKey {
    case cases, losses
    case sharedChannels = "shared_channel_count [C, ratio, n_plus] (round half to even of the float64 product)"
    case schedules = "lr_schedule"
  }

  static func read() throws -> GoldenBasics { try GoldenFile.read("operator_losses_schedule") }

  /// The operator's two results and the gradient of their weighted sum.
  struct OperatorCase: Decodable, Sendable {
    let mode: String
    let ratio: Double
    let partitions: Bool
    let references: Bool
    let trunk: [Double]
    let head: [Double]
    let gradient: [Double]

    enum CodingKeys: String, CodingKey {
      case mode, ratio
      case partitions = "use_dns"
      case references = "use_fr"
      case trunk = "x_plus"
      case head = "x_sub"
      case gradient = "grad"
    }
  }

  struct Losses: Decodable {
    let crossEntropy: Double
    let total: Double
    let lastAlone: Double
    /// By the terms of self-distillation and gamma, such as `kd=1 fd=0 gamma=0.3`.
    let distilled: [String: Double]

    enum CodingKeys: String, CodingKey {
      case crossEntropy = "ce"
      case total = "total kd=0 fd=0 gamma=0.3 (middle=[o], final=t, features a,b)"
      case lastAlone = "total use_mtl=0"
    }

    init(from decoder: any Decoder) throws {
      let keyed = try decoder.container(keyedBy: CodingKeys.self)
      crossEntropy = try keyed.decode(Double.self, forKey: .crossEntropy)
      total = try keyed.decode(Double.self, forKey: .total)
      lastAlone = try keyed.decode(Double.self, forKey: .lastAlone)
      let all = try decoder.container(keyedBy: AnyKey.self)
      distilled = try all.allKeys.reduce(into: [:]) { found, key in
        let words = key.stringValue.split(separator: " ").map(String.init)
        guard words.count > 4, words[0] == "total" else { return }
        found[words[1...3].joined(separator: " ")] = try all.decode(Double.self, forKey: key)
      }
    }

    private struct AnyKey: CodingKey {
      let stringValue: String
      var intValue: Int? { nil }
      init(stringValue: String) { self.stringValue = stringValue }
      init?(intValue: Int) { nil }
    }
  }

  struct Schedules: Decodable {
    let published: Milestones
    let vgg: Milestones
    let imageNet: Milestones
    let defaults: Milestones
    /// Epoch, batch, learning rate.
    let cosine: [[Double]]

    enum CodingKeys: String, CodingKey {
      case defaults
      case published = "msdnet_cifar100/resnet18"
      case vgg = "vgg7 training"
      case imageNet = "msdnet_imagenet"
      case cosine = "cosine (epochs 300, 100 batches) at (epoch,batch)"
    }

    /// A learning rate of 0.1 that falls at milestones.
    struct Milestones: Decodable {
      let epochs: Int
      let steps: [Int]
      /// First epoch, learning rate.
      let changes: [[Double]]

      enum CodingKeys: String, CodingKey {
        case epochs, steps
        case changes = "changes [first epoch, lr]"
      }
    }
  }
}
