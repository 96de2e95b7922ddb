/// The classes: every pair of the first few outlines and the first few patterns.
///
/// With 20 classes these are five outlines with four patterns. Neither half of a class tells the other one, so a network
/// has to see the coarse and the fine.
struct Vocabulary {
  let silhouettes: [Silhouette]
  let textures: [Texture]
  /// How many of the pairs are classes.
  let count: Int

  /// - Parameter count: in `2...100`.
  init(count: Int) {
    let columns = (1...10).first { $0 * $0 >= count } ?? 10
    silhouettes = Array(Silhouette.allCases.prefix(columns))
    textures = Array(Texture.allCases.prefix((count + columns - 1) / columns))
    self.count = count
  }

  subscript(label: Int) -> (silhouette: Silhouette, texture: Texture) {
    (silhouettes[label % silhouettes.count], textures[label / silhouettes.count])
  }

  /// Such as `striped circle`.
  var names: [String] { (0..<count).map { "\(self[$0].texture.rawValue) \(self[$0].silhouette.rawValue)" } }
}
