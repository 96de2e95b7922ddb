"""Times the workbench and plain PyTorch on the same training steps, in turns.

    python Benchmarks/run.py
    python Benchmarks/run.py --only msdnet --threads 1 --markdown

Benchmarks/README.md says what is measured and how to read it.
"""

import argparse
import sys

from driver import arguments, record, report, targets
from driver.rounds import Measurement, measure
from driver.session import Loads, carry_out
from driver.settings import MODELS, RECIPE_NAMES


def parse() -> argparse.Namespace:
    parser = arguments.parser(__doc__)
    parser.add_argument("--only", choices=RECIPE_NAMES.values(), help="one model instead of all")
    parser.add_argument("--batch", type=arguments.at_least(1), default=32,
                        help="must be that of the recipes (default: 32)")
    parser.add_argument("--ours", metavar="COMMAND", help="a stand-in for the workbench, with {recipe}, {model},"
                        " {strategy}, {batch} and {threads} filled in")
    return parser.parse_args()


def main() -> int:
    options = parse()
    models = tuple(model for model in MODELS if options.only in (None, RECIPE_NAMES[model]))
    settings = arguments.settings(options, models=models, batch=options.batch, ours=options.ours)

    def tell(measurements: list[Measurement], loads: Loads) -> None:
        verdicts = [line for measurement in measurements for line in targets.verdicts(measurement)]
        report.show(
            report.conditions(settings, measurements, loads), report.tables(measurements),
            verdicts if settings.ours is None else [], markdown=options.markdown)
        print(f"\nwritten to {record.write(settings, measurements, loads)}")

    return carry_out(lambda: [measure(model, settings) for model in models], tell, needs_binary=settings.ours is None)


if __name__ == "__main__":
    sys.exit(main())
