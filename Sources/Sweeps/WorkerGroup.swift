import Foundation
import Synchronization

/// The workers that are under way, for signals to reach them from any thread.
package final class WorkerGroup: Sendable {
  private let identifiers = Mutex<Set<pid_t>>([])

  package init() {}

  func insert(_ worker: WorkerProcess) { identifiers.withLock { _ = $0.insert(worker.identifier) } }
  func remove(_ worker: WorkerProcess) { identifiers.withLock { _ = $0.remove(worker.identifier) } }

  /// Sends a signal to all of them.
  package func send(_ signal: Int32) { identifiers.withLock { for identifier in $0 { kill(identifier, signal) } } }
}
