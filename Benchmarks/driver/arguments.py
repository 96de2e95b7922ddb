"""The command line that every comparison has."""

import argparse
import os
import sys
from collections.abc import Callable

from driver.machine import cores
from driver.settings import DEFAULT_WAIT_POLICY, Settings


def at_least(least: int) -> Callable[[str], int]:
    def number(text: str) -> int:
        value = int(text)
        if value < least:
            raise argparse.ArgumentTypeError(f"{value} is not at least {least}")
        return value

    return number


def parser(description: str | None, *, rounds: int = 7, unit: str = "steps") -> argparse.ArgumentParser:
    """How long to measure, with how many threads, and how to print it; `unit` is what a turn is made of."""
    result = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    result.add_argument("--threads", type=at_least(1), default=cores(),
                        help="threads of each side (default: all cores)")
    result.add_argument("--rounds", type=at_least(1), default=rounds, help=f"default: {rounds}")
    result.add_argument("--steps", type=at_least(1), default=3, help=f"{unit} of a turn (default: 3)")
    result.add_argument("--warmup", type=at_least(0), default=2, help=f"{unit} before the first turn (default: 2)")
    result.add_argument("--seed", type=int, default=1, help="of the order of turns (default: 1)")
    result.add_argument("--python", default=sys.executable, help="a Python that has PyTorch (default: this one)")
    result.add_argument("--markdown", action="store_true", help="print Markdown")
    return result


def settings(options: argparse.Namespace, *, models: tuple[str, ...], batch: int, ours: str | None = None) -> Settings:
    """The settings that options of `parser` stand for."""
    return Settings(
        models=models, threads=options.threads, batch=batch, rounds=options.rounds, steps=options.steps,
        warmup=options.warmup, seed=options.seed, python=options.python, ours=ours,
        wait_policy=os.environ.get("OMP_WAIT_POLICY", DEFAULT_WAIT_POLICY))
