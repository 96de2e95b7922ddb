import Foundation
import LinkedPlugins
import Testing
import WorkbenchCore

/// Laws over everything that Plugins/ list as published.
@Suite struct PublishedDataTests {
  private static let all = (try? Registry(linkedPlugins))?.datasets.entries.flatMap { $0.value.publishedData } ?? []

  @Test func `names are unique, and the paper's data sets are among them`() {
    let names = Self.all.map(\.name)
    #expect(Set(names).count == names.count)
    #expect(Set(names).isSuperset(of: ["cifar10", "cifar100", "mnist", "fashion-mnist", "kmnist", "imagenet"]))
  }

  @Test(arguments: all)
  func `what is published can be fetched safely, and compared`(data: PublishedData) {
    let files = data.downloads.map(\.file) + data.files + [PublishedFile(data.folder, bytes: 1, digest: .md5(""))]
    for file in files {
      #expect(!file.path.hasPrefix("/") && !file.path.split(separator: "/").contains(".."))
      #expect(file.bytes > 0)
    }
    for file in files.dropLast() {
      let (digits, count) =
        switch file.digest {
        case .md5(let digits): (digits, 32)
        case .sha256(let digits): (digits, 64)
        }
      #expect(digits.count == count && digits.allSatisfy { $0.isHexDigit && !$0.isUppercase })
    }
    for server in data.downloads.flatMap(\.servers) {
      #expect(URL(string: server)?.host() != nil && server.hasSuffix("/") && server.hasPrefix("http"))
    }
    #expect(Set(data.files.map(\.path)).count == data.files.count)
    if case .byHand(let steps, let names) = data.source { #expect(!steps.isEmpty && !names.isEmpty) }
  }
}

extension PublishedData: CustomTestStringConvertible {
  /// The name in reports of tests.
  public var testDescription: String { name }
}
