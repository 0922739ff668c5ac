"""How long a person waits for a drawing to be framed and read, beside how still the machine is.

Between two readings the processor rests, as it does between two strokes on the pad.
"""

import json
import subprocess
import sys
from pathlib import Path
from time import perf_counter, sleep

import numpy as np

import nncore as nn
from benchmarks import images
from benchmarks.contest import environment
from benchmarks.timing import Times
from nncore.array_types import ImageArray

NAME = "drawing"
GOAL = 2.0
"""Milliseconds that the median reading may take."""

REST = 0.002
"""Seconds of sleep before each reading; how much longer it takes is the idle baseline."""

READER = Path(__file__).resolve().parents[1] / "resources" / "models" / "reader.safetensors"
SCALE = 20


def times_of_reading(path: Path) -> Times:
    """Measured in a process of its own, with the threads that come by themselves.

    path: a file of `images.write`, whose first image is read.
    """
    command = [sys.executable, "-m", "benchmarks.drawing", str(path)]
    done = subprocess.run(command, env=environment("default"), stdout=subprocess.PIPE, check=True)
    times: Times = json.loads(done.stdout)
    return times


def measure(digit: ImageArray, readings: int = 500) -> Times:
    """Read the same drawing of 560×560 pixels again and again with the shipped network."""
    network = nn.load(READER)
    canvas = np.kron(digit, np.ones((SCALE, SCALE), np.uint8))
    times: Times = {"reading": [], "idle": []}
    for _ in range(readings):
        start = perf_counter()
        sleep(REST)
        woken = perf_counter()
        nn.read_drawing(network, canvas)
        done = perf_counter()
        times["idle"].append((woken - start - REST) * 1000)
        times["reading"].append((done - woken) * 1000)
    return times


if __name__ == "__main__":
    print(json.dumps(measure(images.read(Path(sys.argv[1])).images[0])))
