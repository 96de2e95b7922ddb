"""Times how batches of CIFAR are assembled, and how JPEG files are decoded beside libjpeg-turbo alone, in turns.

    python Benchmarks/reading.py
    python Benchmarks/reading.py --rounds 15

Benchmarks/README.md says what is measured and how to read it.
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import numpy

from driver.arguments import at_least
from driver.machine import description, load_average
from driver.program import Program, ProgramError, Turn
from driver.ratios import median_step, processor, ratio
from driver.report import quartiles
from driver.settings import BENCHMARKS, BINARY, DEFAULT_WAIT_POLICY
from driver.tables import Table
from driver.targets import verdict

BATCHES = {"crop, flip": "cifar-plain", "crop, flip, AutoAugment, cutout": "cifar-augmented"}
DECODER, OURS = "libjpeg-turbo", "workbench"
IMAGES_A_SECOND, TIMES_AS_LONG = 100_000, 1.3


def stand_in(folder: Path) -> None:
    """Files of CIFAR-100's layout with random pixels."""
    path = folder / "cifar-100-binary"
    path.mkdir(parents=True)
    generator = numpy.random.default_rng(1)
    for name, count in (("train.bin", 50_000), ("test.bin", 10_000)):
        records = generator.integers(0, 256, (count, 3074), dtype=numpy.uint8)
        records[:, 0] %= 20
        records[:, 1] %= 100
        (path / name).write_bytes(records.tobytes())


def decoder(folder: Path, pictures: Path, count: int) -> Path:
    """Builds the program that decodes with libjpeg-turbo alone, and lets it write pictures."""
    program = folder / "decode"
    compiler = os.environ.get("CC") or shutil.which("cc") or shutil.which("clang") or "cc"
    source = BENCHMARKS / "libjpeg" / "decode.c"
    subprocess.run([compiler, "-O2", str(source), "-o", str(program), "-ljpeg", "-lm"], check=True)
    pictures.mkdir()
    subprocess.run([str(program), "make", str(pictures), str(count)], check=True)
    return program


def meet(commands: dict[str, list[str]], options: argparse.Namespace) -> tuple[dict[str, list[Turn]], dict[str, int]]:
    """The turns of programs that stay alive, one a round, in an order drawn anew; and the images of a pass of each."""
    environment = os.environ | {"OMP_NUM_THREADS": "1", "OMP_WAIT_POLICY": DEFAULT_WAIT_POLICY}
    generator = random.Random(options.seed)
    with ExitStack() as stack:
        programs = {name: stack.enter_context(Program(name, command, environment)) for name, command in commands.items()}
        images = {name: program.info()["batch"] for name, program in programs.items()}
        turns: dict[str, list[Turn]] = {name: [] for name in programs}
        for program in programs.values():
            program.go(options.steps)
        for _ in range(options.rounds):
            for name in generator.sample(list(programs), len(programs)):
                turns[name].append(programs[name].go(options.steps))
    return turns, images


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=at_least(1), default=11, help="default: 11")
    parser.add_argument("--steps", type=at_least(1), default=10, help="batches, or passes over the pictures, of a turn (default: 10)")
    parser.add_argument("--pictures", type=at_least(1), default=24, help="JPEG files (default: 24)")
    parser.add_argument("--seed", type=int, default=1, help="of the order of turns (default: 1)")
    options = parser.parse_args()
    if not BINARY.is_file():
        print(f"{BINARY} does not exist; build it with `make build`", file=sys.stderr)
        return 1
    before = load_average()
    try:
        with tempfile.TemporaryDirectory() as scratch:
            folder, pictures = Path(scratch), Path(scratch) / "pictures"
            stand_in(folder)
            program = decoder(folder, pictures, options.pictures)
            ours = [str(BINARY), "efficiency", "--protocol"]
            batches, sizes = meet(
                {name: [*ours, str(BENCHMARKS / "recipes" / f"{recipe}.yaml"), f"data.root={folder}", "--reading"]
                 for name, recipe in BATCHES.items()}, options)
            decoded, _ = meet(
                {DECODER: [str(program), str(pictures)], OURS: [*ours, "--decoding", str(pictures)]}, options)
    except (ProgramError, subprocess.CalledProcessError) as error:
        print(error, file=sys.stderr)
        return 1
    loads = (before, load_average())

    print(f"machine   {description()}\nload      {loads[0]:.2f} before, {loads[1]:.2f} after; one thread\n"
          f"turns     {options.rounds} rounds of {options.steps} passes, order seed {options.seed}\n")
    rates = {name: sizes[name] / median_step(turns, processor) for name, turns in batches.items()}
    rows = [[name, f"{1e6 / rate:.2f}", f"{rate:,.0f}"] for name, rate in rates.items()]
    print(Table("batches of CIFAR-100, one thread", ["transforms", "µs an image", "images/s"], rows, labels=1).text())
    slower, by_cpu = ratio(decoded[OURS], decoded[DECODER]), ratio(decoded[OURS], decoded[DECODER], processor)
    rows = [[name, f"{1000 * median_step(turns, processor) / options.pictures:.2f}"] for name, turns in decoded.items()]
    print()
    print(Table("decoding JPEG files of 500 x 375 pixels to RGB", ["program", "ms a picture"], rows, labels=1).text())
    print(f"workbench over libjpeg-turbo: {slower.of_medians:.3f}, by round {quartiles(slower)}, by CPU {by_cpu.of_medians:.3f}\n")
    print(f"{verdict([rate >= IMAGES_A_SECOND for rate in rates.values()]):7}  {IMAGES_A_SECOND:,} images/s, plain and fully augmented: "
          + "/".join(f"{rate:,.0f}" for rate in rates.values()))
    values = [slower.median, by_cpu.of_medians]
    print(f"{verdict([value <= TIMES_AS_LONG for value in values]):7}  decoding within {TIMES_AS_LONG} times the decoder's own time: "
          + "/".join(f"{value:.3f}" for value in values))
    results = BENCHMARKS / "results"
    results.mkdir(exist_ok=True)
    path = results / f"{datetime.now():%Y-%m-%d-%H%M%S}-reading.json"
    turns = {name: [asdict(turn) for turn in own] for name, own in (batches | decoded).items()}
    path.write_text(json.dumps({"machine": description(), "load": loads, "options": vars(options), "turns": turns}, indent=1) + "\n")
    print(f"\nwritten to {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
