"""Training steps of PyTorch with PCGrad on the exits' gradients, as `step.py` answers for the plain sum.

`--method loop` is what a careful user writes: one backward pass for every exit, which autograd ends at the exit's own depth, rows
kept as lists, PCGrad on their inner products. `--method torchjd` is TorchJD: one vector-Jacobian product for every loss (chunks of
one, the faster of its modes on a CPU) and its own PCGrad. Heads follow their own loss in both.
"""

import argparse

import torch
from torch import Tensor

from serving import serve
from step import Training, parser


class Selection(Training):
    """Combines the exits' gradients on the blocks."""

    def __init__(self, options: argparse.Namespace) -> None:
        super().__init__(options)
        self.blocks = list(self.model.blocks.parameters())
        self.heads = list(self.model.heads.parameters())


class Loop(Selection):
    def backward(self, losses: list[Tensor]) -> None:
        rows = []
        for exit, loss in enumerate(losses):
            head = list(self.model.heads[exit].parameters())
            found = torch.autograd.grad(loss, self.blocks + head, retain_graph=exit + 1 < len(losses), allow_unused=True)
            rows.append(found[: len(self.blocks)])
            for parameter, gradient in zip(head, found[len(self.blocks):]):
                parameter.grad = gradient
        weights = pcgrad(gram(rows))
        for index, parameter in enumerate(self.blocks):
            parts = [(weight, row[index]) for weight, row in zip(weights, rows) if row[index] is not None]
            if not parts:
                continue
            total = parts[0][1].mul_(parts[0][0])
            for weight, part in parts[1:]:
                total.add_(part, alpha=weight)
            parameter.grad = total


class TorchJD(Selection):
    def __init__(self, options: argparse.Namespace) -> None:
        super().__init__(options)
        from torchjd.aggregation import PCGrad

        self.aggregator = PCGrad()
        # TorchJD wants a row for every parameter that it is given; some of the last block reach no exit.
        losses = [self.criterion(logits, self.labels) for logits in self.model(self.images)]
        found = torch.autograd.grad(sum(losses), self.blocks, allow_unused=True)
        self.blocks = [parameter for parameter, gradient in zip(self.blocks, found) if gradient is not None]

    def backward(self, losses: list[Tensor]) -> None:
        from torchjd.autojac import backward, jac_to_grad

        torch.autograd.backward(losses, inputs=self.heads, retain_graph=True)
        backward(losses, inputs=self.blocks, parallel_chunk_size=1)
        jac_to_grad(self.blocks, self.aggregator)


def gram(rows: list[tuple[Tensor | None, ...]]) -> Tensor:
    """The inner products of gradients that are given parameter by parameter."""
    products = torch.zeros(len(rows), len(rows), dtype=torch.float64)
    for i, first in enumerate(rows):
        for j, second in enumerate(rows[: i + 1]):
            pairs = [(a, b) for a, b in zip(first, second) if a is not None and b is not None]
            products[i, j] = products[j, i] = sum((a * b).sum().item() for a, b in pairs)
    return products


def pcgrad(gram: Tensor) -> list[float]:
    """The weights of gradients with these inner products, by PCGrad with random orders."""
    coefficients = torch.eye(len(gram), dtype=gram.dtype)
    for i in range(len(gram)):
        for j in torch.randperm(len(gram)).tolist():
            product = coefficients[i] @ gram[:, j]
            if j != i and product < 0:
                coefficients[i, j] -= product / gram[j, j]
    return coefficients.sum(dim=0).tolist()


METHODS = {"loop": Loop, "torchjd": TorchJD}


if __name__ == "__main__":
    options = parser(__doc__)
    options.add_argument("--method", choices=METHODS, required=True)
    chosen = options.parse_args()
    serve(METHODS[chosen.method], chosen)
