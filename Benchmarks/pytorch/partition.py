"""Feature partitioning and referencing: the operator of Deep Feature Surgery."""

from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor

ExitSees = Literal["all", "own"]


@dataclass(frozen=True)
class Partition:
    """How the feature map in front of an exit is shared with the deeper exits."""

    exit_sees: ExitSees
    beta: float = 0.5

    def split(self, features: Tensor) -> tuple[Tensor, Tensor]:
        """Returns what the next block reads and what this exit reads.

        The first round(beta * C) channels belong to the deeper exits. Each side reads the
        channels of the other by value only; with `exit_sees="all"` the exit trains all of them.
        """
        channels = features.shape[1]
        shared = round(channels * self.beta)
        deeper, own = features.split([shared, channels - shared], dim=1)
        onward = torch.cat([deeper, own.detach()], dim=1)
        if self.exit_sees == "all":
            return onward, features
        return onward, torch.cat([deeper.detach(), own], dim=1)
