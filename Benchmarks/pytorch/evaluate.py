"""Evaluation passes of plain PyTorch over one fixed random batch, run when asked on standard input.

Requests and answers are those of step.py; a step is a pass of the whole batch through the whole network, in evaluation mode and
without gradients.
"""

import argparse
import json
import os
import sys
from time import perf_counter, process_time
from typing import Any

import torch

from networks import MODELS, network
from step import SEED, peak_bytes, positive


class Evaluation:
    """A network in evaluation mode and the batch that it is shown."""

    def __init__(self, options: argparse.Namespace) -> None:
        torch.manual_seed(SEED)
        self.options = options
        self.images = torch.randn(options.batch, 3, 32, 32)
        self.model = network(options.model, "sum").eval()

    @torch.no_grad()
    def once(self) -> tuple[float, float]:
        """One pass; returns its seconds, wall and CPU."""
        cpu, start = process_time(), perf_counter()
        self.model(self.images)
        return perf_counter() - start, process_time() - cpu

    def run(self, count: int) -> dict[str, Any]:
        passes = [self.once() for _ in range(count)]
        wall = [seconds for seconds, _ in passes]
        nothing = [0.0] * count
        return {
            "seconds": wall,
            "cpu_seconds": [seconds for _, seconds in passes],
            "data": nothing,
            "forward": wall,
            "backward": nothing,
            "optimizer": nothing,
            "peak_bytes": peak_bytes(),
            "threads": torch.get_num_threads(),
            "torch": torch.__version__,
        }

    def info(self) -> dict[str, Any]:
        return {
            "model": self.options.model,
            "batch": self.options.batch,
            "parameters": sum(parameter.numel() for parameter in self.model.parameters()),
            "threads": torch.get_num_threads(),
            "wait_policy": os.environ.get("OMP_WAIT_POLICY"),
            "torch": torch.__version__,
        }


def answer(request: str, evaluation: Evaluation) -> dict[str, Any]:
    match request.split():
        case ["info"]:
            return evaluation.info()
        case ["go", count] if count.isdecimal() and int(count) > 0:
            return evaluation.run(int(count))
        case _:
            return {"error": f"unknown request {request!r}; possible: info, go N, quit"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", choices=MODELS, required=True)
    parser.add_argument("--batch", type=positive, default=128)
    parser.add_argument("--threads", type=positive, default=torch.get_num_threads())
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    evaluation = Evaluation(options)
    for line in sys.stdin:
        request = line.strip()
        if request == "quit":
            return
        print(json.dumps(answer(request, evaluation)), flush=True)


if __name__ == "__main__":
    main()
