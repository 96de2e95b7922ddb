import Foundation
import Random
import Testing
import Torch

@Suite struct SafetensorsTests {
  private func file(_ header: String, body: [UInt8] = []) -> Data {
    let header = Data(header.utf8)
    return withUnsafeBytes(of: UInt64(header.count).littleEndian) { Data($0) } + header + Data(body)
  }

  private func message(_ data: Data) -> String {
    do {
      _ = try Safetensors(data)
      return "no error"
    } catch {
      return "\(error)"
    }
  }

  @Test(arguments: ElementType.allCases)
  func `tensors of every type come back byte for byte`(type: ElementType) throws {
    let tensor = try Tensor([Float](arrayLiteral: 0, 1, 2, 3, 0, 1), [2, 3]).converted(to: type)
    let read = try Safetensors(Safetensors(["a": tensor]).encoded())
    let found = try #require(read.tensors["a"])
    #expect(found.type == type)
    #expect(found.shape == [2, 3])
    #expect(try found.bytes() == tensor.bytes())
  }

  @Test func `names, metadata, empty tensors, scalars and memory layouts survive`() throws {
    var random = RandomStream(test: "safetensors")
    let image = try random.tensor([2, 3, 4, 5])
    let file = try Safetensors(
      [
        "blocks.0.\"quoted\"\\ü\n": image.inPreferredLayout(), "scalar": Tensor([2.5], []),
        "empty": Tensor.zeros([0, 3]),
      ], metadata: ["epoch": "3", "what \"is\" it": "tab\t"])
    let read = try Safetensors(file.encoded())
    #expect(read.metadata == file.metadata)
    #expect(Set(read.tensors.keys) == Set(file.tensors.keys))
    #expect(try read.tensors["blocks.0.\"quoted\"\\ü\n"]?.distance(to: image) == 0)
    #expect(try read.tensors["scalar"]?.item() == 2.5)
    #expect(read.tensors["scalar"]?.shape == [])
    #expect(read.tensors["empty"]?.shape == [0, 3])
  }

  @Test func `the bytes depend on the tensors alone, and are laid out for alignment`() throws {
    let tensors = ["b": try Tensor([UInt8(7)], [1]), "a": try Tensor([1.0], [1]), "c": try Tensor([Float(2)], [1])]
    let bytes = try Safetensors(tensors).encoded()
    let header =
      #"{"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]},"c":{"dtype":"F32","shape":[1],"data_offsets":[8,12]},"#
      + #""b":{"dtype":"U8","shape":[1],"data_offsets":[12,13]}}"#
    let padded = header + String(repeating: " ", count: (8 - header.utf8.count % 8) % 8)
    let body: [UInt8] = [0, 0, 0, 0, 0, 0, 0xF0, 0x3F, 0, 0, 0, 0x40, 7]
    #expect(bytes == file(padded, body: body))
    for _ in 0..<5 { #expect(try Safetensors(tensors.filter { _ in true }).encoded() == bytes) }
  }

  @Test func `a file of another kind or of a broken transfer is refused with the reason`() throws {
    #expect(message(Data([1, 2, 3])) == "the file has 3 bytes, too few for a header")
    #expect(
      message(Data(repeating: 0xFF, count: 20)) == "the header claims 18446744073709551615 bytes, but the file has 20")
    #expect(message(file("[1]")) == "the header is not a JSON object")
    #expect(message(file("{\"a\":")) == "the header is not a JSON object")
    #expect(message(file("{\"a\":{}}")) == "the entry of 'a' lacks dtype, shape or data_offsets")
    #expect(
      message(file(#"{"a":{"dtype":"F8_E5M2","shape":[1],"data_offsets":[0,1]}}"#, body: [0]))
        == "'a' has elements of type F8_E5M2, which the workbench does not read")
    #expect(
      message(file(#"{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}"#, body: [1, 2]))
        == "'a' claims the bytes [0, 4] of 2, for 4")
    #expect(
      message(file(#"{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,4]}}"#, body: [1, 2, 3, 4]))
        == "'a' claims the bytes [0, 4] of 4, for 16")
    #expect(
      message(file(#"{"a":{"dtype":"U8","shape":[-1],"data_offsets":[0,4]}}"#, body: [1, 2, 3, 4]))
        == "'a' has the impossible shape [-1]")
    #expect(
      message(file(#"{"a":{"dtype":"U8","shape":[4294967296,4294967296],"data_offsets":[0,4]}}"#, body: [1, 2, 3, 4]))
        == "'a' has the impossible shape [4294967296, 4294967296]")
    #expect(
      message(file(#"{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}"#, body: [1, 2, 3]))
        == "2 bytes belong to no tensor")
    let overlapping =
      #"{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}"#
    #expect(message(file(overlapping, body: [1, 2, 3])) == "'b' overlaps another tensor or leaves a hole")
  }

  @Test func `no cut of a file is read as a whole one`() throws {
    let bytes = try Safetensors(["weight": Tensor([Float(1), 2, 3], [3])]).encoded()
    for length in bytes.indices { #expect(throws: SafetensorsError.self) { try Safetensors(bytes.prefix(length)) } }
  }

  @Test func `no flipped bit of a file ends the process`() throws {
    let bytes = try Safetensors(["weight": Tensor([Float(1), 2, 3], [3])], metadata: ["a": "b"]).encoded()
    var refused = 0
    for index in bytes.indices {
      for bit in 0..<8 {
        var damaged = bytes
        damaged[index] ^= 1 << UInt8(bit)
        do { _ = try Safetensors(damaged) } catch { refused += 1 }
      }
    }
    #expect(refused > bytes.count)
  }
}
