/// How a library that publishes trained weights names the tensors of a backbone.
///
/// The names are given by place: a layer here and the same layer there. What a layer's tensors are called is the same
/// everywhere (`weight`, `bias`, `running_mean`, `running_var`); a place may also be a tensor itself.
public struct PublishedNames: Sendable {
  /// Whose names these are, for reports: `torchvision`.
  public let library: String
  /// Layers of the backbone, by their names under it, such as `0.stem.conv`.
  public let backbone: [String: String]
  /// Layers of the last exit's head, by their names under it, such as `linear`.
  public let head: [String: String]
  /// The one of ``head`` whose size depends on the number of classes.
  public let classifier: String

  /// Names of layers and tensors, ours first.
  public init(library: String, backbone: [String: String], head: [String: String], classifier: String) {
    (self.library, self.backbone, self.head, self.classifier) = (library, backbone, head, classifier)
  }

  /// The published name of a tensor under the backbone; nil where the library has none.
  package func ofBackbone(_ name: String) -> String? { Self.published(name, by: backbone) }

  /// The published name of a tensor under the last exit's head; nil where the library has none.
  package func ofHead(_ name: String) -> String? { Self.published(name, by: head) }

  /// Endings of names that files hold besides tensors of the model: PyTorch counts the batches of a batch normalization.
  package static let bookkeeping = "num_batches_tracked"

  private static func published(_ name: String, by places: [String: String]) -> String? {
    if let whole = places[name] { return whole }
    guard let dot = name.lastIndex(of: "."), let place = places[String(name[..<dot])] else { return nil }
    return withPublishedLeaf("\(place)\(name[dot...])")
  }

  /// The name with its last part as libraries have it: a layer's own tensors are called the same in all of them.
  package static func withPublishedLeaf(_ name: String) -> String {
    for (own, published) in [("running-mean", "running_mean"), ("running-variance", "running_var")]
    where name.hasSuffix(".\(own)") {
      return name.dropLast(own.count) + published
    }
    return name
  }
}
