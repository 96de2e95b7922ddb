"""Times `list` and `compare` on many synthetic run directories, made from one run of some seconds.

    python Benchmarks/many_runs.py                          # lists 1000 runs, compares 100
    python Benchmarks/many_runs.py --epochs 300 --listed 1000 --compared 100

Needs `make build`. Aims: a second for the list, five for the comparison.
"""

import argparse
import json
import pathlib
import shutil
import subprocess
import tempfile
import time

PROJECT = pathlib.Path(__file__).resolve().parent.parent
WORKBENCH = PROJECT / ".build/release/workbench"
LETTERS = "abcdefghjkmnpqrstvwxyz23456789"


def workbench(*arguments: str) -> float:
    """Runs the program to its end and returns the seconds it took."""
    started = time.perf_counter()
    subprocess.run([WORKBENCH, *arguments], cwd=PROJECT, check=True, capture_output=True)
    return time.perf_counter() - started


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
    settings = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        workbench("run", "smoke/sum", "--into", str(folder / "one"))
        [original] = (path for path in (folder / "one").iterdir() if (path / "run.json").exists())
        metrics = stretched((original / "metrics.jsonl").read_text(), settings.epochs)
        for number in range(settings.listed):
            copy(original, folder / "many", number, metrics)
        for number in range(settings.compared):
            copy(original, folder / "few", number, metrics)
        listed = workbench("list", "--into", str(folder / "many"))
        compared = workbench("compare", "*", "--into", str(folder / "few"))
        page = workbench("compare", "*", "--into", str(folder / "few"), "--format", "html")
    print(f"list {settings.listed} runs           {listed:6.2f} s")
    print(f"compare {settings.compared} runs         {compared:6.2f} s, {settings.epochs} epochs each")
    print(f"compare.html of {settings.compared} runs {page:6.2f} s")


if __name__ == "__main__":
    main()
