"""Times `list` and `compare` on many synthetic run directories, made from one run of some seconds.

    python Benchmarks/many_runs.py                          # lists 1000 runs, compares 100
    python Benchmarks/many_runs.py --epochs 300 --listed 1000 --compared 100

Needs `make build`, or another program with --workbench. Aims: a second for the list, five for the comparison. Processor time
is what a machine with other things to do does not disturb.
"""

import argparse
import json
import pathlib
import resource
import shutil
import subprocess
import sys
import tempfile
import time

PROJECT = pathlib.Path(__file__).resolve().parent.parent
LETTERS = "abcdefghjkmnpqrstvwxyz23456789"


def timed(program: pathlib.Path, *arguments: str) -> tuple[float, float]:
    """Runs the program to its end and returns the seconds that it took, and those of processors."""
    started, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    ending = subprocess.run([program, *arguments], cwd=PROJECT, capture_output=True, text=True)
    if ending.returncode != 0:
        sys.exit(f"workbench {' '.join(arguments)} ended with status {ending.returncode}: {ending.stderr}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.perf_counter() - started, processor


def short_id(number: int) -> str:
    letters = ""
    for _ in range(4):
        number, letter = divmod(number, len(LETTERS))
        letters += LETTERS[letter]
    return letters


def stretched(metrics: str, epochs: int) -> str:
    """The lines of the last epoch, once for each of so many epochs."""
    lines = [json.loads(line) for line in metrics.splitlines()]
    last = [line for line in lines if line["epoch"] == lines[-1]["epoch"]]
    return "".join(
        json.dumps({**line, "epoch": epoch}, sort_keys=True, separators=(",", ":")) + "\n"
        for epoch in range(1, epochs + 1) for line in last
    )


def copy(original: pathlib.Path, folder: pathlib.Path, number: int, metrics: str) -> None:
    """A run of another seed, two strategies in turn, without checkpoints and pictures."""
    name = f"many-261124-1200-s{number}-{short_id(number)}"
    target = folder / name
    shutil.copytree(original, target, ignore=shutil.ignore_patterns("checkpoints", "images", "*.html", "report-charts"))
    record = json.loads((target / "run.json").read_text())
    # The recipe is changed below.
    record.pop("recipeDigest", None)
    (target / "run.json").write_text(json.dumps({**record, "id": name, "seed": number}))
    recipe = (target / "recipe.resolved.yaml").read_text().replace("\nseed: 1\n", f"\nseed: {number // 2}\n")
    if number % 2:
        recipe = recipe.replace("learning-rate: 0.05", "learning-rate: 0.04")
    (target / "recipe.resolved.yaml").write_text(recipe)
    (target / "metrics.jsonl").write_text(metrics)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--listed", type=int, default=1000, help="runs to list (default: 1000)")
    parser.add_argument("--compared", type=int, default=100, help="runs to compare (default: 100)")
    parser.add_argument("--epochs", type=int, default=300, help="epochs of metrics of each (default: 300)")
    parser.add_argument(
        "--workbench", type=pathlib.Path, default=PROJECT / ".build/release/workbench", help="the program to time")
    settings = parser.parse_args()
    program = settings.workbench.resolve()
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        timed(program, "run", "smoke/sum", "--into", str(folder / "one"))
        [original] = (path for path in (folder / "one").iterdir() if (path / "run.json").exists())
        metrics = (original / "metrics.jsonl").read_text()
        # A list reads no metrics, so these may stay short.
        for number in range(settings.listed):
            copy(original, folder / "many", number, metrics)
        for number in range(settings.compared):
            copy(original, folder / "few", number, stretched(metrics, settings.epochs))
        figures = [
            (f"list {settings.listed} runs", timed(program, "list", "--into", str(folder / "many"))),
            (
                f"compare {settings.compared} runs of {settings.epochs} epochs",
                timed(program, "compare", "*", "--into", str(folder / "few")),
            ),
            ("the same as compare.html", timed(program, "compare", "*", "--into", str(folder / "few"), "--format", "html")),
        ]
    for what, (seconds, processor) in figures:
        print(f"{what:32} {seconds:6.2f} s, {processor:.2f} s of processor time")


if __name__ == "__main__":
    main()
