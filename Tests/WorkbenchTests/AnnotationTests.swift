import Foundation
import Testing

/// `workbench label` and `workbench note`.
@Suite struct AnnotationTests {
  private let runs: RunsFolder
  private let run: RunFolder

  init() throws {
    runs = try RunsFolder(copying: FinishedRun.of("smoke/sum").folder)
    run = try runs.only()
  }

  private func workbench(_ arguments: String...) throws -> Program.Ending {
    try Running(arguments + ["--into", runs.path]).ending()
  }

  @Test func `labels are given, named by, shown and taken off`() throws {
    let group = run.record["group"] as? String
    let bare = try workbench("list").output
    #expect(!bare.contains("labels"))
    #expect(try workbench("label", "@last", "paper", "table-2").output == "paper\ntable-2\n")
    #expect(try workbench("label", "paper", "paper", "best").output == "paper\ntable-2\nbest\n")
    #expect(try workbench("show", "table-2").output.contains("  labels    paper, table-2, best\n"))
    let list = try workbench("list").output.split(separator: "\n").map(String.init)
    #expect(list[0].hasSuffix("  labels") && list[1].hasSuffix("  paper, table-2, best"))
    let json = try JSON.object(workbench("list", "--json").output)
    let listed = try #require((json["runs"] as? [[String: Any]])?.first)
    #expect(listed["labels"] as? [String] == ["paper", "table-2", "best"])
    #expect(listed["schema"] as? String == "workbench.run/1")

    #expect(try workbench("label", "paper", "--remove", "paper", "best").output == "table-2\n")
    #expect(try workbench("show", "paper").status == 66)
    #expect(try workbench("label", "table-2", "--remove", "table-2").output == "")
    #expect(!run.holds("annotations.json"), "nothing written on a run leaves no file")
    #expect(try workbench("list").output == bare)
    #expect(run.record["group"] as? String == group)
  }

  @Test func `notes are kept in order, shown by show, compare and the page`() throws {
    #expect(try workbench("note", "@last", "loss", "jumps in epoch 2").status == 0)
    let printed = try workbench("note", "@last", "<b>see</b> the log").output.split(separator: "\n")
    #expect(printed.map { $0.dropFirst(12) } == ["loss jumps in epoch 2", "<b>see</b> the log"])
    #expect(printed.allSatisfy { $0.prefixMatch(of: #/20\d\d-\d\d-\d\d  /#) != nil })
    #expect(try workbench("show", "@last").output.contains("  note      \(printed[0])\n"))
    #expect(try workbench("compare", "@last").output.contains("· \(run.shortID): loss jumps in epoch 2\n"))
    let shown = try JSON.object(workbench("show", "@last", "--json").output)
    let notes = try #require(shown["notes"] as? [[String: String]])
    #expect(notes.compactMap { $0["text"] } == ["loss jumps in epoch 2", "<b>see</b> the log"])
    #expect(try workbench("show", "@last", "--report").status == 0)
    let page = try run.text("report.html")
    #expect(page.contains("loss jumps in epoch 2; &lt;b&gt;see&lt;/b&gt; the log"))
    #expect(try workbench("note", "@last", "--remove").output == "")
    #expect(!run.holds("annotations.json"))
  }

  @Test func `a label of several runs stands for all of them where runs are chosen, and for none elsewhere`() throws {
    let other = "smoke-sum-260101-0000-s1-twin"
    try FileManager.default.copyItem(atPath: run.path, toPath: "\(runs.path)/\(other)")
    for id in [run.shortID, "twin"] { #expect(try workbench("label", id, "both").status == 0) }
    let compared = try JSON.object(workbench("compare", "both", "--json").output)
    let notes = try #require(compared["notes"] as? [String])
    #expect(notes.contains { $0.contains("a later run has the same recipe and seed") })
    let shown = try workbench("show", "both")
    #expect(shown.status == 66)
    #expect(shown.errors.hasPrefix("error: 'both' fits 2 runs or sweeps:\n"))
  }

  @Test(arguments: ["-x", "a b", "a/b", "run:best", "@last", "x=1", ".hidden", String(repeating: "a", count: 41)])
  func `what cannot be told from other arguments is no label`(word: String) throws {
    let ending = try workbench("label", "@last", "--", word)
    #expect(ending.status == 64)
    #expect(ending.errors.hasPrefix("error: '\(word)' cannot be a label: those are up to 40 letters, digits,"))
    #expect(!run.holds("annotations.json"))
  }

  @Test func `a damaged file of labels is said, and never written over`() throws {
    try run.write(Data("{\"labels\": 3}".utf8), to: "annotations.json")
    let list = try workbench("list")
    #expect(list.status == 0 && list.output.split(separator: "\n")[1].hasSuffix("  ?"), "\(list.output)")
    #expect(try workbench("show", "@last").output.contains("  labels    annotations.json cannot be read\n"))
    let ending = try workbench("label", "@last", "paper")
    #expect(ending.status == 74)
    #expect(ending.errors.contains("annotations.json: is damaged"))
    #expect(try run.text("annotations.json") == "{\"labels\": 3}")
  }
}
