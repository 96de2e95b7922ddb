"""Training steps of plain PyTorch on one fixed random batch, run when asked on standard input.

Requests, one a line: `info`, `go N` (run N steps), `quit`. Every answer but that to `quit` is one
line of JSON; Benchmarks/README.md lists its keys.
"""

import argparse
import json
import os
import sys
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import torch
from torch import Tensor, nn

from networks import EXIT_SEES, MODELS, STRATEGIES, network

CLASSES = 100
SEED = 0
MEMORY_FORMATS = {"contiguous": torch.contiguous_format, "channels-last": torch.channels_last}


def peak_bytes() -> int:
    """The largest resident size that this process has had."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))


class Training:
    """A network, its optimizer and the batch that it is trained on."""

    def __init__(self, options: argparse.Namespace) -> None:
        torch.manual_seed(SEED)
        memory_format = MEMORY_FORMATS[options.memory_format]
        self.options = options
        self.images = torch.randn(options.batch, 3, 32, 32).contiguous(memory_format=memory_format)
        self.labels = torch.randint(CLASSES, (options.batch,))
        self.model = network(options.model, options.strategy).to(memory_format=memory_format).train()
        self.criterion = nn.CrossEntropyLoss()
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=0.1, momentum=0.9, weight_decay=5e-4)

    def step(self) -> dict[str, float]:
        """One step; returns its loss and its seconds: wall, CPU and by phase."""
        cpu, start = process_time(), perf_counter()
        self.optimizer.zero_grad()
        cleared = perf_counter()
        losses = [self.criterion(logits, self.labels) for logits in self.model(self.images)]
        forwarded = perf_counter()
        self.backward(losses)
        backwarded = perf_counter()
        self.optimizer.step()
        end = perf_counter()
        return {
            "seconds": end - start,
            "cpu_seconds": process_time() - cpu,
            "forward": forwarded - cleared,
            "backward": backwarded - forwarded,
            "optimizer": end - backwarded + cleared - start,
            "data": 0.0,
            "loss": sum(loss.item() for loss in losses),
        }

    def backward(self, losses: list[Tensor]) -> None:
        """Leaves a gradient at every parameter."""
        sum(losses).backward()

    def run(self, count: int) -> dict[str, Any]:
        steps = [self.step() for _ in range(count)]
        return {key: [step[key] for step in steps] for key in steps[0]} | {
            "peak_bytes": peak_bytes(),
            "threads": torch.get_num_threads(),
            "torch": torch.__version__,
        }

    def info(self) -> dict[str, Any]:
        return {
            "model": self.options.model,
            "strategy": self.options.strategy,
            "exit_sees": EXIT_SEES[self.options.model] if self.options.strategy == "dfs" else None,
            "memory_format": self.options.memory_format,
            "batch": self.options.batch,
            "parameters": sum(parameter.numel() for parameter in self.model.parameters()),
            "threads": torch.get_num_threads(),
            "wait_policy": os.environ.get("OMP_WAIT_POLICY"),
            "torch": torch.__version__,
        }


def answer(request: str, training: Training) -> dict[str, Any]:
    match request.split():
        case ["info"]:
            return training.info()
        case ["go"]:
            return training.run(training.options.steps)
        case ["go", count] if count.isdecimal() and int(count) > 0:
            return training.run(int(count))
        case _:
            return {"error": f"unknown request {request!r}; possible: info, go, go N, quit"}


def positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{value} is not at least 1")
    return value


def parser(description: str | None) -> argparse.ArgumentParser:
    """The options that every program on the PyTorch side has."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", choices=MODELS, required=True)
    parser.add_argument("--strategy", choices=STRATEGIES, required=True)
    parser.add_argument("--batch", type=positive, default=32)
    parser.add_argument("--steps", type=positive, default=3, help="steps of a `go` without a number")
    parser.add_argument("--warmup", type=int, default=0, help="steps before the first request is read")
    parser.add_argument("--threads", type=positive, default=torch.get_num_threads())
    parser.add_argument("--memory-format", choices=MEMORY_FORMATS, default="contiguous")
    return parser


def serve(kind: type[Training], options: argparse.Namespace) -> None:
    """Answers requests until `quit`."""
    torch.set_num_threads(options.threads)
    training = kind(options)
    for _ in range(options.warmup):
        training.step()
    for line in sys.stdin:
        request = line.strip()
        if request == "quit":
            return
        print(json.dumps(answer(request, training)), flush=True)


if __name__ == "__main__":
    serve(Training, parser(__doc__).parse_args())
