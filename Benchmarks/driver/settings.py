"""What is compared, and how each side is started."""

import os
import shlex
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

BENCHMARKS = Path(__file__).resolve().parent.parent
CHECKOUT = BENCHMARKS.parent
BINARY = CHECKOUT / ".build" / "release" / "workbench"

OURS, THEIRS = "workbench", "PyTorch"
SIDES = (THEIRS, OURS)
STRATEGIES = ("sum", "dfs")
RECIPE_NAMES = {"msdnet-cifar100": "msdnet", "resnet18": "resnet18"}
MODELS = tuple(RECIPE_NAMES)

# The workbench's own choice (Sources/Training/Experiment/Threads.swift), given to both sides: threads spin a little, then
# sleep, so that the programs that wait for their turn do not disturb the one that runs.
DEFAULT_WAIT_POLICY = "passive"
DEFAULT_SPIN_COUNT = "3000"


def fill(word: str, values: Mapping[str, object]) -> str:
    """Replaces `{name}` by the value of that name."""
    for name, value in values.items():
        word = word.replace("{" + name + "}", str(value))
    return word


@dataclass(frozen=True)
class Settings:
    """The options of one benchmark run; `ours` is a command that stands in for the workbench."""

    models: tuple[str, ...]
    threads: int
    batch: int
    rounds: int
    steps: int
    warmup: int
    seed: int
    wait_policy: str
    python: str = sys.executable
    ours: str | None = None

    def command(self, side: str, model: str, strategy: str) -> list[str]:
        if side == THEIRS:
            step = BENCHMARKS / "pytorch" / "step.py"
            return [self.python, str(step), "--model", model, "--strategy", strategy,
                    "--batch", str(self.batch), "--threads", str(self.threads)]
        recipe = BENCHMARKS / "recipes" / f"{RECIPE_NAMES[model]}-{strategy}.yaml"
        if self.ours is None:
            return [str(BINARY), "efficiency", str(recipe), "--protocol"]
        values = {"recipe": recipe, "model": model, "strategy": strategy,
                  "batch": self.batch, "threads": self.threads}
        return [fill(word, values) for word in shlex.split(self.ours)]

    def environment(self) -> dict[str, str]:
        """The environment of both sides: it fixes threads and waiting, which libgomp reads once."""
        return os.environ | {
            "OMP_NUM_THREADS": str(self.threads),
            "OMP_WAIT_POLICY": self.wait_policy,
            "GOMP_SPINCOUNT": self.spin_count,
        }

    @property
    def spin_count(self) -> str:
        return os.environ.get("GOMP_SPINCOUNT", DEFAULT_SPIN_COUNT)
