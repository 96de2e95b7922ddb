import Foundation
import Testing

@testable import Recipes
@testable import Settings

@Suite struct ExtendsTests {
  @Test func `maps merge, scalars and lists replace`() throws {
    let folder = try TestFolder([
      "base.yaml": Recipe.shortest + "train: {epochs: 300, threads: 2}\nexits: [1, 2]\n",
      "my.yaml": "extends: base.yaml\nexits: [3]\ntrain: {epochs: 5, batch-size: 8}\nstrategy: {beta: 0.25}\n",
    ])
    let recipe = try folder.load("my.yaml")
    #expect(recipe.exits == .blocks([3]))
    #expect((recipe.train.epochs, recipe.train.threads, recipe.train.batchSize) == (5, 2, 8))
    #expect(recipe.strategies.map(\.name) == ["dfs"])
    #expect(recipe.strategies[0].settings[TestCatalog.beta] == 0.25)
    #expect(recipe.name == "my")
    #expect(recipe.files == ["\(folder.path)/my.yaml", "\(folder.path)/base.yaml"])
    let epochs = recipe.entries.first { $0.path == "train.epochs" }
    #expect(epochs?.origin.description == "\(folder.path)/my.yaml:3")
    #expect(epochs?.earlier?.value == "300")
    #expect(epochs?.earlier?.place.short == "\(folder.path)/base.yaml:5")
  }

  @Test func `later parents win over earlier ones, and the file over both`() throws {
    let folder = try TestFolder([
      "a.yaml": Recipe.shortest + "train: {epochs: 1, threads: 1, batch-size: 1}\n",
      "b.yaml": "train: {epochs: 2, threads: 2}\n",
      "my.yaml": "extends: [a.yaml, b.yaml]\ntrain: {epochs: 3}\n",
    ])
    let train = try folder.load("my.yaml").train
    #expect((train.epochs, train.threads, train.batchSize) == (3, 2, 1))
  }

  @Test func `a component of another name loses the keys of the old one`() throws {
    let folder = try TestFolder([
      "base.yaml": Recipe.shortest.replacing("strategy: dfs", with: "strategy: {name: dfs, beta: 0.25}"),
      "name.yaml": "extends: base.yaml\nstrategy: cagrad\n",
      "map.yaml": "extends: base.yaml\nstrategy: {name: cagrad, calpha: 0.5}\n",
      "same.yaml": "extends: base.yaml\nstrategy: {name: dfs, exit-sees: own}\n",
      "list.yaml": "extends: base.yaml\nstrategy: [dfs]\n",
    ])
    #expect(try folder.load("name.yaml").strategies[0].name == "cagrad")
    #expect(try folder.load("map.yaml").strategies[0].settings[TestCatalog.calpha] == 0.5)
    #expect(try folder.load("same.yaml").strategies[0].settings[TestCatalog.beta] == 0.25)
    #expect(try folder.load("list.yaml").strategies[0].settings[TestCatalog.beta] == 0.5)
    let name = try folder.load("name.yaml").entries.first { $0.path == "strategy.name" }
    #expect(name?.earlier?.value == "dfs")
  }

  @Test func `what was published of a component that is replaced is not inherited`() throws {
    let folder = try TestFolder([
      "base.yaml": Recipe.shortest
        + "published: {code: c, values: {strategy.beta: 0.5, train.epochs: 300, strategy.exit-sees: all}}\n",
      "other.yaml": "extends: base.yaml\nstrategy: cagrad\npublished: {values: {strategy.calpha: 0.5}}\n",
      "list.yaml": "extends: base.yaml\nstrategy: [dfs, sum]\n",
      "same.yaml": "extends: base.yaml\nstrategy: {name: dfs, beta: 0.25}\n",
      "key.yaml": "extends: base.yaml\nstrategy: {beta: 0.25}\n",
    ])
    func paths(_ file: String, _ overrides: String...) throws -> [String] {
      try Recipe.load(path: "\(folder.path)/\(file)", overrides: overrides, catalog: TestCatalog.catalog).deviations
        .map(\.path)
    }
    #expect(try paths("base.yaml") == ["train.epochs"])
    #expect(try paths("other.yaml") == ["train.epochs", "strategy.calpha"])
    #expect(try paths("list.yaml") == ["train.epochs"])
    #expect(try paths("same.yaml") == ["strategy.beta", "train.epochs"])
    #expect(try paths("key.yaml") == ["strategy.beta", "train.epochs"])
    // The command line makes no other recipe of it: it is the published one with another strategy.
    #expect(try paths("base.yaml", "strategy=cagrad") == ["strategy.beta", "train.epochs", "strategy.exit-sees"])
  }

