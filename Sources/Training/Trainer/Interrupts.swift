import Dispatch
import Foundation
import Synchronization

/// Why a run stops before its end, saved and ready to be resumed.
package enum Interruption: Sendable, Equatable, CustomStringConvertible {
  /// SIGINT or SIGTERM.
  case signal(Int32)
  /// The time that the run was given has passed.
  case timeLimit

  /// The exit status of a program that ends so.
  package var exitStatus: Int32 {
    switch self {
    case .signal(let number): 128 + number
    case .timeLimit: 75
    }
  }

  package var description: String {
    switch self {
    case .signal(let number): "signal \(number)"
    case .timeLimit: "the time limit"
    }
  }
}

/// What asks a run to stop: SIGINT (Ctrl-C), SIGTERM, or a time limit.
///
/// A signal sets a flag and nothing else; the trainer looks at it between steps and between batches of an evaluation, where
/// the state is whole. A second Ctrl-C ends the process at once, without saving.
package final class Interrupts: Sendable {
  /// 0, the number of a signal, or ``timeLimitMark``.
  private let received = Atomic<Int32>(0)
  private static let timeLimitMark: Int32 = -1

  /// Listens to nothing, until ``listen(_:)`` or ``stop(after:_:)``.
  package init() {}

  /// - Parameters:
  ///   - atOnce: called before a second Ctrl-C ends the process.
  ///   - asked: called when the first signal comes, on a thread of its own.
  package func listen(
    atOnce: @escaping @Sendable () -> Void = {}, _ asked: @escaping @Sendable (Int32) -> Void = { _ in }
  ) {
    for number in [SIGINT, SIGTERM] {
      Glibc.signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      // The handler holds its source, so that both live as long as the process.
      source.setEventHandler { [self, source] in
        withExtendedLifetime(source) {}
        guard received.exchange(number, ordering: .acquiringAndReleasing) > 0 else { return asked(number) }
        if number == SIGINT {
          atOnce()
          _exit(130)
        }
      }
      source.resume()
    }
  }

  /// Asks to stop when a time has passed, unless a signal has done so before.
  ///
  /// - Parameters:
  ///   - seconds: the time from now.
  ///   - passed: called then, on a thread of its own.
  package func stop(after seconds: Double, _ passed: @escaping @Sendable () -> Void = {}) {
    DispatchQueue.global().asyncAfter(deadline: .now() + seconds) { [self] in
      let (first, _) = received.compareExchange(
        expected: 0, desired: Self.timeLimitMark, ordering: .acquiringAndReleasing)
      if first { passed() }
    }
  }

  /// Asks to stop as a signal would.
  package func request(_ signal: Int32) { received.store(signal, ordering: .releasing) }

  /// What asked to stop, if anything did.
  package var interruption: Interruption? {
    switch received.load(ordering: .acquiring) {
    case 0: nil
    case Self.timeLimitMark: .timeLimit
    case let number: .signal(number)
    }
  }
}
