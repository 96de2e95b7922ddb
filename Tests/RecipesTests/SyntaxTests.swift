import Foundation
import Testing

@testable import Recipes
@testable import Settings

@Suite struct SyntaxTests {
  @Test(arguments: [
    (
      "a: [1, 2\nb: c\n",
      """
        my.yaml:2:2: not valid YAML: did not find expected ',' or ']' (while parsing a flow sequence that began at my.yaml:1:4)
             2 | b: c
               |  ^
      """
    ),
    (
      "a: b: c\n",
      """
        my.yaml:1:5: not valid YAML: mapping values are not allowed in this context
             1 | a: b: c
               |     ^ a text with ': ' needs quotes; check the indentation
      """
    ),
    (
      "data:\n\tname: shapes\n",
      """
        my.yaml:2:1: not valid YAML: found character that cannot start any token
             2 |     name: shapes
               | ^^^^ indent with spaces, not with tabs
      """
    ),
    (
      "a: \"\\q\"\n",
      """
        my.yaml:1:5: not valid YAML: found unknown escape character
             1 | a: "\\q"
               |     ^
      """
    ),
    (
      "a: 1\n---\nb: 2\n",
      """
        my.yaml:2:1: a second document starts here
             2 | ---
               | ^^^ a recipe is one document: one file each
      """
    ),
    (
      "? [a]\n: b\n",
      """
        my.yaml:1:3: a key must be a single text
             1 | ? [a]
               |   ^
      """
    ),
    (
      "- a\n",
      """
        my.yaml:1:1: a recipe is a map of sections, found a list
             1 | - a
               | ^
      """
    ),
    ("", "  my.yaml: nothing is written here"),
    ("# only a comment\n", "  my.yaml: nothing is written here"),
    (
      "a: b\u{7}c\n",
      """
        my.yaml:1:5: the control character U+0007 is not allowed
             1 | a: b\\u{7}c
               |     ^^^^^
      """
    ),
    (
      "schema: 2\nnew-section: {}\n",
      """
        my.yaml:1:9: the recipe is written for schema 2; this workbench reads schema 1
             1 | schema: 2
               |         ^
      """
    ),
  ])
  func `what cannot be read is one problem with its place`(text: String, problem: String) {
    #expect(message(text) == "my.yaml: 1 problem, nothing was started\n\n" + problem)
  }

  @Test func `what YAML has beyond a tree is refused, and the rest is still checked`() {
    let text =
      Recipe.shortest + """
        seed: !!int 3
        exits: &all all
        train: {epochs: *all, epochs: 3, <<: {threads: 1}}
        trian: 1

        """
    #expect(
      message(text) == """
        my.yaml: 6 problems, nothing was started

          my.yaml:5:7: a tag is not allowed
               5 | seed: !!int 3
                 |       ^ the key says which type its value has
          my.yaml:6:8: the anchor '&all' is not allowed
               6 | exits: &all all
                 |        ^ write the value out
          my.yaml:7:17: the alias '*all' is not allowed
               7 | train: {epochs: *all, epochs: 3, <<: {threads: 1}}
                 |                 ^^^^ write the value out
          my.yaml:7:23: the key 'epochs' stands here twice
               7 | train: {epochs: *all, epochs: 3, <<: {threads: 1}}
                 |                       ^^^^^^ first at my.yaml:7:9
          my.yaml:7:34: the merge key '<<' is not allowed
               7 | train: {epochs: *all, epochs: 3, <<: {threads: 1}}
                 |                                  ^^
                 | use 'extends' or write the keys out
          my.yaml:8:1: unknown key 'trian'
               8 | trian: 1
                 | ^^^^^ did you mean 'train'?
        """)
  }

  @Test func `a byte order mark and Windows line ends change nothing`() throws {
    let text = "\u{FEFF}" + Recipe.shortest.replacing("\n", with: "\r\n") + "trian: 1\r\n"
    let folder = try TestFolder(["my.yaml": text])
    #expect(
      folder.message("my.yaml") == """
        my.yaml: 1 problem, nothing was started

          my.yaml:5:1: unknown key 'trian'
               5 | trian: 1
                 | ^^^^^ did you mean 'train'?
        """)
  }

  @Test func `invalid UTF-8 is reported where it stands`() throws {
    let folder = try TestFolder()
    try folder.write(Data("data: shapes\nname: ä".utf8) + [0xFF, 0xFE, 0x0A], to: "my.yaml")
    #expect(
      folder.message("my.yaml") == """
        my.yaml: 1 problem, nothing was started

          my.yaml:2:8: cannot read the recipe: it is not valid UTF-8
               2 | name: ä��
                 |        ^
        """)
  }

  @Test func `a folder, a device and a large file are refused`() throws {
    let folder = try TestFolder(["sub/my.yaml": Recipe.shortest])
    try folder.write(Data(repeating: UInt8(ascii: "#"), count: (1 << 20) + 1), to: "large.yaml")
    func text(_ name: String, _ reason: String) -> String {
      "\(name): 1 problem, nothing was started\n\n  \(name): cannot read the recipe: \(reason)"
    }
    #expect(folder.message("sub") == text("sub", "it is a folder"))
    #expect(folder.message("large.yaml") == text("large.yaml", "it is larger than 1 MiB"))
    let error = #expect(throws: RecipeError.self) {
      try Recipe.load(path: "/dev/zero", catalog: TestCatalog.catalog)
    }
    #expect(error?.description == text("/dev/zero", "it is no regular file"))
  }
}
