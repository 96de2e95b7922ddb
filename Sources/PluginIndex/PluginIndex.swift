import Foundation
import PackagePlugin

/// Writes `PluginIndex.swift`, the list of the modules of Plugins/, when the module LinkedPlugins is built.
///
/// This is a plugin of SwiftPM; everywhere else in the project, a plugin is a module of Plugins/. The module `Plugins/Foo`
/// declares `public enum FooPlugin: Plugin`; where it does not, the compiler says so in the list written here.
@main
struct PluginIndex: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: Target) throws -> [Command] {
    let folder = target.directoryURL.path()
    let names = target.dependencies.compactMap { dependency -> String? in
      guard case .target(let module) = dependency, module.directoryURL.path().hasPrefix(folder) else { return nil }
      return module.name
    }.sorted()
    try refuseUnlisted(in: target)

    let source = """
      public import WorkbenchCore
      \(names.map { "import \($0)\n" }.joined())
      /// The modules of Plugins/, in alphabetical order.
      public let linkedPlugins: [any Plugin.Type] = [
      \(names.map { "  \($0)Plugin.self,\n" }.joined())]

      """
    let output = context.pluginWorkDirectoryURL.appending(path: "PluginIndex.swift")
    return [
      .buildCommand(
        displayName: "Listing \(names.count) plugins", executable: URL(filePath: "/bin/sh"),
        arguments: ["-c", "printf %s \"$1\" > \"$2\"", "sh", source, output.path()], outputFiles: [output])
    ]
  }

  /// A folder that Package.swift does not list shows up as files of this target, which is Plugins/ without the listed ones.
  private func refuseUnlisted(in target: Target) throws {
    let depth = target.directoryURL.pathComponents.count
    guard let stray = target.sourceModule?.sourceFiles.first(where: { $0.url.pathComponents.count > depth + 1 }) else {
      return
    }
    throw UnlistedPlugin(name: stray.url.pathComponents[depth])
  }
}

struct UnlistedPlugin: Error, CustomStringConvertible {
  let name: String

  var description: String { "Plugins/\(name) is not in the list 'plugins' of Package.swift: add \"\(name)\" to it" }
}
