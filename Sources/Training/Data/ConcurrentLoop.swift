import Dispatch
import Synchronization

/// Calls `body` with every number below `count`, on up to `threads` threads at once.
///
/// After an error no more are begun.
///
/// - Throws: the error of the smallest number that has one, whatever the number of threads.
func concurrently(_ count: Int, threads: Int, _ body: @Sendable (Int) throws -> Void) throws {
  guard threads > 1, count > 1 else {
    for number in 0..<count { try body(number) }
    return
  }
  let next = Atomic(0)
  let failure = Mutex<(number: Int, error: any Error)?>(nil)
  DispatchQueue.concurrentPerform(iterations: min(threads, count)) { _ in
    // Numbers are taken in order, so that those below one that fails have been begun and will end.
    while failure.withLock({ $0 == nil }) {
      let number = next.wrappingAdd(1, ordering: .relaxed).oldValue
      guard number < count else { return }
      do {
        try body(number)
      } catch {
        failure.withLock { if number < $0?.number ?? .max { $0 = (number, error) } }
      }
    }
  }
  if let failure = failure.withLock({ $0 }) { throw failure.error }
}
