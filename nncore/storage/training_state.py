"""A run between two steps, whole: kept in a file, it goes on later as if it had never stopped.

To the bit, on the same machine and with the same arithmetic: the file holds weights, moments, the
state of the random generator and the place in the epoch, and nothing is rounded.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nncore.epoch_predictions import EpochPredictions
from nncore.loop_state import BatchPosition, LoopState, RunningMean
from nncore.network import Network
from nncore.optimizers import OPTIMIZER_KINDS, Optimizer
from nncore.safe_text import quoted
from nncore.storage.foreign_files import RUN
from nncore.storage.network_description import (
    describe,
    named_parameters,
    rebuild,
    require_described,
    threshold_of,
)
from nncore.storage.tensor_files import (
    RUN_KEY,
    TensorFileError,
    read_tensors,
    reason,
    write_tensors,
)

ARITHMETIC = 3
"""Counts the ways in which training added and multiplied: where it differs, the last bits do. The
first had no name, and its threads were BLAS's."""

_FORMAT = 1
_GENERATORS = {"PCG64": np.random.PCG64, "PCG64DXSM": np.random.PCG64DXSM}


@dataclass(eq=False)
class TrainingState:
    """What `train` works with, as it stands between two pulls: these objects, not copies of them.

    notes: anything JSON can hold that should travel with it: the recipe, the name of the data.
    arithmetic: the ARITHMETIC that the run was saved with; with another the last bits differ.
    """

    network: Network
    optimizer: Optimizer
    rng: np.random.Generator
    progress: LoopState = field(default_factory=LoopState)
    notes: dict[str, Any] = field(default_factory=dict)
    arithmetic: int = ARITHMETIC

    def adopt_arithmetic(self) -> None:
        """Note that the run goes on as this version computes, which chooses its threads anew."""
        if self.arithmetic != ARITHMETIC:
            self.arithmetic, self.progress.threads = ARITHMETIC, None

    @property
    def threads(self) -> int | None:
        """How many threads share a step: see LoopState."""
        return self.progress.threads

    def save(self, path: str | Path) -> None:
        """Write the state to `path`, whole or not at all.

        Raises OSError where writing fails, and ValueError for what `load` would not take back:
        weights that are not finite, layers, optimizers or random generators of a foreign kind.
        """
        if type(self.optimizer) not in OPTIMIZER_KINDS.values():
            given = type(self.optimizer).__name__
            raise ValueError(f"runs of {[*OPTIMIZER_KINDS]} can be saved, got {given}")
        description = {
            "format": _FORMAT,
            "network": describe(self.network),
            "optimizer": {"kind": self.optimizer.kind, **self.optimizer.configuration},
            "rng": _generator_state(self.rng),
            "progress": _progress_values(self.progress),
            "threads": self.progress.threads or 1,
            "notes": self.notes,
        }
        if self.arithmetic > 1:
            description["arithmetic"] = self.arithmetic
        write_tensors(Path(path), self._arrays(), RUN_KEY, description)

    @classmethod
    def load(cls, path: str | Path) -> "TrainingState":
        """Read a state that `save` wrote.

        Raises TensorFileError (a ValueError) for a file that is damaged or something else, and
        OSError where it cannot be read.
        """
        description, arrays = read_tensors(Path(path), RUN_KEY, check=_require_format)
        try:
            return _rebuilt(description, arrays)
        except (
            AttributeError,
            KeyError,
            TypeError,
            ValueError,
            OverflowError,
            RecursionError,
        ) as error:
            raise TensorFileError(f"{path} is not {RUN.words}: {reason(error)}") from error

    def _arrays(self) -> dict[str, NDArray[Any]]:
        arrays: dict[str, NDArray[Any]] = dict(named_parameters(self.network, "network."))
        for prefix, network in (("kept.", self.progress.kept), ("best.", self.progress.best)):
            if network is not None:
                arrays |= named_parameters(network, prefix)
        if self.progress.predictions is not None:
            is_under_way = self.progress.position.batch > 0
            predicted = self.progress.predictions.arrays(is_under_way=is_under_way)
            arrays |= {f"predictions.{name}": array for name, array in predicted.items()}
        memory = self.optimizer.state()
        return arrays | {f"optimizer.{name}": array for name, array in memory.items()}


def _require_format(description: dict[str, Any]) -> None:
    if (given := description.get("format")) != _FORMAT:
        raise ValueError(f"it must have the format {_FORMAT}, got {given!r:.80}")
    require_described(description["network"])


