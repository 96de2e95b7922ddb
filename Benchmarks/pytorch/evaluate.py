"""Evaluation passes of plain PyTorch over one fixed random batch, run when asked on standard input.

A step is a pass of the whole batch through the whole network, in evaluation mode and without gradients.
"""

import argparse
from time import perf_counter, process_time
from typing import Any

import torch

from networks import network
from serving import parser, serve


class Evaluation:
    """A network in evaluation mode and the batch that it is shown."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.images = torch.randn(options.batch, 3, 32, 32)
        self.model = network(options.model, "sum").eval()

    @torch.no_grad()
    def step(self) -> dict[str, float]:
        cpu, start = process_time(), perf_counter()
        self.model(self.images)
        seconds = perf_counter() - start
        return {
            "seconds": seconds, "cpu_seconds": process_time() - cpu, "forward": seconds,
            "data": 0.0, "backward": 0.0, "optimizer": 0.0,
        }

    def about(self) -> dict[str, Any]:
        return {"model": self.options.model, "batch": self.options.batch}


if __name__ == "__main__":
    serve(Evaluation, parser(__doc__, batch=128).parse_args())
