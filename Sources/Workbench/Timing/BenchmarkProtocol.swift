import Foundation
import Training
import WorkbenchCore

/// Requests of a benchmark on standard input, one a line, each answered by a line of JSON; Benchmarks/README.md has its keys.
enum BenchmarkProtocol {
  /// The reply to `info`.
  struct Info: Encodable {
    let batch: Int
    let parameters: Int
    let skipped_macs_share: Double
    let threads = LibTorch.threads
    let wait_policy = ProcessInfo.processInfo.environment[Threads.waitPolicyVariable] ?? ""
    let torch = LibTorch.version

    init(batch: Int, parameters: Int, skippedShare: Double) {
      (self.batch, self.parameters, skipped_macs_share) = (batch, parameters, skippedShare)
    }
  }

  /// The seconds of some steps, one entry for each.
  struct Times: Encodable {
    let seconds: [Double]
    let cpu_seconds: [Double]
    let data: [Double]
    let forward: [Double]
    let backward: [Double]
    let optimizer: [Double]
    let peak_bytes = PeakMemory.bytes
    let threads = LibTorch.threads
    let torch = LibTorch.version

    init(
      wall: [Double], processor: [Double], data: [Double], forward: [Double], backward: [Double], optimizer: [Double]
    ) {
      (seconds, cpu_seconds, self.data) = (wall, processor, data)
      (self.forward, self.backward, self.optimizer) = (forward, backward, optimizer)
    }
  }

  /// Answers until the requests end; `go` takes a number of steps, `solvers` a number of exits.
  static func answer(
    info: Info, solvers: (Int) throws -> [String: Double] = { _ in [:] }, go: (Int) throws -> Times
  ) throws {
    let encoder = JSONEncoder()
    // Unbuffered: the other side waits for the line.
    func reply(_ value: some Encodable) throws {
      try StandardOutput.print(String(decoding: encoder.encode(value), as: UTF8.self))
    }
    while let line = readLine() {
      let words = line.split(separator: " ")
      switch words.first {
      case "info": try reply(info)
      case "go":
        guard let count = words.count == 1 ? 1 : Int(words[1]), count > 0 else {
          try reply(["error": "'\(line)' does not name a number of steps greater than 0"])
          continue
        }
        try reply(go(count))
      case "solvers":
        guard words.count == 2, let exits = Int(words[1]), exits > 0 else {
          try reply(["error": "'\(line)' does not name a number of exits greater than 0"])
          continue
        }
        try reply(solvers(exits))
      case "quit": return
      default: try reply(["error": "'\(line)' is not info, go N, solvers K or quit"])
      }
    }
  }
}
