import Settings

/// Turns the tree of a recipe into values, and gathers everything that is wrong with it.
struct Reader {
  let recipe: String
  let catalog: Catalog
  var problems: [Problem] = []

  init(recipe: String, catalog: Catalog) { (self.recipe, self.catalog) = (recipe, catalog) }

  /// - Throws: ``RecipeError`` with all problems so far, if there are any.
  func finish() throws(RecipeError) {
    if !problems.isEmpty { throw RecipeError(recipe: recipe, problems: problems) }
  }

  /// The values of the declared keys; reports unknown and missing ones, and values that a key cannot have.
  ///
  /// - Parameters:
  ///   - declared: the keys with their types.
  ///   - node: the map; its place is where missing keys are reported.
  ///   - owner: whose keys these are.
  ///   - others: keys of the map that are read elsewhere.
  /// - Returns: the values, without those that were reported.
  mutating func settings(
    _ declared: [any AnySetting], from node: Node, owner: Owner, others: [String] = []
  ) -> Settings {
    var values: [String: Settings.Given] = [:]
    for setting in declared {
      if let given = node[setting.key] {
        values[setting.key] = value(of: setting, from: given, owner: owner)
      } else if let standard = setting.defaultValue {
        values[setting.key] = Settings.Given(value: standard, origin: .default, earlier: nil)
      } else {
        problems.append(
          Problem(
            "\(owner.words) needs the key '\(setting.key)': \(setting.typeText)", at: node.place,
            hint: setting.summary))
      }
    }
    let known = declared.map(\.key) + others
    for pair in node.pairs ?? [] where !known.contains(pair.key) { reportUnknown(pair, known: known, owner: owner) }
    return Settings(
      declared: declared, values: values, recipe: recipe, place: node.place, owner: owner.nameInPlugins)
  }

  private mutating func value(of setting: any AnySetting, from node: Node, owner: Owner) -> Settings.Given? {
    if case .refused = node.content { return nil }
    do throws(SettingMistake) {
      let value = try setting.read(node)
      return Settings.Given(
        value: value, origin: .given(node.place), earlier: node.earlier.first.map(EarlierValue.init))
    } catch {
      var origin = setting.defaultText.map { ["default \($0)"] } ?? []
      if case .component(let entry, _) = owner { origin.append("from \(entry.source)") }
      let link = error.hint == nil || origin.isEmpty ? "" : error.hint?.hasSuffix("?") == true ? " " : "; "
      let hint = (error.hint ?? "") + link + origin.joined(separator: ", ")
      problems.append(
        Problem(
          "'\(setting.key)' must be \(error.expected), found \(error.found)", at: error.place,
          hint: hint.isEmpty ? nil : hint))
      return nil
    }
  }

  /// The settings of a section that is a map of keys.
  ///
  /// - Parameters:
  ///   - path: the section.
  ///   - declared: its keys.
  ///   - node: the section as given; nil where the recipe leaves it out.
  ///   - whole: the recipe as a whole, for keys that are missing with the section.
  /// - Returns: the values, without those that were reported.
  mutating func group(
    _ path: String, _ declared: [any AnySetting], from node: Node?, whole: Place
  ) -> Settings {
    let map = map(path, node) ?? Node(.mapping([]), at: whole)
    return settings(declared, from: map, owner: .group(path))
  }

  /// The node if it is a map; reports anything else.
  mutating func map(_ path: String, _ node: Node?) -> Node? {
    guard let node, node.pairs == nil else { return node }
    if case .refused = node.content { return nil }
    problems.append(Problem("'\(path)' must be a map of keys, found \(node.found)", at: node.place))
    return nil
  }
}
