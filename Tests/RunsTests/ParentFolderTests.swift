import Runs
import Testing

@Suite struct ParentFolderTests {
  @Test(arguments: [
    ("a", ""), ("ab", ""), ("é", ""), ("", ""), ("a/b", "a"), ("a/b/", "a"), ("a/", ""), ("/a", "/"), ("/a/b", "/a"),
  ])
  func `the folder of a path is what stands before its last part`(path: String, parent: String) {
    #expect(path.parentFolder == parent)
  }
}
