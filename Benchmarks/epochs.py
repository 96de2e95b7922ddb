"""Times an epoch with nothing to train, early in a run and late.

    python Benchmarks/epochs.py                       # epochs 10 and 1000
    python Benchmarks/epochs.py --late 300 --window 10
    python Benchmarks/epochs.py --workbench .build/debug/workbench

One step an epoch, and the gradients' conflict measured in it, layer by layer: what is left is what a run does beside
training. An epoch takes from one line on the terminal to the next; medians over a window of epochs stand for one, as a
disk is slow now and then. The aim is a ratio of 1.2. Needs `make build`, or another program with --workbench.
"""

import argparse
import json
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time

PROJECT = pathlib.Path(__file__).resolve().parent.parent
EPOCH = re.compile(r"\s*(\d+)\s+\d")

RECIPE = """\
schema: 1
name: epochs
data: {name: shapes, classes: 4, train: 4, validation: 4, calibration: 4, test: 4}
backbone: {name: msdnet, blocks: 4, base: 1, step: 1, channels: 4, growth: 4, scales: [1, 2], bottleneck: [1, 2]}
heads: {name: msdnet-classifier, channels: 8}
strategy: sum
optimizer: {name: sgd, learning-rate: 0.001}
train: {epochs: EPOCHS, batch-size: 4, threads: 1}
record: {features: {images: 0}, conflict: {every: 1, scope: layer}}
"""


def ends_of_epochs(program: pathlib.Path, recipe: pathlib.Path, runs: pathlib.Path) -> dict[int, float]:
    """When each epoch's line came, by the clock of this process."""
    process = subprocess.Popen(
        [program, "run", recipe, "--into", runs], cwd=PROJECT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    ends, lines = {}, []
    for line in process.stderr:
        lines.append(line)
        match = EPOCH.match(line)
        if match:
            ends[int(match[1])] = time.perf_counter()
    if process.wait() != 0:
        sys.exit(f"the run ended with status {process.returncode}:\n{''.join(lines[-20:])}")
    return ends


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--workbench", type=pathlib.Path, default=PROJECT / ".build/release/workbench")
    parser.add_argument("--early", type=int, default=10)
    parser.add_argument("--late", type=int, default=1000)
    parser.add_argument("--window", type=int, default=15, help="epochs around each of the two, whose median counts")
    options = parser.parse_args()
    half = options.window // 2
    if options.early - half < 2 or options.late <= options.early:
        sys.exit(f"--early must be at least {half + 2}, and --late beyond it")

    with tempfile.TemporaryDirectory() as folder:
        recipe = pathlib.Path(folder, "epochs.yaml")
        recipe.write_text(RECIPE.replace("EPOCHS", str(options.late + half)))
        runs = pathlib.Path(folder, "runs")
        ends = ends_of_epochs(options.workbench.absolute(), recipe, runs)
        metrics = next(runs.glob("*/metrics.jsonl"))
        size = metrics.stat().st_size
        table = [json.loads(line) for line in metrics.open() if '"split":"run"' in line]

    def around(epoch: int) -> range:
        return range(epoch - half, epoch + half + 1)

    def median(name: str, epoch: int) -> float:
        values = [m["value"] for m in table if m["name"] == name and m["epoch"] in around(epoch)]
        return statistics.median(values) if values else float("nan")

    print(f"{options.late + half} epochs of one step; metrics.jsonl has {size / 1e6:.1f} MB")
    print("epoch   seconds   training   beside it   peak memory")
    seconds = {}
    for epoch in (options.early, options.late):
        seconds[epoch] = statistics.median(ends[e] - ends[e - 1] for e in around(epoch))
        training, beside = median("seconds/epoch", epoch), median("seconds/recording", epoch)
        print(f"{epoch:5}{seconds[epoch]:10.4f}{training:11.4f}{beside:12.4f}{median('peak-memory', epoch) / 1e6:11.0f} MB")
    print(f"ratio{seconds[options.late] / seconds[options.early]:10.2f}   (aim: at most 1.2)")


if __name__ == "__main__":
    main()
