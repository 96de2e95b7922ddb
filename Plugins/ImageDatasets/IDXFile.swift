import Digest
import Foundation
import WorkbenchCore

/// An array of bytes in the IDX format of MNIST: a magic number, the lengths of the dimensions, the elements.
///
/// Source: LeCun, Cortes and Burges, "The MNIST database of handwritten digits", yann.lecun.com/exdb/mnist.
struct IDXFile {
  /// The length of every dimension, the number of samples first.
  let shape: [Int]
  /// The elements in row-major order.
  let elements: Data
  let file: DataFile

  /// More bytes than any file of this kind has once it is unpacked.
  private static let limit = 1 << 31

  /// Reads a file, plain or gzip.
  ///
  /// - Throws: ``DataError`` when it cannot be read, is damaged or has another number of dimensions.
  init(_ path: String, rank: Int) throws {
    func problem(_ reason: String, _ hint: String = "replace it by an undamaged copy") -> DataError {
      DataError(path: path, reason: reason, hint: hint)
    }
    let stored: Data
    do {
      stored = try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw problem("cannot be read", "check that it is a file and that you have permission to read it")
    }
    let bytes: Data
    do {
      bytes = Gzip.isSignature(of: stored) ? try Gzip.decompressed(stored, limit: Self.limit) : stored
    } catch {
      throw problem(error.reason)
    }
    guard bytes.count >= 4, bytes[bytes.startIndex] == 0, bytes[bytes.startIndex + 1] == 0 else {
      throw problem("is no IDX file: it does not begin with two zeros and a type")
    }
    let type = bytes[bytes.startIndex + 2]
    guard type == 8 else { throw problem("has elements of type \(type) where type 8, bytes, is needed") }
    let found = Int(bytes[bytes.startIndex + 3])
    guard found == rank else {
      throw problem(
        "has rank \(found) where rank \(rank) is needed", "images have rank 3 and labels rank 1; see the names")
    }
    let header = 4 + 4 * rank
    guard bytes.count >= header else { throw problem("is cut short in its header") }
    shape = (0..<rank).map { dimension in
      bytes.dropFirst(4 + 4 * dimension).prefix(4).reduce(0) { $0 << 8 | Int($1) }
    }
    // A length is less than 2^32, so that the product of two is no overflow yet.
    let count = shape.reduce(1) { min($0 * $1, Self.limit) }
    guard count > 0 else { throw problem("says that it is empty: its shape is \(shape)") }
    guard count < Self.limit else { throw problem("says that it has the shape \(shape), which is too large") }
    let expected = header + count
    guard bytes.count == expected else {
      let verdict = bytes.count < expected ? "is cut short" : "is too long"
      throw problem("\(verdict): \(bytes.count) bytes where the shape \(shape) needs \(expected)")
    }
    elements = bytes.dropFirst(header)
    file = DataFile(
      name: URL(fileURLWithPath: path).lastPathComponent, bytes: stored.count, digest: "md5:\(md5(stored))")
  }
}
