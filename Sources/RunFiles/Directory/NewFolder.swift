import Files
import Foundation

/// Makes folders in the folder of all runs, with names that nothing else there has.
enum NewFolder {
  /// Makes a folder named `PREFIX-yyMMdd-HHmmMARK-ID`, and its parents where they are missing.
  ///
  /// The id has four characters that are unique among the last parts of all names in `parent`, the folder of all runs; they
  /// are drawn from `random`. `mark` is such as `-s1`.
  ///
  /// - Returns: its path.
  static func make(
    in parent: String, prefix: String, mark: String = "", date: Date, random: inout some RandomNumberGenerator
  ) throws(FileError) -> String {
    try DurableFile.makeFolders(parent)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? []
    let taken = Set(names.map(\.lastIDPart))
    while true {
      // No letters or digits that look alike.
      let short = String((0..<4).compactMap { _ in "abcdefghjkmnpqrstvwxyz23456789".randomElement(using: &random) })
      guard !taken.contains(short), short.contains(where: \.isLetter) else { continue }
      let path = "\(parent)/\(prefix)-\(stamp(date))\(mark)-\(short)"
      guard mkdir(path, 0o755) == 0 else {
        if errno == EEXIST { continue }
        throw FileError(path: path, errno: errno)
      }
      return path
    }
  }

  /// Local date and time as `yyMMdd-HHmm`.
  private static func stamp(_ date: Date) -> String {
    let parts = Calendar(identifier: .gregorian).dateComponents([.year, .month, .day, .hour, .minute], from: date)
    func two(_ number: Int?) -> String { String(format: "%02d", (number ?? 0) % 100) }
    return two(parts.year) + two(parts.month) + two(parts.day) + "-" + two(parts.hour) + two(parts.minute)
  }
}

extension String {
  /// The last part of an id, by which people call a run or a sweep.
  var lastIDPart: String { split(separator: "-").last.map(String.init) ?? self }

  /// How a command names what has this path: the last part of its name, with the folder where that is not the standard one.
  var commandArgument: String {
    let parent = self.parentFolder
    let short = (self as NSString).lastPathComponent.lastIDPart
    guard parent != RunDirectory.standardParent else { return short }
    return "\(short) --into \((parent.isEmpty ? "." : parent).quotedForShell)"
  }
}
