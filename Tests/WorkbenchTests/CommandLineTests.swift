import Foundation
import Testing

/// Arguments mean what they say, and commands that are printed can be typed.
@Suite struct CommandLineTests {
  @Test func `a value is the whole argument`() throws {
    let ending = try Program.run("explain", "smoke/sum", "data=idx", "data.root=/no/data set #2")
    #expect(ending.status == 66)
    #expect(ending.errors.contains("/no/data set #2"), "\(ending.errors)")
    #expect(ending.errors.contains(" --to '/no/data set #2'"), "\(ending.errors)")
  }

  @Test func `two values that look like one decimal are said to be two`() throws {
    let note =
      "note: optimizer.learning-rate=0,5 is a sweep of 0 and 5; one value is written optimizer.learning-rate=0.5\n"
    #expect(try Program.run("explain", "smoke/sum", "optimizer.learning-rate=0,5").errors == note)
    #expect(try Program.run("explain", "smoke/sum", "optimizer.learning-rate=0.1,0.5").errors == "")
  }

  @Test func `an argument that is not UTF-8 is refused as what it is`() throws {
    let ending = try Program.shell("\"$WORKBENCH\" run smoke/sum --into \"$(printf 'caf\\351')\"")
    #expect(ending.status == 64)
    #expect(
      ending.errors == """
        error: 'caf\u{FFFD}' is not UTF-8, and names of files must be
          rename the file or folder, as convmv does

        """)
  }

  @Test func `resume explains that a run keeps its recipe`() throws {
    let ending = try Program.run("resume", "@last", "train.epochs=40")
    #expect(ending.status == 64)
    #expect(
      ending.errors.hasPrefix(
        "error: a run goes on with the recipe that it began with, so 'train.epochs=40' cannot change it; for a new run from "
          + "its weights: workbench run RECIPE train.epochs=40 --from @last\n"), "\(ending.errors)")
    let other = try Program.run("resume", "a", "b").errors
    #expect(other.hasPrefix("error: resume takes one run or sweep, and 'b' is another\n"), "\(other)")
    #expect(try !Program.run("resume", "--help").output.contains("values"))
  }

  @Test func `a comparison makes the folder that it is written to`() throws {
    let (run, folder) = (try FinishedRun.of("smoke/sum").folder, try TemporaryFolder())
    for (format, file) in [("html", "a/b/page.html"), ("markdown", "c/d/table.md")] {
      let ending = try Program.run(
        "compare", run.path, "--format", format, "-o", "\(folder.path)/\(file)")
      #expect(ending.status == 0, "\(ending.errors)")
      #expect(FileManager.default.fileExists(atPath: "\(folder.path)/\(file)"))
    }
  }

  @Test func `a printed command works in a folder with a blank in its name`() throws {
    let folder = try TemporaryFolder()
    let place = "\(folder.path)/my runs"
    let paused = try Program.run("run", "smoke/sum", "--into", place, "--time-limit", "1s", "train.epochs=1000")
    #expect(paused.status == 75, "\(paused.errors)")
    let command = try #require(paused.errors.firstMatch(of: /go on with: workbench (.*)\n/)).1
    #expect(command.hasSuffix(" --into '\(place)'"))
    let resumed = try Program.shell("\"$WORKBENCH\" \(command) --time-limit 1s")
    #expect(resumed.status == 75, "\(resumed.errors)")
  }
}
