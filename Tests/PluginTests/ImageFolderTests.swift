import Foundation
import Pictures
import Testing
import WorkbenchCore
import WorkbenchTesting

@testable import ImageDatasets

/// Small image folders, whole or damaged.
@Suite struct ImageFolderTests {
  private let folder: DataFolder

  init() throws { folder = try DataFolder() }

  /// 16 x 8 pixels in two greys.
  private static let jpeg =
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQERMUFRUVDA8XGBYUGBIU"
    + "FRT/wAALCAAIABABAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAB//EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AFBe//9k="

  private static func png(_ gray: UInt8, width: Int = 6, height: Int = 4) throws -> Data {
    try Image(width: width, height: height, color: Color(gray: gray)).pngData()
  }

  private func writeAll() throws {
    try folder.write(Self.png(10), to: "train/cat/b.png")
    try folder.write(Self.png(20, width: 4, height: 9), to: "train/cat/a.PNG")
    try folder.write(Self.png(30), to: "train/ant/1.png")
    try folder.write(#require(Data(base64Encoded: Self.jpeg)), to: "train/ant/2.JPEG")
    try folder.write(Self.png(40), to: "test/cat/x.png")
    try folder.write([], to: "train/.hidden")
  }

  private func open(_ keys: [String: String] = [:]) throws -> ImageFolder {
    let keys = ["root": folder.path, "size": "4"].merging(keys) { $1 }
    return try ImageFolder(Settings(for: ImageFolder.settings, keys), seed: 1)
  }

  @Test func `classes are folders in the order of their names, and images are read`() throws {
    try writeAll()
    let data = try open()
    #expect(data.classNames == ["ant", "cat"])
    #expect(data.shape == ImageShape(channels: 3, height: 4, width: 4))
    #expect(Split.allCases.map(data.count) == [4, 0, 0, 1])
    #expect((0..<4).map { data.label(of: $0, in: .train) } == [0, 0, 1, 1])
    #expect(data.label(of: 0, in: .test) == 1)
    let first = try (0..<4).map { try pixels(of: data, $0, .train)[0] }
    #expect([first[0], first[2], first[3]] == [30, 20, 10])
    #expect(data.files.map(\.name) == ["train (4 images)", "test (1 image)"])
    #expect(try DatasetLaws.violations(of: ImageFolder.self, keys: ["root": folder.path, "size": "4"]) == [])
  }

  @Test func `tables list images, in quotes where names need them`() throws {
    try writeAll()
    try folder.write(Self.png(50), to: "pictures/a, b.png")
    try folder.write(
      "path,label\n\"pictures/a, b.png\",\"the \"\"big\"\" cat\"\r\n\ntrain/ant/1.png , ant\n".utf8, to: "list.csv")
    let data = try open(["train": "list", "test": "list.csv"])
    #expect(data.classNames == ["ant", "the \"big\" cat"])
    #expect((0..<2).map { data.label(of: $0, in: .train) } == [1, 0])
    #expect(try pixels(of: data, 0, .test)[0] == 50)
  }

  @Test func `validation images are held out or named`() throws {
    try writeAll()
    #expect(try Split.allCases.map(open(["holdout": "3"]).count) == [1, 2, 1, 1])
    #expect(try Split.allCases.map(open(["validation": "test"]).count) == [4, 1, 0, 1])
    #expect(
      folder.message { try open(["validation": "test", "holdout": "2"]) }
        == "'holdout' is 2, and 'validation' names images of its own; leave one of them out")
    #expect(
      folder.message { try open(["holdout": "4"]) } == "'holdout' is 4 of 4 training images; leave some to train on")
  }

  // MARK: - Scaling

  private struct Golden: Decodable {
    let cases: [Case]
    let regions: [Region]

    struct Case: Decodable {
      let width: Int
      let height: Int
      let shorterSide: Int
      let size: Int
      let planes: [UInt8]
    }

    struct Region: Decodable {
      let width: Int
      let height: Int
      let region: [Int]
      let size: Int
      let planes: [UInt8]
    }
  }

  private static func picture(_ width: Int, _ height: Int) throws -> Image {
    let bytes = (0..<width * height * 3).map { UInt8(128 + 127 * goldenNumber($0, salt: 5)) }
    return try Image(width: width, height: height, pixels: bytes)
  }

  @Test func `squares are resized and cut out of the middle as torchvision and Pillow do it, byte for byte`() throws {
    let golden: Golden = try GoldenFile.read("cut_out")
    #expect(golden.cases.count == 6)
    for trial in golden.cases {
      var planes = [UInt8](repeating: 0, count: 3 * trial.size * trial.size)
      try planes.withUnsafeMutableBufferPointer {
        try Self.picture(trial.width, trial.height).cutOut(size: trial.size, shorterSide: trial.shorterSide, into: $0)
      }
      #expect(planes == trial.planes, "\(trial.width) x \(trial.height) to \(trial.size)")
    }
  }

  @Test func `parts of a picture are scaled as Pillow does it, byte for byte, however their bytes lie`() throws {
    let golden: Golden = try GoldenFile.read("cut_out")
    #expect(golden.regions.count == 5)
    for trial in golden.regions {
      let part = Rectangle(x: trial.region[0], y: trial.region[1], width: trial.region[2], height: trial.region[3])
      let picture = try Self.picture(trial.width, trial.height)
      var planes = [UInt8](repeating: 0, count: 3 * trial.size * trial.size)
      planes.withUnsafeMutableBufferPointer { picture.cutOut(part, size: trial.size, into: $0) }
      #expect(planes == trial.planes, "\(part) to \(trial.size)")

      let area = trial.width * trial.height
      let planar = (0..<3 * area).map { picture.pixels[$0 % area * 3 + $0 / area] }
      var again = [UInt8](repeating: 0, count: planes.count)
      again.withUnsafeMutableBufferPointer { target in
        planar.withUnsafeBufferPointer {
          Scaling(part, width: trial.size, height: trial.size)
            .write($0, width: trial.width, channels: 3, layout: .planar, into: target)
        }
      }
      #expect(again == planes, "\(part) to \(trial.size)")
    }
  }

  // MARK: - Memory

  private func part(of data: ImageFolder, _ index: Int, _ region: PictureRegion) throws -> [UInt8] {
    var pixels = [UInt8](repeating: 0, count: data.shape.count)
    try pixels.withUnsafeMutableBufferPointer { try data.read(index, of: .train, region: { _, _ in region }, into: $0) }
    return pixels
  }

  @Test func `a part of a picture is chosen by its size`() throws {
    try folder.write(Self.picture(20, 10).pngData(), to: "train/a/1.png")
    try folder.write(Self.png(40), to: "test/a/1.png")
    let data = try open()
    var pixels = [UInt8](repeating: 0, count: data.shape.count)
    var sizes: [[Int]] = []
    try pixels.withUnsafeMutableBufferPointer {
      try data.read(
        0, of: .train,
        region: { width, height in
          sizes.append([width, height])
          return PictureRegion(x: 3, y: 2, width: 4, height: 4)
        }, into: $0)
    }
    #expect(sizes == [[20, 10]])
    let picture = try Self.picture(20, 10)
    #expect(pixels[5] == picture[4, 3].red)
    #expect(pixels[32 + 15] == picture[6, 5].blue)
  }

  @Test func `what has been decoded once is not decoded again while there is room for it`() throws {
    try writeAll()
    let region = PictureRegion(x: 0, y: 0, width: 4, height: 4)
    for room in ["0", "100", "1k"] {
      try writeAll()
      let data = try open(["cache": room])
      let first = try (0..<2).map { try [part(of: data, $0 * 3, region), pixels(of: data, $0 * 3, .train)] }
      try folder.remove("train/ant/1.png")
      try folder.remove("train/cat/b.png")
      let again = (0..<2).map { index in
        [try? part(of: data, index * 3, region), try? pixels(of: data, index * 3, .train)]
      }
      // A picture of 6 x 4 pixels takes 72 bytes and its square 48, so in 100 there is room for the first picture alone.
      let expected: [[[UInt8]?]] =
        switch room {
        case "0": [[nil, nil], [nil, nil]]
        case "100": [[first[0][0], nil], [nil, nil]]
        default: first
        }
      #expect(again == expected, "\(room)")
    }
  }

  // MARK: - What is wrong with a folder

  @Test func `a folder that is not there`() {
    #expect(
      folder.message { try open(["root": folder.path + "/images"]) }
        == "DATA/images: there is no such folder; name the folder that holds the splits")
    #expect(
      folder.message { try open() }
        == "DATA: holds neither a folder 'train' nor a table of that name with .csv; name what is there in the recipe")
  }

  @Test(arguments: [
    ("train/notes.txt", "hello", "is a file where a folder for each class is expected; move it away"),
    ("train/cat/notes.txt", "hello", "is not named as an image: *.png, *.jpg or *.jpeg; convert it, or move it away"),
    ("train/cat/c.jpg", "", "is empty; replace it by an undamaged copy"),
    ("train/cat/c.png/x", "hello", "DATA/train/cat/c.png: is not a file; move it away"),
    ("test/dog/c.png", "hello", "belongs to 'dog', a class without training images; name classes alike in all splits"),
  ])
  func `what does not belong into a folder is named before training starts`(
    name: String, text: String, message: String
  ) throws {
    try writeAll()
    try folder.write(text.utf8, to: name)
    let expected = message.hasPrefix("DATA") ? message : "DATA/\(name): \(message)"
    #expect(folder.message { try open() } == expected)
  }

  @Test func `a class without images, and a folder without classes`() throws {
    try writeAll()
    try folder.remove("train/cat/a.PNG")
    try folder.remove("train/cat/b.png")
    #expect(
      folder.message { try open() }
        == "DATA/train/cat: holds no image; put images of the class into it, or remove it")
    try folder.remove("test/cat")
    #expect(
      folder.message { try open(["train": "test"]) }
        == "DATA/test: holds no folder with images; put a folder for each class into it")
  }

  @Test(arguments: [
    (
      "train/cat/b.png\n",
      "line 1 is not of the form path,label: train/cat/b.png; write two fields, in quotes where they hold a comma"
    ),
    (
      "path,label\n\n\"a,b\n",
      "line 3 is not of the form path,label: \"a,b; write two fields, in quotes where they hold a comma"
    ),
    ("path,label\n", "lists no image; write lines of the form path,label"),
    (
      "train/cat/b.png,ca",
      "ends in the middle of a line: it may be cut short; copy it again, or end its last line if it is whole"
    ),
  ])
  func `a table that is damaged names the line`(text: String, message: String) throws {
    try writeAll()
    try folder.write(text.utf8, to: "list.csv")
    #expect(folder.message { try open(["train": "list"]) } == "DATA/list.csv: \(message)")
  }

  @Test func `an image that is listed but not there`() throws {
    try writeAll()
    try folder.write("none.png,cat\n".utf8, to: "list.csv")
    #expect(
      folder.message { try open(["train": "list"]) }
        == "DATA/none.png: is listed but not there; bring it back, or take it out of the list")
  }

  @Test func `a damaged image is an error when it is read, never a crash`() throws {
    try writeAll()
    let whole = try Self.png(10)
    try folder.write("GIF89a".utf8, to: "train/cat/b.png")
    #expect(
      folder.message { try pixels(of: open(), 3, .train) }
        == "DATA/train/cat/b.png: is neither a PNG nor a JPEG image; convert it to one of them, or take it away")
    for length in 4..<whole.count {
      try folder.write(whole.prefix(length), to: "train/cat/b.png")
      #expect(throws: DataError.self, "\(length) bytes") { try pixels(of: open(), 3, .train) }
    }
    try folder.write(#require(Data(base64Encoded: Self.jpeg)).prefix(100), to: "train/cat/b.png")
    #expect(throws: DataError.self) { try pixels(of: open(), 3, .train) }
  }

  @Test func `keys that do not fit together`() throws {
    try writeAll()
    #expect(
      folder.message { try open(["resize": "3"]) }
        == "a square of 4 pixels cannot be cut out of an image whose shorter side has 3; make 'resize' at least 'size'")
    #expect(
      folder.message { try open(["mean": "[0.5]"]) }
        == "'mean' must have 3 numbers, found 1; give one each for red, green and blue")
  }

  @Test func `photographs are turned where the recipe asks for it`() throws {
    try writeAll()
    // A quarter to the right: what is stored on the left, brighter, is at the top.
    let exif: [UInt8] =
      Array("Exif\0\0MM".utf8) + [0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0]
    var photograph = try #require(Data(base64Encoded: Self.jpeg))
    photograph.insert(contentsOf: [0xFF, 0xE1, 0, UInt8(exif.count + 2)] + exif, at: 2)
    try folder.write(photograph, to: "test/cat/x.png")
    func corners(_ orientation: String) throws -> [UInt8] {
      let keys = ["root": folder.path, "size": "8", "orientation": orientation]
      let square = try pixels(of: ImageFolder(Settings(for: ImageFolder.settings, keys), seed: 1), 0, .test)
      return [square[0], square[7], square[56]]
    }
    #expect(try corners("stored") == [88, 58, 88])
    #expect(try corners("exif") == [88, 88, 58])
  }
}
