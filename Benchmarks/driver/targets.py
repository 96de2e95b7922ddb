"""What the project promises about its speed, and whether a measurement keeps it."""

from driver.ratios import peak_bytes, ratio
from driver.rounds import Measurement
from driver.settings import OURS, STRATEGIES, THEIRS

SPEED_UP = {"msdnet-cifar100": 1.15, "resnet18": 1.0}


def verdict(kept: list[bool]) -> str:
    """A promise is kept or missed if every way to take the ratio says so."""
    if all(kept):
        return "kept"
    return "unclear" if any(kept) else "MISSED"


def verdicts(measurement: Measurement) -> list[str]:
    """One line per promise; times are judged by the ratio of medians and by the median of rounds."""
    model, turns = measurement.model, measurement.turns
    least = SPEED_UP[model]
    faster = ratio(turns["sum", THEIRS], turns["sum", OURS])
    speed = [faster.of_medians, faster.median]
    longer = ratio(turns["dfs", OURS], turns["sum", OURS])
    dfs = [longer.of_medians, longer.median]
    memory = [max(peak_bytes(turns[one, OURS]) / peak_bytes(turns[one, THEIRS]) for one in STRATEGIES)]
    promises = [
        (f"sum {least:.2f} times as fast as {THEIRS}", speed, [value >= least for value in speed]),
        ("dfs step not longer than its sum step", dfs, [value <= 1 for value in dfs]),
        (f"peak memory not above {THEIRS}'s", memory, [value <= 1 for value in memory]),
    ]
    return [
        f"{verdict(kept):7}  {model} {text}: {'/'.join(f'{value:.3f}' for value in values)}"
        for text, values, kept in promises
    ]
