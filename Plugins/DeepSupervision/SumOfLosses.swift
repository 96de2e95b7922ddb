import WorkbenchCore

/// Deep supervision: the losses of all exits are added, each with weight 1.
///
/// This is what every hook of ``GradientStrategy`` does by default, so the type is empty.
///
/// Source: Lee et al., "Deeply-Supervised Nets", AISTATS 2015; weight 1 for every exit as in Huang et al., "Multi-Scale Dense
/// Networks", ICLR 2018.
struct SumOfLosses: GradientStrategy {
  static let name = "sum"
  static let aliases = ["dsn"]
  static let summary = "sum of the exits' losses: deep supervision (DSN)"

  init(_ settings: Settings) {}
}
