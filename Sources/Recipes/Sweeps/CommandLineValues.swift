import Settings

/// The values of the command line: those with one value, and those with several, each of which is an axis of a sweep.
struct CommandLineValues {
  private(set) var single: [Override] = []
  /// The arguments of ``single``, as given.
  private(set) var arguments: [String] = []
  private(set) var axes: [SweepAxis] = []
  private(set) var problems: [Problem] = []

  /// The dotted paths that are given.
  private var keys: Set<String> { Set(single.map(\.key) + axes.flatMap(\.keys)) }

  init(_ overrides: [String], seeds: String?) {
    for (index, argument) in overrides.enumerated() {
      do throws(Problem) {
        let values = try Override.alternatives(
          of: argument, name: "command line #\(index + 1)", rank: RecipeTree.rank(ofArgument: index))
        if values.count == 1 {
          single += values
          arguments.append(argument)
        } else {
          axes.append(SweepAxis(choices: values.map { [$0] }, place: values[0].place))
        }
      } catch {
        problems.append(error)
      }
    }
    if let seeds {
      do throws(Problem) {
        axes.append(try SeedList(argument: seeds).axis)
      } catch {
        problems.append(error)
      }
    }
    for axis in axes {
      for key in axis.keys {
        guard let other = single.first(where: { $0.key == key }) else { continue }
        problems.append(
          Problem("'\(key.shown)' is given several values and one", at: axis.place, hint: "one at \(other.place.full)"))
      }
    }
  }

  /// An axis of the recipe's sweep as the command line leaves it; nil where nothing is left of it.
  ///
  /// A given key is no longer swept. But keys that every choice sets together belong together: a value of some of them picks the
  /// choices that have it, and one that no choice has is a problem. All of them at once replace the axis.
  mutating func replaceValues(of axis: SweepAxis) -> SweepAxis? {
    let taken = keys.intersection(axis.keys)
    guard axis.isTied, !taken.isEmpty, taken.count < axis.keys.count else { return axis.without(taken) }
    var rest = axis
    for key in axis.keys where taken.contains(key) {
      let values = self.values(of: key)
      // Before the choices are fewer: a message tells all values that the sweep has.
      if let other = values.first(where: { value in !axis.choices.contains { $0.sets(key, to: value.value) } }) {
        problems.append(Self.missing(other, in: axis))
        return nil
      }
      rest.choices.removeAll { choice in !values.contains { choice.sets(key, to: $0.value) } }
      if rest.choices.isEmpty {
        problems.append(Problem("no run of the sweep has these values together", at: values[0].value.place))
        return nil
      }
      // The choices have the values, one by one.
      axes.removeAll { $0.keys == [key] }
    }
    return rest.without(Set(single.map(\.key)))
  }

  /// The values that a key is given, of which the last counts where it is given several times.
  private func values(of key: String) -> [Override] {
    if let value = single.last(where: { $0.key == key }) { return [value] }
    return axes.first { $0.keys == [key] }.map { Array($0.choices.joined()) } ?? []
  }

  private static func missing(_ value: Override, in axis: SweepAxis) -> Problem {
    let others = axis.keys.filter { $0 != value.key }.map { "'\($0.shown)'" }.joined(separator: " and ")
    var known: [String] = []
    for setting in axis.choices.joined() where setting.key == value.key && !known.contains(setting.value.flowText) {
      known.append(setting.value.flowText)
    }
    return Problem(
      "no run of the sweep has '\(value.key.shown)' \(value.value.flowText.shown), and it changes together with \(others)",
      at: value.value.place, hint: "runs have \(known.joined(separator: ", ").shown); or give \(others), too")
  }
}

extension [Override] {
  /// Whether one of the settings gives a key this value.
  fileprivate func sets(_ key: String, to value: Node) -> Bool {
    contains { $0.key == key && $0.value.isSame(as: value) }
  }
}

extension Node {
  /// Whether two values are the same as recipes read them: numbers by what they are worth, all else by its text.
  fileprivate func isSame(as other: Node) -> Bool {
    if let number = plainText.flatMap(Double.init), let second = other.plainText.flatMap(Double.init) {
      return number == second
    }
    return flowText == other.flowText
  }
}
