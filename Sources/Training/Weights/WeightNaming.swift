import WorkbenchCore

/// What the tensors of a network are called in files of one origin.
struct WeightNaming {
  /// Whose names these are.
  let library: String
  /// The tensors that a file of this origin has, by its names.
  let wanted: [String: Tensor]
  /// Whether the file may hold a name that this network does not want.
  let leavesOut: @Sendable (String) -> Bool

  /// The workbench's own names, also with PyTorch's for running statistics, and those of the libraries that the backbone knows.
  ///
  /// `takesClassifiers` says whether the part of heads whose size depends on the number of classes is wanted.
  static func all(of network: Network, takesClassifiers: Bool) -> [WeightNaming] {
    [false, true].map { own(of: network, takesHeads: takesClassifiers, withPyTorchLeaves: $0) }
      + network.backbone.publishedNames.map { published($0, network, takesClassifier: takesClassifiers) }
  }

  private static func own(of network: Network, takesHeads: Bool, withPyTorchLeaves: Bool) -> WeightNaming {
    let heads = Network.headsScope(network.scope).path + "."
    var wanted: [String: Tensor] = [:]
    for (name, tensor) in network.tensors where takesHeads || !name.hasPrefix(heads) {
      wanted[withPyTorchLeaves ? PublishedNames.withPublishedLeaf(name) : name] = tensor
    }
    return WeightNaming(
      library: "the workbench", wanted: wanted,
      leavesOut: {
        !takesHeads && $0.hasPrefix(heads) || withPyTorchLeaves && $0.hasSuffix(PublishedNames.bookkeeping)
      })
  }

  private static func published(
    _ names: PublishedNames, _ network: Network, takesClassifier: Bool
  ) -> WeightNaming {
    var wanted: [String: Tensor] = [:]
    let trunk = Network.backboneScope(network.scope).path + "."
    let head = (Network.headsScope(network.scope) / (network.heads.count - 1)).path + "."
    for (name, tensor) in network.tensors {
      if name.hasPrefix(trunk) {
        // A tensor without a published name is missed under its own.
        wanted[names.ofBackbone(String(name.dropFirst(trunk.count))) ?? name] = tensor
      } else if name.hasPrefix(head), let published = names.ofHead(String(name.dropFirst(head.count))) {
        wanted[published] = tensor
      }
    }
    let classifier = names.classifier + "."
    if !takesClassifier { wanted = wanted.filter { !$0.key.hasPrefix(classifier) } }
    // A network whose last head has no such layer leaves it out.
    let unused = names.head.values.map { $0 + "." }.filter { place in !wanted.keys.contains { $0.hasPrefix(place) } }
    return WeightNaming(
      library: names.library, wanted: wanted,
      leavesOut: { name in
        name.hasSuffix(PublishedNames.bookkeeping)
          || unused.contains { name.hasPrefix($0) && (!takesClassifier || $0 != classifier) }
      })
  }
}
