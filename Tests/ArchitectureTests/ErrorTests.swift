import Foundation
import Testing

/// Errors say themselves how the program ends.
@Suite struct ErrorTests {
  /// An error type as it is declared.
  struct Declared {
    let place: String
    let name: String
    let conformances: Set<String>
    /// Whether other modules can catch it, or it has a message for people.
    let isSeen: Bool
  }

  private static func all() throws -> [Declared] {
    try SourceModule.all().flatMap(\.files).flatMap { file -> [Declared] in
      let text = try String(contentsOf: checkout.appending(path: file.path), encoding: .utf8)
      let pattern =
        /(?m)^ *((?:public |package |private |fileprivate |final )*)(?:struct|enum|class|extension) ([\w.]+): ([\w ,.&]+)/
      return text.matches(of: pattern).compactMap { match in
        let conformances = Set(match.3.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) })
        guard !conformances.isDisjoint(with: ["Error", "LocalizedError", "StatusedError"]) else { return nil }
        let isPublished = match.1.contains("public") || match.1.contains("package")
        return Declared(
          place: file.path, name: String(match.2), conformances: conformances,
          isSeen: isPublished || conformances.contains("CustomStringConvertible"))
      }
    }
  }

  /// One that is seen by its own module alone and has no message only carries a reason to where the message is made.
  @Test func `every error that can end the program has a status`() throws {
    let all = try Self.all()
    #expect(all.count { $0.conformances.contains("StatusedError") } > 45)
    let without = all.filter { $0.isSeen && !$0.conformances.contains("StatusedError") }
    #expect(without.map { "\($0.name) in \($0.place)" } == [])
  }

  /// `Swift.print` and `FileHandle` lose text or end the process where a stream cannot be written.
  @Test func `the program writes to its streams by one way`() throws {
    let files = try SourceModule.all().filter { $0.name == "Workbench" }.flatMap(\.files)
    let wrong = try files.filter { file in
      let text = try String(contentsOf: checkout.appending(path: file.path), encoding: .utf8)
        .replacing("func print(", with: "")
      return text.contains(/(?m)(^|[ ({])print\(|FileHandle\.standard(Output|Error)|fputs\(/)
    }
    #expect(wrong.map(\.path) == [])
  }
}
