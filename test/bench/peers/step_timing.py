"""Times training steps of a PyTorch network and prints one line of JSON."""

import argparse
import json
import statistics
import time

import torch
from torch import nn

WARMUP_STEPS = 2


def read_options(description, batch_help, batch):
    """The options that every peer takes."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--batch", type=int, default=batch, help=batch_help)
    parser.add_argument("--pool", choices=["max", "average"], default="max")
    parser.add_argument("--layout", choices=["default", "channels_last"], default="default")
    parser.add_argument("--precision", choices=["float32", "bfloat16"], default="float32")
    parser.add_argument("--steps", type=int, default=8, help="timed steps, after two that warm up")
    return parser.parse_args()


def time_training(network, inputs, labels, options, learning_rate, nesterov):
    """Forward, backward and update on a fixed batch, the reading of the loss included.

    inputs: float32 [N, 3, H, W], labels: int64 [B]. With bfloat16 the forward pass runs under
    autocast, as PyTorch's documentation recommends; weights stay float32. There is no weight decay,
    which the engine's own update does include: to PyTorch it would be one more pass over the weights.
    """
    if options.layout == "channels_last":
        network = network.to(memory_format=torch.channels_last)
        inputs = inputs.to(memory_format=torch.channels_last)
    network.train()
    optimizer = torch.optim.SGD(
        network.parameters(), learning_rate, momentum=0.9, nesterov=nesterov
    )
    narrow = options.precision == "bfloat16"

    def step():
        optimizer.zero_grad()
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=narrow):
            logits = network(inputs)
        loss = nn.functional.cross_entropy(logits.float(), labels)
        loss.backward()
        optimizer.step()
        return loss.item()

    for _ in range(WARMUP_STEPS):
        step()
    times = []
    for _ in range(options.steps):
        start = time.perf_counter()
        loss = step()
        times.append(time.perf_counter() - start)
    result = {
        "kind": "peer",
        "msPerStep": 1000 * statistics.median(times),
        "loss": loss,
        "parameters": sum(parameter.numel() for parameter in network.parameters()),
    }
    print(json.dumps(result))
