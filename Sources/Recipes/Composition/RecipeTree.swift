import Settings

/// A recipe's file merged with all that it extends, before the command line and before any value is checked.
struct RecipeTree {
  /// The recipe's own file.
  let source: SourceText
  /// The merged tree; nil where a part of it is missing, as ``problems`` say.
  let root: Node?
  /// The files read, each once, in the order of the first reading.
  let files: [String]
  /// What is wrong, apart from the values.
  let problems: [Problem]

  /// The rank of an argument of the command line among the texts of a recipe.
  static func rank(ofArgument index: Int) -> Int { Loader.fileLimit + 1 + index }

  /// - Throws: ``RecipeNotFound`` where there is no file; ``RecipeError`` for one that is no text of a recipe.
  init(path: String) throws {
    guard let real = path.realPath else { throw RecipeNotFound(name: path, folder: nil, known: []) }
    var loader = Loader()
    let source: SourceText
    do throws(Loader.UnreadableFile) {
      source = try loader.read(path, shown: path)
    } catch {
      let place = error.place ?? Place(whole: SourceText(name: path, text: "", folder: ""))
      throw RecipeError(recipe: path, problems: [Problem("cannot read the recipe: \(error.reason)", at: place)])
    }
    self.init(source, real: real, with: &loader)
  }

  /// Reads a text that messages call `name`; its relative paths start from `folder`, by default the current one.
  init(text: String, name: String, folder: String?) {
    let folder = folder ?? FilePath.currentFolder
    var loader = Loader()
    let source = SourceText(name: name, text: text, folder: folder)
    self.init(source, real: folder.appendingPath(name), with: &loader)
  }

  private init(_ source: SourceText, real: String, with loader: inout Loader) {
    let tree = loader.tree(of: source, chain: [Loader.Link(shown: source.name, real: real, namedAt: nil)])
    (self.source, files, problems) = (source, loader.files, loader.problems)
    root = loader.isIncomplete ? nil : tree
  }

  /// The recipe with values of the command line or of a sweep.
  ///
  /// - Parameters:
  ///   - overrides: the values.
  ///   - arguments: the same as a user would give them.
  ///   - catalog: the components that a recipe can name.
  ///   - problems: what is wrong with the values so far.
  /// - Returns: the recipe, with every value checked.
  /// - Throws: ``RecipeError`` with these and everything else that is wrong.
  func recipe(
    _ overrides: [Override], arguments: [String], catalog: Catalog, problems: [Problem] = []
  ) throws(RecipeError) -> Recipe {
    var reader = Reader(recipe: source.name, catalog: catalog)
    reader.problems = self.problems + problems
    guard let root else { throw RecipeError(recipe: source.name, problems: reader.problems) }
    let (changed, mistakes) = overrides.applied(to: root)
    reader.problems += mistakes
    let sections = Sections(changed, of: source, reader: &reader)
    try reader.finish()
    guard let sections else { preconditionFailure("a recipe without problems lacks a section") }
    return Recipe(sections, path: source.name, text: source.text, files: files, overrides: arguments)
  }
}
