import Dispatch
import Foundation
import Synchronization

/// The signals that ask a run to stop: SIGINT (Ctrl-C) and SIGTERM.
///
/// A signal sets a flag and nothing else; the trainer looks at it between steps and between batches of an evaluation, where
/// the state is whole. A second Ctrl-C ends the process at once, without saving.
package final class Interrupts: Sendable {
  private let received = Atomic<Int32>(0)

  /// Listens to no signal, until ``listen()``.
  package init() {}

  /// - Parameter asked: called when the first signal comes, on a thread of its own.
  package func listen(_ asked: @escaping @Sendable (Int32) -> Void = { _ in }) {
    for number in [SIGINT, SIGTERM] {
      Glibc.signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      // The handler holds its source, so that both live as long as the process.
      source.setEventHandler { [self, source] in
        withExtendedLifetime(source) {}
        guard received.exchange(number, ordering: .acquiringAndReleasing) != 0 else { return asked(number) }
        if number == SIGINT { _exit(130) }
      }
      source.resume()
    }
  }

  /// Asks to stop as a signal would; for tests.
  package func request(_ signal: Int32) { received.store(signal, ordering: .releasing) }

  /// The signal that came, if one has.
  package var signal: Int32? {
    let number = received.load(ordering: .acquiring)
    return number == 0 ? nil : number
  }
}
