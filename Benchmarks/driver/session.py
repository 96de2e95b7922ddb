"""A benchmark from its first check to its last line."""

import sys
from collections.abc import Callable
from typing import TypeVar

from driver.machine import load_average
from driver.program import ProgramError
from driver.settings import BINARY

Measured = TypeVar("Measured")
Loads = tuple[float, float]  # of the machine, before and after


def carry_out(
    measure: Callable[[], Measured], report: Callable[[Measured, Loads], None], *, needs_binary: bool = True
) -> int:
    """Measures, then reports; returns the exit status."""
    if needs_binary and not BINARY.is_file():
        print(f"{BINARY} does not exist; build it with `make build`", file=sys.stderr)
        return 1
    before = load_average()
    try:
        measured = measure()
    except ProgramError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    report(measured, (before, load_average()))
    return 0
