"""What a person asks of a run, for the thread that pulls it: it looks here between two steps.

Any thread may ask.
"""

from threading import Condition

from desktop.trainer.messages import Abandon, Command, ProbeRequest, Request
from desktop.workspace.run.state_and_actions import Action
from nncore.training_handle import TrainingHandle


class RunControl:
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

    def carry_out(self, request: Request) -> None:
        """Note what is asked, and wake a run that waits."""
        with self._changed:
            match request:
                case Command():
                    self._command(request)
                case ProbeRequest():
                    self.handle.probe.ask()
                case Abandon():
                    self._is_abandoned = True
                    self._end()
            self._changed.notify_all()

    def _command(self, command: Command) -> None:
        match command.action:
            case Action.PAUSE:
                self._is_held = not self._is_stopped
            case Action.RESUME:
                self._is_held, self._steps = False, 0
            case Action.STEP if not self._is_stopped:
                self._is_held, self._steps = True, self._steps + 1
                self.handle.probe.ask()  # whoever goes step by step wants to see each
            case Action.CHANGE_RATE:
                self._rate = command.rate
            case Action.STOP:
                self._is_ended_by_a_person |= not self._is_abandoned
                self._end()

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
