import Testing
import WorkbenchCore

@testable import Optimizers

/// Learning rates against the reference's tables.
@Suite struct ScheduleTests {
  private func multiStep(_ milestones: String, _ keys: [String: String] = [:]) throws -> MultiStepSchedule {
    MultiStepSchedule(
      try Settings(for: MultiStepSchedule.settings, keys.merging(["milestones": milestones]) { $1 }))
  }

  private func factor(_ schedule: some Schedule, _ epoch: Int, of epochs: Int, step: Int = 0, steps: Int = 100)
    -> Double
  {
    schedule.factor(
      at: TrainingProgress(epoch: epoch, epochs: epochs, stepInEpoch: step, stepsPerEpoch: steps))
  }

  @Test func `milestones lower the rate when the reference's tables do`() throws {
    let schedules = try GoldenBasics.read().schedules
    for table in [schedules.published, schedules.vgg, schedules.imageNet, schedules.defaults] {
      let schedule = try multiStep("\(table.steps)")
      #expect(table.changes.count == 4)
      for epoch in 0..<table.epochs {
        let expected = try #require(table.changes.last { Int($0[0]) <= epoch })[1]
        #expect(abs(0.1 * factor(schedule, epoch, of: table.epochs) - expected) <= 1e-12 * expected, "epoch \(epoch)")
      }
    }
  }

  @Test func `a milestone counts once, unlike in the reference's formula`() throws {
    let schedule = try multiStep("[250, 280, 295]")
    for epoch in [499, 500, 560, 600] {
      #expect(abs(0.1 * factor(schedule, epoch, of: 700) - 1e-4) <= 1e-16, "epoch \(epoch)")
    }
  }

  @Test func `a milestone below 1 is a share of the run`() throws {
    let schedule = try multiStep("[0.5, 0.75]", ["factor": "0.5"])
    #expect((0..<9).map { factor(schedule, $0, of: 9) } == [1, 1, 1, 1, 0.5, 0.5, 0.25, 0.25, 0.25])
  }

  @Test func `the cosine is the reference's, step by step`() throws {
    let schedule = CosineSchedule(try Settings(for: CosineSchedule.settings))
    let rows = try GoldenBasics.read().schedules.cosine
    #expect(rows.count == 5)
    for row in rows {
      let rate = 0.1 * factor(schedule, Int(row[0]), of: 300, step: Int(row[1]))
      #expect(abs(rate - row[2]) <= 1e-9 * row[2], "epoch \(row[0]), batch \(row[1]): \(rate), not \(row[2])")
    }
  }

  @Test func `every schedule can warm up, step by step, and then goes its way`() throws {
    let constant = ConstantSchedule(try Settings(for: ConstantSchedule.settings, ["warm-up": "2"]))
    let rising = (0..<3).flatMap { epoch in (0..<4).map { factor(constant, epoch, of: 3, step: $0, steps: 4) } }
    #expect(rising == [0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1, 1, 1, 1, 1])

    let falling = try multiStep("[1]", ["warm-up": "0.5"])
    #expect((0..<2).map { factor(falling, 0, of: 2, step: $0, steps: 4) } == [0.5, 1])
    #expect(abs(factor(falling, 1, of: 2, steps: 4) - 0.1) <= 1e-15)

    let cosine = CosineSchedule(try Settings(for: CosineSchedule.settings, ["warm-up": "1"]))
    #expect(factor(cosine, 0, of: 2, step: 0, steps: 2) == 0.5)
    #expect(abs(factor(cosine, 1, of: 2, step: 0, steps: 2) - 0.5) <= 1e-15)
  }

  @Test func `without a warm-up the first step has the whole rate`() throws {
    #expect(factor(ConstantSchedule(try Settings(for: ConstantSchedule.settings)), 0, of: 1) == 1)
  }
}