def _rebuilt(description: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> TrainingState:
    notes, threads = description["notes"], description["threads"]
    arithmetic = description.get("arithmetic", 1)
    if not (isinstance(notes, dict) and _is_count(threads)):
        raise ValueError("the notes and the number of threads cannot be read")
    if not _is_count(arithmetic):
        raise ValueError(f"the arithmetic is a count, got {arithmetic!r:.40}")
    groups: dict[str, dict[str, NDArray[Any]]] = {}
    for name, array in arrays.items():
        group, _, rest = name.partition(".")
        groups.setdefault(group, {})[rest] = array
    if foreign := sorted(set(groups) - {"network", "kept", "best", "optimizer", "predictions"}):
        raise ValueError(f"nothing takes {quoted(', '.join(foreign), 80)}")
    networks = {
        name: rebuild(description["network"], groups[name]) if name in groups else None
        for name in ("network", "kept", "best")
    }
    network = networks["network"]
    if network is None:
        raise ValueError("the network is missing")
    rng = _generator(description["rng"])
    kind = description["rng"]["bit_generator"]
    progress = _progress(description["progress"], networks["kept"], networks["best"], kind)
    if "predictions" in groups:
        progress.predictions = EpochPredictions.of(groups["predictions"])
    optimizer = _optimizer(dict(description["optimizer"]), groups.get("optimizer", {}), network)
    for name, other in (("kept", progress.kept), ("best", progress.best)):
        if other is not None:
            other.known_from = threshold_of(description["progress"].get(f"{name}_known_from"))
    progress.threads = threads
    return TrainingState(network, optimizer, rng, progress, notes, arithmetic)


def _is_count(value: object) -> bool:
    return type(value) is int and 0 < value < 2**16


def _optimizer(
    description: dict[str, Any], memory: Mapping[str, NDArray[Any]], network: Network
) -> Optimizer:
    kind = description.pop("kind")
    if kind not in OPTIMIZER_KINDS:
        raise ValueError(f"unknown optimizer {kind!r:.40}, known are {[*OPTIMIZER_KINDS]}")
    optimizer = OPTIMIZER_KINDS[kind](**description)
    optimizer.restore(memory, network.parameters)
    return optimizer


def _generator_state(rng: np.random.Generator) -> dict[str, Any]:
    state = dict(rng.bit_generator.state)
    if state["bit_generator"] not in _GENERATORS:
        raise ValueError(
            f"runs with a generator of {[*_GENERATORS]} can be saved, got {state['bit_generator']}"
        )
    return state


def _generator(state: dict[str, Any]) -> np.random.Generator:
    kind = _GENERATORS.get(state["bit_generator"])
    if kind is None:
        raise ValueError(f"unknown random generator {state['bit_generator']!r:.40}")
    generator: Any = kind()
    generator.state = state
    if generator.state != state:  # it rounds what it is given
        raise ValueError(f"no {state['bit_generator']} can stand at {state!r:.80}")
    return np.random.Generator(generator)


def _progress_values(progress: LoopState) -> dict[str, Any]:
    networks = {"kept": progress.kept, "best": progress.best}
    thresholds = {
        f"{name}_known_from": network.known_from
        for name, network in networks.items()
        if network is not None and network.known_from is not None
    }
    return thresholds | {
        "epoch": progress.epoch,
        "step": progress.step,
        "batch": progress.position.batch,
        "shuffled_from": progress.position.shuffled_from,
        "tally": [progress.mean.loss_sum, progress.mean.hits, progress.mean.examples],
        "kept_epoch": progress.kept_epoch,
        "best_epoch": progress.best_epoch,
        "patient_from": progress.patient_from,
        "rate": progress.rate,
        "first_loss": progress.first_loss,
        # JSON knows no infinity, which is what the best loss is before there is one
        "best_loss": progress.best_loss if progress.best else None,
    }


def _progress(
    values: dict[str, Any], kept: Network | None, best: Network | None, generator: str
) -> LoopState:
    """generator: the kind of the run's own, which drew the order of the examples too."""
    shuffled_from = values["shuffled_from"]
    if shuffled_from is not None and shuffled_from["bit_generator"] != generator:
        raise ValueError(f"the order must be drawn by {generator}, got {shuffled_from!r:.80}")
    if shuffled_from is not None:
        _generator(shuffled_from)  # raises for what no generator can stand at
    loss, hits, examples = values["tally"]
    progress = LoopState(
        epoch=_count(values["epoch"]),
        step=_count(values["step"]),
        position=BatchPosition(_count(values["batch"]), shuffled_from),
        mean=RunningMean(_finite(loss), _finite(hits), _count(examples)),
        kept=kept,
        kept_epoch=_count(values["kept_epoch"]),
        best=best,
        best_epoch=_count(values["best_epoch"]),
        patient_from=_count(values.get("patient_from", 0)),
        rate=None if values.get("rate") is None else _finite(values["rate"]),
        first_loss=None if values.get("first_loss") is None else _finite(values["first_loss"]),
    )
    latest = max(progress.kept_epoch, progress.best_epoch, progress.patient_from)
    if latest > progress.epoch or progress.mean.hits > progress.mean.examples:
        raise ValueError("kept and best epochs are done, and hits are counted among the examples")
    if (progress.position.batch > 0) != (progress.mean.examples > 0):
        raise ValueError("batches and examples of an epoch are done together, or none of either")
    if best is not None:
        progress.best_loss = _finite(values["best_loss"])
    return progress


def _count(value: object) -> int:
    # beyond 2**53 there is no counting in floats, which the schedules do
    if type(value) is not int or not 0 <= value <= 2**53:
        raise ValueError(f"epochs, steps, batches and examples are counts, got {value!r:.40}")
    return value


def _finite(value: object) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not isfinite(value):
        raise ValueError(f"losses and sums of them must be finite numbers, got {value!r:.40}")
    return float(value)
