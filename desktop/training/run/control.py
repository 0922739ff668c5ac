"""Pause, resume, step, stop and a new rate, for whoever pulls a training run somewhere else.

It knows neither Qt nor the loop; every method may be called from any thread.
"""

from dataclasses import dataclass
from enum import Enum
from threading import Condition
from typing import Protocol

from nncore.halting import Halt
from nncore.probing import Probe


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


class Control(Protocol):
    """What can be asked of a run, wherever it is."""

    def pause(self) -> None:
        """Ask the run to wait."""

    def resume(self) -> None:
        """Let the run go on."""

    def step(self) -> None:
        """Let a run that waits take one step more, and wait again."""

    def look(self) -> None:
        """Ask for a look into the layers at the next step."""

    def set_rate(self, rate: float) -> None:
        """Ask for another learning rate from the next step on."""

    def stop(self) -> None:
        """Ask the run to end, also one that is paused."""

    def abandon(self) -> None:
        """Ask the run to end, and to leave out what nobody is going to see."""


class RunControl:
    """What a person wants of a run. The pulling thread asks between two pulls.

    probe: asks the run for a look into its layers. halt: asks it to leave a step, for a stop shall
    not wait for one.
    """

    def __init__(self) -> None:
        self.probe = Probe()
        self.halt = Halt()
        self._changed = Condition()
        self._is_held = self._is_stopped = self._is_abandoned = False
        self._steps = 0
        self._rate: float | None = None

    def pause(self) -> None:
        """Ask the run to wait."""
        with self._changed:
            self._is_held = not self._is_stopped

    def resume(self) -> None:
        """Let the run go on."""
        with self._changed:
            self._is_held = False
            self._steps = 0
            self._changed.notify_all()

    def step(self) -> None:
        """Let a run that waits take one step more, and wait again."""
        with self._changed:
            if not self._is_stopped:
                self._is_held = True
                self._steps += 1
                self._changed.notify_all()

    def step_taken(self) -> None:
        """Told by the pulling thread: one of the steps that were asked for is done."""
        with self._changed:
            self._steps = max(0, self._steps - 1)

    def stop(self) -> None:
        """Ask the run to end, also one that is paused."""
        with self._changed:
            self._is_stopped = True
            self._is_held = False
            self.halt.ask()
            self._changed.notify_all()

    def abandon(self) -> None:
        """Ask the run to end, and to leave out what nobody is going to see."""
        self._is_abandoned = True
        self.stop()

    def look(self) -> None:
        """Ask for a look into the layers at the next step."""
        self.probe.ask()

    def set_rate(self, rate: float) -> None:
        """Ask for another learning rate from the next step on."""
        with self._changed:
            self._rate = rate

    def carry_out(self, command: Command) -> None:
        """Do what was sent from elsewhere."""
        match command.wish:
            case Wish.PAUSE:
                self.pause()
            case Wish.RESUME:
                self.resume()
            case Wish.STEP:
                self.step()
            case Wish.LOOK:
                self.look()
            case Wish.RATE:
                self.set_rate(command.rate)
            case Wish.STOP:
                self.stop()
            case Wish.ABANDON:
                self.abandon()

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
