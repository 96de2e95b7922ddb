import Foundation
import Testing

/// `compare.html` and `report.html` as text; ``BrowserTests`` opens them.
@Suite struct PageTests {
  private static let hostile = "<script>alert(1)</script>\"'&<img src=x onerror=alert(2)>"

  private func page(_ runs: ComparedRuns) throws -> String {
    let ending = try runs.compare("*", "--format", "html")
    #expect(ending.status == 0, "\(ending.errors)")
    return try String(contentsOfFile: ending.output.trimmingCharacters(in: .newlines), encoding: .utf8)
  }

  @Test func `the page says what the JSON says`() throws {
    let runs = try ComparedRuns.threeSeeds()
    let page = try page(runs)
    let comparison = try JSON.object(runs.compare("*", "--json").output)
    let groups = try #require(comparison["groups"] as? [[String: Any]])
    for group in groups {
      for measure in try #require(group["exits"] as? [[String: Any]]) {
        let summary = try #require(measure["summary"] as? [String: Any])
        let mean = String(format: "%.1f", 100 * (summary["mean"] as? Double ?? .nan))
        let deviation = String(format: "%.1f", 100 * (summary["deviation"] as? Double ?? .nan))
        #expect(page.contains("<b>\(mean)</b> <span class=\"sd\">± \(deviation)</span>"))
        guard let difference = (measure["difference"] as? [String: Any])?["mean"] as? Double else { continue }
        #expect(page.contains(">+" + String(format: "%.1f", 100 * difference)))
      }
    }
    for id in ["accuracy", "cost", "learning", "conflict", "leaving", "images", "confusion", "features", "recipe"] {
      #expect(page.contains("<section id=\"\(id)\">"), "\(id)")
    }
    #expect(page.contains("--baseline") == false && page.contains("workbench compare"))
  }

  @Test func `the page is one file, without scripts, links to elsewhere or a refresh`() throws {
    let page = try page(ComparedRuns.threeSeeds())
    let without = page.replacing("http://www.w3.org/2000/svg", with: "")
    #expect(!without.contains("http:") && !without.contains("https:") && !without.contains("src=\"//"))
    #expect(!page.contains("<script") && !page.contains("refresh"))
    #expect(page.contains("default-src 'none'"))
    #expect(page.utf8.count < 1_000_000)
  }

  @Test func `the same runs give the same bytes`() throws {
    let runs = try ComparedRuns.threeSeeds()
    #expect(try page(runs) == page(runs))
  }

  @Test func `whatever a file says stays text`() throws {
    let runs = try ComparedRuns.threeSeeds()
    for run in runs.runs.all where run.id.contains("-") && run.holds("run.json") {
      var data = try run.json("data.json")
      data["classes"] = (data["classes"] as? [String])?.map { $0 + Self.hostile }
      try run.write(JSONSerialization.data(withJSONObject: data), to: "data.json")
      var record = run.record
      (record["name"], record["strategy"]) = (Self.hostile, "\(record["strategy"] ?? "")\(Self.hostile)")
      try run.write(JSONSerialization.data(withJSONObject: record), to: "run.json")
      let gallery = try run.text("eval/gallery/index.json").replacing(
        "\"trueClass\" : \"", with: "\"trueClass\" : \"<script>")
      try run.write(Data(gallery.utf8), to: "eval/gallery/index.json")
    }
    let page = try page(runs)
    #expect(!page.contains("<script") && !page.contains("<img src=x"))
    #expect(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
  }

  @Test func `charts lie beside the page as files`() throws {
    let runs = try ComparedRuns.threeSeeds()
    _ = try page(runs)
    let folder = runs.runs.path + "/compare-charts"
    for name in ["anytime", "budgeted", "learning", "conflict"] {
      #expect(FileManager.default.contents(atPath: "\(folder)/\(name).png")?.starts(with: [0x89, 0x50]) == true)
      let svg = try String(contentsOfFile: "\(folder)/\(name).svg", encoding: .utf8)
      #expect(svg.hasPrefix("<svg ") && svg.hasSuffix("</svg>\n"))
    }
  }

  @Test func `a run has its report, which refreshes itself only while the run is under way`() throws {
    let run = try FinishedRun.of("smoke/dfs").folder
    #expect(run.holds("report.html") && run.holds("report-charts/anytime.png"))
    #expect(!(try run.text("report.html")).contains("http-equiv=\"refresh\""))
    #expect(try run.text("report.html").contains("<section id=\"accuracy\">"))

    let copy = try RunsFolder(copying: run)
    let paused = try copy.only()
    try paused.setState("paused")
    try paused.remove("eval/evaluation.json")
    let ending = try Program.run("show", paused.shortID, "--report", "--into", copy.path)
    #expect(ending.output == "\(paused.path)/report.html\n", "\(ending.errors)")
    let page = try paused.text("report.html")
    #expect(page.contains("Paused after epoch 2 of 2"))
    #expect(!page.contains("http-equiv=\"refresh\"") && !page.contains("<section id=\"accuracy\">"))
  }

  @Test func `the page of a run under way loads itself again, and no more once it is paused`() throws {
    let runs = try RunsFolder()
    let running = try Running(["run", "smoke/sum", "train.epochs=2000", "--into", runs.path])
    func page() -> String { (try? runs.all.first?.text("report.html")) ?? "" }
    try running.wait(for: "the page of an epoch") { page().contains("Training, epoch 1 of 2000") }
    #expect(page().contains("<progress max=\"2000\""))
    #expect(page().contains("http-equiv=\"refresh\"") && page().contains("<section id=\"learning\">"))
    #expect(page().contains("Should it stand still: workbench show ") && page().contains(" --report</p>"))
    running.send(SIGTERM)
    #expect(running.ending().status == 143)
    #expect(!page().contains("http-equiv=\"refresh\"") && page().contains("Paused after epoch"))
  }

  @Test func `the page of a run that failed says so, and loads itself no more`() throws {
    let runs = try RunsFolder()
    let ending = try Program.run("run", "smoke/sum", "optimizer.learning-rate=1e6", "--into", runs.path)
    #expect(ending.status == 1)
    let page = try runs.only().text("report.html")
    #expect(page.contains("Failed in epoch 1 of 2") && !page.contains("http-equiv=\"refresh\""))
  }

  @Test func `an ended run has a page of its pictures, to which its report leads`() throws {
    let run = try FinishedRun.of("smoke/dfs").folder
    let pictures = try run.text("images/index.html")
    for name in run.names(in: "images/features") where name.hasSuffix(".png") {
      #expect(pictures.contains("<code>features/\(name)</code>"))
    }
    #expect(pictures.contains("Cosines between the exits&#39; gradients, epoch 2"))
    #expect(try run.text("report.html").contains("<a href=\"images/index.html\">"))
  }
}
