import Foundation

/// What leaving early really saves on this machine, beside what it saves by the count of operations.
///
/// The network is run by the inference engine on images of the test split. What is compared takes turns, image by image and batch
/// by batch, so that all of it meets the same machine; the first turn, which also prepares the weights, does not count.
package struct MeasuredSpeed: Sendable, Codable, Equatable {
  package var schema = "workbench.latency/1"
  package let checkpoint: String
  package let policy: String
  package let threads: Int
  package let device: String
  package let cpu: String
  package let libtorch: String
  /// How many other runs of the same folder were under way, at its beginning or its end, whichever is more.
  ///
  /// They take time from it. Absent in files of earlier versions.
  package let runsBeside: Int?
  /// How many images took part.
  package let images: Int
  /// How many images came at once, in the order of ``Point/throughput``.
  package let batchSizes: [Int]
  /// Nobody leaves: all exits are computed for every image.
  package let whole: Point
  /// What the evaluation shows: budgets or thresholds, then what is asked for.
  package let points: [Point]

  package init(
    checkpoint: String, policy: String, threads: Int, device: String, cpu: String, libtorch: String, runsBeside: Int?,
    images: Int, batchSizes: [Int], whole: Point, points: [Point]
  ) {
    (self.checkpoint, self.policy, self.threads, self.device) = (checkpoint, policy, threads, device)
    (self.cpu, self.libtorch, self.runsBeside, self.images) = (cpu, libtorch, runsBeside, images)
    (self.batchSizes, self.whole, self.points) = (batchSizes, whole, points)
  }

  /// One setting of the thresholds.
  package struct Point: Sendable, Codable, Equatable {
    package let name: String
    package let thresholds: [Float]
    /// Multiply-accumulates of these images in the mean, each of the way to its own exit: what a simulation counts.
    package let meanCost: Double
    /// The whole network's cost divided by that.
    package let simulatedSpeedUp: Double
    /// Seconds of one image alone.
    package let latency: Latency
    /// Images per second, for each number of images that come at once.
    package let throughput: [Double]
    /// The throughput divided by that of the whole network, for each of the same.
    package let measuredSpeedUp: [Double]
    /// How the answers compare with the simulated ones, where that was looked at.
    package let agreement: Agreement?

    package init(
      name: String, thresholds: [Float], meanCost: Double, simulatedSpeedUp: Double, latency: Latency,
      throughput: [Double], measuredSpeedUp: [Double], agreement: Agreement?
    ) {
      (self.name, self.thresholds, self.meanCost, self.simulatedSpeedUp) = (
        name, thresholds, meanCost, simulatedSpeedUp
      )
      (self.latency, self.throughput, self.measuredSpeedUp, self.agreement) = (
        latency, throughput, measuredSpeedUp, agreement
      )
    }
  }

  package struct Latency: Sendable, Codable, Equatable {
    package let median: Double
    /// Nine of ten images take no longer.
    package let p90: Double
    /// How many images were timed.
    package let count: Int

    package init(median: Double, p90: Double, count: Int) {
      (self.median, self.p90, self.count) = (median, p90, count)
    }
  }

  /// What the last measurement wrote into the folder of an evaluation.
  ///
  /// - Throws: ``FileError`` when there is none.
  package init(in folder: String) throws {
    self = try JSONFile.read(MeasuredSpeed.self, from: folder + "/latency.json")
  }

  package func write(to folder: String) throws { try JSONFile.write(self, to: folder + "/latency.json") }
}
