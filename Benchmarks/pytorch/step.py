"""Training steps of plain PyTorch on one fixed random batch, run when asked on standard input."""

import argparse
from time import perf_counter, process_time
from typing import Any

import torch
from torch import Tensor, nn

import serving
from networks import EXIT_SEES, STRATEGIES, network

CLASSES = 100
MEMORY_FORMATS = {"contiguous": torch.contiguous_format, "channels-last": torch.channels_last}


class Training:
    """A network, its optimizer and the batch that it is trained on."""

    def __init__(self, options: argparse.Namespace) -> None:
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

    def about(self) -> dict[str, Any]:
        return {
            "model": self.options.model,
            "strategy": self.options.strategy,
            "exit_sees": EXIT_SEES[self.options.model] if self.options.strategy == "dfs" else None,
            "memory_format": self.options.memory_format,
            "batch": self.options.batch,
        }


def parser(description: str | None) -> argparse.ArgumentParser:
    """The options of every program that trains."""
    result = serving.parser(description, batch=32)
    result.add_argument("--strategy", choices=STRATEGIES, required=True)
    result.add_argument("--memory-format", choices=MEMORY_FORMATS, default="contiguous")
    return result


if __name__ == "__main__":
    serving.serve(Training, parser(__doc__).parse_args())
