import ArgumentParser

/// A span of time on the command line: `2h`, `90m`, `3h50m`, `45s`.
struct TimeLimit: ExpressibleByArgument {
  let seconds: Double

  init?(argument: String) {
    guard let match = argument.wholeMatch(of: /(?:(\d{1,4})d)?(?:(\d{1,6})h)?(?:(\d{1,8})m)?(?:(\d{1,9})s)?/) else {
      return nil
    }
    let parts = [(match.1, 86_400), (match.2, 3600), (match.3, 60), (match.4, 1)]
    let total = parts.reduce(0.0) { $0 + ($1.0.flatMap { Double($0) } ?? 0) * Double($1.1) }
    guard total > 0 else { return nil }
    seconds = total
  }
}

/// How long a command may take.
struct TimeLimitOption: ParsableArguments {
  @Option(
    name: .customLong("time-limit"),
    help: ArgumentHelp("Save and stop after this time, with exit status 75.", valueName: "2h30m"))
  var limit: TimeLimit?
}
