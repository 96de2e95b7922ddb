"""Times the workbench and plain PyTorch on the same training steps, in turns.

    python Benchmarks/run.py
    python Benchmarks/run.py --only msdnet --threads 1 --markdown

Benchmarks/README.md says what is measured and how to read it.
"""

import argparse
import os
import sys

from driver import record, report, targets
from driver.arguments import at_least
from driver.machine import cores, load_average
from driver.program import ProgramError
from driver.rounds import measure
from driver.settings import BINARY, DEFAULT_WAIT_POLICY, MODELS, RECIPE_NAMES, Settings


def settings() -> tuple[Settings, bool]:
    """The settings of the command line, and whether Markdown is wanted."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=RECIPE_NAMES.values(), help="one model instead of all")
    parser.add_argument("--threads", type=at_least(1), default=cores(),
                        help="threads of each side (default: all cores)")
    parser.add_argument("--batch", type=at_least(1), default=32, help="must be that of the recipes (default: 32)")
    parser.add_argument("--rounds", type=at_least(1), default=7, help="default: 7")
    parser.add_argument("--steps", type=at_least(1), default=3, help="steps of a turn (default: 3)")
    parser.add_argument("--warmup", type=at_least(0), default=2, help="steps before the first turn (default: 2)")
    parser.add_argument("--seed", type=int, default=1, help="of the order of turns (default: 1)")
    parser.add_argument("--python", default=sys.executable, help="a Python that has PyTorch (default: this one)")
    parser.add_argument("--ours", metavar="COMMAND", help="a stand-in for the workbench, with {recipe}, {model},"
                        " {strategy}, {batch} and {threads} filled in")
    parser.add_argument("--markdown", action="store_true", help="print Markdown tables")
    options = vars(parser.parse_args())
    markdown, only = options.pop("markdown"), options.pop("only")
    models = tuple(model for model in MODELS if only in (None, RECIPE_NAMES[model]))
    wait_policy = os.environ.get("OMP_WAIT_POLICY", DEFAULT_WAIT_POLICY)
    return Settings(models=models, wait_policy=wait_policy, **options), markdown


def main() -> int:
    chosen, markdown = settings()
    if chosen.ours is None and not BINARY.is_file():
        print(f"{BINARY} does not exist; build it with `make build`", file=sys.stderr)
        return 1
    before = load_average()
    try:
        measurements = [measure(model, chosen) for model in chosen.models]
    except ProgramError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    loads = (before, load_average())

    conditions = report.conditions(chosen, measurements, loads)
    print(f"```\n{conditions}\n```" if markdown else conditions)
    for table in report.tables(measurements):
        print()
        print(table.markdown() if markdown else table.text())
    if chosen.ours is None:
        print()
        for measurement in measurements:
            for line in targets.verdicts(measurement):
                print(f"- {line}" if markdown else line)
    print(f"\nwritten to {record.write(chosen, measurements, loads)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
