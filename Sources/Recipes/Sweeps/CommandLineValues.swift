/// The values of the command line: those with one value, and those with several, each of which is an axis of a sweep.
struct CommandLineValues {
  private(set) var single: [Override] = []
  /// The arguments of ``single``, as given.
  private(set) var arguments: [String] = []
  private(set) var axes: [SweepAxis] = []
  private(set) var problems: [Problem] = []

  /// The dotted paths that are given.
  var keys: Set<String> { Set(single.map(\.key) + axes.flatMap(\.keys)) }

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
}
