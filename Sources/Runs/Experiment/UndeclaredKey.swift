import WorkbenchCore

/// A component that reads a key which its `settings` do not declare, so that no recipe could ever set it.
package struct UndeclaredKey: Error, CustomStringConvertible, Equatable {
  package let description: String

  private init(_ key: String, component: String, folder: String) {
    description =
      "\(component) of \(folder) reads the key '\(key)', which its 'settings' do not declare with this type; add it to them"
  }

  /// Looks at what the components read when they were built.
  static func check(_ choices: [ComponentChoice], of registry: Registry) throws(UndeclaredKey) {
    for choice in choices {
      guard let key = choice.settings.readUndeclared.first else { continue }
      let folder = registry.catalog.entry(choice.kind, named: choice.name)?.source ?? "Plugins"
      throw UndeclaredKey(key, component: "\(choice.kind.word) '\(choice.name)'", folder: folder)
    }
  }
}
