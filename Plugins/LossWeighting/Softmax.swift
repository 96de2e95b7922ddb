import Foundation

/// Exponentials divided by their sum: positive weights that add up to 1.
func softmax(_ values: [Double]) -> [Double] {
  // Shifted so that the largest exponential is 1.
  let largest = values.max() ?? 0
  let exponentials = values.map { exp($0 - largest) }
  let sum = exponentials.reduce(0, +)
  return exponentials.map { $0 / sum }
}

/// Losses for rules that divide by them or take their logarithm: none is below 1e-8, which a loss that rounds to zero would be.
func positive(_ losses: [Double]) -> [Double] { losses.map { max($0, 1e-8) } }
