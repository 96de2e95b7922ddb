/// Something that must be the same for numbers to be comparable, and whether it is.
package struct Check: Sendable, Codable, Equatable {
  package enum Subject: String, Sendable, Codable, CaseIterable { case data, network, code, steps, evaluation, machine }

  package let subject: Subject
  package let isSame: Bool
  /// In words: what all have in common, or how they differ.
  package let text: String
}
