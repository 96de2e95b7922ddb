import Random

/// Where a figure of a finite split would lie for other samples of the same kind: 95 % of bootstrap replicates.
package struct Interval: Sendable, Codable, Equatable {
  package let low: Double
  package let high: Double

  /// Half of the width.
  package var radius: Double { (high - low) / 2 }
}

/// Percentile intervals from samples drawn anew, with replacement, a thousand times.
///
/// The draws depend on the recipe's seed and the number of samples alone, so all figures see the same ones.
///
/// Source: Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, section 13.3.
package struct Bootstrap: Sendable {
  package static let replicates = 1000
  private static let tail = 25

  private let samples: Int
  private let seed: UInt64

  package init(samples: Int, seed: UInt64) { (self.samples, self.seed) = (samples, seed) }

  /// The intervals of figures that are computed from the numbers of the drawn samples.
  package func intervals(of figures: [([Int]) -> Double]) -> [Interval] {
    guard samples > 0 else { return figures.map { _ in Interval(low: 0, high: 0) } }
    var values = figures.map { _ in [Double]() }
    var drawn = [Int](repeating: 0, count: samples)
    for replicate in 0..<Self.replicates {
      var random = RandomStream(seed: seed, purpose: "bootstrap", replicate)
      for position in drawn.indices { drawn[position] = random.below(samples) }
      for (figure, compute) in figures.enumerated() { values[figure].append(compute(drawn)) }
    }
    return values.map { values in
      let sorted = values.sorted()
      return Interval(low: sorted[Self.tail], high: sorted[Self.replicates - 1 - Self.tail])
    }
  }

  /// The intervals of means, of one value for each sample.
  package func intervals(ofMeans columns: [[Double]]) -> [Interval] {
    intervals(
      of: columns.map { column in
        let column = SampleColumn(column)
        return { column.mean(over: $0) }
      })
  }
}

/// One number for each sample of a split, kept small: most are 1 or 0, or one of a few.
package struct SampleColumn: Sendable {
  private enum Values {
    case numbers([Double])
    case flags([Bool])
    /// Places in a short list.
    case choices([UInt16], of: [Double])
  }

  private let values: Values

  /// 1 where it holds, else 0.
  package init(_ flags: [Bool]) { values = .flags(flags) }

  package init(_ numbers: [Double]) {
    values = numbers.allSatisfy { $0 == 0 || $0 == 1 } ? .flags(numbers.map { $0 == 1 }) : .numbers(numbers)
  }

  /// The number of each sample by its place in a list.
  package init(_ places: [Int], of list: [Double]) { values = .choices(places.map(UInt16.init), of: list) }

  /// The mean over samples, each as often as it is named, summed in that order.
  func mean(over samples: [Int]) -> Double {
    var sum = 0.0
    switch values {
    case .numbers(let numbers): for sample in samples { sum += numbers[sample] }
    case .flags(let flags): sum = Double(samples.count { flags[$0] })
    case .choices(let places, let list): for sample in samples { sum += list[Int(places[sample])] }
    }
    return sum / Double(samples.count)
  }
}

/// Figures that wait for their intervals, so that samples are drawn once for all of them.
///
/// ```swift
/// let figures = BootstrapFigures(Bootstrap(samples: 10_000, seed: 1))
/// let accuracy = figures.addMean(of: SampleColumn(isRight))
/// figures.draw()
/// let interval = figures[accuracy]
/// ```
package final class BootstrapFigures {
  /// Stands for an interval that is known once samples were drawn.
  package struct Pending: Sendable {
    fileprivate let index: Int
  }

  private let bootstrap: Bootstrap
  private var figures: [([Int]) -> Double] = []
  private var intervals: [Interval] = []

  package init(_ bootstrap: Bootstrap) { self.bootstrap = bootstrap }

  /// Adds a figure that is computed from the numbers of the drawn samples.
  package func add(_ figure: @escaping ([Int]) -> Double) -> Pending {
    figures.append(figure)
    return Pending(index: figures.count - 1)
  }

  /// Adds the mean of one number for each sample.
  package func addMean(of column: SampleColumn) -> Pending { add { column.mean(over: $0) } }

  /// Draws the samples, computes every figure from them, and lets go what the figures are computed from.
  package func draw() {
    precondition(intervals.isEmpty, "samples are drawn once")
    intervals = bootstrap.intervals(of: figures)
    figures = []
  }

  /// The interval of a figure that was added before the samples were drawn.
  package subscript(pending: Pending) -> Interval { intervals[pending.index] }
}
