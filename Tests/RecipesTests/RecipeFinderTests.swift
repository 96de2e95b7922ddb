import Foundation
import Testing

@testable import Recipes
@testable import Settings

@Suite struct RecipeFinderTests {
  let folder: TestFolder

  init() throws {
    folder = try TestFolder([
      "Recipes/dfs-msdnet.yaml": "", "Recipes/PCGrad.yml": "", "Recipes/paper/msdnet-cifar100.yaml": "",
      "Recipes/paper/twin.yaml": "", "Recipes/smoke/twin.yaml": "", "Recipes/.hidden.yaml": "", "Recipes/notes.txt": "",
      "mine.yaml": "",
    ])
  }

  @Test(arguments: [
    ("dfs-msdnet", "dfs-msdnet.yaml"), ("recipes/dfs-msdnet.yaml", "dfs-msdnet.yaml"),
    ("DFS-MSDNet.YAML", "dfs-msdnet.yaml"),
    ("./Recipes/dfs-msdnet", "dfs-msdnet.yaml"), ("pcgrad", "PCGrad.yml"),
    ("paper/msdnet-cifar100", "paper/msdnet-cifar100.yaml"),
    ("msdnet-cifar100", "paper/msdnet-cifar100.yaml"), ("smoke/twin", "smoke/twin.yaml"),
  ])
  func `a recipe is found by name, letter case aside`(name: String, file: String) throws {
    #expect(try Recipe.find(name, in: "\(folder.path)/Recipes") == "\(folder.path)/Recipes/\(file)")
  }

  @Test func `a path that exists is taken as it is`() throws {
    #expect(try Recipe.find("\(folder.path)/mine.yaml", in: "\(folder.path)/Recipes") == "\(folder.path)/mine.yaml")
  }

  @Test func `a name that fits nothing is answered with what there is`() throws {
    let error = #expect(throws: RecipeNotFound.self) {
      try Recipe.find("recipes/dfs-msdnt.yaml", in: "\(folder.path)/Recipes")
    }
    #expect(
      error?.description == """
        there is no recipe 'recipes/dfs-msdnt.yaml'
          did you mean 'dfs-msdnet'?
          'workbench list recipes' shows all 5
        """)
  }

  @Test func `a name that fits two recipes asks which`() throws {
    let error = #expect(throws: RecipeNotFound.self) { try Recipe.find("twin", in: "\(folder.path)/Recipes") }
    #expect(error?.description == "'twin' may be paper/twin or smoke/twin in \(folder.path)/Recipes: say which")
  }

  @Test func `an empty folder says so`() throws {
    let empty = try TestFolder(["notes.txt": ""])
    let error = #expect(throws: RecipeNotFound.self) { try Recipe.find("a", in: empty.path) }
    #expect(error?.description == "there is no recipe 'a'\n  \(empty.path) holds no recipes")
  }

  @Test(arguments: [("/nowhere", "there is no folder /nowhere"), ("NoRecipes", "there is no folder NoRecipes here")])
  func `a folder that is missing is named`(folder: String, message: String) {
    let error = #expect(throws: RecipeNotFound.self) { try Recipe.find("a", in: folder) }
    #expect(error?.description == "there is no recipe 'a'\n  \(message)")
  }

  @Test func `a folder behind a link is searched as it is`() throws {
    try FileManager.default.createSymbolicLink(atPath: folder.path + "/Linked", withDestinationPath: "Recipes")
    #expect(try Recipe.find("smoke/twin", in: folder.path + "/Linked") == folder.path + "/Linked/smoke/twin.yaml")
    #expect(Recipe.names(in: folder.path + "/Linked") == Recipe.names(in: folder.path + "/Recipes"))
  }

  @Test func `loading a missing file says so`() throws {
    let error = #expect(throws: RecipeNotFound.self) {
      try Recipe.load(path: "\(folder.path)/none.yaml", catalog: TestCatalog.catalog)
    }
    #expect(error?.description == "there is no recipe '\(folder.path)/none.yaml'")
  }
}
