import Files
import Foundation
import Recipes
import Settings

/// The recipes that commands find by name, as `list recipes` prints them.
struct RecipeList: Encodable {
  struct Item: Encodable {
    /// What `run` takes.
    let name: String
    let path: String
    /// The first sentence of the comment that the file begins with; empty where there is none.
    let summary: String
  }

  let schema = "workbench.recipes/2"
  let recipes: [Item]

  init(of folder: String) {
    recipes = Recipe.names(in: folder).compactMap { name in
      (try? Recipe.find(name, in: folder)).map { Item(name: name, path: $0, summary: Self.summary(of: $0)) }
    }
  }

  /// Names beside summaries in 80 columns; those of one folder have one width.
  var text: String {
    let widths = Dictionary(grouping: recipes, by: \.folder).mapValues { $0.map(\.name.terminalWidth).max() ?? 0 }
    return recipes.map { $0.name.printable.columns(widths[$0.folder] ?? 0, beside: $0.summary.printable) }.joined()
  }

  private static func summary(of path: String) -> String {
    let text = DurableFile.contents(of: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
    let comment = text.split(separator: "\n", omittingEmptySubsequences: false).prefix { $0.hasPrefix("#") }
      .map { $0.drop { "# ".contains($0) } }.joined(separator: " ")
    let sentence = comment.firstRange(of: /\. +[A-Z]/).map { comment[..<$0.lowerBound] } ?? comment[...]
    return String(sentence.hasSuffix(".") ? sentence.dropLast() : sentence)
  }
}

extension RecipeList.Item {
  /// What stands before the last slash of the name.
  fileprivate var folder: String { name.parentFolder }
}

extension String {
  /// Lines of at most 80 columns with this text first and another one beside it, wrapped, each with its newline.
  func columns(_ width: Int, beside text: String) -> String {
    let lines = text.wrapped(to: max(20, 78 - width))
    guard !lines.isEmpty else { return self + "\n" }
    let table = TextTable([.left(width), .left(gap: 2)])
    return lines.enumerated().map { index, line in table.line([index == 0 ? self : "", line]) + "\n" }.joined()
  }
}
