import Foundation
import Testing

/// Pages in Debian's Chromium, as readers open them: from a file, without a network.
@Suite struct BrowserTests {
  /// Runs Chromium without a window on a file, and returns what it prints.
  private func chromium(_ arguments: [String], open path: String) throws -> Program.Ending {
    let profile = try TemporaryFolder()
    return try Running(
      executable: "/usr/bin/env",
      [
        "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars",
        "--user-data-dir=\(profile.path)", "--virtual-time-budget=5000",
      ] + arguments + ["file://\(path)"]
    ).ending()
  }

  /// A comparison, a report and a page of pictures, each with a section that it must have.
  private func pages() throws -> (runs: ComparedRuns, pages: [(path: String, section: String)]) {
    let runs = try ComparedRuns.threeSeeds()
    let compare = try runs.compare("*", "--format", "html")
    let run = try FinishedRun.of("smoke/dfs").folder.path
    return (
      runs,
      [
        (compare.output.trimmingCharacters(in: .newlines), "accuracy"), ("\(run)/report.html", "accuracy"),
        ("\(run)/images/index.html", "features"),
      ]
    )
  }

  @Test func `pages open without a word on the console`() throws {
    let (runs, pages) = try pages()
    defer { withExtendedLifetime(runs) {} }
    for (path, section) in pages {
      let ending = try chromium(["--enable-logging=stderr", "--dump-dom"], open: path)
      #expect(ending.status == 0, "\(ending.errors)")
      #expect(ending.output.contains("<section id=\"\(section)\">"))
      let words = ending.errors.split(separator: "\n").filter { $0.contains("CONSOLE") }
      #expect(words.isEmpty, "\(words)")
    }
  }

  @Test func `nothing sticks out of a page, on a phone and on a desk`() throws {
    let (runs, pages) = try pages()
    defer { withExtendedLifetime(runs) {} }
    for (path, _) in pages {
      let page = try String(contentsOfFile: path, encoding: .utf8)
      let folder = try TemporaryFolder()
      for width in [360, 768, 1280] {
        // A page around it measures it, as it runs no scripts itself.
        let quoted = page.replacing("&", with: "&amp;").replacing("\"", with: "&quot;")
        try folder.write(
          """
          <!doctype html><meta charset="utf-8"><iframe width="\(width)" height="900" srcdoc="\(quoted)"></iframe>
          <p id="answer"></p><script>addEventListener("load", () => {
            const page = document.querySelector("iframe").contentDocument;
            const wide = [...page.querySelectorAll("main *")].filter(e => !e.closest(".scroll, svg") &&
              e.getBoundingClientRect().right > page.documentElement.clientWidth + 1);
            document.querySelector("#answer").textContent = "measured " + page.documentElement.scrollWidth + " of " +
              page.documentElement.clientWidth + ", sticking out: " + wide.map(e => e.tagName + "." + e.className).join(" ");
          })</script>
          """, to: "frame.html")
        let ending = try chromium(["--dump-dom", "--window-size=1400,1000"], open: "\(folder.path)/frame.html")
        let answer = try #require(ending.output.split(separator: "\n").last { $0.contains("id=\"answer\">measured") })
        let sizes = answer.matches(of: /[0-9]+(?= of|, sticking)/).map { String($0.output) }
        #expect(sizes.count == 2 && sizes[0] == sizes[1], "\(path) at \(width): \(answer)")
        #expect(answer.contains("sticking out: </p>"), "\(path) at \(width): \(answer)")
      }
    }
  }
}
