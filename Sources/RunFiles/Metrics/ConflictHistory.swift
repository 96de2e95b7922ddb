/// The conflict that a run measured: means over the measured steps of every epoch.
///
/// It grows with what it is told, line by line, and finds any mean without going through the others: an epoch costs the same
/// however many lie behind it. Of layers it keeps the conflict rate alone; the rest can be hundreds of megabytes.
package struct ConflictHistory: Sendable {
  /// `backbone`, `stage-2` or a layer's path, in the network's order.
  private(set) var scopes: [String] = []
  /// Epochs with measurements, counted from 1, rising.
  package private(set) var epochs: [Int] = []
  private var courses: [Key: Course] = [:]
  private var exits: [String: Set<Int>] = [:]
  private var steps: [String: MeasuredStep] = [:]

  private struct Key: Hashable {
    let scope: String
    let quantity: ConflictQuantity
    let exit: Int?
  }

  package init() {}

  /// What lines about single steps say; other lines are passed over.
  package init(_ metrics: some Sequence<Metric>) { for metric in metrics { add(metric) } }

  /// What a run measured so far.
  package init(of directory: RunDirectory) {
    MetricsReader(directory).forEach(where: \.isOfConflict) { add($0) }
  }

  /// Takes a line about a single step in; other lines are passed over.
  package mutating func add(_ metric: Metric) {
    guard metric.split == .step, metric.value.isFinite, let (scope, quantity) = metric.name.conflict,
      Self.isGroup(scope) || quantity == .rate
    else { return }
    if exits[scope] == nil {
      scopes.append(scope)
      exits[scope] = []
    }
    if epochs.last ?? 0 < metric.epoch {
      epochs.append(metric.epoch)
    } else if epochs.last != metric.epoch, !epochs.contains(metric.epoch) {
      epochs = (epochs + [metric.epoch]).sorted()
    }
    add(Self.inRange(metric.value, quantity), of: quantity, at: scope, metric.epoch, exit: metric.exit)
    switch quantity {
    case .norm:
      if let exit = metric.exit { exits[scope, default: []].insert(exit) }
    case .updateProduct: add(metric.value < 0 ? 1 : 0, of: .ascentRate, at: scope, metric.epoch, exit: nil)
    default: break
    }
    addUpdateCosines(metric, of: quantity, at: scope)
  }

  private mutating func add(
    _ value: Double, of quantity: ConflictQuantity, at scope: String, _ epoch: Int, exit: Int?
  ) {
    courses[Key(scope: scope, quantity: quantity, exit: exit), default: Course()].add(value, epoch)
  }

  /// Cosines are -1...1 and rates 0...1: what rounding makes of an exact 1 stays one, and so do all means.
  private static func inRange(_ value: Double, _ quantity: ConflictQuantity) -> Double {
    switch quantity {
    case .cosine, .updateCosine, .measure(.meanCosine): min(max(value, -1), 1)
    case .measure(.rate), .measure(.magnitudeSimilarity), .measure(.cancellation): min(max(value, 0), 1)
    default: value
    }
  }

  // MARK: - Cosines of the update

  /// What a step has told of a scope so far.
  private struct MeasuredStep {
    let step: Int
    var norms: [Int: Double] = [:]
    var products: [Int: Double] = [:]
  }

  /// Makes cosines of the products and lengths of one step: a mean of products over a mean of lengths is none.
  private mutating func addUpdateCosines(_ metric: Metric, of quantity: ConflictQuantity, at scope: String) {
    func measured() -> MeasuredStep {
      steps[scope].flatMap { $0.step == metric.step ? $0 : nil } ?? MeasuredStep(step: metric.step)
    }
    switch (quantity, metric.exit) {
    case (.norm, let exit?):
      var step = measured()
      step.norms[exit] = metric.value
      steps[scope] = step
    case (.updateProduct, let exit?):
      var step = measured()
      step.products[exit] = metric.value
      steps[scope] = step
    case (.updateNorm, _):
      // The last line of a step.
      let step = measured()
      steps[scope] = nil
      guard metric.value > 0 else { return }
      for (exit, product) in step.products {
        guard let norm = step.norms[exit], norm > 0 else { continue }
        let cosine = Self.inRange(product / norm / metric.value, .updateCosine)
        add(cosine, of: .updateCosine, at: scope, metric.epoch, exit: exit)
      }
    default: break
    }
  }

  // MARK: - Means

  /// The mean of a quantity over the measured steps of an epoch in which it was defined; `nil` where there is none.
  ///
  /// `exit` is counted from 1.
  package func mean(_ quantity: ConflictQuantity, of scope: String, epoch: Int, exit: Int? = nil) -> Double? {
    courses[Key(scope: scope, quantity: quantity, exit: exit)]?.mean(in: epoch)
  }

  /// The means of all epochs in which the quantity was defined.
  package func course(
    _ quantity: ConflictQuantity, of scope: String, exit: Int? = nil
  ) -> [(epoch: Int, value: Double)] {
    courses[Key(scope: scope, quantity: quantity, exit: exit)]?.means.map { ($0.epoch, $0.value) } ?? []
  }

  /// The mean of the last epoch in which the quantity was defined.
  package func lastMean(_ quantity: ConflictQuantity, of scope: String, exit: Int? = nil) -> Double? {
    courses[Key(scope: scope, quantity: quantity, exit: exit)]?.means.last?.value
  }

  /// The exits, counted from 1, whose gradients were measured at a scope.
  package func exits(of scope: String) -> [Int] { (exits[scope] ?? []).sorted() }

  /// Whether a quantity of the whole scope was ever defined.
  package func has(_ quantity: ConflictQuantity, of scope: String) -> Bool {
    courses[Key(scope: scope, quantity: quantity, exit: nil)] != nil
  }

  /// The means of one quantity, by rising epoch.
  private struct Course: Sendable {
    struct Mean: Sendable {
      let epoch: Int
      var sum = 0.0
      var count = 0

      var value: Double { sum / Double(count) }
    }

    private(set) var means: [Mean] = []

    mutating func add(_ value: Double, _ epoch: Int) {
      // Nearly always the last one, as a run measures one epoch after the other.
      var place = means.count - 1
      if place < 0 || means[place].epoch != epoch {
        place = self.place(of: epoch)
        if place == means.count || means[place].epoch != epoch { means.insert(Mean(epoch: epoch), at: place) }
      }
      means[place].sum += value
      means[place].count += 1
    }

    func mean(in epoch: Int) -> Double? {
      let place = place(of: epoch)
      return place < means.count && means[place].epoch == epoch ? means[place].value : nil
    }

    /// The first place whose epoch is not before this one.
    private func place(of epoch: Int) -> Int {
      var (lower, upper) = (0, means.count)
      while lower < upper {
        let middle = (lower + upper) / 2
        if means[middle].epoch < epoch { lower = middle + 1 } else { upper = middle }
      }
      return lower
    }
  }
}

extension ConflictHistory {
  /// The scope that all exits share.
  package static let backbone = "backbone"

  /// The backbone and the stages, as far as they were measured.
  package var groups: [String] { scopes.filter(Self.isGroup) }
  /// The layers that were measured.
  package var layers: [String] { scopes.filter { !Self.isGroup($0) } }

  /// A scope as pictures call it: `stage 2` for `stage-2`.
  package static func title(of scope: String) -> String { isGroup(scope) ? scope.replacing("-", with: " ") : scope }

  private static func isGroup(_ scope: String) -> Bool { scope == backbone || scope.hasPrefix("stage-") }

  /// What an epoch's row of the table has of a scope, each as its mean over the measured steps.
  private static let summarized: [ConflictQuantity] =
    [.rate, .measure(.meanCosine), .measure(.magnitudeSimilarity), .measure(.cancellation), .ascentRate]

  /// The epoch's lines for the backbone and the stages.
  package func summary(of epoch: Int, step: Int) -> [Metric] {
    groups.flatMap { scope in
      Self.summarized.compactMap { quantity in
        mean(quantity, of: scope, epoch: epoch).map {
          Metric(step: step, epoch: epoch, split: .train, name: .conflict(scope, quantity), value: $0)
        }
      }
    }
  }
}
