"""Times strategies beside the plain sum, and PCGrad beside PyTorch's and TorchJD's, on the same step, in turns.

    python Benchmarks/strategies.py
    python Benchmarks/strategies.py --only pcgrad --only ge --markdown
    python Benchmarks/strategies.py --rounds 1 --steps 1 --warmup 1     # does it run?

Benchmarks/README.md says what is measured and how to read it.
"""

import argparse
import sys
from dataclasses import asdict, dataclass

from driver import arguments, costs, record, report
from driver.contest import MODEL, PEERS, STRATEGIES, SUM, Contest, Contestant, meet, solver_seconds
from driver.session import Loads, carry_out
from driver.settings import Settings

EXITS = 7


@dataclass
class Measured:
    """The contests of our strategies with the plain sum, that with the peers, and the seconds of choosing weights."""

    contests: dict[Contestant, Contest]
    peers: Contest | None
    solver_seconds: dict[str, float]


def parse() -> argparse.Namespace:
    parser = arguments.parser(__doc__, rounds=5)
    names = [contestant.method for contestant in STRATEGIES]
    parser.add_argument("--only", choices=names, action="append", help="these strategies instead of all")
    parser.add_argument("--no-peers", action="store_true", help="leave PyTorch and TorchJD out")
    return parser.parse_args()


def measure(settings: Settings, options: argparse.Namespace) -> Measured:
    seconds = solver_seconds(EXITS, settings)
    chosen = [one for one in STRATEGIES if options.only is None or one.method in options.only]
    contests = {one: meet((SUM, one), settings) for one in chosen}
    return Measured(contests, None if options.no_peers else meet(PEERS, settings), seconds)


def content(measured: Measured) -> dict[str, object]:
    """Every turn, for the file."""
    everything = [*measured.contests.values(), *([measured.peers] if measured.peers else [])]
    return {
        "contests": [
            [{"contestant": asdict(one), "info": contest.info[one], "turns": [asdict(turn) for turn in turns]}
             for one, turns in contest.turns.items()]
            for contest in everything
        ],
        "solver_seconds": measured.solver_seconds,
    }


def main() -> int:
    options = parse()
    settings = arguments.settings(options, models=(MODEL,), batch=32)

    def tell(measured: Measured, loads: Loads) -> None:
        tables = [costs.strategies(measured.contests), costs.solvers(measured.solver_seconds)]
        if measured.peers:
            tables.append(costs.peers(measured.peers))
        report.show(
            [*report.circumstances(settings, loads, sides=""), report.course(settings, f"batch {settings.batch}")], tables,
            costs.promises(measured.contests, measured.solver_seconds), markdown=options.markdown)
        print(f"\nwritten to {record.save('-strategies', settings, loads, content(measured))}")

    return carry_out(lambda: measure(settings, options), tell)


if __name__ == "__main__":
    sys.exit(main())
