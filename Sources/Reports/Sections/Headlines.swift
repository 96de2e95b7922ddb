import Comparison
import RunFiles

/// The findings in a few words, each with how sure it is.
struct Headlines {
  private let comparison: StrategyComparison
  private let groups: [ReportedGroup]

  init(_ comparison: StrategyComparison, _ groups: [ReportedGroup]) {
    (self.comparison, self.groups) = (comparison, groups)
  }

  var html: HTML { "<div class=\"cards\">\(cards)</div>" }

  private var cards: [HTML] {
    guard comparison.groups.count > 1 else { return single }
    return [best, gain, reach, price].compactMap { $0 }
  }

  private func card(_ heading: String, _ figure: String, hue: String? = nil, _ words: String) -> HTML {
    let color: HTML = hue.map { " style=\"color:var(--\($0))\"" } ?? .nothing
    return "<div class=\"card\"><h3>\(heading)</h3><div class=\"figure\"\(color)>\(figure)</div><p>\(words)</p></div>"
  }

  private var baseline: ComparedGroup { comparison.groups[0] }

  /// The group with the best mean among those that are not the baseline.
  private var leader: (group: ComparedGroup, hue: String)? {
    let others = comparison.groups.indices.dropFirst()
    let best = others.max { comparison.groups[$0].mean.summary.mean < comparison.groups[$1].mean.summary.mean }
    return best.map { (comparison.groups[$0], groups[$0].style.hue.rawValue) }
  }

  // MARK: - Several groups

  private var best: HTML? {
    guard let (group, hue) = leader else { return nil }
    let difference = FigureText.difference(group.mean, to: baseline.mean)
    guard difference > 0 else {
      return card(
        "Best mean over exits", baseline.label, hue: groups[0].style.hue.rawValue,
        "no other is better; \(group.label) comes next with \(FigureText.points(difference)) points. \(sureness(group.mean))"
      )
    }
    return card(
      "Best mean over exits", "\(group.label) \(FigureText.points(difference)) pt", hue: hue,
      "\(FigureText.value(group.mean)) % beside \(FigureText.value(baseline.mean)) % of \(baseline.label). "
        + sureness(group.mean))
  }

  /// How sure a difference is: the interval, what it is of, and whether it is claimed.
  private func sureness(_ measure: Measure) -> String {
    let interval = FigureText.interval(measure).map { "95 %: \(FigureText.interval($0))" }
    guard let difference = measure.difference else {
      return "One seed: nothing is claimed" + (interval.map { "; over test images, \($0)." } ?? ".")
    }
    let design = difference.design == .paired ? "paired over" : "unpaired,"
    let claim = FigureText.mark(measure).isEmpty ? "not beyond chance" : "beyond chance"
    return "\(interval ?? "no interval"), \(design) \(difference.n) seeds; \(claim)."
  }

  private var gain: HTML? {
    let gains = comparison.groups.indices.dropFirst().flatMap { index in
      let group = comparison.groups[index]
      return group.exits.indices.filter { baseline.exits.indices.contains($0) }.map { exit in
        (index, exit, FigureText.difference(group.exits[exit], to: baseline.exits[exit]))
      }
    }
    guard let (index, exit, difference) = gains.max(by: { $0.2 < $1.2 }) else { return nil }
    let group = comparison.groups[index]
    guard difference > 0 else {
      return card("Largest gain at one exit", "none", "No group is ahead of \(baseline.label) at any exit.")
    }
    let sure = group.exits.count { ($0.difference?.mean ?? 0) > 0 && !FigureText.mark($0).isEmpty }
    let interval = FigureText.interval(group.exits[exit]).map { " 95 %: \(FigureText.interval($0))." } ?? ""
    let claim =
      group.exits[exit].difference == nil
      ? "\(group.label); one seed, so nothing is claimed.\(interval)"
      : "\(group.label).\(interval) It gains beyond chance at \(sure) of \(group.exits.count) exits, after Holm's correction."
    return card(
      "Largest gain at one exit", "\(FigureText.points(difference)) pt at exit \(exit + 1)",
      hue: groups[index].style.hue.rawValue, claim)
  }

