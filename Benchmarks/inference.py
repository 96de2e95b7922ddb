"""Times the workbench's inference and plain PyTorch's evaluation on the same network and number of images, in turns.

    python Benchmarks/inference.py
    python Benchmarks/inference.py --rounds 3 --threads 1 --markdown

Benchmarks/README.md says what is measured and how to read it.
"""

import argparse
import random
import sys
from contextlib import ExitStack
from dataclasses import asdict

from driver import arguments, record, report
from driver.program import Program, ProgramError, Turn
from driver.ratios import Ratio, median_step, processor, ratio
from driver.report import quartiles
from driver.session import Loads, carry_out
from driver.settings import BENCHMARKS, BINARY, Settings
from driver.tables import Table
from driver.targets import verdict

MODEL, RECIPE = "msdnet-cifar100", BENCHMARKS / "recipes" / "msdnet-sum.yaml"
THEIRS, FULL, EARLY = "PyTorch, all exits", "workbench, all exits", "workbench, 40 % leave at each exit"
TARGETS = {FULL: 1.4, EARLY: 2.5}


def parse() -> argparse.Namespace:
    parser = arguments.parser(__doc__, unit="passes")
    parser.add_argument("--batch", type=arguments.at_least(1), default=128, help="images of a pass (default: 128)")
    return parser.parse_args()


def commands(settings: Settings) -> dict[str, list[str]]:
    ours = [str(BINARY), "efficiency", str(RECIPE), "--protocol", "--inference", "--images", str(settings.batch)]
    return {
        THEIRS: [settings.python, str(BENCHMARKS / "pytorch" / "evaluate.py"), "--model", MODEL,
                 "--batch", str(settings.batch), "--threads", str(settings.threads)],
        FULL: ours,
        EARLY: [*ours, "--leaving", "0.4"],
    }


def measure(settings: Settings) -> dict[str, list[Turn]]:
    """The turns of each program, one per round."""
    turns: dict[str, list[Turn]] = {}
    generator = random.Random(settings.seed)
    with ExitStack() as stack:
        programs: dict[str, Program] = {}
        for name, command in commands(settings).items():
            print(f"{name}: starting, {settings.warmup} warm-up passes", file=sys.stderr)
            programs[name] = stack.enter_context(Program(name, command, settings.environment()))
            turns[name] = []
        check_comparable(programs, settings)
        for program in programs.values():
            if settings.warmup > 0:
                program.go(settings.warmup)
        for number in range(1, settings.rounds + 1):
            for name in generator.sample(list(programs), len(programs)):
                turns[name].append(programs[name].go(settings.steps))
            print(f"round {number} of {settings.rounds}", file=sys.stderr)
    return turns


def check_comparable(programs: dict[str, Program], settings: Settings) -> None:
    """Refuses a comparison of different work or conditions."""
    infos = {name: program.info() for name, program in programs.items()}
    wanted = {"threads": settings.threads, "batch": settings.batch, "wait_policy": settings.wait_policy,
              "parameters": infos[THEIRS]["parameters"]}
    for name, info in infos.items():
        for key, value in wanted.items():
            if info.get(key) != value:
                raise ProgramError(f"{name}: `{key}` is {info.get(key)!r}, not {value!r}; they are not comparable")


def faster(turns: dict[str, list[Turn]], name: str) -> Ratio:
    return ratio(turns[THEIRS], turns[name])


def table(turns: dict[str, list[Turn]], batch: int) -> Table:
    rows = []
    for name in turns:
        wall, cpu = faster(turns, name), ratio(turns[THEIRS], turns[name], processor)
        seconds = median_step(turns[name])
        rows.append([name, f"{1000 * seconds / batch:.2f}", f"{batch / seconds:.0f}", f"{wall.of_medians:.2f}",
                     quartiles(wall), f"{cpu.of_medians:.2f}"])
    return Table(f"{MODEL}: milliseconds per image (median), and how many times faster than PyTorch",
                 ["program", "ms", "images/s", "faster", "by round", "by CPU"], rows, labels=1)


def verdicts(turns: dict[str, list[Turn]]) -> list[str]:
    lines = []
    for name, least in TARGETS.items():
        found = faster(turns, name)
        values = [found.of_medians, found.median]
        lines.append(f"{verdict([value >= least for value in values]):7}  {name}: {least:.2f} times as fast as PyTorch: "
                     + "/".join(f"{value:.3f}" for value in values))
    return lines


def main() -> int:
    options = parse()
    settings = arguments.settings(options, models=(MODEL,), batch=options.batch)

    def tell(turns: dict[str, list[Turn]], loads: Loads) -> None:
        course = report.course(settings, f"{settings.batch} images", "passes")
        report.show(
            [*report.circumstances(settings, loads), course], [table(turns, settings.batch)], verdicts(turns),
            markdown=options.markdown)
        content = {
            "faster": {name: asdict(faster(turns, name)) for name in TARGETS},
            "programs": [{"program": name, "turns": [asdict(turn) for turn in own]} for name, own in turns.items()],
        }
        print(f"\nwritten to {record.save('-inference', settings, loads, content)}")

    return carry_out(lambda: measure(settings), tell)


if __name__ == "__main__":
    sys.exit(main())
