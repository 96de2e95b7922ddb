import Foundation
import RunFiles

/// A run as `show --json` and `list --json` print it: its record, and what people have written on it.
struct RunOutput: Encodable {
  private let record: RunRecord
  /// `nil` where they cannot be read.
  private let annotations: RunAnnotations?

  init(_ record: RunRecord, _ annotations: RunAnnotations?) { (self.record, self.annotations) = (record, annotations) }

  private enum CodingKeys: String, CodingKey { case schema, labels, notes }

  func encode(to encoder: any Encoder) throws {
    try record.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode("workbench.run/1", forKey: .schema)
    try container.encodeIfPresent(annotations?.labels, forKey: .labels)
    try container.encodeIfPresent(annotations?.notes, forKey: .notes)
  }
}
