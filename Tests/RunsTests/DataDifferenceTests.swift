import Foundation
import RunFiles
import Testing

/// What a run says where the data are not those it was trained on.
@Suite struct DataDifferenceTests {
  private let recorded = DataProvenance(
    name: "image-folder", classes: ["a", "b"], samples: ["train": 10, "test": 4],
    files: [
      DataProvenance.File(name: "train (10 images)", bytes: 100, digest: "names:00"),
      DataProvenance.File(name: "labels", bytes: 8, digest: "unchecked"),
    ])

  private func changed(_ change: (inout DataProvenance) -> Void) -> DataProvenance {
    var today = recorded
    change(&today)
    return today
  }

  @Test func `the same data have no difference and one identity`() {
    #expect(recorded.differences(from: recorded) == [])
    #expect(recorded.identity == changed { _ in }.identity)
  }

  @Test func `every difference is a sentence`() {
    let today = changed {
      $0.classes = ["b", "c"]
      $0.samples["train"] = 11
      $0.files[0].digest = "names:01"
      $0.files[1].digest = "md5:77"
      $0.files.append(DataProvenance.File(name: "extra", bytes: 1, digest: "names:02"))
    }
    #expect(
      recorded.differences(from: today) == [
        "there is no class 'a', class 'c' is new", "train had 10 samples and has 11",
        "'train (10 images)' has changed in names, classes, order or sizes", "'extra' is new",
      ])
    #expect(today.identity != recorded.identity)
    #expect(recorded.differences(from: changed { $0.classes.reverse() }) == ["the classes are in another order"])
    #expect(recorded.differences(from: changed { $0.files.removeLast() }) == ["'labels' is not there"])
  }

  @Test func `the message says of which run, and that nothing was changed`() {
    #expect(
      "\(DataChanged(id: "dfs-1", differences: ["train had 10 samples and has 11"]))" == """
        the data are not those that dfs-1 was trained on
          train had 10 samples and has 11
          nothing was changed: bring the data back as they were, or train anew
        """)
  }
}
