"""What all optimizers have in common: a learning rate, a weight decay, a state to go on from."""

from collections.abc import Callable, Mapping, Sequence
from math import isfinite
from typing import Any, ClassVar, Final

import numpy as np
from numpy.typing import NDArray

from nncore.array_types import FloatArray, differences, kinds
from nncore.optimizers.blocks import Block, Memory, UpdatePlan
from nncore.runtime.denormals import MOST_UPDATES
from nncore.safe_text import quoted

_SCALARS: dict[str, NDArray[Any]] = {
    "learning_rate": np.array(0, np.float64),
    "factor": np.array(0, np.float64),
    "updates": np.array(0, np.int64),
}
"""What every state holds, by shape and type."""


class Optimizer:
    """Updates parameters from gradients. `learning_rate` says how far each step goes.

    kind: what files call it. recipe_options: the names by which recipes ask for it, each with the
    options that it stands for. usual_rates: learning rates that mostly do, by the same names.
    weight_decay: how strongly every parameter, the biases too, is drawn towards zero. Raises
    ValueError for a learning rate that is not a positive finite number, or a weight decay that is
    negative or not finite.
    """

    kind: ClassVar[str]
    recipe_options: ClassVar[Mapping[str, Mapping[str, Any]]] = {}
    usual_rates: ClassVar[Mapping[str, float]] = {}

    def __init__(self, learning_rate: float, *, weight_decay: float = 0.0) -> None:
        self.learning_rate = learning_rate
        self.factor = 1.0
        """Set by whoever follows a schedule; the user's learning rate stays as chosen."""
        if not (isfinite(weight_decay) and weight_decay >= 0):
            raise ValueError(
                f"weight decay must be at least 0 and finite, got {quoted(weight_decay)}"
            )
        self.weight_decay: Final = float(weight_decay)
        self.updates = 0
        """How many updates were made."""
        self._memory: Memory | None = None
        self._updates_between_flushes = MOST_UPDATES

    @property
    def learning_rate(self) -> float:
        """How far each update goes along the gradient."""
        return self._learning_rate

    @learning_rate.setter
    def learning_rate(self, rate: float) -> None:
        if not (isfinite(rate) and rate > 0):
            raise ValueError(
                f"the learning rate must be a positive finite number, got {quoted(rate)}"
            )
        self._learning_rate = float(rate)

    @property
    def effective_rate(self) -> float:
        """The rate of the next update: `learning_rate` times the schedule's factor."""
        return self._learning_rate * self.factor

    @property
    def configuration(self) -> dict[str, Any]:
        """The keyword arguments that build this optimizer again, as JSON can hold them."""
        return {"learning_rate": self.learning_rate, "weight_decay": self.weight_decay}

    def update(self, parameters: Sequence[FloatArray], gradients: Sequence[FloatArray]) -> None:
        """Move each parameter a step, in place. The same parameters must come at each call.

        Raises ValueError, before anything has changed, for parameters of several types, and for
        parameters or gradients unlike the first call's parameters in number, shape or type.
        """
        self._counted(parameters, gradients).walk(self._block_update())

    def step_scale(self, factor: float) -> float | None:  # noqa: ARG002
        """What gradients times this number are the steps themselves; None where they are not.

        factor: the schedule's. Whoever computes the gradients multiplies the ten numbers an image
        with which backpropagation begins, instead of every weight's; see `take_steps`.
        """
        return None

    def take_steps(self, parameters: Sequence[FloatArray], steps: Sequence[FloatArray]) -> None:
        """Update as with `update`; `steps` are the gradients times `step_scale`.

        Raises ValueError as `update` does.
        """
        raise NotImplementedError(f"{type(self).__name__} takes no steps that are ready-made")

    def _block_update(self) -> Callable[[Block], None]:
        """What moves the parameters of a block in the update that was just counted."""
        raise NotImplementedError(
            f"{type(self).__name__} has neither this nor an update of its own"
        )

    def state(self) -> dict[str, NDArray[Any]]:
        """What it takes to go on later as if never stopped, to the bit; all of it copies.

        "learning_rate", "factor" and "updates" have no axes; from the first update on,
        "name.position" holds what is remembered of each parameter, in the parameter's shape.
        """
        moments = {} if self._memory is None else self._memory.moments
        return {
            "learning_rate": np.array(self.learning_rate, np.float64),
            "factor": np.array(self.factor, np.float64),
            "updates": np.array(self.updates, np.int64),
            **{name: moment.copy() for name, moment in moments.items()},
        }

    def reset(self) -> None:
        """Begin anew: whatever was remembered of past gradients is gone."""
        self.updates = 0
        self._memory = None

    def restore(self, state: Mapping[str, NDArray[Any]], parameters: Sequence[FloatArray]) -> None:
        """Take over the `state` of an optimizer of the same configuration.

        parameters: those that will be updated. Raises ValueError, before anything has changed,
        for a state whose names, shapes or types do not fit them, or with impossible values.
        """
        memory = Memory(parameters, self.moment_names)
        begun = bool(np.any(state.get("updates", 0) != 0))
        moments = memory.moments if begun else {}
        unlike = differences(kinds(_SCALARS | moments), kinds(state))
        if unlike:
            name = type(self).__name__
            raise ValueError(f"the state does not fit {name} and these parameters: {unlike}")
        rate, factor = float(state["learning_rate"]), float(state["factor"])
        updates = int(state["updates"])
        if not (isfinite(factor) and 0 <= updates <= 2**53):
            raise ValueError(
                "the state needs a finite factor and a count of updates, "
                f"got {factor} and {updates}"
            )
        if damaged := [name for name in moments if not self._is_possible(name, state[name])]:
            raise ValueError(f"{damaged[0]} of the state holds numbers that no update leaves there")
        self.learning_rate = rate
        self.factor, self.updates = factor, updates
        for name, moment in moments.items():
            moment[...] = state[name]
        self._memory = memory if begun else None

    def _counted(
        self, parameters: Sequence[FloatArray], gradients: Sequence[FloatArray]
    ) -> UpdatePlan:
        """What an update that is counted now walks through. Raises ValueError as `update` does."""
        memory = self._memory or Memory(parameters, self.moment_names)
        plan = memory.plan(parameters, gradients)
        self._memory = memory
        self.updates += 1
        return plan

    @property
    def _is_flush_due(self) -> bool:
        """Whether this update is one after which the moments are flushed."""
        return self.updates % self._updates_between_flushes == 0

    @property
    def moment_names(self) -> tuple[str, ...]:
        """The names of what is remembered of each parameter."""
        return ()

    def _is_possible(self, name: str, moment: NDArray[Any]) -> bool:  # noqa: ARG002
        """Whether updates can leave these numbers as the moment `name`: NaN would spread."""
        return not np.isnan(moment).any()

    def _decayed(self, block: Block) -> FloatArray:
        """The gradient to follow: plus the weight decay times the parameters."""
        if not self.weight_decay:
            return block.gradient
        np.multiply(block.parameter, self.weight_decay, block.spare)
        return np.add(block.spare, block.gradient, block.spare)

    def _scalar(self, value: float) -> FloatArray:
        """A number as NumPy multiplies by it at once: a Python float takes as long again."""
        assert self._memory is not None
        return np.array(value, self._memory.dtype)
