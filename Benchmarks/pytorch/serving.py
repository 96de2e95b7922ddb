"""How a program on the PyTorch side answers requests, and what every one says of itself.

Requests, one a line: `info`, `go N` (run N steps), `quit`. Every answer but that to `quit` is one line of JSON;
Benchmarks/README.md lists its keys.
"""

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any, Protocol

import torch
from torch import nn

from networks import MODELS

SEED = 0


class Work(Protocol):
    """Something that is timed step by step."""

    model: nn.Module

    def step(self) -> dict[str, float]:
        """One step; returns its seconds: wall, CPU and by phase."""

    def about(self) -> dict[str, Any]:
        """What it is, for the answer to `info`."""


def conditions() -> dict[str, Any]:
    return {"threads": torch.get_num_threads(), "torch": torch.__version__}


def peak_bytes() -> int:
    """The largest resident size that this process has had."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))


def answer(request: str, work: Work) -> dict[str, Any]:
    match request.split():
        case ["info"]:
            parameters = sum(parameter.numel() for parameter in work.model.parameters())
            wait_policy = os.environ.get("OMP_WAIT_POLICY")
            return work.about() | {"parameters": parameters, "wait_policy": wait_policy} | conditions()
        case ["go", count] if count.isdecimal() and int(count) > 0:
            steps = [work.step() for _ in range(int(count))]
            seconds = {key: [step[key] for step in steps] for key in steps[0]}
            return seconds | {"peak_bytes": peak_bytes()} | conditions()
        case _:
            return {"error": f"unknown request {request!r}; possible: info, go N, quit"}


def positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{value} is not at least 1")
    return value


def parser(description: str | None, *, batch: int) -> argparse.ArgumentParser:
    """The options that every program on the PyTorch side has; `batch` is the default."""
    result = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    result.add_argument("--model", choices=MODELS, required=True)
    result.add_argument("--batch", type=positive, default=batch)
    result.add_argument("--threads", type=positive, default=torch.get_num_threads())
    return result


def serve(work: type[Work], options: argparse.Namespace) -> None:
    """Answers requests until `quit`."""
    torch.set_num_threads(options.threads)
    torch.manual_seed(SEED)
    working = work(options)
    for line in sys.stdin:
        request = line.strip()
        if request == "quit":
            return
        print(json.dumps(answer(request, working)), flush=True)
