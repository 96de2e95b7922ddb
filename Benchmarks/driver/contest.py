"""Contestants that take the same training step in different ways, and the rounds in which they meet."""

import random
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from driver.program import Program, ProgramError, Turn
from driver.settings import BENCHMARKS, BINARY, OURS, THEIRS, Settings

MODEL = "msdnet-cifar100"
RECIPE = BENCHMARKS / "recipes" / "msdnet-sum.yaml"


@dataclass(frozen=True)
class Contestant:
    """A way to take the step: a strategy of ours, or a method on the PyTorch side (`sum`, `loop`, `torchjd`)."""

    side: str
    method: str
    kind: str = ""

    @property
    def name(self) -> str:
        return f"{self.side} {self.method}"

    def command(self, settings: Settings) -> list[str]:
        if self.side == OURS:
            return [str(BINARY), "efficiency", str(RECIPE), f"strategy={self.method}", "--protocol"]
        program = ["step.py"] if self.method == "sum" else ["selection.py", "--method", self.method]
        return [settings.python, str(BENCHMARKS / "pytorch" / program[0]), *program[1:], "--model", MODEL,
                "--strategy", "sum", "--batch", str(settings.batch), "--threads", str(settings.threads)]


SUM = Contestant(OURS, "sum")
PEERS = (SUM, Contestant(OURS, "pcgrad", "gram"), Contestant(THEIRS, "sum"), Contestant(THEIRS, "loop"),
         Contestant(THEIRS, "torchjd"))
STRATEGIES = (
    *(Contestant(OURS, name, "gram") for name in ("mgda", "pcgrad", "cagrad", "nash-mtl", "upgrad")),
    Contestant(OURS, "graddrop", "rows"),
    *(Contestant(OURS, name, "boundary") for name in ("boundary-pcgrad", "boundary-mgda")),
    Contestant(OURS, "ge", "edit"),
    Contestant(OURS, "dfs", "edit"),
    Contestant(OURS, "byot", "distillation"),
)


@dataclass
class Contest:
    """What contestants said about themselves, and their turns, one per round."""

    info: dict[Contestant, dict[str, Any]] = field(default_factory=dict)
    turns: dict[Contestant, list[Turn]] = field(default_factory=dict)


def meet(contestants: Sequence[Contestant], settings: Settings) -> Contest:
    """Runs all contestants side by side: in every round each has a turn, in an order drawn anew."""
    contest = Contest()
    generator = random.Random(settings.seed)
    with ExitStack() as stack:
        programs: dict[Contestant, Program] = {}
        for contestant in contestants:
            print(f"{contestant.name}: starting, {settings.warmup} warm-up steps", file=sys.stderr)
            program = Program(contestant.name, contestant.command(settings), settings.environment())
            programs[contestant] = stack.enter_context(program)
            contest.info[contestant] = check(contestant, program.info(), settings)
            contest.turns[contestant] = []
            if settings.warmup > 0:
                program.go(settings.warmup)
        for _ in range(settings.rounds):
            for contestant in generator.sample(list(contestants), len(contestants)):
                contest.turns[contestant].append(programs[contestant].go(settings.steps))
    return contest


def check(contestant: Contestant, info: dict[str, Any], settings: Settings) -> dict[str, Any]:
    """Refuses a contestant that runs under other conditions."""
    wanted = {"threads": settings.threads, "batch": settings.batch, "wait_policy": settings.wait_policy}
    for key, value in wanted.items():
        if info.get(key) != value:
            raise ProgramError(f"{contestant.name}: `{key}` is {info.get(key)!r}, not {value!r}; the contestants would"
                               " not be comparable")
    return info


def solver_seconds(exits: int, settings: Settings) -> dict[str, float]:
    """The median seconds in which every rule of ours chooses weights for a number of exits."""
    with Program(SUM.name, SUM.command(settings), settings.environment()) as program:
        return program.ask(f"solvers {exits}")
