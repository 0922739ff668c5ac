"""`predict`: what a saved network reads in drawings from files.

A drawing of any size is framed as the pad frames it; what stands in MNIST's frame already is read
as it is.
"""

import argparse
from pathlib import Path
from typing import Any

import numpy as np

from nncore.arrays import IMAGE_SIDE, ImageArray
from nncore.commands.drawings import read_images
from nncore.commands.errors import explained
from nncore.commands.outputs import finite, percent, print_json
from nncore.network import Network
from nncore.reading import Reading, read_drawing, read_frame
from nncore.storage import load


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the files and the options."""
    add = parser.add_argument
    add("file", type=Path, metavar="FILE", help="the network, as train saved it")
    add(
        "images",
        type=Path,
        nargs="+",
        metavar="IMAGE",
        help="drawings of any size, white ink on black: .npy (uint8), PGM or IDX",
    )
    add("--invert", action="store_true", help="the ink is black on white")
    add(
        "--framed",
        action="store_true",
        help="the images stand in MNIST's 28 x 28 frame already: read them as they are",
    )
    add("--json", action="store_true", help="print one JSON object and nothing else")


def run(options: argparse.Namespace) -> int:
    """Read and print; returns the exit code. Raises CommandError for what cannot be done."""
    with explained():
        network = load(options.file)
        batches = [(path, _prepared(path, options)) for path in options.images]
        answers = [
            _answer(path, position, _read(network, image, options.framed))
            for path, images in batches
            for position, image in enumerate(images)
        ]
    if options.json:
        print_json({"predictions": answers})
    else:
        print("\n".join(_line(answer) for answer in answers))
    return 0


def _prepared(path: Path, options: argparse.Namespace) -> ImageArray:
    images = read_images(path)
    if options.framed and images.shape[1:] != (IMAGE_SIDE, IMAGE_SIDE):
        size = " x ".join(map(str, images.shape[1:]))
        raise ValueError(f"{path} must hold 28 x 28 images to be read as framed, got {size}")
    return np.invert(images) if options.invert else images


def _read(network: Network, image: ImageArray, framed: bool) -> Reading | None:
    with np.errstate(over="ignore", invalid="ignore"):
        reading = read_frame(network, image) if framed else read_drawing(network, image)
    if reading is not None and finite(reading.confidence) is None:
        raise ValueError("the network's weights are so large that its answers are no numbers")
    return reading


def _answer(path: Path, position: int, reading: Reading | None) -> dict[str, Any]:
    """What is read in one image; digit None where there is no ink."""
    where = {"file": str(path), "position": position}
    if reading is None:
        return {**where, "digit": None, "known": False, "confidence": None, "probabilities": None}
    return {
        **where,
        "digit": reading.digit,
        "known": reading.known,
        "confidence": reading.confidence,
        "probabilities": reading.probabilities.tolist(),
    }


def _line(answer: dict[str, Any]) -> str:
    where = f"{answer['file']}[{answer['position']}]"
    if answer["digit"] is None:
        return f"{where}: no ink"
    likely = f"{answer['digit']} ({percent(answer['confidence'])})"
    return f"{where}: {likely}" if answer["known"] else f"{where}: not a digit; nearest is {likely}"
