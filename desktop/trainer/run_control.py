"""Pause, resume, step, stop and a new rate, for whoever pulls a training run somewhere else.

It knows neither Qt nor the loop; every method may be called from any thread.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from enum import Enum
from threading import Condition

from nncore.training_handle import TrainingHandle


class Wish(Enum):
    """What a person can want of a run under way; RATE comes with a learning rate."""

    PAUSE = "pause"
    RESUME = "resume"
    STEP = "step"
    LOOK = "look"
    RATE = "rate"
    STOP = "stop"
    ABANDON = "abandon"


@dataclass(frozen=True, slots=True)
class Command:
    """A wish as it is sent to where the run is."""

    wish: Wish
    rate: float = 0.0


class Control(ABC):
    """What can be asked of a run, wherever it is."""

    @abstractmethod
    def carry_out(self, command: Command) -> None:
        """Do what is wished for, or have it done."""

    def pause(self) -> None:
        """Ask the run to wait."""
        self.carry_out(Command(Wish.PAUSE))

    def resume(self) -> None:
        """Let the run go on."""
        self.carry_out(Command(Wish.RESUME))

    def step(self) -> None:
        """Let a run that waits take one step more, and wait again."""
        self.carry_out(Command(Wish.STEP))

    def look(self) -> None:
        """Ask for a look into the layers at the next step."""
        self.carry_out(Command(Wish.LOOK))

    def set_rate(self, rate: float) -> None:
        """Ask for another learning rate from the next step on."""
        self.carry_out(Command(Wish.RATE, rate))

    def stop(self) -> None:
        """Ask the run to end, also one that is paused."""
        self.carry_out(Command(Wish.STOP))

    def abandon(self) -> None:
        """Ask the run to end, and to leave out what nobody is going to see."""
        self.carry_out(Command(Wish.ABANDON))


class RunControl(Control):
    """What a person wants of a run. The pulling thread asks between two pulls.

    handle: asks the run for a look into its layers, and for the end of the step under way, for
    which a stop shall not wait.
    """

    def __init__(self) -> None:
        self.handle = TrainingHandle()
        self._changed = Condition()
        self._is_held = self._is_stopped = self._is_abandoned = False
        self._is_ended_by_a_person = False
        self._steps = 0
        self._rate: float | None = None

    def carry_out(self, command: Command) -> None:
        with self._changed:
            match command.wish:
                case Wish.PAUSE:
                    self._is_held = not self._is_stopped
                case Wish.RESUME:
                    self._is_held, self._steps = False, 0
                case Wish.STEP if not self._is_stopped:
                    self._is_held, self._steps = True, self._steps + 1
                case Wish.LOOK:
                    self.handle.probe.ask()
                case Wish.RATE:
                    self._rate = command.rate
                case Wish.STOP:
                    self._is_ended_by_a_person |= not self._is_abandoned
                    self._end()
                case Wish.ABANDON:
                    self._is_abandoned = True
                    self._end()
            self._changed.notify_all()

    def step_taken(self) -> None:
        """Told by the pulling thread: one of the steps that were asked for is done."""
        with self._changed:
            self._steps = max(0, self._steps - 1)

    def take_rate(self) -> float | None:
        """The learning rate that was asked for since the last call, if any."""
        if self._rate is None:  # asked between every two steps: without the lock as a rule
            return None
        with self._changed:
            rate, self._rate = self._rate, None
            return rate

    @property
    def is_stopped(self) -> bool:
        """Whether the run is to end."""
        return self._is_stopped

    @property
    def is_ended_by_a_person(self) -> bool:
        """Whether the run is to end because somebody wants that, not for want of a window."""
        return self._is_ended_by_a_person

    @property
    def is_paused(self) -> bool:
        """Whether the run is to wait. A pause after a stop is none."""
        return self._is_held and not self._steps

    @property
    def is_stepping(self) -> bool:
        """Whether the run is to take one step and wait again."""
        return self._is_held and self._steps > 0

    @property
    def is_abandoned(self) -> bool:
        """Whether nobody waits for the result any more."""
        return self._is_abandoned

    def wait(self) -> None:
        """Sleep until the run may go on, take a step, or is to end; without polling."""
        with self._changed:
            self._changed.wait_for(lambda: not self.is_paused)

    def _end(self) -> None:
        self._is_stopped, self._is_held = True, False
        self.handle.cancellation.ask()
