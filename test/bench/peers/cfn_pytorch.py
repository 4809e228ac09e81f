"""A training step of the context-free network (Noroozi & Favaro 2016) with batch norm in PyTorch.

The columns are AlexNet with stride 2 in the first layer. Of a 64 px tile they make 27 (convolution
without padding), 13 and 6 (pools without padding) and 3 px (a pool whose last window hangs over).
"""

import torch
from step_timing import read_options, time_training
from torch import nn

TILES = 9
TILE_PX = 64
PERMUTATIONS = 100


def conv(size, inputs, outputs, stride=1, padding=None):
    return nn.Sequential(
        nn.Conv2d(
            inputs, outputs, size, stride, size // 2 if padding is None else padding, bias=False
        ),
        nn.BatchNorm2d(outputs),
        nn.ReLU(inplace=True),
    )


class ContextFreeNetwork(nn.Module):
    def __init__(self, pool):
        super().__init__()
        pool = nn.MaxPool2d if pool == "max" else nn.AvgPool2d
        self.column = nn.Sequential(
            conv(11, 3, 96, stride=2, padding=0),
            pool(3, 2),
            conv(5, 96, 256),
            pool(3, 2),
            conv(3, 256, 384),
            conv(3, 384, 384),
            conv(3, 384, 256),
            pool(3, 2, ceil_mode=True),
            nn.Flatten(),
            nn.Linear(256 * 3 * 3, 512),
            nn.ReLU(inplace=True),
        )
        self.puzzle = nn.Sequential(
            nn.Linear(TILES * 512, 4096), nn.ReLU(inplace=True), nn.Linear(4096, PERMUTATIONS)
        )

    def forward(self, tiles):
        """tiles: [B * 9, 3, 64, 64], the shuffled tiles of each puzzle one after the other."""
        return self.puzzle(self.column(tiles).reshape(-1, TILES * 512))


def main():
    options = read_options(__doc__, "puzzles per step", 16)
    torch.manual_seed(0)
    tiles = torch.randn(options.batch * TILES, 3, TILE_PX, TILE_PX)
    labels = torch.arange(options.batch) % PERMUTATIONS
    network = ContextFreeNetwork(options.pool)
    time_training(network, tiles, labels, options, learning_rate=0.01, nesterov=False)


main()
