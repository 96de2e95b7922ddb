import Evaluation
import Files
import Recipes
import RunFiles
import Sessions
import Testing
import Timing
import Training

@Suite struct ParentFolderTests {
  @Test(arguments: [
    ("a", ""), ("ab", ""), ("é", ""), ("", ""), ("a/b", "a"), ("a/b/", "a"), ("a/", ""), ("/a", "/"), ("/a/b", "/a"),
  ])
  func `the folder of a path is what stands before its last part`(path: String, parent: String) {
    #expect(path.parentFolder == parent)
  }
}
