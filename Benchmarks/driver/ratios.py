"""Medians of turns and the ratios between programs that ran in the same rounds."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median, quantiles

from driver.program import PHASES, Turn


@dataclass(frozen=True)
class Ratio:
    """A ratio of two programs' times: over all steps, and round by round."""

    of_medians: float
    median: float
    lower_quartile: float
    upper_quartile: float
    rounds: list[float]


def wall(turn: Turn) -> list[float]:
    return turn.seconds


def processor(turn: Turn) -> list[float]:
    return turn.cpu_seconds


def median_step(turns: list[Turn], time: Callable[[Turn], list[float]] = wall) -> float:
    """The median seconds of a step over all rounds."""
    return median(second for turn in turns for second in time(turn))


def ratio(numerator: list[Turn], denominator: list[Turn], time: Callable[[Turn], list[float]] = wall) -> Ratio:
    """How many times longer a step of `numerator` takes than one of `denominator`."""
    rounds = [median(time(one)) / median(time(other)) for one, other in zip(numerator, denominator, strict=True)]
    lower, _, upper = quantiles(rounds, n=4, method="inclusive") if len(rounds) > 1 else rounds * 3
    overall = median_step(numerator, time) / median_step(denominator, time)
    return Ratio(overall, median(rounds), lower, upper, rounds)


def phase_shares(turns: list[Turn]) -> dict[str, float]:
    """The share of each phase in the time of all steps; `other` is what no phase claims."""
    total = sum(sum(turn.seconds) for turn in turns)
    shares = {phase: sum(sum(getattr(turn, phase)) for turn in turns) / total for phase in PHASES}
    return shares | {"other": 1 - sum(shares.values())}


def peak_bytes(turns: list[Turn]) -> int:
    return max(turn.peak_bytes for turn in turns)
