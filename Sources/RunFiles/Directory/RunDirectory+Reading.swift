import Digest
import Files
import Recipes
import Settings

/// What the files of a run hold.
extension RunDirectory {
  /// What the run carries out.
  ///
  /// A part of a recipe may still be a recipe, of another run: so it must be the one that `record` knows, where it knows one.
  ///
  /// - Throws: ``FileError`` for a file that is gone or changed; `RecipeError` for one that this workbench cannot read.
  package func readRecipe(of record: RunRecord?, catalog: Catalog) throws -> Recipe {
    guard let data = DurableFile.contents(of: resolvedRecipe) else {
      throw FileError(path: resolvedRecipe, reason: "cannot be read")
    }
    if let digest = record?.recipeDigest, digest != sha256(data) {
      throw FileError(path: resolvedRecipe, reason: "is damaged: it is not what the run began with")
    }
    return try Recipe.load(path: resolvedRecipe, catalog: catalog)
  }

  /// What the run was computed with.
  package func readEnvironment() throws(FileError) -> Environment {
    try JSONFile.read(Environment.self, from: environment)
  }

  /// What the run learnt from.
  package func readDataProvenance() throws(FileError) -> DataProvenance {
    try JSONFile.read(DataProvenance.self, from: data)
  }

  /// The pictures of feature maps that were drawn; none where the index cannot be read.
  package func readFeatureIndex() -> [FeatureEntry] {
    (try? JSONFile.read([FeatureEntry].self, from: features + "/index.json")) ?? []
  }
}
