import Foundation
import Pictures
import Testing

/// `workbench predict`: pictures from anywhere, answered early.
@Suite struct PredictTests {
  /// A folder with three pictures of one colour each, and a run to classify them with.
  private struct Trial {
    let runs: RunsFolder
    let folder: TemporaryFolder

    init() throws {
      runs = try RunsFolder(copying: FinishedRun.of("smoke/dfs").folder)
      folder = try TemporaryFolder()
      for (name, color) in [("blue", Color(0, 0, 255)), ("green", Color(0, 255, 0)), ("red", Color(255, 0, 0))] {
        try Image(width: 40, height: 50, color: color).write(to: URL(filePath: "\(folder.path)/\(name).png"))
      }
    }

    func predict(_ arguments: String...) throws -> Program.Ending {
      try Running(["predict", "@last"] + arguments + ["--into", runs.path]).ending()
    }
  }

  @Test func `a folder has a row for each picture, within 80 columns`() throws {
    let trial = try Trial()
    let ending = try trial.predict(trial.folder.path)
    #expect(ending.status == 0)
    #expect(ending.errors == "")
    let lines = ending.output.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.allSatisfy { $0.count <= 80 })
    let columns = lines[0].split(separator: " ").map(String.init)
    #expect(columns == ["picture", "class", "exit", "sure", "%", "MACs"])
    #expect(lines.count == 10)
    for (line, name) in zip(lines[1...3], ["blue.png", "green.png", "red.png"]) { #expect(line.contains(name)) }
    #expect(lines[5].contains(":step-0000000"), "\(lines[5])")
    #expect(lines[6].hasPrefix("leaving early by confidence ("), "\(lines[6])")
    #expect(lines[7] == "fitted on calibration by the run's evaluation")
    #expect(lines[8].hasPrefix("3 pictures, "))
  }

  @Test func `a folder behind a link is the folder`() throws {
    let trial = try Trial()
    let links = try TemporaryFolder()
    try FileManager.default.createSymbolicLink(
      atPath: links.path + "/photos", withDestinationPath: trial.folder.path)
    let ending = try trial.predict("\(links.path)/photos", "--json")
    #expect(ending.status == 0, "\(ending.errors)")
    let pictures = try JSON.object(ending.output)["pictures"] as? [[String: Any]] ?? []
    let names = ["blue", "green", "red"].map { "\(links.path)/photos/\($0).png" }
    #expect(pictures.compactMap { $0["path"] as? String } == names)
  }

  @Test func `JSON has the label, exit, confidence and cost of each picture`() throws {
    let trial = try Trial()
    let ending = try trial.predict("\(trial.folder.path)/red.png", "policy=patience", "policy.budget=700k", "--json")
    #expect(ending.status == 0)
    let report = try JSON.object(ending.output)
    #expect(report["schema"] as? String == "workbench.predictions/1")
    #expect(report["policy"] as? String == "patience")
    #expect(report["point"] as? String == "cost 700k")
    let pictures = try #require(report["pictures"] as? [[String: Any]])
    #expect(pictures.count == 1)
    #expect(pictures[0]["path"] as? String == "\(trial.folder.path)/red.png")
    #expect(pictures[0]["label"] is String)
    let exit = try #require(pictures[0]["exit"] as? Int)
    let cost = try #require(pictures[0]["cost"] as? Int)
    let confidence = try #require(pictures[0]["confidence"] as? Double)
    #expect(cost == (exit == 1 ? 574_496 : 805_920))
    #expect(confidence >= 0.25 && confidence <= 1)
  }

  @Test(arguments: ["confidence", "jei-dnn", "eenet", "geometric-ensemble policy.weights=learned"])
  func `pictures leave by the policy that was fitted for the run, and by the same one if it is fitted again`(
    policy: String
  )
    throws
  {
    let trial = try Trial()
    let run = try trial.runs.only()
    let overrides =
      ["policy=" + policy.prefix { $0 != " " }] + policy.split(separator: " ").dropFirst().map(String.init)
    #expect(try Running(["eval", "@last"] + overrides + ["--into", trial.runs.path]).ending().status == 0)
    func predict() throws -> NSMutableDictionary {
      let arguments = ["predict", "@last", trial.folder.path] + overrides + ["--json", "--into", trial.runs.path]
      return NSMutableDictionary(dictionary: try JSON.object(Running(arguments).ending().output))
    }
    let stored = try predict()
    try run.remove("eval/\(policy.prefix { $0 != " " })/policy.json")
    let anew = try predict()
    #expect(stored["isStored"] as? Bool == true && anew["isStored"] as? Bool == false)
    for report in [stored, anew] { report.removeObject(forKey: "isStored") }
    #expect(stored == anew)
  }

