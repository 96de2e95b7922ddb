import Errors
import Foundation
import WorkbenchCore

/// Servers that are asked before the publishers' own: a laboratory's copy, or one that is nearer.
package struct Mirrors: Sendable, Equatable {
  /// URLs of folders that hold `NAME/FILE` for the data sets that they have.
  package let all: [String]

  /// What the command line says, then `WORKBENCH_MIRRORS` with blanks between, then the user's file of mirrors, a line each.
  ///
  /// - Parameters:
  ///   - given: from the command line.
  ///   - environment: the variables of the process.
  /// - Throws: ``MirrorMistake`` for what is no address of a web server.
  package init(given: [String], environment: [String: String]) throws(MirrorMistake) {
    func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
    let configuration = value("XDG_CONFIG_HOME") ?? (value("HOME") ?? ".").appendingComponent(".config")
    let file = configuration.appendingComponent("workbench/mirrors")
    let lines = ((try? String(contentsOfFile: file, encoding: .utf8)) ?? "").split(whereSeparator: \.isNewline)
      .map { $0.prefix { $0 != "#" }.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    let words = (value("WORKBENCH_MIRRORS") ?? "").split(separator: " ").map(String.init)
    var all: [String] = []
    for (place, urls) in [("--mirror", given), ("WORKBENCH_MIRRORS", words), (file, lines)] {
      for url in urls {
        guard Self.isAddress(url) else { throw MirrorMistake(place: place, url: url) }
        if !all.contains(url) { all.append(url) }
      }
    }
    self.all = all
  }

  private static func isAddress(_ url: String) -> Bool {
    guard let parts = URLComponents(string: url), let scheme = parts.scheme?.lowercased() else { return false }
    return ["http", "https"].contains(scheme) && parts.host.map { !$0.isEmpty } ?? false
  }

  /// The addresses of a file, in the order in which they are asked.
  func urls(of download: PublishedDownload, in data: PublishedData) -> [String] {
    let name = download.file.path
    return all.map { $0.appendingComponent("\(data.name)/\(name)") } + download.servers.map { $0 + name }
  }
}

/// A mirror that is no address.
package struct MirrorMistake: StatusedError, CustomStringConvertible {
  let place: String
  let url: String

  package var description: String {
    "\(place): '\(url)' is no mirror; give the http or https address of a folder that holds NAME/FILE"
  }

  package var exitStatus: ExitStatus { .usage }
}
