import Digest
import Foundation
import WorkbenchCore

/// A file of trained weights that a network begins from.
struct PretrainedWeights {
  private let path: String
  private let tensors: [String: Tensor]
  private let digest: String

  /// - Throws: ``PretrainedWeightsError`` for a file that is not there or not in safetensors format.
  init(path: String) throws {
    self.path = path
    guard let data = FileManager.default.contents(atPath: path) else {
      let exists = FileManager.default.fileExists(atPath: path)
      throw PretrainedWeightsError(reason: exists ? "cannot be read" : "is not there", hint: nil)
    }
    if Self.isPickle(data) { throw PretrainedWeightsError.pickle(path) }
    do {
      tensors = try Safetensors(data).tensors
    } catch let error as SafetensorsError {
      throw PretrainedWeightsError(reason: "is not in safetensors format: \(error)", hint: nil)
    }
    digest = sha256(data)
  }

  /// Whether the bytes begin as those of `torch.save` do: a ZIP archive, or a pickle of protocol 2 or later.
  private static func isPickle(_ data: Data) -> Bool {
    let second = data.dropFirst().first ?? 0
    return data.starts(with: Data("PK\u{3}\u{4}".utf8)) || (data.first == 0x80 && (2...5).contains(second))
  }

  /// Overwrites what the file has for the network, found by the names of whichever library fit best.
  ///
  /// - Throws: ``PretrainedWeightsError`` where `isStrict` and anything is missing, left over or of another shape, and where
  ///   nothing fits; the network is then as it was.
  func load(
    into network: Network, names: WeightNameMap, takesClassifiers: Bool, isStrict: Bool
  ) throws -> WeightReport {
    let tensors = try names.applied(to: tensors)
    var best: (naming: WeightNaming, match: WeightMatch)?
    for naming in WeightNaming.all(of: network, takesClassifiers: takesClassifiers) {
      let match = WeightMatch(naming.wanted, in: tensors)
      if match.found > best?.match.found ?? 0 { best = (naming, match) }
    }
    guard let (naming, match) = best else {
      throw PretrainedWeightsError(
        reason: "holds no tensor of this network, by no library's names",
        hint: "it holds " + tensors.keys.sorted().listed())
    }
    let report = WeightReport(
      path: path, sha256: digest, library: naming.library, loaded: match.pairs.count, missing: match.missing,
      misshaped: match.misshaped, unexpected: match.unexpected.filter { !naming.leavesOut($0) },
      leftOut: match.unexpected.filter(naming.leavesOut))
    guard !isStrict || report.isExact else {
      throw PretrainedWeightsError(
        reason: "does not fit this network, by the names of \(naming.library)",
        hint: "\(report.faults); weights.strict=false takes what fits")
    }
    try match.assign()
    return report
  }
}

extension WeightMatch {
  /// How many of the wanted names the file has.
  fileprivate var found: Int { pairs.count + misshaped.count }
}

/// Why a file of weights cannot be used; whoever named the file adds where that was.
struct PretrainedWeightsError: Error {
  /// The key of the recipe that it is about.
  var key = "weights.path"
  /// What is wrong with it, after its name.
  let reason: String
  let hint: String?

  /// A file of PyTorch's own, which is a program for a virtual machine and is never run here.
  static func pickle(_ path: String) -> PretrainedWeightsError {
    let name = (path as NSString).lastPathComponent
    let stem = (name as NSString).deletingPathExtension
    return PretrainedWeightsError(
      reason: "is a pickle of PyTorch's, which can run code and is not read",
      hint: "convert it once, in Python: import torch, safetensors.torch; "
        + "weights = torch.load(\"\(name)\", weights_only=True); "
        + "safetensors.torch.save_file({k: v.contiguous() for k, v in weights.items()}, \"\(stem).safetensors\")")
  }
}

extension Experiment {
  /// Lets the network begin from the recipe's file of weights; nil where it names none.
  ///
  /// - Throws: ``RecipeError`` that points at the file's name.
  @discardableResult
  package func takePretrainedWeights() throws -> WeightReport? {
    guard let path = recipe.weights.path else { return nil }
    do {
      return try PretrainedWeights(path: path).load(
        into: network, names: WeightNameMap(places: recipe.weights.names),
        takesClassifiers: recipe.weights.takesClassifiers, isStrict: recipe.weights.isStrict)
    } catch let error as PretrainedWeightsError {
      let name = (path as NSString).lastPathComponent
      throw recipe.problem(error.key, "'\(name)' \(error.reason)", hint: error.hint)
    }
  }
}
