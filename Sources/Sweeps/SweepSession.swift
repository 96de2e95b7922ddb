import Files
import Foundation
import RunFiles
import Sessions
import Training

/// Carries a sweep out: what is left of its members, so many at a time, each by a process of its own.
///
/// A member that fails does not stop the others. When the sweep is asked to stop, its workers save and stop; when its process is
/// killed, they notice and do the same.
package final class SweepSession {
  /// How a session ended.
  package enum Outcome: Equatable {
    /// Every member has been tried.
    case ended(finished: Int, failed: Int, paused: Int)
    /// It was asked to stop; what is left can be resumed.
    case interrupted(Interruption)
  }

  package let directory: SweepDirectory
  private let record: SweepRecord
  private let lock: WorkLock
  private let jobs: Int
  private let threads: Int?
  private let options: [String]
  private let observer: any SweepObserver
  private let interrupts: Interrupts
  private let group: WorkerGroup
  private var members: [SweepMember] = []
  private var workers: [Int: WorkerProcess] = [:]

  /// - Parameters:
  ///   - directory: the sweep.
  ///   - jobs: members at the same time; `nil` for as many as when it was last carried out.
  ///   - command: the command that takes the sweep up again; `nil` for the one that launched it.
  ///   - options: what is added to the arguments of every worker.
  ///   - observer: who watches.
  ///   - interrupts: what asks the sweep to stop.
  ///   - group: the workers, for a signal that ends everything at once.
  /// - Throws: ``RunBusy`` when another process carries it out; ``FileError`` for a record that cannot be read;
  ///   `AlreadyFinished` when no member has anything left to do.
  package init(
    _ directory: SweepDirectory, jobs: Int? = nil, command: [String]? = nil, options: [String] = [],
    observer: any SweepObserver, interrupts: Interrupts, group: WorkerGroup
  ) throws {
    lock = try WorkLock(directory)
    var record = try directory.readRecord()
    guard record.members.contains(where: { SweepMember($0, in: directory).isLeft }) else {
      throw AlreadyFinished(id: directory.id)
    }
    record.jobs = jobs ?? record.jobs
    if let command { record.commands.append(command) }
    (record.process, record.host) = (getpid(), ProcessInfo.processInfo.hostName)
    try directory.write(record)
    (self.directory, self.record, self.options) = (directory, record, options)
    (self.observer, self.interrupts, self.group) = (observer, interrupts, group)
    self.jobs = max(1, min(record.jobs, record.members.count))
    threads = Threads.share(among: self.jobs)
  }

  /// Carries out what is left.
  package func carryOut() throws -> Outcome {
    members = record.members.map { SweepMember($0, in: directory) }
    observer.sweepOpened(directory, record, members: members, jobs: jobs, threads: threads)
    let clock = ContinuousClock()
    var last = clock.now
    var isStopping = false
    var waiting = members.indices.filter { members[$0].state == .waiting }[...]
    while true {
      if interrupts.interruption != nil, !isStopping {
        isStopping = true
        group.send(SIGTERM)
      }
      while !isStopping, workers.count < jobs, let next = waiting.popFirst() { start(next) }
      if workers.isEmpty { break }
      hear()
      let now = clock.now
      for index in workers.keys { members[index].seconds += (now - last).seconds }
      last = now
      observer.sweepWentOn(members, secondsLeft: secondsLeft(waiting: waiting))
    }
    if let interruption = interrupts.interruption, members.contains(where: { $0.isLeft }) {
      return .interrupted(interruption)
    }
    return .ended(
      finished: members.count { $0.state == .finished }, failed: members.count { $0.isFailed },
      paused: members.count { $0.state == .paused })
  }

  // MARK: - Workers

  private func start(_ index: Int) {
    let member = members[index]
    do throws(FileError) {
      let worker = try WorkerProcess(
        ["resume", member.directory.path, "--worker"] + options,
        environment: threads.map { ["OMP_NUM_THREADS": "\($0)"] } ?? [:],
        log: directory.workerLog(of: member.member))
      group.insert(worker)
      workers[index] = worker
      members[index].state = .running
    } catch {
      members[index].state = .failed(reason: "\(error)")
      observer.memberEnded(members[index])
    }
  }

  /// Waits a little for what workers say, and takes leave of those that have ended.
  private func hear() {
    let order = workers.keys.sorted()
    var polled = order.compactMap { workers[$0] }.map { pollfd(fd: $0.output, events: Int16(POLLIN), revents: 0) }
    guard poll(&polled, nfds_t(polled.count), 100) > 0 else { return }
    for (index, state) in zip(order, polled) where state.revents != 0 {
      guard let worker = workers[index] else { continue }
      guard let reports = worker.reports() else {
        group.remove(worker)
        workers[index] = nil
        end(index, worker.ending())
        continue
      }
      for report in reports {
        if members[index].report == nil { members[index].firstStep = report.step }
        members[index].report = report
        if let note = report.note { observer.memberNoted(members[index], note) }
      }
    }
  }

  private func end(_ index: Int, _ ending: WorkerProcess.Ending) {
    members[index].readRecord()
    members[index].state = state(of: members[index], after: ending)
    observer.memberEnded(members[index])
  }

  private func state(of member: SweepMember, after ending: WorkerProcess.Ending) -> SweepMember.State {
    switch ending {
    case .exited(0): return .finished
    case .exited(75), .exited(128 + SIGINT), .exited(128 + SIGTERM): return .paused
    // Asked to stop before it listened to signals, and before anything had begun.
    case .killed(signal: SIGTERM): return .paused
    case .exited(let status):
      let failure = member.record?.state == .failed ? member.record?.failure : nil
      return .failed(reason: failure ?? lastError(of: member) ?? "its process ended with status \(status)")
    case .killed(let signal):
      return .failed(reason: "its process was ended by signal \(signal) (\(String(cString: strsignal(signal))))")
    }
  }

  /// The error that a worker has printed last.
  private func lastError(of member: SweepMember) -> String? {
    let log = FileManager.default.contents(atPath: directory.workerLog(of: member.member)) ?? Data()
    let lines = String(decoding: log, as: UTF8.self).split(separator: "\n").map(String.init)
    return lines.last { $0.hasPrefix("error: ") }.map { String($0.dropFirst(7)) } ?? lines.last
  }

  private func secondsLeft(waiting: ArraySlice<Int>) -> Double? {
    let running = workers.keys.sorted().map { index in
      members[index].pace
        ?? SweepForecast.Pace(variant: members[index].member.variant, seconds: 0, taken: 0, steps: 0, left: 0)
    }
    return SweepForecast(members.compactMap(\.pace)).seconds(
      running: running, waiting: waiting.map { members[$0].member.variant }, jobs: jobs)
  }
}

extension SweepMember {
  /// Whether there is something left to do.
  fileprivate var isLeft: Bool { state != .finished && state != .removed }
  fileprivate var isFailed: Bool { if case .failed = state { true } else { false } }
}
