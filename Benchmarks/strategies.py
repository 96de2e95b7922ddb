"""Times strategies beside the plain sum, and PCGrad beside PyTorch's and TorchJD's, on the same step, in turns.

    python Benchmarks/strategies.py
    python Benchmarks/strategies.py --only pcgrad --only ge --markdown
    python Benchmarks/strategies.py --rounds 1 --steps 1 --warmup 1     # does it run?

Benchmarks/README.md says what is measured and how to read it.
"""

import argparse
import json
import os
import sys
from dataclasses import asdict
from datetime import datetime

from driver import costs
from driver.contest import MODEL, PEERS, STRATEGIES, SUM, Contest, meet, solver_seconds
from driver.machine import cores, description, load_average
from driver.program import ProgramError
from driver.settings import BENCHMARKS, BINARY, DEFAULT_WAIT_POLICY, Settings
from run import at_least

EXITS = 7


def parse() -> tuple[Settings, argparse.Namespace]:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    names = [contestant.method for contestant in STRATEGIES]
    parser.add_argument("--only", choices=names, action="append", help="these strategies instead of all")
    parser.add_argument("--no-peers", action="store_true", help="leave PyTorch and TorchJD out")
    parser.add_argument("--threads", type=at_least(1), default=cores(), help="threads of each side (default: all cores)")
    parser.add_argument("--rounds", type=at_least(1), default=5, help="default: 5")
    parser.add_argument("--steps", type=at_least(1), default=3, help="steps of a turn (default: 3)")
    parser.add_argument("--warmup", type=at_least(0), default=2, help="steps before the first turn (default: 2)")
    parser.add_argument("--seed", type=int, default=1, help="of the order of turns (default: 1)")
    parser.add_argument("--python", default=sys.executable, help="a Python that has PyTorch and TorchJD (default: this)")
    parser.add_argument("--markdown", action="store_true", help="print Markdown tables")
    options = parser.parse_args()
    settings = Settings(
        models=(MODEL,), threads=options.threads, batch=32, rounds=options.rounds, steps=options.steps,
        warmup=options.warmup, seed=options.seed, python=options.python,
        wait_policy=os.environ.get("OMP_WAIT_POLICY", DEFAULT_WAIT_POLICY))
    return settings, options


def write(settings: Settings, loads: tuple[float, float], contests: list[Contest], seconds: dict[str, float]) -> str:
    """Writes every turn; returns the path of the new file."""
    record = {
        "machine": description(),
        "load": {"before": loads[0], "after": loads[1]},
        "settings": asdict(settings),
        "contests": [
            [{"contestant": asdict(one), "info": contest.info[one], "turns": [asdict(turn) for turn in turns]}
             for one, turns in contest.turns.items()]
            for contest in contests
        ],
        "solver_seconds": seconds,
    }
    folder = BENCHMARKS / "results"
    folder.mkdir(exist_ok=True)
    path = folder / f"{datetime.now():%Y-%m-%d-%H%M%S}-strategies.json"
    path.write_text(json.dumps(record, indent=1) + "\n")
    return str(path)


def main() -> int:
    settings, options = parse()
    if not BINARY.is_file():
        print(f"{BINARY} does not exist; build it with `make build`", file=sys.stderr)
        return 1
    before = load_average()
    try:
        seconds = solver_seconds(EXITS, settings)
        chosen = [one for one in STRATEGIES if options.only is None or one.method in options.only]
        contests = {one: meet((SUM, one), settings) for one in chosen}
        peers = None if options.no_peers else meet(PEERS, settings)
    except ProgramError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    loads = (before, load_average())

    conditions = "\n".join([
        f"machine   {description()}",
        f"load      {loads[0]:.2f} before, {loads[1]:.2f} after (one minute, own threads counted)",
        f"threads   {settings.threads}, OMP_WAIT_POLICY={settings.wait_policy}, GOMP_SPINCOUNT={settings.spin_count}",
        f"steps     batch {settings.batch}; {settings.rounds} rounds of {settings.steps} steps after {settings.warmup},"
        f" order seed {settings.seed}",
    ])
    print(f"```\n{conditions}\n```" if options.markdown else conditions)
    tables = [costs.strategies(contests), costs.solvers(seconds)] + ([costs.peers(peers)] if peers else [])
    for table in tables:
        print()
        print(table.markdown() if options.markdown else table.text())
    print()
    for line in costs.promises(contests, seconds):
        print(f"- {line}" if options.markdown else line)
    everything = [*contests.values(), *([peers] if peers else [])]
    print(f"\nwritten to {write(settings, loads, everything, seconds)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
