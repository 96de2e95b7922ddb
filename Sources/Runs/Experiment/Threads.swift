import Foundation
import WorkbenchCore

/// How many threads compute, and how they wait: chosen here and nowhere else.
package enum Threads {
  /// How libgomp's threads wait: they spin, unless told otherwise before it is loaded.
  ///
  /// Alone on a machine spinning is some 7 %
  /// faster; with one busy neighbour it makes a training step 3.4 times as long, waiting passively 1.65 times. So the
  /// program starts itself anew once with this policy, except where the user has set one.
  package static let waitPolicyVariable = "OMP_WAIT_POLICY"
  package static let waitPolicy = "PASSIVE"

  /// Applies a recipe's choice; 0 leaves it to `OMP_NUM_THREADS`, or else takes every core.
  package static func use(_ count: Int) {
    let environment = ProcessInfo.processInfo.environment["OMP_NUM_THREADS"].flatMap { Int($0) }
    LibTorch.threads = count > 0 ? count : environment ?? ProcessInfo.processInfo.activeProcessorCount
  }
}
