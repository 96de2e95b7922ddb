import Testing

@testable import Recipes

@Suite struct Probe {
  @Test func times() throws {
    let clock = ContinuousClock()
    for n in [1000, 4000] {
      let keys = (0..<n).map { "k\($0 % 15_000): 1\n" }.joined()
      let text = keys + Recipe.shortest
      let source = SourceText(name: "x", text: text, folder: "/")
      var loader = Loader()
      var tree: Node?
      print(
        n, "load", clock.measure { tree = loader.tree(of: source, chain: [.init(shown: "x", real: "x", namedAt: nil)]) }
      )
      var reader = Reader(recipe: "x", catalog: TestCatalog.catalog)
      print(n, "read", clock.measure { _ = Sections(tree!, of: source, reader: &reader) })
      var e: RecipeError?
      print(n, "error", clock.measure { e = RecipeError(recipe: "x", problems: reader.problems) })
      var t = ""
      print(n, "text", clock.measure { t = e!.description }, t.count)
    }
    for part in ["[", "'", "\u{301}", "!"] {
      let text = String(repeating: part, count: (1 << 18) / part.utf8.count)
      let source = SourceText(name: "x", text: text, folder: "/")
      var loader = Loader()
      print(
        part, "load", clock.measure { _ = loader.tree(of: source, chain: [.init(shown: "x", real: "x", namedAt: nil)]) }
      )
      var t = ""
      print(part, "text", clock.measure { t = loader.problems[0].description }, t.count)
    }
  }
}
