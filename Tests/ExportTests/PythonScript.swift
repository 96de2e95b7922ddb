import Foundation
import Testing

/// A script of this folder, run with the packages that `make test` installs.
enum PythonScript {
  static let project = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// What the script prints; a script that fails, or a package that is missing, is a failure of the test.
  static func output(of name: String, _ arguments: String...) throws -> Data {
    let process = Process()
    let output = Pipe()
    process.executableURL = project.appending(path: ".venv/bin/python")
    process.arguments = [project.appending(path: "Tests/ExportTests/Scripts/\(name)").path] + arguments
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "\(name) failed; `make test` installs what it needs")
    return data
  }
}

/// A folder that is removed with the value.
final class ScratchFolder {
  let path = FileManager.default.temporaryDirectory.path + "/export-tests-\(UUID().uuidString)"

  init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ data: Data, to file: String) throws { try data.write(to: URL(filePath: "\(path)/\(file)")) }
}
