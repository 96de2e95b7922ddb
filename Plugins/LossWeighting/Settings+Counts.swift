import WorkbenchCore

extension Settings {
  /// Checks that a list has as many values as the network has of something.
  ///
  /// - Throws: ``RecipeError`` that points at the list.
  func requireOneForEach(_ count: Int, _ things: String, _ values: [Double], of setting: any AnySetting) throws {
    let found = values.count
    guard found != count else { return }
    let number = found == 1 ? "1 value" : "\(found) values"
    throw problem(
      setting, "'\(setting.key)' has \(number), but the network has \(count) \(things)",
      hint: "give one value for each, shallowest first")
  }
}