  @Test func `merging is associative along a chain`() throws {
    let texts = [
      Recipe.shortest, "train: {epochs: 2}\nstrategy: {beta: 1}\n", "strategy: {name: cagrad}\n",
      "strategy: {calpha: 0.5}\ntrain: {threads: 3}\n",
    ]
    let folder = try TestFolder()
    for (index, text) in texts.enumerated() {
      let parent = index == 0 ? "" : "extends: chain\(index - 1).yaml\n"
      try folder.write(Data((parent + text).utf8), to: "chain\(index).yaml")
      try folder.write(Data(text.utf8), to: "part\(index).yaml")
    }
    try folder.write(
      Data("name: chain3\nextends: [part0.yaml, part1.yaml, part2.yaml, part3.yaml]".utf8), to: "list.yaml")
    #expect(try folder.load("chain3.yaml") == folder.load("list.yaml"))
  }

  @Test func `paths are relative to the file that names them`() throws {
    let folder = try TestFolder([
      "base/data.yaml": "data: {name: cifar10, root: ../sets}\n",
      "base/base.yaml": "extends: ./data.yaml\nbackbone: {name: msdnet, blocks: 2}\nheads: linear\nstrategy: sum\n",
      "deep/down/my.yaml": "extends: ../../base/base.yaml\n",
    ])
    let root = try folder.load("deep/down/my.yaml").data.settings[TestCatalog.root]
    #expect(root == RecipePath("\(folder.path)/sets"))
  }

  @Test func `a value in quotes and a list are remembered as they were`() throws {
    let folder = try TestFolder([
      "base.yaml": Recipe.shortest + "name: \"a-b\"\nexits: [1]\n",
      "my.yaml": "extends: base.yaml\nname: c\nexits: all\n",
    ])
    let earlier = try folder.load("my.yaml").entries.compactMap { $0.earlier?.value }
    #expect(earlier == ["a-b", "a list"])
  }

  @Test func `problems of a parent are shown in the parent, after those of the recipe`() throws {
    let folder = try TestFolder([
      "base/base.yaml": Recipe.shortest + "train:\n  epoch: 1\n",
      "my.yaml": "extends: base/base.yaml\ntrian: 1\n",
    ])
    #expect(
      folder.message("my.yaml") == """
        my.yaml: 2 problems, nothing was started

          my.yaml:2:1: unknown key 'trian'
               2 | trian: 1
                 | ^^^^^ did you mean 'train'?
          base/base.yaml:6:3: unknown key 'epoch' in 'train'
               6 |   epoch: 1
                 |   ^^^^^ did you mean 'epochs'?
        """)
  }

  @Test func `a circle names both places`() throws {
    let folder = try TestFolder([
      "a.yaml": "schema: 1\nextends: b.yaml\n", "b.yaml": "extends: [a.yaml]\n", "self.yaml": "extends: ./self.yaml\n",
    ])
    #expect(
      folder.problems("a.yaml") == [
        "b.yaml:1:11: 'extends' goes in a circle: a.yaml → b.yaml → a.yaml | b.yaml is reached from a.yaml:2:10"
      ])
    #expect(
      folder.problems("self.yaml") == [
        "self.yaml:1:10: 'extends' goes in a circle: self.yaml → self.yaml | a recipe cannot extend itself"
      ])
  }

  @Test func `a missing parent is reported where it is named`() throws {
    let folder = try TestFolder(["my.yaml": "extends: base/cifar.yaml\n"])
    #expect(
      folder.problems("my.yaml") == [
        "my.yaml:1:10: there is no recipe 'base/cifar.yaml' to extend | looked for base/cifar.yaml"
      ])
  }

  @Test func `a parent that is no recipe is reported where it is named`() throws {
    let folder = try TestFolder(["my.yaml": "extends: [base, {a: b}]\n", "base/x.yaml": ""])
    #expect(
      folder.message("my.yaml") == """
        my.yaml: 2 problems, nothing was started

          my.yaml:1:11: cannot read 'base': it is a folder
               1 | extends: [base, {a: b}]
                 |           ^^^^
          my.yaml:1:17: 'extends' must be a path or a list of paths, found a map
               1 | extends: [base, {a: b}]
                 |                 ^^^^^^
        """)
  }

  @Test func `eight parents in a row are allowed, nine are not`() throws {
    let folder = try TestFolder(["0.yaml": Recipe.shortest])
    for index in 1...9 { try folder.write(Data("extends: \(index - 1).yaml\n".utf8), to: "\(index).yaml") }
    #expect(folder.message("8.yaml") == "")
    #expect(
      folder.message("9.yaml") == """
        9.yaml: 1 problem, nothing was started

          1.yaml:1:10: 'extends' reaches more than 8 files deep
               1 | extends: 0.yaml
                 |          ^^^^^^
        """)
  }

  @Test func `a tree of parents that doubles at every level ends in an error`() throws {
    let folder = try TestFolder(["0.yaml": Recipe.shortest])
    for index in 1...8 {
      try folder.write(Data("extends: [\(index - 1).yaml, \(index - 1).yaml]\n".utf8), to: "\(index).yaml")
    }
    #expect(folder.message("8.yaml").contains("'extends' reaches more than 64 files"))
    #expect(folder.message("3.yaml") == "")
  }
}
