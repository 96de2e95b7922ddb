import Files
import Foundation
import Testing

@testable import Evaluation
@testable import Recipes
@testable import RunFiles
@testable import Sessions
@testable import Timing
@testable import Training

@Suite struct MetricLineTests {
  @Test func `lines are read as a general reader of JSON reads them`() throws {
    let metrics = [
      Metric(step: 1, epoch: 1, split: .train, exit: 2, name: "loss", value: 2.302585092994046),
      Metric(step: 1_130, epoch: 12, split: .step, name: "conflict/backbone/cosine/1-2", value: -0.25),
      Metric(step: 7, epoch: 3, split: .run, name: "learning-rate", value: 1e-05),
      Metric(step: 7, epoch: 3, split: .run, name: "peak-memory", value: 1_234_567_890),
      Metric(step: 2, epoch: 1, split: .step, exit: 1, name: "update-norm", value: .infinity),
    ]
    for metric in metrics {
      let line = try JSONFile.line(metric)
      #expect(MetricLine.metric(from: line) == metric)
    }
    let line = try JSONFile.line(Metric(step: 2, epoch: 1, split: .step, name: "x", value: .nan))
    #expect(MetricLine.metric(from: line)?.value.isNaN == true)
  }

  @Test(arguments: [
    "", "{}", #"{"epoch":1,"name":"loss","split":"train","step":1,"value":0.5"#,
    #"{"epoch":1,"name":"lo\"ss","split":"train","step":1,"value":0.5}"#,
    #"{"epoch":1,"name":"loss","split":"train","step":1,"value":"half"}"#,
    #"{"epoch":1,"name":"loss","split":"train","step":1,"value":0.5} "#,
  ])
  func `a line of another form is left to it`(line: String) {
    #expect(MetricLine.metric(from: Array(line.utf8)) == nil)
  }
}

extension JSONFile {
  /// As ``MetricsLog`` writes it.
  fileprivate static func line(_ metric: Metric) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try encoder.encode(metric)
  }
}
