import RunFiles

/// Who watches a sweep: a terminal, a test.
package protocol SweepObserver: AnyObject {
  /// The sweep begins or goes on, with so many members at a time and so many threads each; `nil` where members choose.
  func sweepOpened(_ directory: SweepDirectory, _ record: SweepRecord, members: [SweepMember], jobs: Int, threads: Int?)
  func memberEnded(_ member: SweepMember)
  /// A member's worker has something to say that a reader of the run should know.
  func memberNoted(_ member: SweepMember, _ text: String)
  /// Several times a second: how all members stand, and the seconds that are left, if they can be told.
  func sweepWentOn(_ members: [SweepMember], secondsLeft: Double?)
}
