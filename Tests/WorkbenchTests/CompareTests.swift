import Foundation
import Testing

/// `workbench compare` on runs whose figures are set by hand.
@Suite struct CompareTests {
  private static let runs = Result { try ComparedRuns.threeSeeds() }

  @Test func `differences over seeds come with intervals, a corrected test, and what else must be known`() throws {
    let ending = try Self.runs.get().compare("*")
    #expect(ending.status == 0, "\(ending.errors)")
    #expect(
      ending.output == """
        2 groups of 3 seeds · test top-1 %, mean ± standard deviation over seeds

                             exit 1       exit 2         mean     ensemble
        MACs                 1.00 M       3.00 M
        sum · 3 seeds · baseline
          top-1          64.2 ± 0.2   75.0 ± 0.0   69.6 ± 0.1   75.0 ± 0.0
        dfs · 3 seeds
          top-1          72.3 ± 0.3   75.7 ± 0.2   74.0 ± 0.1   75.7 ± 0.2
          difference         +8.1**        +0.7*       +4.4**         +0.7
          95 %            +7.0…+9.2    +0.2…+1.2    +3.9…+4.9    +0.2…+1.2

        leaving early: top-1 % at a mean cost in MACs, and the cost of an accuracy
                             1.50 M       2.00 M       2.50 M     for 75 %      cheaper
        sum              66.9 ± 0.1   69.6 ± 0.1   72.3 ± 0.0       3.00 M            –
        dfs              73.2 ± 0.2   74.0 ± 0.1   74.9 ± 0.1       2.59 M        1.16×

        training, and the pairs of exits whose gradients conflict at its end
                           time   ratio  processor   ratio    memory   ratio   conflict
        sum                0:10               0:16            400 MB            100.0 %
        dfs                0:15   1.50×       0:20   1.25×    300 MB   0.75×      0.0 %

        * p < 0.05, ** p < 0.01: t test paired over seeds, Holm's correction over 2
        differences
        ✓ the same: data, network, code, steps, evaluation, machine
        · 3 seeds are few: an interval reaches 2.48 standard deviations to either side,
          with five seeds 1.24
        · to see half a point at the last exit takes about 4 seeds
        · runs are equal in steps and epochs, not in processor time: the dearest took
          1.25 times as much
        · every update is like a sum of gradients

        """)
  }

  @Test func `the table fits 80 columns, and is without colour unless it is asked for`() throws {
    let runs = try Self.runs.get()
    let plain = try runs.compare("*")
    #expect(plain.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
    #expect(!plain.output.contains("\u{1B}"))
    let colored = try runs.compare("*", environment: ["FORCE_COLOR": "1"])
    #expect(colored.output.contains("\u{1B}[1m"))
    let bare = colored.output.replacing(try Regex("\u{1B}\\[[0-9]*m"), with: "")
    #expect(bare == plain.output)
    let refused = try runs.compare("*", environment: ["FORCE_COLOR": "1", "NO_COLOR": "1"])
    #expect(refused.output == plain.output)
  }

  @Test func `the JSON has a version, and SciPy's numbers`() throws {
    let comparison = try JSON.object(Self.runs.get().compare("*", "--json").output)
    #expect(comparison["schema"] as? String == "workbench.comparison/1")
    #expect(comparison["baseline"] as? String == "sum")
    #expect(comparison["tests"] as? Int == 2)
    let groups = try #require(comparison["groups"] as? [[String: Any]])
    #expect(groups.map { $0["label"] as? String } == ["sum", "dfs"])
    let exit = try #require((groups[1]["exits"] as? [[String: Any]])?.first)
    let difference = try #require(exit["difference"] as? [String: Any])
    #expect(difference["design"] as? String == "paired" && difference["n"] as? Int == 3)
    func number(_ key: String) throws -> Double { try #require(difference[key] as? Double) }
    #expect(abs(try number("mean") - 0.08143333333333336) < 1e-12)
    #expect(abs(try number("low") - 0.07049936420443603) < 1e-10)
    #expect(abs(try number("high") - 0.0923673024622306) < 1e-10)
    #expect(abs(try number("probability") - 0.0009723997764365809) < 1e-12)
    // Holm: the smaller of two probabilities is doubled.
    #expect(abs(try number("corrected") - 2 * 0.0009723997764365809) < 1e-12)
  }

  @Test func `tables for other programs hold the same numbers`() throws {
    let runs = try Self.runs.get()
    let csv = try runs.compare("*", "--format", "csv").output.split(separator: "\n").map(String.init)
    #expect(
      csv[0]
        == "group,strategy,baseline,figure,macs,seeds,mean,sd,difference,low,high,interval-of,p,p-holm,best")
    #expect(csv.count == 1 + 2 * 7)
    let row = try #require(csv.first { $0.hasPrefix("dfs,dfs,sum,exit 1,1000000.0,3,0.72323333") })
    #expect(row.contains(",seeds,") && row.hasSuffix(",1"))

    let markdown = try runs.compare("*", "--format", "markdown").output
    #expect(
      markdown.contains(
        "| strategy | seeds | exit 1 | exit 2 | mean | ensemble |\n| --- | --: | --: | --: | --: | --: |"))
    #expect(markdown.contains("| dfs | 3 | **72.3 ± 0.3** |"))
    #expect(markdown.contains("|  |  | +8.1\\*\\* [+7.0 … +9.2] |"))

    let latex = try runs.compare("*", "--format", "latex").output
    #expect(
      latex.contains("\\begin{tabular}{lrrrrr}\n\\toprule\nstrategy & $n$ & exit 1 (1.00\\,M) & exit 2 (3.00\\,M)"))
    #expect(latex.contains("dfs & 3 & \\textbf{72.3} {\\small$\\pm$0.3} &"))
    #expect(latex.contains("{\\footnotesize $+8.1$$^{**}$ [$+7.0$, $+9.2$]}"))
  }

  @Test func `one seed claims nothing but what test images leave open`() throws {
    let runs = try ComparedRuns()
    try runs.add("smoke/sum", id: "aaaa", .init(seed: 1, top1: [0.5, 0.6]))
    try runs.add("smoke/dfs", id: "bbbb", .init(seed: 1, top1: [0.7, 0.8], losses: [1, 2]))
    let table = try runs.compare("*")
    let rows = table.output.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
    #expect(rows.contains("top-1 50.0 60.0 55.0 60.0") && rows.contains("difference +20.0 +20.0 +20.0 +20.0"))
    #expect(table.output.contains("  95 % images"))
    #expect(!table.output.contains("*") && !table.output.contains("± 0.0"))
    #expect(table.output.contains("a single seed shows nothing about other seeds"))
    let comparison = try JSON.object(runs.compare("*", "--json").output)
    let groups = try #require(comparison["groups"] as? [[String: Any]])
    let mean = try #require(groups[1]["mean"] as? [String: Any])
    #expect(mean["difference"] == nil)
    #expect((mean["images"] as? [String: Any])?["difference"] != nil)
  }

  @Test func `runs that cannot be compared are warned about`() throws {
    let runs = try ComparedRuns()
    try runs.add("smoke/sum", id: "aaaa", .init(seed: 1, top1: [0.5, 0.6]))
    let other = try runs.add("smoke/dfs", id: "bbbb", .init(seed: 1, top1: [0.5, 0.6], losses: [1, 2]))
    var environment = try other.json("environment.json")
    environment["commit"] = "0123456789abcdef"
    try other.write(JSONSerialization.data(withJSONObject: environment), to: "environment.json")
    var data = try other.json("data.json")
    data["samples"] = ["train": 7]
    try other.write(JSONSerialization.data(withJSONObject: data), to: "data.json")
    var record = other.record
    record["step"] = 999
    try other.write(JSONSerialization.data(withJSONObject: record), to: "run.json")
    let output = try runs.compare("*").output.replacing("\n  ", with: " ")
    for warning in ["! data differ: ", "! code differs: ", "! training differs in length: "] {
      #expect(output.contains(warning), "\(output)")
    }
    #expect(output.contains("0123456") && output.contains("999 steps"))
  }

  @Test func `recipes that differ without an effect are found out`() throws {
    let runs = try ComparedRuns()
    try runs.add("smoke/sum", id: "aaaa", .init(seed: 1, top1: [0.5, 0.6]))
    try runs.add("smoke/dfs", id: "bbbb", .init(seed: 1, top1: [0.5, 0.6]))
    let output = try runs.compare("*").output.replacing("\n  ", with: " ")
    #expect(
      output.contains("! bbbb and aaaa differ in strategy") || output.contains("! aaaa and bbbb differ in strategy"))
    #expect(output.contains("identical losses in every epoch"))
  }

  @Test func `updates on different scales are told`() throws {
    let runs = try ComparedRuns()
    try runs.add("smoke/sum", id: "aaaa", .init(seed: 1, top1: [0.5, 0.6]))
    let other = try runs.add("smoke/sum", id: "bbbb", .init(seed: 1, top1: [0.5, 0.6], losses: [1, 2]))
    let recipe = try other.text("recipe.resolved.yaml").replacing("name: sum\n", with: "name: mgda\n")
    try other.write(Data(recipe.utf8), to: "recipe.resolved.yaml")
    var record = other.record
    record["strategy"] = "mgda"
    try other.write(JSONSerialization.data(withJSONObject: record), to: "run.json")
    let output = try runs.compare("*").output.replacing("\n  ", with: " ")
    #expect(
      output.contains(
        "· updates are on different scales, which the learning rate has to follow: like a sum of gradients (sum); "
          + "like a mean of gradients (mgda)\n"))
  }

  @Test func `recipes of one strategy are called by what differs`() throws {
    let runs = try ComparedRuns()
    for (id, beta) in [("aaaa", "0.5"), ("bbbb", "0.7")] {
      let run = try runs.add("smoke/dfs", id: id, .init(seed: 1, top1: [0.5, 0.6], losses: [Double(beta) ?? 0, 1]))
      let recipe = try run.text("recipe.resolved.yaml").replacing("beta: 0.5", with: "beta: \(beta)")
      try run.write(Data(recipe.utf8), to: "recipe.resolved.yaml")
    }
    let output = try runs.compare("*", "--baseline", "dfs β=0.7").output
    #expect(output.contains("\ndfs β=0.7 · 1 seed · baseline\n") && output.contains("\ndfs β=0.5 · 1 seed\n"))
  }

  @Test func `of several runs of one recipe and seed the latest counts, and unfinished ones do not`() throws {
    let runs = try ComparedRuns()
    let old = try runs.add("smoke/sum", id: "aaaa", .init(seed: 1, top1: [0.1, 0.2]))
    var record = old.record
    record["created"] = "2020-01-01T00:00:00Z"
    try old.write(JSONSerialization.data(withJSONObject: record), to: "run.json")
    try runs.add("smoke/sum", id: "bbbb", .init(seed: 1, top1: [0.5, 0.6]))
    try runs.add("smoke/sum", id: "cccc", .init(seed: 2, top1: [0.5, 0.6])).setState("failed")
    let output = try runs.compare("*").output
    #expect(output.contains("1 group of 1 seed") && output.contains("50.0         60.0"))
    #expect(output.contains("· left out, not finished: cccc (failed)\n"))
    #expect(output.contains("· left out, a later run has the same recipe and seed: aaaa\n"))
  }

  @Test func `a damaged run is left out and the others are compared`() throws {
    let runs = try ComparedRuns.threeSeeds()
    let broken = try #require(runs.runs.all.first)
    for damage in ["run.json", "recipe.resolved.yaml"] {
      let text = try broken.contents(damage)
      try broken.write(text.prefix(text.count / 2) + Data("\n{".utf8), to: damage)
      let ending = try runs.compare("*")
      #expect(ending.status == 0)
      #expect(ending.errors.contains("note: \(broken.shortID) is left out: "))
      #expect(ending.output.contains("2 seeds"))
      try broken.write(text, to: damage)
    }
    for damage in ["metrics.jsonl", "eval/samples.csv", "eval/gallery/index.json", "data.json", "environment.json"] {
      let text = try broken.contents(damage)
      try broken.write(text.prefix(text.count / 2), to: damage)
      #expect(try runs.compare("*").status == 0)
      #expect(try runs.compare("*", "--format", "html").status == 0)
      try broken.remove(damage)
      #expect(try runs.compare("*", "--format", "html").status == 0)
      try broken.write(text, to: damage)
    }
  }

  @Test func `mistakes are answered with what there is`() throws {
    let runs = try Self.runs.get()
    let parent = runs.runs.path
    let baseline = try runs.compare("*", "--baseline", "pcgrad")
    #expect(baseline.status == 66)
    #expect(
      baseline.errors == """
        error: no group is called 'pcgrad', or several are
          there are: \(baseline.errors.contains("dfs, sum") ? "dfs, sum" : "sum, dfs")

        """)
    let pattern = try runs.compare("nothing-*")
    #expect(pattern.status == 66)
    #expect(
      pattern.errors == """
        error: no run fits 'nothing-*' in \(parent)
          'workbench list' shows the runs; quote a pattern so that the shell leaves it alone

        """)
    #expect(try runs.compare("*", "--accuracy", "75").status == 64)
    #expect(try runs.compare("*", "--budgets", "many").status == 64)
    #expect(try runs.compare().status == 64)
  }
}
