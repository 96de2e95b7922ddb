import Errors
import Foundation
import WorkbenchCore

/// How many threads compute, and how they wait: chosen here and nowhere else.
package enum Threads {
  /// How libgomp's threads wait for one another, as environment variables that it reads when it is loaded.
  ///
  /// They spin a little, then sleep. A step of the default recipe on two cores (AMD EPYC) took, in milliseconds, alone and beside
  /// one busy process: sleeping at once 206 and 370, after 1,000 spins 166 and 430, after 3,000 spins 145 and 535, after 100,000
  /// spins 146 and 3,100. So the program starts itself anew once with this choice, except where the user has made one.
  package static let waiting = ["OMP_WAIT_POLICY": "PASSIVE", "GOMP_SPINCOUNT": "3000"]

  /// The variable whose presence says that the user has chosen.
  package static let waitPolicyVariable = "OMP_WAIT_POLICY"

  /// The numbers of threads that may be asked for.
  static let range = 1...1024

  /// Applies a recipe's choice; 0 leaves it to `OMP_NUM_THREADS`, or else takes every core.
  ///
  /// - Throws: ``ThreadsError`` for a number that no machine has.
  package static func use(_ count: Int) throws(ThreadsError) {
    let given = ProcessInfo.processInfo.environment["OMP_NUM_THREADS"]
    if count == 0, let given, Int(given).map({ !range.contains($0) }) ?? true {
      throw ThreadsError(source: "OMP_NUM_THREADS", value: given)
    }
    if count != 0, !range.contains(count) { throw ThreadsError(source: "the number of threads", value: "\(count)") }
    LibTorch.threads = count > 0 ? count : given.flatMap { Int($0) } ?? ProcessInfo.processInfo.activeProcessorCount
  }

  /// The threads of each of several processes that share the cores; `nil` where `OMP_NUM_THREADS` has chosen for each.
  package static func share(among processes: Int) -> Int? {
    guard ProcessInfo.processInfo.environment["OMP_NUM_THREADS"] == nil else { return nil }
    return max(1, ProcessInfo.processInfo.activeProcessorCount / processes)
  }
}

/// A number of threads that cannot be.
package struct ThreadsError: StatusedError, CustomStringConvertible, Equatable {
  let source: String
  let value: String

  package var description: String {
    "\(source) is '\(value)', but must be a whole number from \(Threads.range.lowerBound) to \(Threads.range.upperBound)"
  }

  package var exitStatus: ExitStatus { .badInput }
}
