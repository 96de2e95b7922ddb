"""Inputs and weights of the golden files, the same bit for bit in any language."""

from math import prod, sqrt

import numpy
import torch
from torch import Tensor, nn

IMAGE_SALT = 1_000_000
BATCH = 4


def numbers(count: int, salt: int) -> numpy.ndarray:
    """`count` numbers in [-1, 1), hashed from their index and the salt with 32-bit arithmetic."""
    index = numpy.arange(count, dtype=numpy.uint32)
    offset = numpy.uint32((salt + 1) * 0x85EBCA77 & 0xFFFFFFFF)
    x = index * numpy.uint32(0x9E3779B1) + offset
    x ^= x >> 15
    x *= numpy.uint32(0x2C1B3C6D)
    x ^= x >> 12
    x *= numpy.uint32(0x297A2D39)
    x ^= x >> 15
    return (x >> 8).astype(numpy.float64) / 8388608 - 1


def tensor(shape: tuple[int, ...], salt: int, scale: float) -> Tensor:
    """Scaled numbers of a shape, rounded to float32 once and kept in float64."""
    values = (numbers(prod(shape), salt) * scale).astype(numpy.float32)
    return torch.from_numpy(values.astype(numpy.float64)).reshape(shape)


def images() -> Tensor:
    return tensor((BATCH, 3, 32, 32), IMAGE_SALT, sqrt(3))


def labels() -> Tensor:
    return torch.tensor([(7 * sample + 3) % 100 for sample in range(BATCH)])


def prepare(network: nn.Module) -> nn.Module:
    """Gives a network the golden weights in float64 and switches its dropout off."""
    network.double().train()
    normalized = {id(p) for m in network.modules() if isinstance(m, nn.BatchNorm2d) for p in m.parameters()}
    with torch.no_grad():
        for salt, parameter in enumerate(network.parameters()):
            shape = tuple(parameter.shape)
            if len(shape) >= 2:
                parameter.copy_(tensor(shape, salt, sqrt(6 / prod(shape[1:]))))
            elif id(parameter) not in normalized:
                parameter.copy_(tensor(shape, salt, 0.1))
    for module in network.modules():
        if isinstance(module, nn.Dropout):
            module.p = 0.0
    return network
