"""Shows views to exported PyTorch networks, and writes what they answer.

    python runPytorchExports.py FOLDER...

A folder holds `network.py`, `weights.safetensors`, and float32 arrays with channels first: `views.npy`,
and for each head its inputs, `rotation.npy` or `jigsaw.npy`. Beside them comes `<output>.out.npy` for
every block and for the logits of every head.
"""
import importlib.util
import sys
from pathlib import Path

import numpy
import torch


def load_module(folder: Path):
    spec = importlib.util.spec_from_file_location(f"network_{folder.name}", folder / "network.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def check_preprocessing(module, views: torch.Tensor) -> None:
    from PIL import Image

    photo = numpy.random.default_rng(0).integers(0, 256, (97, 143, 3), numpy.uint8)
    view = module.preprocess(Image.fromarray(photo))
    assert view.shape == views.shape[1:] and view.dtype == torch.float32, view.shape
    assert abs(view.mean().item()) < 1, view.mean()


def run(folder: Path) -> None:
    module = load_module(folder)
    network = module.load()
    views = torch.from_numpy(numpy.load(folder / "views.npy"))
    try:
        check_preprocessing(module, views)
    except ImportError:
        pass  # Pillow is not needed by anything else.
    outputs = dict(network(views))
    for task in ("rotation", "jigsaw"):
        if hasattr(network, task):
            inputs = torch.from_numpy(numpy.load(folder / f"{task}.npy"))
            *_, last = network(inputs).values()
            outputs[task] = getattr(network, task)(last)
    for name, values in outputs.items():
        numpy.save(folder / f"{name}.out.npy", values.numpy())


with torch.inference_mode():
    for argument in sys.argv[1:]:
        run(Path(argument))
