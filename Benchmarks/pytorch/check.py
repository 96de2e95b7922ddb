"""Checks the networks of the benchmark against golden numbers of the reference implementation.

    python Benchmarks/pytorch/check.py GOLDEN_FOLDER

Prints the largest relative difference of losses and gradient norms in float64 for every network
and strategy, and exits with status 1 if one is above the tolerance.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

import golden
from networks import network
from partition import ExitSees

TOLERANCE = 1e-9
STEP_TOLERANCE = 1e-6
SMALL_NORM = 1e-6
SMALL_NORM_TOLERANCE = 1e-12

CASES: dict[str, tuple[str, str, ExitSees | None]] = {
    "msdnet_cifar100_dsn": ("msdnet-cifar100", "sum", None),
    "msdnet_cifar100_dfs": ("msdnet-cifar100", "dfs", "all"),
    "msdnet_cifar100_dfs_paper": ("msdnet-cifar100", "dfs", "own"),
    "resnet18_dsn": ("resnet18", "sum", None),
    "resnet18_dfs": ("resnet18", "dfs", "own"),
}


def relative(actual: float, expected: float) -> float:
    return abs(actual - expected) / abs(expected)


def exit_losses(model: nn.Module) -> list[Tensor]:
    criterion = nn.CrossEntropyLoss()
    return [criterion(logits, golden.labels()) for logits in model(golden.images())]


def gradient_norms(loss: Tensor, parameters: Sequence[Tensor]) -> list[float | None]:
    gradients = torch.autograd.grad(loss, parameters, retain_graph=True, allow_unused=True)
    return [None if gradient is None else gradient.norm().item() for gradient in gradients]


def norm_difference(actual: list[float | None], expected: list[float | None]) -> float:
    """The largest relative difference; infinite if another parameter is reached or a small norm is off.

    The expected list may end with parameters that only the reference has; no loss reaches those.
    """
    worst = 0.0
    for one, other in zip(actual + [None] * (len(expected) - len(actual)), expected):
        if one is None or other is None:
            difference = 0.0 if one is other else float("inf")
        elif other < SMALL_NORM:
            difference = 0.0 if abs(one - other) <= SMALL_NORM_TOLERANCE else float("inf")
        else:
            difference = relative(one, other)
        worst = max(worst, difference)
    return worst


def losses_during_training(model: nn.Module, steps: int) -> list[float]:
    """The summed loss before each step and after the last one."""
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9, weight_decay=1e-4)
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = torch.stack(exit_losses(model)).sum()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    with torch.no_grad():
        losses.append(torch.stack(exit_losses(model)).sum().item())
    return losses


def differences(case: str, expected: dict[str, Any]) -> tuple[float, float, float]:
    """Largest relative differences of losses, gradient norms and losses after steps."""
    name, strategy, exit_sees = CASES[case]
    model = golden.prepare(network(name, strategy, exit_sees))
    parameters = list(model.parameters())
    losses = exit_losses(model)
    total = torch.stack(losses).sum()

    loss = relative(total.item(), expected["total_loss"])
    for one, other in zip(losses, expected["exits"], strict=True):
        loss = max(loss, relative(one.item(), other["loss"]))

    norms = norm_difference(gradient_norms(total, parameters), expected["grad_norm"]["total"])
    for number, one in enumerate(losses, start=1):
        norms = max(norms, norm_difference(gradient_norms(one, parameters), expected["grad_norm"][f"exit{number}"]))

    recorded = expected["total_loss_before_and_after_sgd_steps"]
    trained = losses_during_training(model, steps=len(recorded) - 1)
    steps = max(map(relative, trained, recorded))
    return loss, norms, steps


def expected_numbers(folder: Path, case: str) -> dict[str, Any]:
    for path in (folder / f"{case}.json", folder / "models" / f"{case}.json"):
        if path.is_file():
            return json.loads(path.read_text())["float64"]
    sys.exit(f"{folder}: no {case}.json here or in models/; give the folder of the golden files")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="the folder with the golden JSON files")
    folder = parser.parse_args().folder

    print(f"{'largest relative difference':27}  {'losses':>8}  {'norms':>8}  {'3 steps':>8}")
    failed = False
    for case in CASES:
        loss, norms, steps = differences(case, expected_numbers(folder, case))
        failed |= max(loss, norms) > TOLERANCE or steps > STEP_TOLERANCE
        print(f"{case:27}  {loss:8.1e}  {norms:8.1e}  {steps:8.1e}", flush=True)
    print(f"{'above tolerance' if failed else 'all within tolerance'}"
          f" ({TOLERANCE:.0e}, and {STEP_TOLERANCE:.0e} after steps)")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
