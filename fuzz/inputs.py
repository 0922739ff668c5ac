"""The inputs of a run by their numbers: each can be made again alone, from seed and number."""

import zlib
from pathlib import Path

import numpy as np

from fuzz import containers, plain_bytes
from fuzz.samples import Sample

_MOST_MUTATIONS = 4


def made(samples: list[Sample], target: str, seed: int, number: int) -> Sample:
    """Input `number`; the first ones are the whole samples."""
    if number < len(samples):
        return samples[number]
    rng = np.random.default_rng((seed, zlib.crc32(target.encode()), number))
    sample = dict(samples[rng.integers(len(samples))])
    for _ in range(int(rng.integers(1, _MOST_MUTATIONS + 1))):
        name = [*sample][rng.integers(len(sample))]
        if rng.random() < 0.05:
            sample[name] = _spliced(sample[name], samples, rng)
        elif rng.random() < 0.02 and len(sample) > 1:
            del sample[name]
        else:
            sample[name] = containers.mutated(sample[name], rng)
    return sample


def put(sample: Sample, folder: Path) -> None:
    """Write an input into an empty folder."""
    for name, content in sample.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _spliced(content: bytes, samples: list[Sample], rng: np.random.Generator) -> bytes:
    """The beginning of one file and the end of another."""
    other = samples[rng.integers(len(samples))]
    end = [*other.values()][rng.integers(len(other))]
    spliced = content[: plain_bytes.place(content, rng)] + end[plain_bytes.place(end, rng) :]
    return spliced[: plain_bytes.MOST_BYTES]
