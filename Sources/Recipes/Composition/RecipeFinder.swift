import Foundation

/// A recipe that is neither a file nor the name of one among the project's recipes.
public struct RecipeNotFound: Error, CustomStringConvertible, Equatable {
  /// What was asked for.
  public let name: String
  /// The folder that was searched; nil where only a path was looked for.
  public let folder: String?
  /// The names that there are, in alphabetical order; where the name fits several recipes, those.
  public let known: [String]
  /// Whether the name fits several recipes.
  public var isAmbiguous = false

  /// What was asked for, a guess, and what there is.
  public var description: String {
    guard let folder else { return "there is no recipe '\(name.shown(SourceText.nameLimit))'" }
    if isAmbiguous {
      return "'\(name.shown(SourceText.nameLimit))' may be \(known.alternatives) in \(folder): say which"
    }
    let guess = nearest(to: Recipe.bareName(name), in: known).map { "; did you mean '\($0)'?" } ?? ""
    let list = known.isEmpty ? "\(folder) holds no recipes" : "\(folder) holds \(known.joined(separator: ", "))"
    return "there is no recipe '\(name.shown(SourceText.nameLimit))'\(guess)\n  \(list)"
  }
}

extension Recipe {
  /// The path of a recipe that a user names: a file, or one of a folder's recipes.
  ///
  /// - Parameters:
  ///   - name: a path, or the name of a `.yaml` file in the folder or below it; letter case, the ending and a leading
  ///     `recipes/` do not matter, and a folder's name may be left out where one recipe only has the name.
  ///   - folder: the folder of the project's recipes.
  /// - Returns: a path that exists.
  /// - Throws: ``RecipeNotFound`` with the names that there are.
  public static func find(_ name: String, in folder: String) throws(RecipeNotFound) -> String {
    var isFolder = false as ObjCBool
    if FileManager.default.fileExists(atPath: name, isDirectory: &isFolder), !isFolder.boolValue { return name }
    let files = recipeFiles(in: folder)
    let wanted = bareName(name).lowercased()
    let whole = files.filter { bareName($0).lowercased() == wanted }
    let matches = whole.isEmpty ? files.filter { bareName($0).filePart.lowercased() == wanted } : whole
    if matches.count == 1 { return folder.appendingPath(matches[0]) }
    throw RecipeNotFound(
      name: name, folder: folder, known: (matches.isEmpty ? files : matches).map(bareName),
      isAmbiguous: !matches.isEmpty)
  }

  /// The names of the recipes in a folder and below it, in alphabetical order.
  public static func names(in folder: String) -> [String] { recipeFiles(in: folder).map(bareName) }

  /// A name without a leading `recipes/` and without the ending of a YAML file.
  fileprivate static func bareName(_ name: String) -> String {
    var bare = name.hasPrefix("./") ? name.dropFirst(2) : name[...]
    if bare.lowercased().hasPrefix("recipes/") { bare = bare.dropFirst(8) }
    for ending in [".yaml", ".yml"] where bare.lowercased().hasSuffix(ending) { bare = bare.dropLast(ending.count) }
    return String(bare)
  }

  /// The YAML files of a folder and of those below it, by their paths inside it, in alphabetical order.
  private static func recipeFiles(in folder: String) -> [String] {
    guard let paths = FileManager.default.enumerator(atPath: folder) else { return [] }
    return paths.compactMap { $0 as? String }.filter { path in
      let isYAML = path.lowercased().hasSuffix(".yaml") || path.lowercased().hasSuffix(".yml")
      return isYAML && !path.split(separator: "/").contains { $0.hasPrefix(".") }
    }.sorted()
  }
}
