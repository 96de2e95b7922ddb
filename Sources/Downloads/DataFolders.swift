import Foundation

/// Where data sets lie when nothing else is said.
package struct DataFolders: Sendable {
  /// Where to look, the preferred one first; new data goes there.
  package let all: [String]

  package var preferred: String { all[0] }

  /// The folder that `WORKBENCH_DATA` names; the project's `data`, where its recipes expect it; the user's own.
  ///
  /// - Parameters:
  ///   - environment: the variables of the process.
  ///   - project: the folder of the project, if known.
  package init(environment: [String: String], project: String?) {
    func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
    let home = value("HOME") ?? "."
    let own = (value("XDG_DATA_HOME") ?? "\(home)/.local/share").appendingComponent("workbench")
    all = [value("WORKBENCH_DATA"), project.map { $0.appendingComponent("data") }, own].compactMap { $0 }
  }
}
