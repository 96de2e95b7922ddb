import Foundation

/// `environment.json`: what a run was computed with.
package struct Environment: Sendable, Codable {
  package var workbench: String
  /// The commit of the checkout, where git knows it.
  package var commit: String?
  /// Whether the checkout differs from the commit.
  package var isModified: Bool?
  package var libtorch: String
  package var swift: String
  package var cpu: String
  package var cpuCapability: String
  package var device: String
  package var threads: Int
  package var host: String
  package var system: String
  /// Whether a resumed run repeats this one byte for byte, and under which condition.
  package var reproducibility: String
  /// Environment variables that change results or speed.
  package var variables: [String: String]

  package init(
    workbench: String, commit: String? = nil, isModified: Bool? = nil, libtorch: String, swift: String, cpu: String,
    cpuCapability: String, device: String, threads: Int, host: String, system: String, reproducibility: String,
    variables: [String: String]
  ) {
    (self.workbench, self.commit, self.isModified, self.libtorch) = (workbench, commit, isModified, libtorch)
    (self.swift, self.cpu, self.cpuCapability, self.device) = (swift, cpu, cpuCapability, device)
    (self.threads, self.host, self.system, self.reproducibility) = (threads, host, system, reproducibility)
    self.variables = variables
  }

  /// The processor's name as the system gives it.
  package static var cpuName: String {
    let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
    return line?.split(separator: ":").last?.trimmingCharacters(in: .whitespaces) ?? "unknown"
  }

}

/// The program itself.
package enum Program {
  package static let version = "0.1.0"

  /// The compiler's version, as far as the language tells it.
  package static var compiler: String {
    #if compiler(>=6.4)
      "6.4 or newer"
    #else
      "6.3"
    #endif
  }
}

/// `data.json`: what a run learnt from.
package struct DataProvenance: Sendable, Codable {
  package struct File: Sendable, Codable {
    package var name: String
    package var bytes: Int
    package var digest: String

    package init(name: String, bytes: Int, digest: String) {
      (self.name, self.bytes, self.digest) = (name, bytes, digest)
    }
  }

  package var name: String
  package var classes: [String]
  package var samples: [String: Int]
  package var files: [File]

  package init(name: String, classes: [String], samples: [String: Int], files: [File]) {
    (self.name, self.classes, self.samples, self.files) = (name, classes, samples, files)
  }

}