  @Test func `a stored policy of other weights or values is not used`() throws {
    let trial = try Trial()
    let run = try trial.runs.only()
    let usual = try trial.predict(trial.folder.path).output
    #expect(usual.contains("\nfitted on calibration by the run's evaluation\n"), "\(usual)")
    #expect(
      try trial.predict(trial.folder.path, "policy.budget=700k").output.contains(
        "(cost 700k)\nfitted on calibration just now\n"))
    for (key, value) in [("weights", "0"), ("settings", ["policy.name": "margin"]), ("temperatures", [1.0])]
      as [(String, Any)]
    {
      var stored = try run.json("eval/policy.json")
      stored[key] = value
      let whole = try run.contents("eval/policy.json")
      try run.write(JSONSerialization.data(withJSONObject: stored), to: "eval/policy.json")
      #expect(try trial.predict(trial.folder.path).output.contains("\nfitted on calibration just now\n"), "\(key)")
      try run.write(whole, to: "eval/policy.json")
    }
  }

  @Test func `a damaged picture among many has a row that says so, and the rest is answered`() throws {
    let trial = try Trial()
    let sound = try trial.predict(trial.folder.path, "--json")
    try Data("no picture".utf8).write(to: URL(filePath: "\(trial.folder.path)/cat.jpg"))
    var cut = try Data(contentsOf: URL(filePath: "\(trial.folder.path)/red.png"))
    cut.removeLast(30)
    try cut.write(to: URL(filePath: "\(trial.folder.path)/cut.png"))
    let ending = try trial.predict(trial.folder.path, "\(trial.folder.path)/missing.png", "--json")
    #expect(ending.status == 65)
    let pictures = try #require(try JSON.object(ending.output)["pictures"] as? [[String: Any]])
    let errors = pictures.filter { $0["error"] != nil }
    let names = errors.compactMap { ($0["path"] as? NSString)?.lastPathComponent }
    #expect(names == ["cat.jpg", "cut.png", "missing.png"])
    #expect(errors[0]["error"] as? String == "is neither a PNG nor a JPEG image")
    let reason = errors[1]["error"] as? String
    #expect(reason?.hasPrefix("not a sound PNG image (") == true)
    #expect(errors[2]["error"] as? String == "cannot be read")
    let answered = pictures.filter { $0["error"] == nil } as NSArray
    let alone = try JSON.object(sound.output)["pictures"] as? NSArray
    #expect(answered == alone)

    let table = try trial.predict(trial.folder.path)
    #expect(table.status == 65)
    let rows = table.output.split(separator: "\n")
    #expect(rows.contains { $0.hasSuffix("cat.jpg  - is neither a PNG nor a JPEG image") })
    #expect(table.output.hasSuffix("\n2 pictures could not be read\n"))
    #expect(rows.allSatisfy { $0.count <= 80 })
  }

  /// 16 x 8 pixels, brighter on the left, with the note that the camera was held so that the left is up.
  private static let photograph =
    "/9j/4QAiRXhpZgAATU0AKgAAAAgAAQESAAMAAAABAAYAAAAAAAD/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBw"
    + "YIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQERMUFRUVDA8XGBYUGBIUFRT/wAALCAAIABABAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAB//EABQQAQAAAAAA"
    + "AAAAAAAAAAAAAAD/2gAIAQEAAD8AFBe//9k="

  @Test func `a photograph is turned as its camera noted`() throws {
    let trial = try Trial()
    let folder = try TemporaryFolder()
    let photograph = try #require(Data(base64Encoded: Self.photograph))
    try photograph.write(to: URL(filePath: "\(folder.path)/1.jpg"))
    for (name, width, height) in [("2", 8, 16), ("3", 16, 8)] {
      var image = try Image(width: width, height: height, color: Color(gray: 88))
      let isUpright = height > width
      image.fill(Rectangle(x: isUpright ? 0 : 8, y: isUpright ? 8 : 0, width: 8, height: 8), Color(gray: 58))
      try image.write(to: URL(filePath: "\(folder.path)/\(name).png"))
    }
    let ending = try trial.predict(folder.path, "--json")
    let pictures = try #require(try JSON.object(ending.output)["pictures"] as? [[String: Any]])
    let confidences = pictures.compactMap { $0["confidence"] as? Double }
    #expect(confidences.count == 3 && confidences[0] == confidences[1] && confidences[0] != confidences[2])
  }

  @Test func `paths may come from standard input`() throws {
    let trial = try Trial()
    let line = "ls \(trial.folder.path)/*.png | $WORKBENCH predict @last - --json --into \(trial.runs.path)"
    let ending = try Program.shell(line)
    #expect(ending.status == 0)
    let pictures = try #require(try JSON.object(ending.output)["pictures"] as? [[String: Any]])
    #expect(pictures.count == 3)
  }

  @Test func `a folder without pictures, and no picture at all`() throws {
    let trial = try Trial()
    let empty = try TemporaryFolder()
    var ending = try trial.predict(empty.path)
    #expect(ending.status == 66)
    #expect(
      ending.errors == "error: \(empty.path) holds no picture; those are files named *.png, *.jpg or *.jpeg\n")
    ending = try trial.predict("policy=margin")
    #expect(ending.status == 66)
    #expect(
      ending.errors == "error: there is no picture to classify; name PNG or JPEG files, or folders of them\n")
  }

  @Test func `a policy that reads labels, and one that is not there, are refused`() throws {
    let trial = try Trial()
    var ending = try trial.predict(trial.folder.path, "policy=oracle")
    #expect(ending.status == 65)
    #expect(
      ending.errors
        == "error: exit policy 'oracle' reads labels, which pictures do not have; choose another\n")
    ending = try trial.predict(trial.folder.path, "policy=confidense")
    #expect(ending.status == 65)
    #expect(ending.errors.contains("'confidense'"))
    #expect(ending.errors.contains("did you mean 'confidence'?"))
    #expect(ending.output == "")
  }
}
