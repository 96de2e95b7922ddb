"""Runs the programs of one model in turns, so that all of them meet the same machine."""

import random
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from driver.program import Program, ProgramError, Turn
from driver.settings import OURS, SIDES, STRATEGIES, THEIRS, Settings

Key = tuple[str, str]  # (strategy, side)


@dataclass
class Measurement:
    """What the programs of one model said about themselves, and their turns, one per round."""

    model: str
    info: dict[Key, dict[str, Any]] = field(default_factory=dict)
    turns: dict[Key, list[Turn]] = field(default_factory=dict)


def order(generator: random.Random) -> Iterator[Key]:
    """The order of one round: strategies shuffled, and the two sides of each next to each other."""
    for strategy in generator.sample(STRATEGIES, len(STRATEGIES)):
        for side in generator.sample(SIDES, len(SIDES)):
            yield strategy, side


def measure(model: str, settings: Settings) -> Measurement:
    measurement = Measurement(model)
    generator = random.Random(settings.seed)
    with ExitStack() as stack:
        programs: dict[Key, Program] = {}
        for strategy in STRATEGIES:
            for side in SIDES:
                name = f"{side} {model} {strategy}"
                print(f"{name}: starting, {settings.warmup} warm-up steps", file=sys.stderr)
                command = settings.command(side, model, strategy)
                program = stack.enter_context(Program(name, command, settings.environment()))
                programs[strategy, side] = program
                measurement.info[strategy, side] = program.info()
                measurement.turns[strategy, side] = []
                if settings.warmup > 0:
                    program.go(settings.warmup)
        check_comparable(measurement, settings)
        for number in range(1, settings.rounds + 1):
            for key in order(generator):
                measurement.turns[key].append(programs[key].go(settings.steps))
            print(f"{model}: round {number} of {settings.rounds}", file=sys.stderr)
    return measurement


def check_comparable(measurement: Measurement, settings: Settings) -> None:
    """Refuses a comparison of different work or conditions."""
    wanted = {"threads": settings.threads, "batch": settings.batch, "wait_policy": settings.wait_policy}
    for (strategy, side), info in measurement.info.items():
        for key, value in wanted.items():
            if info.get(key) != value:
                raise ProgramError(
                    f"{side} {measurement.model} {strategy}: `{key}` is {info.get(key)!r}, not {value!r};"
                    " the two sides would not be comparable"
                )
    for strategy in STRATEGIES:
        ours, theirs = (measurement.info[strategy, side] for side in (OURS, THEIRS))
        if ours.get("parameters") != theirs["parameters"]:
            raise ProgramError(
                f"{measurement.model} {strategy}: {OURS} has {ours.get('parameters')} parameters and"
                f" {THEIRS} {theirs['parameters']}; they are not the same network"
            )
