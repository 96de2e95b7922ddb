"""A benchmark run as a JSON file."""

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from driver.machine import description
from driver.ratios import processor, ratio
from driver.rounds import Measurement
from driver.settings import BENCHMARKS, OURS, STRATEGIES, THEIRS, Settings


def save(name: str, settings: Settings, loads: tuple[float, float], content: dict[str, object]) -> Path:
    """Writes what was measured, with the conditions; returns the new file, whose name ends in `name`."""
    record = {
        "machine": description(),
        "load": {"before": loads[0], "after": loads[1]},
        "settings": asdict(settings),
        **content,
    }
    folder = BENCHMARKS / "results"
    folder.mkdir(exist_ok=True)
    path = folder / f"{datetime.now():%Y-%m-%d-%H%M%S}{name}.json"
    path.write_text(json.dumps(record, indent=1) + "\n")
    return path


def write(settings: Settings, measurements: list[Measurement], loads: tuple[float, float]) -> Path:
    """Writes every turn and the ratios made from them; returns the new file."""
    return save("", settings, loads, {"models": [model_record(measurement) for measurement in measurements]})


def model_record(measurement: Measurement) -> dict[str, object]:
    turns = measurement.turns
    faster = {
        strategy: {
            "wall": asdict(ratio(turns[strategy, THEIRS], turns[strategy, OURS])),
            "cpu": asdict(ratio(turns[strategy, THEIRS], turns[strategy, OURS], processor)),
        }
        for strategy in STRATEGIES
    }
    programs = [
        {"strategy": strategy, "program": side, "info": measurement.info[strategy, side],
         "turns": [asdict(turn) for turn in turns[strategy, side]]}
        for strategy, side in turns
    ]
    return {
        "model": measurement.model,
        "faster": faster,
        "dfs_over_sum": asdict(ratio(turns["dfs", OURS], turns["sum", OURS])),
        "programs": programs,
    }
