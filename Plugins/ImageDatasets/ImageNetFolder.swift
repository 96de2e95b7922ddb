import Foundation
import WorkbenchCore

/// Where ImageNet's images, and the files that name their classes, are on a disk.
struct ImageNetFolder {
  /// The folder with `train` and `val`.
  let images: String
  private let root: String

  /// Where the folder with `train` is, from the root: as torchvision has it, and as Kaggle's archive is laid out.
  private static let places = ["", "/ILSVRC/Data/CLS-LOC", "/Data/CLS-LOC"]
  /// Where files about classes are, from the root and from the images.
  private static let notes = ["", "/ILSVRC2012_devkit_t12/data", "/devkit/data", "/data", "/.."]

  /// - Throws: ``DataError`` when there is no folder `train` in any of the places.
  init(_ root: String) throws {
    self.root = root
    if let place = Self.places.first(where: { ImageListing.isFolder(root + $0 + "/train") }) {
      images = root + place
      return
    }
    let extraction = "put the classes' folders into train and the validation images into val"
    guard ImageListing.isFolder(root) else {
      throw DataError(path: root, reason: "there is no such folder", hint: extraction, isMissing: true)
    }
    for archive in ["ILSVRC2012_img_train.tar", "imagenet-object-localization-challenge.zip"]
    where FileManager.default.fileExists(atPath: "\(root)/\(archive)") {
      throw DataError(path: "\(root)/\(archive)", reason: "is not extracted yet", hint: extraction)
    }
    throw DataError(
      path: root, reason: "holds no folder train, neither here nor in ILSVRC/Data/CLS-LOC", hint: extraction,
      isMissing: true)
  }

  /// `n` and eight digits: a set of synonyms of WordNet.
  static func isSynset(_ text: some StringProtocol) -> Bool {
    text.count == 9 && text.first == "n" && text.dropFirst().allSatisfy { ("0"..."9").contains($0) }
  }

  // MARK: - Validation images

  /// The validation images with their synsets: in folders of their classes, or all in one.
  func validation() throws -> ImageListing {
    let folder = images + "/val"
    guard ImageListing.isFolder(folder) else {
      throw DataError(
        path: folder, reason: "there is no such folder", hint: "extract the validation images there", isMissing: true)
    }
    let names = try ImageListing.names(in: folder)
    if let first = names.first, ImageListing.isFolder("\(folder)/\(first)") {
      return try ImageListing("val", in: images)
    }
    let labels = try labels(of: folder)
    let entries = try names.map { name in
      let path = "\(folder)/\(name)"
      try ImageListing.checkName(path)
      guard let synset = labels.synsets[String(name.prefix { $0 != "." })] else {
        throw DataError(
          path: path, reason: "has no class in \(labels.source)", hint: "take it away, or replace the file of classes")
      }
      return (path: path, className: synset)
    }
    guard !entries.isEmpty else {
      throw DataError(path: folder, reason: "holds no image", hint: "extract the validation images there")
    }
    return try ImageListing("val", entries)
  }

  /// The synset of every validation image by its name without an extension, and the file that says so.
  private func labels(of folder: String) throws -> (synsets: [String: String], source: String) {
    if let solution = note("LOC_val_solution.csv") { return (try Self.solution(solution), solution) }
    if let list = note("imagenet_2012_validation_synset_labels.txt") {
      return (try Self.numbered(list) { text, _ in text }, list)
    }
    if let truth = note("ILSVRC2012_validation_ground_truth.txt") {
      let synsets = ImageNetClasses.synsets
      return (
        try Self.numbered(truth) { text, _ in
          Int(text).flatMap { synsets.indices.contains($0 - 1) ? synsets[$0 - 1] : nil }
        }, truth
      )
    }
    throw DataError(
      path: folder, reason: "has no folders of classes, and no file that names the classes is near",
      hint:
        "put LOC_val_solution.csv, or the development kit's ILSVRC2012_validation_ground_truth.txt, into \(root)",
      isMissing: true)
  }

  /// Kaggle's table: `ILSVRC2012_val_00048981,n03995372 85 1 499 272`, the synset before the places of things.
  private static func solution(_ path: String) throws -> [String: String] {
    var synsets: [String: String] = [:]
    for (number, line) in try lines(of: path) where number > 1 || !line.hasPrefix("ImageId,") {
      let fields = line.split(separator: ",", maxSplits: 1)
      guard fields.count == 2, let synset = fields[1].split(separator: " ").first, isSynset(synset) else {
        throw problem(path, number, line, "of the form name,synset …")
      }
      synsets[String(fields[0])] = String(synset)
    }
    return synsets
  }

  /// A list whose lines belong to the images in the order of their numbers.
  private static func numbered(
    _ path: String, _ synset: (_ text: String, _ line: Int) -> String?
  ) throws -> [String: String] {
    var synsets: [String: String] = [:]
    for (number, line) in try lines(of: path) {
      guard let found = synset(line, number), isSynset(found) else {
        throw problem(path, number, line, "a class of ImageNet")
      }
      let digits = String(number)
      synsets["ILSVRC2012_val_" + String(repeating: "0", count: max(0, 8 - digits.count)) + digits] = found
    }
    return synsets
  }

  // MARK: - Names of classes

  /// What the classes are called: as a file says, or else by the names that ImageNet gives them; by their numbers if they have none.
  func names(of synsets: [String]) throws -> [String] {
    let words =
      try (note("LOC_synset_mapping.txt") ?? note("synset_words.txt")).map(Self.mapping) ?? ImageNetClasses.names
    // Of several names the first; a crane is a bird and a machine.
    let first = synsets.map { words[$0]?.prefix { $0 != "," }.trimmingCharacters(in: .whitespaces) ?? $0 }
    let uses = Dictionary(first.map { ($0, 1) }, uniquingKeysWith: +)
    return zip(first, synsets).map { uses[$0] == 1 ? $0 : "\($0) (\($1))" }
  }

  /// A file with lines `synset name, name …`.
  private static func mapping(_ path: String) throws -> [String: String] {
    var words: [String: String] = [:]
    for (number, line) in try lines(of: path) {
      guard isSynset(line.prefix(9)), line.dropFirst(9).first == " " else {
        throw problem(path, number, line, "of the form synset name, name …")
      }
      words[String(line.prefix(9))] = String(line.dropFirst(10))
    }
    return words
  }

  // MARK: - Files

  private func note(_ name: String) -> String? {
    [root, images].flatMap { folder in Self.notes.map { "\(folder)\($0)/\(name)" } }
      .first(where: FileManager.default.fileExists(atPath:))
  }

  /// The lines of a text with their numbers from 1, without the empty end.
  private static func lines(of path: String) throws -> [(number: Int, text: String)] {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw DataError(path: path, reason: "is no text in UTF-8", hint: "replace it by an undamaged copy")
    }
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    return zip(1..., lines).filter { !$1.allSatisfy(\.isWhitespace) }.map {
      ($0, $1.trimmingCharacters(in: .whitespaces))
    }
  }

  private static func problem(_ path: String, _ number: Int, _ line: String, _ form: String) -> DataError {
    DataError(
      path: path, reason: "line \(number) is not \(form): \(line.prefix(60))", hint: "replace it by an undamaged copy")
  }
}
