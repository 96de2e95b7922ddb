import Digest
import Foundation
import WorkbenchCore

/// An array of bytes in the IDX format of MNIST: a magic number, the lengths of the dimensions, the elements.
///
/// Source: LeCun, Cortes and Burges, "The MNIST database of handwritten digits", yann.lecun.com/exdb/mnist.
struct IDXFile {
  /// The length of every dimension, the number of samples first.
  let shape: [Int]
  let file: DataFile
  private let path: String
  private let stored: Data
  private let isCompressed: Bool

  /// More bytes than any file of this kind has once it is unpacked.
  private static let limit = 1 << 31

  /// Reads the header of a file, plain or gzip.
  ///
  /// - Throws: ``DataError`` when it cannot be read, is damaged or has another number of dimensions.
  init(_ path: String, rank: Int) throws {
    self.path = path
    do {
      stored = try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw DataError(
        path: path, reason: "cannot be read", hint: "check that it is a file and that you have permission to read it")
    }
    isCompressed = Gzip.isSignature(of: stored)
    let length = Self.headerLength(rank: rank)
    let header: Data
    do {
      header = isCompressed ? try Gzip.contents(of: stored, limit: length) : stored.prefix(length)
    } catch {
      throw Self.problem(path, error.reason)
    }
    shape = try Self.shape(Array(header), rank: rank, of: path)
    file = DataFile(
      name: URL(fileURLWithPath: path).lastPathComponent, bytes: stored.count, digest: "md5:\(md5(stored))")
  }

  /// Reads the elements in row-major order; takes no more memory than the header says, whatever the file holds.
  ///
  /// - Throws: ``DataError`` when there are more or fewer of them, or the file is damaged.
  func elements() throws -> Data {
    let header = Self.headerLength(rank: shape.count)
    let expected = header + shape.reduce(1, *)
    let bytes: Data
    do {
      bytes = isCompressed ? try Gzip.contents(of: stored, limit: expected + 1) : stored
    } catch {
      throw Self.problem(path, error.reason)
    }
    guard bytes.count == expected else {
      let isShort = bytes.count < expected
      let found = isShort || !isCompressed ? "\(bytes.count)" : "more than \(expected)"
      throw Self.problem(
        path,
        "\(isShort ? "is cut short" : "is too long"): \(found) bytes where the shape \(shape) needs \(expected)")
    }
    return bytes.dropFirst(header)
  }

  /// A magic number, and the length of every dimension.
  private static func headerLength(rank: Int) -> Int { 4 + 4 * rank }

  private static func shape(_ header: [UInt8], rank: Int, of path: String) throws -> [Int] {
    guard header.count >= 4, header[0] == 0, header[1] == 0 else {
      throw problem(path, "is no IDX file: it does not begin with two zeros and a type")
    }
    guard header[2] == 8 else {
      throw problem(path, "has elements of type \(header[2]) where type 8, bytes, is needed")
    }
    guard header[3] == rank else {
      throw problem(
        path, "has rank \(header[3]) where rank \(rank) is needed",
        "images have rank 3 and labels rank 1; see the names")
    }
    guard header.count == headerLength(rank: rank) else { throw problem(path, "is cut short in its header") }
    let shape = (0..<rank).map { dimension in
      header[4 + 4 * dimension..<8 + 4 * dimension].reduce(0) { $0 << 8 | Int($1) }
    }
    // A length is less than 2^32, so that the product of two is no overflow yet.
    let count = shape.reduce(1) { min($0 * $1, limit) }
    guard count > 0 else { throw problem(path, "says that it is empty: its shape is \(shape)") }
    guard count < limit else { throw problem(path, "says that it has the shape \(shape), which is too large") }
    return shape
  }

  private static func problem(
    _ path: String, _ reason: String, _ hint: String = "replace it by an undamaged copy"
  ) -> DataError {
    DataError(path: path, reason: reason, hint: hint)
  }
}
