import Testing

@testable import Recipes
@testable import Settings

@Suite struct ProblemTests {
  private func excerpt(_ line: String, column: Int, length: Int = 1) -> [String] {
    let source = SourceText(name: "my.yaml", text: "first\n\(line)\nlast", folder: "/")
    let excerpt = Excerpt(of: Place(source, line: 2, column: column, length: length))
    return [excerpt.line, excerpt.caret]
  }

  @Test func `a caret stands under tabs, wide letters, marks and control characters`() {
    #expect(excerpt("a:\tb", column: 4) == ["a:    b", "      ^"])
    #expect(excerpt("漢字: x", column: 5) == ["漢字: x", "      ^"])
    #expect(excerpt("e\u{301}: x", column: 5) == ["e\u{301}: x", "   ^"])
    #expect(excerpt("a\u{1B}[2Jb", column: 6) == ["a\\u{1B}[2Jb", "          ^"])
    #expect(excerpt("a\u{202E}b", column: 2) == ["a\\u{202E}b", " ^^^^^^^^"])
    #expect(excerpt("字", column: 1) == ["字", "^^"])
  }

  @Test func `a long line is cut around the caret`() {
    let line = String(repeating: "a", count: 300) + "WRONG" + String(repeating: "b", count: 300)
    let lines = excerpt(line, column: 301, length: 5)
    #expect(lines[0] == "…\(String(repeating: "a", count: 40))WRONG\(String(repeating: "b", count: 22))…")
    #expect(lines[1] == String(repeating: " ", count: 41) + "^^^^^")
    #expect(excerpt(line, column: 1, length: 600)[1].count == 68)
    #expect(excerpt(String(repeating: "a", count: 69), column: 5)[0] == String(repeating: "a", count: 69))
    #expect(excerpt(line, column: 605)[0] == "…" + String(repeating: "b", count: 41))
    #expect(excerpt(String(repeating: "\u{301}", count: 1000), column: 500)[0].unicodeScalars.count <= 70)
  }

  @Test func `a place past the end of its line stands at the end`() {
    #expect(excerpt("ab", column: 9, length: 5) == ["ab", "  ^"])
    #expect(excerpt("", column: 1) == ["", "^"])
  }

  @Test func `a long hint stands below its caret in lines of its own`() {
    let source = SourceText(name: "my.yaml", text: "strategy: x", folder: "/")
    let words = Array(repeating: "strategy", count: 20).joined(separator: " ")
    let problem = Problem("wrong", at: Place(source, line: 1, column: 11, length: 1), hint: words)
    #expect(
      problem.description == """
        my.yaml:1:11: wrong
             1 | strategy: x
               |           ^
               | \(Array(repeating: "strategy", count: 7).joined(separator: " "))
               | \(Array(repeating: "strategy", count: 7).joined(separator: " "))
               | \(Array(repeating: "strategy", count: 6).joined(separator: " "))
        """)
  }

  @Test(arguments: [
    ("strategey", "strategy"), ("STRATEGY", "strategy"), ("learning_rate", "learning-rate"), ("ratoi", "ratio"),
    ("bta", "beta"),
    ("pcgrd", "pcgrad"),
  ])
  func `a slip of the keys is understood`(typed: String, meant: String) {
    #expect(nearest(to: typed, in: ["schedule", "strategy", "learning-rate", "ratio", "beta", "pcgrad"]) == meant)
  }

  @Test func `another word is not guessed at`() {
    #expect(nearest(to: "epochs", in: ["seed", "name", "exits"]) == nil)
    #expect(nearest(to: "", in: ["seed"]) == nil)
    #expect(nearest(to: "ab", in: ["xy"]) == nil)
    #expect(nearest(to: "seed", in: [String]()) == nil)
  }

  @Test func `of equally near words the first is taken`() {
    #expect(nearest(to: "cat", in: ["bat", "hat"]) == "bat")
    #expect(nearest(to: "hat", in: ["bat", "hat"]) == "hat")
  }

  @Test func `lines are counted as libyaml counts them`() {
    let source = SourceText(name: "x", text: "a\r\nb\rc\u{85}d\u{2028}e\n\nf", folder: "/")
    #expect((1...8).map { source.line($0).map(String.init).joined() } == ["a", "b", "c", "d", "e", "", "f", ""])
  }
}
