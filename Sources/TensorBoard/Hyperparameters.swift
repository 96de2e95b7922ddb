import Foundation
import ProtocolBuffers

/// What a run was started with, for TensorBoard's table of hyper-parameters.
///
/// Field numbers are those of the plugin's `api.proto` and `plugin_data.proto`.
package struct Hyperparameters {
  /// A value as the table sorts it.
  package enum Value {
    case number(Double)
    case flag(Bool)
    case text(String)

    /// The kind of a value that is written as in YAML.
    package init(yaml: String) {
      switch yaml {
      case "true": self = .flag(true)
      case "false": self = .flag(false)
      default: self = Double(yaml).map { .number($0) } ?? .text(yaml)
      }
    }
  }

  private let values: [(name: String, value: Value)]
  /// Tags of the numbers that the table shows beside the values.
  private let metrics: [String]
  /// Runs with the same group are repetitions of one another.
  private let group: String

  package init(_ values: [(name: String, value: Value)], metrics: [String], group: String) {
    (self.values, self.metrics, self.group) = (values, metrics, group)
  }

  /// The columns of the table, and the run's row in it.
  func summaries(time: Date) -> [ProtocolMessage] {
    var experiment = ProtocolMessage()
    for (name, value) in values {
      var info = ProtocolMessage()
      info.add(1, name)
      info.add(4, value.kind)
      experiment.add(4, info)
    }
    for metric in metrics {
      var name = ProtocolMessage()
      name.add(2, metric)
      var info = ProtocolMessage()
      info.add(1, name)
      experiment.add(5, info)
    }
    var start = ProtocolMessage()
    for (name, value) in values {
      var entry = ProtocolMessage()
      entry.add(1, name)
      entry.add(2, value.message)
      start.add(1, entry)
    }
    start.add(4, group)
    start.add(5, time.timeIntervalSince1970)
    return [
      Self.summary("_hparams_/experiment", field: 2, experiment),
      Self.summary("_hparams_/session_start_info", field: 3, start),
    ]
  }

  /// How the run ended.
  static func end(isSuccess: Bool, time: Date) -> ProtocolMessage {
    var end = ProtocolMessage()
    end.add(1, isSuccess ? 1 : 2)
    end.add(2, time.timeIntervalSince1970)
    return summary("_hparams_/session_end_info", field: 4, end)
  }

  private static func summary(_ tag: String, field: Int, _ content: ProtocolMessage) -> ProtocolMessage {
    var data = ProtocolMessage()
    data.add(field, content)
    var value = ProtocolMessage()
    value.add(1, tag)
    value.add(9, Event.metadata(plugin: "hparams", content: data.bytes))
    return value
  }
}

extension Hyperparameters.Value {
  /// The plugin's `DataType`.
  fileprivate var kind: Int {
    switch self {
    case .text: 1
    case .flag: 2
    case .number: 3
    }
  }

  /// The value as a `google.protobuf.Value`.
  fileprivate var message: ProtocolMessage {
    var message = ProtocolMessage()
    switch self {
    case .number(let number): message.add(2, number)
    case .text(let text): message.add(3, text)
    case .flag(let flag): message.add(4, flag ? 1 : 0)
    }
    return message
  }
}
