import Files
import Foundation

/// What people have written on a run: labels and notes, in a file that only they change.
///
/// It is no part of what the run is: neither its group nor its results depend on it.
package struct RunAnnotations: Sendable, Codable, Equatable {
  package struct Note: Sendable, Codable, Equatable {
    package var date: Date
    package var text: String

    package init(date: Date, text: String) { (self.date, self.text) = (date, text) }
  }

  package var schema = "workbench.annotations/1"
  /// In the order in which they were given, each once.
  package var labels: [String] = []
  /// Oldest first.
  package var notes: [Note] = []

  package init() {}

  package var isEmpty: Bool { labels.isEmpty && notes.isEmpty }

  package mutating func add(labels added: [String]) {
    for label in added where !labels.contains(label) { labels.append(label) }
  }

  /// How long a label may be.
  package static let labelLimit = 40

  /// Whether a word can be a label: it must be told from options, paths, checkpoints and values on a command line.
  package static func isLabel(_ word: String) -> Bool {
    guard let first = word.first, first.isLetter || first.isNumber else { return false }
    return word.count <= labelLimit && word.allSatisfy { $0.isLetter || $0.isNumber || "-_.+".contains($0) }
  }
}

extension RunDirectory {
  /// What people have written on the run; nothing where there is no such file.
  ///
  /// - Throws: ``FileError`` for a file that cannot be read: a run may then be labelled.
  package func readAnnotations() throws(FileError) -> RunAnnotations {
    var status = stat()
    guard lstat(annotations, &status) == 0 || errno != ENOENT else { return RunAnnotations() }
    return try JSONFile.read(RunAnnotations.self, from: annotations)
  }

  /// Writes it; a run with nothing on it has no such file.
  package func write(_ annotations: RunAnnotations) throws {
    guard annotations.isEmpty else { return try JSONFile.write(annotations, to: self.annotations) }
    guard unlink(self.annotations) == 0 || errno == ENOENT else {
      throw FileError(path: self.annotations, errno: errno)
    }
  }
}
