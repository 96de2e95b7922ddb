import Errors
import Files
import Foundation
import Settings

/// A recipe that is neither a file nor the name of one among the project's recipes.
public struct RecipeNotFound: StatusedError, CustomStringConvertible, Equatable {
  /// What was asked for.
  public let name: String
  /// The folder that was searched; nil where only a path was looked for.
  public let folder: String?
  /// The names that there are, in alphabetical order; where the name fits several recipes, those.
  public let known: [String]
  /// Whether the name fits several recipes.
  public var isAmbiguous = false
  /// Whether ``folder`` is not there.
  public var isFolderMissing = false

  /// What was asked for, what may have been meant, and how to see what there is.
  public var description: String {
    guard let folder else { return "there is no recipe '\(name.shown(SourceText.nameLimit))'" }
    if isAmbiguous {
      return "'\(name.shown(SourceText.nameLimit))' may be \(known.alternatives) in \(folder): say which"
    }
    var lines = ["there is no recipe '\(name.shown(SourceText.nameLimit))'"]
    if !guesses.isEmpty {
      lines += "did you mean \(guesses.map { "'\($0)'" }.alternatives)?".wrapped(to: 78).map { "  \($0)" }
    }
    lines.append("  \(contents(of: folder))")
    return lines.joined(separator: "\n")
  }

  private func contents(of folder: String) -> String {
    if isFolderMissing { return "there is no folder \(folder)" + (folder.hasPrefix("/") ? "" : " here") }
    if known.isEmpty { return "\(folder) holds no recipes" }
    return known.count > 3
      ? "'workbench list recipes' shows all \(known.count)" : "\(folder) holds \(known.joined(separator: ", "))"
  }

  /// Up to three: those that a slip of the keys has made the name of, or else the shortest that the name is a part of.
  private var guesses: [String] {
    let wanted = Recipe.bareName(name)
    let near = nearest(3, to: wanted, in: known) { wanted.contains("/") ? $0 : $0.filePart }
    guard near.isEmpty else { return near }
    let longer = known.filter { $0.lowercased().contains(wanted.lowercased()) }
    return Array(longer.sorted { ($0.count, $0) < ($1.count, $1) }.prefix(3))
  }

  /// How the program ends.
  public var exitStatus: ExitStatus { .missingInput }
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
    guard let files = recipeFiles(in: folder) else {
      throw RecipeNotFound(name: name, folder: folder, known: [], isFolderMissing: true)
    }
    let wanted = bareName(name).lowercased()
    let whole = files.filter { bareName($0).lowercased() == wanted }
    let matches = whole.isEmpty ? files.filter { bareName($0).filePart.lowercased() == wanted } : whole
    if matches.count == 1 { return folder.appendingPath(matches[0]) }
    throw RecipeNotFound(
      name: name, folder: folder, known: (matches.isEmpty ? files : matches).map(bareName),
      isAmbiguous: !matches.isEmpty)
  }

  /// The names of the recipes in a folder and below it, in alphabetical order.
  public static func names(in folder: String) -> [String] { (recipeFiles(in: folder) ?? []).map(bareName) }

  /// A name without a leading `recipes/` and without the ending of a YAML file.
  fileprivate static func bareName(_ name: String) -> String {
    var bare = name.hasPrefix("./") ? name.dropFirst(2) : name[...]
    if bare.lowercased().hasPrefix("recipes/") { bare = bare.dropFirst(8) }
    for ending in [".yaml", ".yml"] where bare.lowercased().hasSuffix(ending) { bare = bare.dropLast(ending.count) }
    return String(bare)
  }

  /// The YAML files of a folder and of those below it, by their paths inside it, in alphabetical order; nil where it is missing.
  private static func recipeFiles(in folder: String) -> [String]? {
    FolderContents.paths(below: folder)?.filter { path in
      path.lowercased().hasSuffix(".yaml") || path.lowercased().hasSuffix(".yml")
    }
  }
}
