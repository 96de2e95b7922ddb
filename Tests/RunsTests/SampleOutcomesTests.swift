import Files
import Foundation
import Testing

@testable import Evaluation
@testable import Recipes
@testable import RunFiles
@testable import Sessions
@testable import Timing
@testable import Training

@Suite struct SampleOutcomesTests {
  private let outcomes = SampleOutcomes(
    labels: [0, 1, 2, 1, 0], answers: [[0, 2, 2, 0, 1], [0, 1, 1, 2, 0]],
    confidences: [[0.91239, 0.4, 0.99, 0.7, 0.6], [0.5, 0.8, 0.95, 0.31, 1]])

  @Test func `what is written is read back`() throws {
    #expect(
      outcomes.csv.split(separator: "\n").prefix(3) == [
        "sample,class,exit1,confidence1,exit2,confidence2", "0,0,0,0.9124,0,0.5", "1,1,2,0.4,1,0.8",
      ])
    #expect(SampleOutcomes(csv: outcomes.csv) == outcomes)
    #expect(outcomes.isRight(at: 0) == [true, false, true, false, false])
  }

  @Test func `classes have their names, and a share for every exit`() {
    #expect(
      outcomes.csv(ofClasses: ["cat", "dog, small", "owl", "none"]) == """
        class,name,images,exit1,exit2
        0,cat,2,0.5,1.0
        1,"dog, small",2,0.0,0.5
        2,owl,1,1.0,0.0
        3,none,0,,

        """)
  }

  @Test(arguments: [
    "", "sample,class\n0,0\n", "sample,class,exit1,confidence1\n0,0,0\n", "sample,class,exit1,confidence1\n1,0,0,0.5\n",
    "sample,class,exit1,confidence1\n0,0,dog,0.5\n", "sample,class,exit1,confidence1\n0,0,0,0.5,1,0.5\n",
  ])
  func `a damaged file is not read`(text: String) { #expect(SampleOutcomes(csv: text) == nil) }

  @Test func `walls of the gallery hold what their names say, the most telling first`() {
    #expect(Gallery.order(of: .easy, outcomes) == [2, 0])
    #expect(Gallery.order(of: .hard, outcomes) == [3, 0, 1, 2, 4])
    #expect(Gallery.order(of: .overthought, outcomes) == [2])
    #expect(Gallery.order(of: .rescued, outcomes) == [4, 1])
  }

  @Test func `a wall shows at most two images of a class`() {
    let many = SampleOutcomes(
      labels: [Int](repeating: 0, count: 9) + [1], answers: [[Int](repeating: 0, count: 9) + [1]],
      confidences: [(0..<10).map { 1 - Float($0) / 100 }])
    let gallery = Gallery(many, classNames: ["bird", "<b>"])
    #expect(gallery.walls.map(\.kind) == Gallery.Kind.allCases)
    #expect(gallery.walls[0].count == 10)
    #expect(gallery.walls[0].pictures.map(\.sample) == [0, 1, 9])
    #expect(gallery.walls[0].pictures.map(\.trueClass) == ["bird", "bird", "<b>"])
  }
}
