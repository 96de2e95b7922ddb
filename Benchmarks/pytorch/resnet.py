"""ResNet-18 for 32x32 images with an exit after each of its four stages."""

from math import sqrt

from torch import Tensor, nn

from partition import Partition

WIDTHS = (64, 128, 256, 512)


class BasicBlock(nn.Module):
    def __init__(self, inputs: int, outputs: int, stride: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, padding=1, bias=False)
        self.norm1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(outputs)
        self.relu = nn.ReLU(inplace=True)
        self.shortcut: nn.Module = nn.Identity()
        if stride != 1 or inputs != outputs:
            self.shortcut = nn.Sequential(
                nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs)
            )

    def forward(self, features: Tensor) -> Tensor:
        residual = self.relu(self.norm1(self.conv1(features)))
        residual = self.norm2(self.conv2(residual))
        residual += self.shortcut(features)
        return self.relu(residual)


def separable(inputs: int, outputs: int) -> nn.Sequential:
    """Two depthwise-separable convolutions, the first of which halves the side."""
    return nn.Sequential(
        nn.Conv2d(inputs, inputs, 3, 2, padding=1, groups=inputs, bias=False),
        nn.Conv2d(inputs, inputs, 1, bias=False),
        nn.BatchNorm2d(inputs),
        nn.ReLU(inplace=True),
        nn.Conv2d(inputs, inputs, 3, 1, padding=1, groups=inputs, bias=False),
        nn.Conv2d(inputs, outputs, 1, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(inplace=True),
    )


def attention(channels: int) -> nn.Sequential:
    """A gate in (0, 1) for every element of the feature map."""
    return nn.Sequential(
        separable(channels, channels),
        nn.BatchNorm2d(channels),
        nn.ReLU(inplace=True),
        nn.Upsample(scale_factor=2, mode="bilinear", align_corners=False),
        nn.Sigmoid(),
    )


def reduction(stage: int) -> nn.Sequential:
    """Brings the feature map of a stage to a vector of 512."""
    steps = [separable(WIDTHS[i], WIDTHS[i + 1]) for i in range(stage, len(WIDTHS) - 1)]
    return nn.Sequential(*steps, nn.AvgPool2d(4), nn.Flatten())


class MultiExitResNet18(nn.Module):
    """Returns the logits of every exit, shallow to deep; with a partition it is trained by DFS."""

    def __init__(self, classes: int = 100, partition: Partition | None = None) -> None:
        super().__init__()
        self.partition = partition
        self.stem = nn.Sequential(
            nn.Conv2d(3, WIDTHS[0], 3, padding=1, bias=False),
            nn.BatchNorm2d(WIDTHS[0]),
            nn.ReLU(inplace=True),
        )
        inputs = (WIDTHS[0], *WIDTHS[:-1])
        self.stages = nn.ModuleList(
            nn.Sequential(
                BasicBlock(inputs[stage], width, stride=1 if stage == 0 else 2),
                BasicBlock(width, width, stride=1),
            )
            for stage, width in enumerate(WIDTHS)
        )
        self.reductions = nn.ModuleList(reduction(stage) for stage in range(len(WIDTHS)))
        self.attentions = nn.ModuleList(attention(width) for width in WIDTHS[:-1])
        self.classifiers = nn.ModuleList(nn.Linear(WIDTHS[-1], classes) for _ in WIDTHS)
        self.initialize()

    def initialize(self) -> None:
        """Normal weights with variance 2 / fan-out; fan-out ignores groups, as the reference does."""
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                fan_out = module.out_channels * module.kernel_size[0] * module.kernel_size[1]
                nn.init.normal_(module.weight, 0, sqrt(2 / fan_out))

    def forward(self, images: Tensor) -> list[Tensor]:
        features, logits = self.stem(images), []
        for index, stage in enumerate(self.stages):
            features = own = stage(features)
            if index < len(self.attentions):
                if self.partition is not None:
                    features, own = self.partition.split(features)
                own = self.attentions[index](own) * own
            logits.append(self.classifiers[index](self.reductions[index](own)))
        return logits
