/** The parts of the PyTorch module that are the same for every network. */

/** @param description sentences without line breaks */
export const pytorchHeader = (description: readonly string[], weightsFile: string): string =>
  `"""
${description.join('\n')}

    from network import load
    features = load()(views)  # views: float32 [N, 3, H, W] -> a dict of float32 [N, C, h, w]
"""
from collections import OrderedDict
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from torch import nn

WEIGHTS = Path(__file__).with_name("${weightsFile}")`;

/** Layers with TensorFlow's padding. */
export const pytorchLayers = `def pad_same(x: torch.Tensor, size: int, stride: int, value: float = 0.0) -> torch.Tensor:
    """TensorFlow's SAME: where the padding is odd, one more goes to the right and the bottom."""
    edges = []
    for side in (x.shape[3], x.shape[2]):
        total = max(0, (-(-side // stride) - 1) * stride + size - side)
        edges += [total // 2, total - total // 2]
    return F.pad(x, edges, value=value)


class ConvLayer(nn.Module):
    """Convolution, batch norm or a bias, ReLU."""

    def __init__(self, inputs: int, outputs: int, size: int, stride: int, same: bool, norm: bool, relu: bool):
        super().__init__()
        self.size, self.stride, self.same, self.relu = size, stride, same, relu
        self.conv = nn.Conv2d(inputs, outputs, size, stride, bias=not norm)
        self.norm = nn.BatchNorm2d(outputs) if norm else nn.Identity()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        if self.same:
            x = pad_same(x, self.size, self.stride)
        x = self.norm(self.conv(x))
        return F.relu(x) if self.relu else x


class MaxPool(nn.Module):
    def __init__(self, size: int, stride: int, same: bool):
        super().__init__()
        self.size, self.stride, self.same = size, stride, same

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        if self.same:
            x = pad_same(x, self.size, self.stride, value=float("-inf"))
        return F.max_pool2d(x, self.size, self.stride)


class AveragePool(nn.Module):
    """Padding does not count."""

    def __init__(self, size: int, stride: int, same: bool):
        super().__init__()
        self.size, self.stride, self.same = size, stride, same

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        if not self.same:
            return F.avg_pool2d(x, self.size, self.stride)
        inside = torch.ones_like(x[:1, :1])
        mean, share = (
            F.avg_pool2d(pad_same(values, self.size, self.stride), self.size, self.stride)
            for values in (x, inside)
        )
        return mean / share


class DenseLayer(nn.Module):
    """Matrix product, batch norm or a bias, ReLU unless it is the last layer."""

    def __init__(self, inputs: int, units: int, norm: bool, relu: bool):
        super().__init__()
        self.linear = nn.Linear(inputs, units, bias=not norm)
        self.norm = nn.BatchNorm1d(units) if norm else nn.Identity()
        self.relu = relu

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.norm(self.linear(x))
        return F.relu(x) if self.relu else x


def named(**layers: nn.Module) -> nn.Sequential:
    return nn.Sequential(OrderedDict(layers))`;

/** Loading, and an example of use. */
export const pytorchUsage = `def load(weights: Path = WEIGHTS) -> Network:
    """The pretrained network, set to evaluation."""
    network = Network()
    network.load_state_dict(load_file(weights))
    return network.eval()


if __name__ == "__main__":
    import sys

    from PIL import Image

    if len(sys.argv) < 2:
        sys.exit("usage: python network.py IMAGE...")
    views = torch.stack([preprocess(Image.open(path)) for path in sys.argv[1:]])
    with torch.inference_mode():
        for name, features in load()(views).items():
            # The mean over all positions is a feature vector for an image as a whole.
            print(name, list(features.shape), features.mean(dim=(2, 3))[:, :4].tolist())
`;