  private var reach: HTML? {
    guard let target = comparison.target else { return nil }
    let percent = FigureText.chosen(target)
    let costs = comparison.groups.map { group in
      "\(group.label) " + (group.reach?.cost.map(spread) ?? "never")
    }
    let cheapest = comparison.groups.indices.dropFirst().compactMap { index in
      comparison.groups[index].reach?.timesCheaper.map { (index, $0) }
    }.max { $0.1 < $1.1 }
    let words = "Mean MACs for an image: \(costs.joined(separator: ", "))."
    guard let (index, times) = cheapest else { return card("Cost of \(percent) %", "–", words) }
    return card(
      "Cost of \(percent) %",
      FigureText.cheaper(times),
      hue: groups[index].style.hue.rawValue, "\(comparison.groups[index].label). \(words)")
  }

  /// A mean number of multiply-accumulates with its deviation over seeds.
  private func spread(_ cost: SampleSummary) -> String {
    FigureText.large(cost.mean) + (cost.deviation.map { " ± \(FigureText.large($0))" } ?? "")
  }

  private var price: HTML? {
    // Runs that went on side by side compare by processor time.
    let isOfProcessor = comparison.groups.dropFirst().allSatisfy { $0.training.timesTheProcessorSeconds != nil }
    let ratio: (ComparedGroup) -> Double? =
      isOfProcessor ? { $0.training.timesTheProcessorSeconds } : { $0.training.timesTheSeconds }
    guard let (group, hue) = leader, let times = ratio(group) else { return nil }
    let memory = group.training.timesTheMemory.map { " and \(FigureText.times($0)) the memory" } ?? ""
    let others = comparison.groups.dropFirst().filter { $0.label != group.label }.compactMap { other in
      ratio(other).map { "\(other.label) \(FigureText.times($0))" }
    }
    let rest = others.isEmpty ? "" : " Others: \(others.joined(separator: ", "))."
    return card(
      "Price in training", "\(FigureText.times(times)) the \(isOfProcessor ? "processor time" : "time")", hue: hue,
      "of \(baseline.label)\(memory), for \(group.label).\(rest)")
  }

  // MARK: - One group

  private var single: [HTML] {
    let group = baseline
    let runs = group.runs.count
    let spread =
      runs > 1
      ? "Mean ± standard deviation over \(runs) seeds."
      : group.mean.images.map { "Other test images could have shown \(percents($0.own)) %." } ?? ""
    var cards = [card("Mean of the exits", "\(FigureText.value(group.mean)) %", spread)]
    if let last = group.exits.last, let first = group.exits.first {
      cards.append(
        card(
          "From the first exit to the last",
          "\(FigureText.percent(first.summary.mean)) → \(FigureText.percent(last.summary.mean)) %",
          "The last costs \(FigureText.times(Double(group.costs.last ?? 1) / Double(max(group.costs.first ?? 1, 1)))) "
            + "the MACs of the first."))
    }
    if let target = comparison.target, let cost = group.reach?.cost, let whole = group.costs.last {
      cards.append(
        card(
          "Leaving early", "\(FigureText.chosen(target)) % at \(FigureText.large(cost.mean))",
          "mean MACs for an image: \(FigureText.percent(cost.mean / Double(whole))) % of the whole way."))
    }
    if let conflict = group.conflict {
      cards.append(
        card(
          "Conflict", "\(FigureText.percent(conflict.rate)) % of pairs",
          "of exits had gradients against each other in the last measured epoch."))
    }
    return cards
  }

  private func percents(_ interval: Interval) -> String {
    "\(FigureText.percent(interval.low)) to \(FigureText.percent(interval.high))"
  }
}
