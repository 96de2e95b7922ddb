import Foundation
import Reports
import Settings
import Timing
import WorkbenchCore

/// What several recipes take for a training step, beside the first of them with as many images.
struct EfficiencyTable {
  struct Row: Encodable {
    let measured: TrainingEfficiency
    /// Images a second, divided by those of the first recipe with this batch size; nil for that itself.
    let speedup: Double?

    private enum CodingKeys: String, CodingKey {
      case recipe, strategy, beta, steps, threads, forward, backward, data, other, total, speedup
      case batchSize = "batch_size"
      case imagesPerSecond = "images_per_second"
    }

    func encode(to encoder: any Encoder) throws {
      var fields = encoder.container(keyedBy: CodingKeys.self)
      try fields.encode(measured.subject.recipe, forKey: .recipe)
      try fields.encode(measured.subject.strategy, forKey: .strategy)
      try fields.encode(measured.subject.batchSize, forKey: .batchSize)
      try fields.encode(measured.subject.beta, forKey: .beta)
      try fields.encode(measured.steps, forKey: .steps)
      try fields.encode(measured.threads, forKey: .threads)
      try fields.encode(measured.forward, forKey: .forward)
      try fields.encode(measured.backward, forKey: .backward)
      try fields.encode(measured.data, forKey: .data)
      try fields.encode(measured.other, forKey: .other)
      try fields.encode(measured.total, forKey: .total)
      try fields.encode(measured.imagesPerSecond, forKey: .imagesPerSecond)
      try fields.encode(speedup, forKey: .speedup)
    }
  }

  let rows: [Row]

  init(_ measured: [TrainingEfficiency]) {
    rows = measured.enumerated().map { index, each in
      let first = measured.firstIndex { $0.subject.batchSize == each.subject.batchSize } ?? index
      return Row(
        measured: each, speedup: first == index ? nil : each.imagesPerSecond / measured[first].imagesPerSecond)
    }
  }

  /// At most 80 columns for names of recipes of up to 24 characters.
  var text: String {
    let steps = rows.first.map { FigureText.count($0.measured.steps, "step") } ?? ""
    let threads = rows.first.map { FigureText.count($0.measured.threads, "thread") } ?? ""
    let width = max(6, rows.map(\.measured.subject.recipe.terminalWidth).max() ?? 0)
    let table = TextTable([.right(5), .left(width, gap: 2)] + [6, 8, 9, 6, 6, 6, 8, 9].map { .right($0) })
    let head = ["batch", "recipe", "beta", "forward", "backward", "data", "other", "total", "img/s"]
    var lines = ["seconds a step, means of \(steps) after one that is not counted, \(threads)", "", table.line(head)]
    for row in rows {
      let each = row.measured
      let seconds = [each.forward, each.backward, each.data, each.other, each.total]
      lines.append(
        table.line(
          ["\(each.subject.batchSize)", each.subject.recipe, each.subject.beta.map(\.recipeText) ?? "-"]
            + seconds.map { String(format: "%.3f", $0) } + [String(format: "%.0f", each.imagesPerSecond)]
            + (row.speedup.map { [String(format: "%+.1f %%", 100 * ($0 - 1))] } ?? [])))
    }
    return lines.joined(separator: "\n")
  }

  var csv: String {
    let rows = rows.map { row in
      let each = row.measured
      let numbers = [each.forward, each.backward, each.data, each.other, each.total, each.imagesPerSecond]
      return "\(each.subject.recipe),\(each.subject.batchSize),\(each.subject.beta.map(\.recipeText) ?? ""),"
        + numbers.map { String(format: "%.6g", $0) }.joined(separator: ",")
    }
    let head = "recipe,batch_size,beta,forward,backward,data,other,total,images_per_second"
    return ([head] + rows).joined(separator: "\n") + "\n"
  }

  var json: String {
    get throws {
      struct Listing: Encodable {
        let schema = "workbench.efficiency/1"
        let rows: [Row]
      }
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
      return String(decoding: try encoder.encode(Listing(rows: rows)), as: UTF8.self) + "\n"
    }
  }
}
