"""The networks that the benchmark and its check can name."""

from torch import nn

from msdnet import MSDNet
from partition import ExitSees, Partition
from resnet import MultiExitResNet18

MODELS = ("msdnet-cifar100", "resnet18")
STRATEGIES = ("sum", "dfs")
EXIT_SEES: dict[str, ExitSees] = {"msdnet-cifar100": "all", "resnet18": "own"}


def network(model: str, strategy: str, exit_sees: ExitSees | None = None) -> nn.Module:
    """A new network; `exit_sees` defaults to what the published code of the model does."""
    partition = None
    if strategy == "dfs":
        partition = Partition(exit_sees or EXIT_SEES[model])
    if model == "msdnet-cifar100":
        return MSDNet(partition=partition)
    return MultiExitResNet18(partition=partition)
