import Digest
import Foundation
import ProtocolBuffers

/// One entry of a file that TensorBoard reads.
///
/// Field numbers are those of TensorFlow's `event.proto` and `summary.proto`.
package struct Event {
  /// What an event says.
  package enum Content {
    /// The first event of every file.
    case version
    /// From the event's step on, what earlier files of the folder say is void.
    case restart
    /// Numbers by tag; a tag's part before the first `/` is the group that it is shown in.
    case scalars([(tag: String, value: Double)])
    /// A picture as a PNG file.
    case picture(tag: String, width: Int, height: Int, png: Data)
    /// A text in Markdown.
    case text(tag: String, String)
    /// What a run was started with.
    case hyperparameters(Hyperparameters)
    /// How it ended.
    case end(isSuccess: Bool)
  }

  private let time: Date
  private let step: Int
  private let content: Content

  /// An event that happened after so many steps of training.
  package init(_ content: Content, step: Int, at time: Date) {
    (self.content, self.step, self.time) = (content, step, time)
  }

  /// The event as a record of a file: length and bytes, each with its checksum.
  package var record: Data {
    let bytes = message.bytes
    let length = withUnsafeBytes(of: UInt64(bytes.count).littleEndian) { Data($0) }
    return length + Self.maskedChecksum(length) + bytes + Self.maskedChecksum(bytes)
  }

  /// Masked, so that checksums of data that holds checksums stay good.
  private static func maskedChecksum(_ bytes: Data) -> Data {
    let sum = crc32c(bytes)
    return withUnsafeBytes(of: ((sum >> 15 | sum << 17) &+ 0xA282_EAD8).littleEndian) { Data($0) }
  }

  private var message: ProtocolMessage {
    var event = ProtocolMessage()
    event.add(1, time.timeIntervalSince1970)
    event.add(2, step)
    switch content {
    case .version: event.add(3, "brain.Event:2")
    case .restart:
      var session = ProtocolMessage()
      session.add(1, 1)
      event.add(7, session)
    case .scalars(let scalars):
      event.add(5, Self.summary(of: scalars.map(Self.scalar)))
    case .picture(let tag, let width, let height, let png):
      event.add(5, Self.summary(of: [Self.picture(tag, width, height, png)]))
    case .text(let tag, let text): event.add(5, Self.summary(of: [Self.text(tag, text)]))
    case .hyperparameters(let values):
      event.add(5, Self.summary(of: values.summaries(time: time)))
    case .end(let isSuccess):
      event.add(5, Self.summary(of: [Hyperparameters.end(isSuccess: isSuccess, time: time)]))
    }
    return event
  }

  private static func summary(of values: [ProtocolMessage]) -> ProtocolMessage {
    var summary = ProtocolMessage()
    for value in values { summary.add(1, value) }
    return summary
  }

  private static func scalar(tag: String, value: Double) -> ProtocolMessage {
    var message = ProtocolMessage()
    message.add(1, tag)
    message.add(2, Float(value))
    return message
  }

  private static func picture(_ tag: String, _ width: Int, _ height: Int, _ png: Data) -> ProtocolMessage {
    var image = ProtocolMessage()
    image.add(1, height)
    image.add(2, width)
    image.add(3, 3)
    image.add(4, png)
    var message = ProtocolMessage()
    message.add(1, tag)
    message.add(4, image)
    return message
  }

  private static func text(_ tag: String, _ text: String) -> ProtocolMessage {
    var length = ProtocolMessage()
    length.add(1, 1)
    var shape = ProtocolMessage()
    shape.add(2, length)
    var tensor = ProtocolMessage()
    tensor.add(1, 7)
    tensor.add(2, shape)
    tensor.add(8, text)
    var message = ProtocolMessage()
    message.add(1, tag + "/text_summary")
    message.add(8, tensor)
    message.add(9, metadata(plugin: "text", content: Data()))
    return message
  }

  /// Says which of TensorBoard's plugins reads a value.
  static func metadata(plugin: String, content: Data) -> ProtocolMessage {
    var data = ProtocolMessage()
    data.add(1, plugin)
    data.add(2, content)
    var metadata = ProtocolMessage()
    metadata.add(1, data)
    return metadata
  }
}
