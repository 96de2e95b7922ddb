import Dispatch
import Synchronization

/// A queue between one producer and one consumer that holds the producer up when it is full.
final class BoundedQueue<Element: Sendable>: Sendable {
  private let elements = Mutex<[Element]>([])
  private let isClosed = Atomic(false)
  // Both begin at zero: a semaphore must not be released below the value it was made with.
  private let free = DispatchSemaphore(value: 0)
  private let filled = DispatchSemaphore(value: 0)

  init(capacity: Int) {
    for _ in 0..<capacity { free.signal() }
  }

  /// Waits for room and appends.
  ///
  /// - Returns: false when the queue is closed and the producer may stop.
  func append(_ element: Element) -> Bool {
    free.wait()
    guard !isClosed.load(ordering: .acquiring) else { return false }
    elements.withLock { $0.append(element) }
    filled.signal()
    return true
  }

  /// Waits for an element and takes it.
  func next() -> Element {
    filled.wait()
    let element = elements.withLock { $0.removeFirst() }
    free.signal()
    return element
  }

  /// Lets a producer that waits for room go.
  func close() {
    isClosed.store(true, ordering: .releasing)
    free.signal()
  }
}
