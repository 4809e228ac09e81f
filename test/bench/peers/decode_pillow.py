"""Decodes images with Pillow, for the decoding benchmark.

One process is one worker. It reads jobs from standard input, one JSON object per line
({"files": [...], "sizePx": 224, "fast": false}), and answers each with one, too: how many images it
decoded to uint8 [sizePx, sizePx, 3] (upright, RGB, shorter side scaled to sizePx, centre crop), and
the processor time that this took.

`fast` is Pillow at its best: JPEG files are decoded at a reduced size where that suffices (draft
mode), and resized bilinearly, as the engine does. Otherwise the defaults: no draft, bicubic.
"""

import json
import sys
import time

import numpy
from PIL import Image, ImageOps


def decode_square(file, size, fast):
    with Image.open(file) as image:
        if fast:
            image.draft("RGB", (size, size))
        image = ImageOps.exif_transpose(image).convert("RGB")
    width, height = image.size
    shorter = min(width, height)
    left, top = (width - shorter) // 2, (height - shorter) // 2
    if shorter != size:
        box = (left, top, left + shorter, top + shorter)
        kernel = Image.Resampling.BILINEAR if fast else Image.Resampling.BICUBIC
        image = image.resize((size, size), kernel, box=box)
    elif width != height:
        image = image.crop((left, top, left + shorter, top + shorter))
    return numpy.asarray(image)


def main():
    for line in sys.stdin:
        job = json.loads(line)
        decoded = 0
        start = time.process_time()
        for file in job["files"]:
            try:
                pixels = decode_square(file, job["sizePx"], job["fast"])
            except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
                continue
            decoded += pixels.shape == (job["sizePx"], job["sizePx"], 3)
        cpu_ms = 1000 * (time.process_time() - start)
        print(json.dumps({"decoded": int(decoded), "cpuMs": cpu_ms}), flush=True)


if __name__ == "__main__":
    main()
