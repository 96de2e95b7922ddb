"""Times the workbench's inference and plain PyTorch's evaluation on the same network and number of images, in turns.

    python Benchmarks/inference.py
    python Benchmarks/inference.py --rounds 3 --threads 1 --markdown

Benchmarks/README.md says what is measured and how to read it.
"""

import argparse
import json
import os
import random
import sys
from contextlib import ExitStack
from dataclasses import asdict
from datetime import datetime

from driver.arguments import at_least
from driver.machine import cores, description, load_average
from driver.program import Program, ProgramError, Turn
from driver.ratios import Ratio, median_step, processor, ratio
from driver.report import quartiles
from driver.settings import BENCHMARKS, BINARY, DEFAULT_WAIT_POLICY, Settings
from driver.tables import Table
from driver.targets import verdict

MODEL, RECIPE = "msdnet-cifar100", BENCHMARKS / "recipes" / "msdnet-sum.yaml"
THEIRS, FULL, EARLY = "PyTorch, all exits", "workbench, all exits", "workbench, 40 % leave at each exit"
TARGETS = {FULL: 1.4, EARLY: 2.5}


def parse() -> tuple[Settings, bool]:
    """The settings of the command line, and whether Markdown is wanted."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--threads", type=at_least(1), default=cores(),
                        help="threads of each side (default: all cores)")
    parser.add_argument("--batch", type=at_least(1), default=128, help="images of a pass (default: 128)")
    parser.add_argument("--rounds", type=at_least(1), default=7, help="default: 7")
    parser.add_argument("--steps", type=at_least(1), default=3, help="passes of a turn (default: 3)")
    parser.add_argument("--warmup", type=at_least(0), default=2, help="passes before the first turn (default: 2)")
    parser.add_argument("--seed", type=int, default=1, help="of the order of turns (default: 1)")
    parser.add_argument("--python", default=sys.executable, help="a Python that has PyTorch (default: this one)")
    parser.add_argument("--markdown", action="store_true", help="print a Markdown table")
    options = vars(parser.parse_args())
    markdown = options.pop("markdown")
    wait_policy = os.environ.get("OMP_WAIT_POLICY", DEFAULT_WAIT_POLICY)
    return Settings(models=(MODEL,), wait_policy=wait_policy, **options), markdown


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


def write(settings: Settings, turns: dict[str, list[Turn]], loads: tuple[float, float]) -> str:
    """Writes every turn; returns the new file."""
    record = {
        "machine": description(),
        "load": {"before": loads[0], "after": loads[1]},
        "settings": asdict(settings),
        "faster": {name: asdict(faster(turns, name)) for name in TARGETS},
        "programs": [{"program": name, "turns": [asdict(turn) for turn in own]} for name, own in turns.items()],
    }
    folder = BENCHMARKS / "results"
    folder.mkdir(exist_ok=True)
    path = folder / f"{datetime.now():%Y-%m-%d-%H%M%S}-inference.json"
    path.write_text(json.dumps(record, indent=1) + "\n")
    return str(path)


def main() -> int:
    settings, markdown = parse()
    if not BINARY.is_file():
        print(f"{BINARY} does not exist; build it with `make build`", file=sys.stderr)
        return 1
    before = load_average()
    try:
        turns = measure(settings)
    except ProgramError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    loads = (before, load_average())
    conditions = "\n".join([
        f"machine   {description()}",
        f"load      {loads[0]:.2f} before, {loads[1]:.2f} after (one minute, own threads counted)",
        f"threads   {settings.threads} on both sides, OMP_WAIT_POLICY={settings.wait_policy},"
        f" GOMP_SPINCOUNT={settings.spin_count}",
        f"passes    {settings.batch} images; {settings.rounds} rounds of {settings.steps} passes"
        f" after {settings.warmup}, order seed {settings.seed}",
    ])
    print(f"```\n{conditions}\n```" if markdown else conditions)
    print()
    print(table(turns, settings.batch).markdown() if markdown else table(turns, settings.batch).text())
    print()
    for line in verdicts(turns):
        print(f"- {line}" if markdown else line)
    print(f"\nwritten to {write(settings, turns, loads)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
