"""A training step of RotNet's network in network with three blocks (Gidaris et al. 2018) in PyTorch."""

import torch
from step_timing import read_options, time_training
from torch import nn

CLASSES = 4


def conv(size, inputs, outputs):
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, size, padding=size // 2, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(inplace=True),
    )


class RotNet(nn.Module):
    def __init__(self, pool):
        super().__init__()
        first_pool = nn.MaxPool2d if pool == "max" else nn.AvgPool2d
        self.block1 = nn.Sequential(
            conv(5, 3, 192), conv(1, 192, 160), conv(1, 160, 96), first_pool(3, 2, padding=1)
        )
        self.block2 = nn.Sequential(
            conv(5, 96, 192), conv(1, 192, 192), conv(1, 192, 192), nn.AvgPool2d(3, 2, padding=1)
        )
        self.block3 = nn.Sequential(conv(3, 192, 192), conv(1, 192, 192), conv(1, 192, 192))
        self.classify = nn.Linear(192, CLASSES)

    def forward(self, views):
        features = self.block3(self.block2(self.block1(views)))
        return self.classify(features.mean((2, 3)))


def main():
    options = read_options(__doc__, "views per step", 128)
    torch.manual_seed(0)
    views = torch.randn(options.batch, 3, 32, 32)
    labels = torch.arange(options.batch) % CLASSES
    time_training(RotNet(options.pool), views, labels, options, learning_rate=0.01, nesterov=True)


main()
