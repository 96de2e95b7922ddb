"""MSDNet for 32x32 images: a two-dimensional network of scales and layers, one exit per block."""

from dataclasses import dataclass
from math import ceil

import torch
from torch import Tensor, nn

from partition import Partition

IMAGE_SIDE = 32


@dataclass(frozen=True)
class Shape:
    """The knobs of MSDNet; the defaults are the published CIFAR-100 network."""

    blocks: int = 7
    base: int = 4
    step: int = 2
    channels: int = 16
    growth: int = 16
    scales: tuple[int, ...] = (1, 2, 4)
    bottleneck: tuple[int, ...] = (1, 2, 4)
    reduction: float = 0.5
    head_channels: int = 128
    dropout: float = 0.5
    classes: int = 100

    @property
    def layers(self) -> int:
        return self.base + (self.blocks - 1) * self.step

    def scales_after(self, layer: int) -> int:
        """How many scales are left after a layer (counted from 1; 0 is the first convolution)."""
        interval = ceil(self.layers / len(self.scales))
        return len(self.scales) - max(0, layer - 1) // interval


def convolution(inputs: int, outputs: int, kernel: int, stride: int = 1) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, kernel, stride, padding=kernel // 2, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(inplace=True),
    )


def bottlenecked(inputs: int, outputs: int, factor: int, stride: int = 1) -> nn.Sequential:
    inner = min(inputs, factor * outputs)
    return nn.Sequential(convolution(inputs, inner, 1), convolution(inner, outputs, 3, stride))


class FirstLayer(nn.Module):
    """Makes the scales: each is a strided convolution of the one before."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        widths = [3] + [shape.channels * factor for factor in shape.scales]
        self.convolutions = nn.ModuleList(
            convolution(widths[scale], widths[scale + 1], 3, stride=1 if scale == 0 else 2)
            for scale in range(len(shape.scales))
        )

    def forward(self, images: list[Tensor]) -> list[Tensor]:
        outputs = images
        for layer in self.convolutions:
            outputs = [*outputs, layer(outputs[-1])]
        return outputs[1:]


class DenseNormal(nn.Module):
    """Adds channels to a scale from the scale itself; the finer scale is not read."""

    def __init__(self, shape: Shape, width: int, scale: int) -> None:
        super().__init__()
        factor = shape.scales[scale]
        self.normal = bottlenecked(width * factor, shape.growth * factor, shape.bottleneck[scale])

    def forward(self, finer: Tensor | None, same: Tensor) -> Tensor:
        return torch.cat([same, self.normal(same)], dim=1)


class DenseDownNormal(nn.Module):
    """Adds channels to a scale, half from the finer scale and half from the scale itself."""

    def __init__(self, shape: Shape, width: int, scale: int) -> None:
        super().__init__()
        finer, same = shape.scales[scale - 1], shape.scales[scale]
        half = shape.growth * same // 2
        self.down = bottlenecked(width * finer, half, shape.bottleneck[scale - 1], stride=2)
        self.normal = bottlenecked(width * same, half, shape.bottleneck[scale])

    def forward(self, finer: Tensor, same: Tensor) -> Tensor:
        return torch.cat([same, self.down(finer), self.normal(same)], dim=1)


class Layer(nn.Module):
    """One layer over all scales that are left; it may drop the finest one."""

    def __init__(self, shape: Shape, number: int, width: int) -> None:
        super().__init__()
        kept = shape.scales_after(number)
        self.drops = shape.scales_after(number - 1) > kept
        first = len(shape.scales) - kept
        self.cells = nn.ModuleList(
            DenseNormal(shape, width, scale) if scale == first and not self.drops
            else DenseDownNormal(shape, width, scale)
            for scale in range(first, len(shape.scales))
        )

    def forward(self, inputs: list[Tensor]) -> list[Tensor]:
        pairs = list(zip([None, *inputs[:-1]], inputs))
        kept = pairs[1:] if self.drops else pairs
        return [cell(finer, same) for cell, (finer, same) in zip(self.cells, kept)]


class Transition(nn.Module):
    """Reduces the width of every scale after a layer that dropped one."""

    def __init__(self, shape: Shape, kept: int, width: int, reduced: int) -> None:
        super().__init__()
        self.convolutions = nn.ModuleList(
            convolution(width * factor, reduced * factor, 1) for factor in shape.scales[-kept:]
        )

    def forward(self, inputs: list[Tensor]) -> list[Tensor]:
        return [layer(one) for layer, one in zip(self.convolutions, inputs)]


class Head(nn.Module):
    """An exit: two strided convolutions, pooling, dropout and a linear layer."""

    def __init__(self, shape: Shape, inputs: int) -> None:
        super().__init__()
        coarsest_side = IMAGE_SIDE // 2 ** (len(shape.scales) - 1)
        self.features = nn.Sequential(
            convolution(inputs, shape.head_channels, 3, stride=2),
            convolution(shape.head_channels, shape.head_channels, 3, stride=2),
            nn.AvgPool2d(coarsest_side // 4),
            nn.Flatten(),
            nn.Dropout(shape.dropout),
        )
        self.linear = nn.Linear(shape.head_channels, shape.classes)

    def forward(self, features: Tensor) -> Tensor:
        return self.linear(self.features(features))


class MSDNet(nn.Module):
    """Returns the logits of every exit, shallow to deep; with a partition it is trained by DFS."""

    def __init__(self, shape: Shape = Shape(), partition: Partition | None = None) -> None:
        super().__init__()
        self.partition = partition
        blocks: list[nn.Module] = []
        heads: list[nn.Module] = []
        width, number = shape.channels, 0
        for block in range(shape.blocks):
            parts: list[nn.Module] = [FirstLayer(shape)] if block == 0 else []
            for _ in range(shape.base if block == 0 else shape.step):
                number += 1
                layer = Layer(shape, number, width)
                parts.append(layer)
                width += shape.growth
                if layer.drops and shape.reduction > 0:
                    reduced = int(shape.reduction * width)
                    parts.append(Transition(shape, shape.scales_after(number), width, reduced))
                    width = reduced
            blocks.append(nn.Sequential(*parts))
            heads.append(Head(shape, width * shape.scales[-1]))
        self.blocks = nn.ModuleList(blocks)
        self.heads = nn.ModuleList(heads)

    def forward(self, images: Tensor) -> list[Tensor]:
        scales, logits = [images], []
        for block, head in zip(self.blocks, self.heads):
            scales = block(scales)
            onward = own = scales[-1]
            if self.partition is not None and head is not self.heads[-1]:
                onward, own = self.partition.split(scales[-1])
            logits.append(head(own))
            scales = [*scales[:-1], onward]
        return logits
