"""The work as someone who knows PyTorch writes it: eager, on the CPU, everything ready beforehand.

As it comes, it does what nncore does: every step tells its loss and its accuracy. Tuned, nobody
looks at either, and it has what measured fastest: the fused Adam, channels-last memory for
convolutions, and zeros for the numbers near zero that processors are slow with. Either way its
images are finished floats, which spares it work that nncore does.
"""

from typing import Any

import numpy as np
import torch
from torch.nn import functional

import nncore as nn
from benchmarks.tasks import LEARNING_RATES, Inference, Training
from benchmarks.timing import Work
from nncore.array_types import ImageArray

CHUNK = 500
"""Images read at once: from 250 to 1,000 it makes no difference, 10,000 take twice as long."""


def set_up(*, one_thread: bool, tuned: bool) -> None:
    """To be called first: threads that PyTorch starts take over how numbers near zero are met."""
    if one_thread:
        torch.set_num_threads(1)
    if tuned:
        torch.set_flush_denormal(True)


def training(task: Training, split: nn.datasets.Split, *, tuned: bool) -> Work:
    """Each lap is one epoch."""
    model = new_model(task.hidden, tuned=tuned)
    images = torch.from_numpy(split.images).float().div_(255)
    inputs = images.flatten(1) if task.hidden is not None else images.unsqueeze(1)
    labels = torch.from_numpy(split.labels.astype(np.int64))
    optimizer = new_optimizer(task, model, tuned=tuned)

    def epoch() -> None:
        for batch in torch.randperm(len(labels)).split(task.batch_size):
            logits, truth = model(inputs.index_select(0, batch)), labels.index_select(0, batch)
            loss = functional.cross_entropy(logits, truth)
            if not tuned:
                told(loss, logits, truth)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()

    return epoch


def told(loss: Any, logits: Any, truth: Any) -> tuple[float, float]:
    """What a live plot shows of a step: loss and accuracy."""
    return loss.item(), (logits.argmax(1) == truth).sum().item() / len(truth)


def inference(task: Inference, images: ImageArray, *, tuned: bool) -> Work:
    """Each lap reads all images."""
    model = new_model(task.hidden, tuned=tuned)
    pixels = torch.from_numpy(images)
    pixels = pixels.flatten(1) if task.hidden is not None else pixels.unsqueeze(1)

    def read() -> None:
        with torch.inference_mode():
            for _ in range(task.passes):
                chunks = (chunk.float().div_(255) for chunk in pixels.split(CHUNK))
                torch.cat([functional.softmax(model(chunk), dim=1) for chunk in chunks])

    return read


def new_optimizer(task: Training, model: Any, *, tuned: bool) -> Any:
    """The fused form is faster for Adam only."""
    rate = LEARNING_RATES[task.optimizer]
    if task.optimizer == "SGD":
        return torch.optim.SGD(model.parameters(), lr=rate)
    return torch.optim.Adam(model.parameters(), lr=rate, fused=tuned)


def new_model(hidden: int | None, *, tuned: bool) -> Any:
    """The same layers as nncore's network."""
    torch.manual_seed(7)
    if hidden is not None:
        return torch.nn.Sequential(
            torch.nn.Linear(784, hidden), torch.nn.ReLU(), torch.nn.Linear(hidden, 10)
        )
    lenet = torch.nn.Sequential(
        torch.nn.Conv2d(1, 8, 5, padding="same"),
        torch.nn.ReLU(),
        torch.nn.MaxPool2d(2),
        torch.nn.Conv2d(8, 16, 5),
        torch.nn.ReLU(),
        torch.nn.MaxPool2d(2),
        torch.nn.Flatten(),
        torch.nn.Linear(400, 100),
        torch.nn.ReLU(),
        torch.nn.Linear(100, 10),
    )
    return lenet.to(memory_format=torch.channels_last) if tuned else lenet
