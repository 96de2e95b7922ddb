import Files
import Foundation

/// What every exit answered to every image of the test split, and how sure it was: `eval/samples.csv`.
package struct SampleOutcomes: Sendable, Equatable {
  /// The true classes, counted from 0.
  package let labels: [Int]
  /// The answered classes, counted from 0: `[exits][samples]`.
  package let answers: [[Int]]
  /// The probabilities of the answers, 0...1, as exact as the file has them: `[exits][samples]`.
  package let confidences: [[Float]]

  package var exits: Int { answers.count }
  package var samples: Int { labels.count }

  package init(labels: [Int], answers: [[Int]], confidences: [[Float]]) {
    precondition(
      answers.count == confidences.count && (answers + [labels]).allSatisfy { $0.count == labels.count },
      "one answer of each exit for each label")
    (self.labels, self.answers) = (labels, answers)
    self.confidences = confidences.map { $0.map { ($0 * 10_000).rounded() / 10_000 } }
  }

  /// Whether an exit is right, sample by sample.
  package func isRight(at exit: Int) -> [Bool] { zip(answers[exit], labels).map { $0 == $1 } }

  /// A row for each class: its number and name, how many test images it has, and the share of them that each exit is right about.
  ///
  /// `names` are those of all classes, in their order.
  package func csv(ofClasses names: [String]) -> String {
    var images = [Int](repeating: 0, count: names.count)
    var right = [[Int]](repeating: images, count: exits)
    for (sample, label) in labels.enumerated() {
      images[label] += 1
      for exit in 0..<exits where answers[exit][sample] == label { right[exit][label] += 1 }
    }
    var rows = [["class", "name", "images"] + (1...max(exits, 1)).map { "exit\($0)" }]
    for (label, name) in names.enumerated() {
      let shares = right.map { images[label] > 0 ? "\(Double($0[label]) / Double(images[label]))" : "" }
      rows.append(["\(label)", name, "\(images[label])"] + shares)
    }
    return rows.map(CommaSeparated.line).joined()
  }

  // MARK: - The file

  package static let fileName = "samples.csv"

  /// A row for each sample: its number, its class, and the answer and confidence of each exit.
  package var csv: String {
    var text = (["sample", "class"] + (1...max(exits, 1)).flatMap { ["exit\($0)", "confidence\($0)"] })
      .joined(separator: ",")
    text += "\n"
    for sample in 0..<samples {
      text += "\(sample),\(labels[sample])"
      for exit in 0..<exits { text += ",\(answers[exit][sample]),\(confidences[exit][sample])" }
      text += "\n"
    }
    return text
  }

  /// Reads what a run's last evaluation wrote.
  ///
  /// - Throws: ``FileError`` when it is not there or damaged.
  package init(in directory: RunDirectory) throws(FileError) {
    let path = directory.evaluations + "/" + Self.fileName
    guard let data = DurableFile.contents(of: path) else {
      throw FileError(path: path, reason: "cannot be read")
    }
    guard let outcomes = SampleOutcomes(csv: String(decoding: data, as: UTF8.self)) else {
      throw FileError(path: path, reason: "is damaged: it does not hold what the workbench wrote")
    }
    self = outcomes
  }

  /// - Returns: `nil` for a text of another form.
  init?(csv text: String) {
    let lines = text.split(separator: "\n")
    guard let header = lines.first else { return nil }
    let exits = (header.split(separator: ",").count - 2) / 2
    guard exits > 0, header.hasPrefix("sample,class,exit1,confidence1") else { return nil }
    var labels: [Int] = []
    var answers = [[Int]](repeating: [], count: exits)
    var confidences = [[Float]](repeating: [], count: exits)
    for line in lines.dropFirst() {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false)
      guard cells.count == 2 + 2 * exits, Int(cells[0]) == labels.count, let label = Int(cells[1]),
        label >= 0
      else { return nil }
      labels.append(label)
      for exit in 0..<exits {
        guard let answer = Int(cells[2 + 2 * exit]), answer >= 0, let confidence = Float(cells[3 + 2 * exit]) else {
          return nil
        }
        answers[exit].append(answer)
        confidences[exit].append(confidence)
      }
    }
    self.init(labels: labels, answers: answers, confidences: confidences)
  }
}
