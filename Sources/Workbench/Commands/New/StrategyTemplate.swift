import WorkbenchCore

/// The texts of a new strategy: a small rule that works, to be replaced by one's own.
struct StrategyTemplate {
  private let names: PluginNames

  init(_ names: PluginNames) { self.names = names }

  private static let summary = "gradients scaled towards equal lengths, added"
  private static let balance = Setting(
    "balance", default: 0.5, in: 0...1, "0: the plain sum; 1: gradients of equal length")

  /// The strategy as the registry will have it.
  var entry: Catalog.Entry {
    Catalog.Entry(
      .strategy, name: names.recipe, summary: Self.summary, settings: [Self.balance], source: names.type)
  }

  var strategy: String {
    """
    import Foundation
    import WorkbenchCore

    /// \(names.type): every exit's gradient is scaled towards the mean length, then all are added.
    ///
    /// The weight of exit k is `(mean of all n / n_k)^balance`, with n_k the length of its gradient: the plain sum at 0, gradients
    /// of equal length at 1. A gradient of zero keeps the weight 1.
    ///
    /// Source: the example that `workbench new` writes.
    struct \(names.type): GradientStrategy {
      static let name = "\(names.recipe)"
      static let summary = "\(Self.summary)"
      static let roles = StrategyRoles.combination

      static let balance = Setting(
        "balance", default: 0.5, in: 0...1, "\(Self.balance.summary)")
      static let settings: [any AnySetting] = [balance]

      private let balance: Double

      init(_ settings: Settings) { balance = settings[Self.balance] }

      var need: GradientNeed { .gram(.backbone) }

      func weights(of gram: GramMatrix, losses: [Double], in context: inout StepContext) -> [Double] {
        Self.weights(gram, balance: balance)
      }

      /// The rule itself, as tests call it.
      static func weights(_ gram: GramMatrix, balance: Double) -> [Double] {
        let norms = gram.norms
        let mean = norms.reduce(0, +) / Double(norms.count)
        return norms.map { $0 > 0 ? pow(mean / $0, balance) : 1 }
      }
    }

    """
  }

  var plugin: String {
    """
    import WorkbenchCore

    /// Adds ``\(names.type)``.
    public enum \(names.type)Plugin: Plugin {
      /// Called when the program starts.
      public static func register(in registry: inout Registry) throws { try registry.add(\(names.type).self) }
    }

    """
  }

  var test: String {
    """
    import Testing
    import WorkbenchCore

    @testable import \(names.type)

    /// What the rule promises; that it trains and resumes is tested for every strategy that is linked.
    @Suite struct \(names.type)Tests {
      /// Gradients of lengths 1, 2 and 3, the first two in opposite directions.
      private let gram = GramMatrix([1, -2, 1, -2, 4, 2, 1, 2, 9], exits: 0..<3)

      @Test func `without balance it is the plain sum`() {
        #expect(\(names.type).weights(gram, balance: 0) == [1, 1, 1])
      }

      @Test func `in full balance all gradients are as long as their mean`() {
        let weights = \(names.type).weights(gram, balance: 1)
        for (weight, norm) in zip(weights, gram.norms) { #expect(abs(weight * norm - 2) <= 1e-12) }
      }

      @Test func `weights do not change when all gradients are scaled`() {
        let scaled = GramMatrix([1, -2, 1, -2, 4, 2, 1, 2, 9].map { $0 * 1e-10 }, exits: 0..<3)
        let pairs = zip(\(names.type).weights(gram, balance: 0.5), \(names.type).weights(scaled, balance: 0.5))
        for (weight, other) in pairs { #expect(abs(weight - other) <= 1e-12) }
      }

      @Test func `a gradient of zero gives numbers`() {
        let gram = GramMatrix([0, 0, 0, 4], exits: 0..<2)
        #expect(\(names.type).weights(gram, balance: 1) == [1, 0.5])
      }
    }

    """
  }

  var recipe: String {
    """
    # The network and the schedule of dfs-msdnet, with the strategy of Plugins/\(names.type).
    schema: 1
    extends: dfs-msdnet.yaml
    name: \(names.recipe)
    strategy: {name: \(names.recipe), balance: 0.5}

    """
  }

  var page: String {
    """
    # `\(names.recipe)`: gradients scaled towards equal lengths

    ```yaml
    strategy: {name: \(names.recipe), balance: 0.5}
    ```

    Every exit's gradient is scaled towards the mean length before all are added: exit k has the weight (mean of n / n_k)^`balance`,
    with n_k the length of its gradient at the shared parameters. At 0 it is the plain sum, at 1 all gradients count the same.

    - **Scale.** Like a sum.
    - **Cost.** One backward pass for each exit, through the blocks that the exit reaches. The gradients of all exits are kept in
      memory.
    - **Helps when** has not been measured yet; `workbench run \(names.recipe)` trains with it.
    - **Source.** The example that `workbench new` writes.

    """
  }
}
