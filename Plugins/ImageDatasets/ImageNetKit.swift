import Foundation
import WorkbenchCore

/// ImageNet's classes as the development kit numbers them: its file `meta.mat`.
struct ImageNetKit {
  /// Synsets with their words, such as `tench, Tinca tinca`, by the kit's numbers.
  let synsets: [Int: (name: String, words: String)]

  /// - Throws: ``DataError`` when the file is damaged or another one.
  init(_ path: String) throws {
    func problem(_ reason: String) -> DataError {
      DataError(path: path, reason: reason, hint: "replace it by the undamaged file of the development kit")
    }
    guard let data = FileManager.default.contents(atPath: path) else { throw problem("cannot be read") }
    let table: MATFile.Table
    do {
      table = try MATFile.table("synsets", in: data)
    } catch let error as MATFile.Damage {
      throw problem(error.reason)
    }
    guard let numbers = table["ILSVRC2012_ID"], let names = table["WNID"], let words = table["words"] else {
      throw problem("has no table of synsets with the columns ILSVRC2012_ID, WNID and words")
    }
    var synsets: [Int: (name: String, words: String)] = [:]
    for row in numbers.indices {
      guard case .number(let number) = numbers[row], case .text(let name) = names[row],
        case .text(let text) = words[row],
        let key = Int(exactly: number)
      else { throw problem("has a row of synsets that is not a number, a synset and words") }
      synsets[key] = (name, text)
    }
    self.synsets = synsets
  }
}
