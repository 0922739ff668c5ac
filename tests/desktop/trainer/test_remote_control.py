"""What is asked of a run that is elsewhere arrives there once, and in order."""

import pytest

from desktop.trainer.remote_control import RemoteControl
from desktop.trainer.run_control import Command, Control, RunControl, Wish


def ask_for_everything(control: Control) -> None:
    control.pause()
    control.step()
    control.resume()
    control.look()
    control.set_rate(0.5)
    control.stop()
    control.abandon()


EVERYTHING = [
    Command(Wish.PAUSE),
    Command(Wish.STEP),
    Command(Wish.RESUME),
    Command(Wish.LOOK),
    Command(Wish.RATE, 0.5),
    Command(Wish.STOP),
    Command(Wish.ABANDON),
]


def test_what_is_asked_for_before_the_line_is_up_is_sent_then() -> None:
    control, sent = RemoteControl(), list[Command]()
    ask_for_everything(control)
    control.connect(sent.append)
    assert sent == EVERYTHING


def test_what_is_asked_for_later_is_sent_at_once() -> None:
    control, sent = RemoteControl(), list[Command]()
    control.connect(sent.append)
    assert sent == []
    ask_for_everything(control)
    assert sent == EVERYTHING


def test_nobody_hears_after_the_end() -> None:
    control, sent = RemoteControl(), list[Command]()
    control.connect(sent.append)
    control.disconnect()
    ask_for_everything(control)
    assert sent == []


def test_every_wish_means_the_same_at_both_ends() -> None:
    ours, theirs = RemoteControl(), RunControl()
    ours.connect(theirs.carry_out)

    def stands() -> tuple[bool, bool, bool, bool]:
        return theirs.is_paused, theirs.is_stepping, theirs.is_stopped, theirs.is_abandoned

    seen = []
    for ask in (ours.pause, ours.step, ours.resume, ours.stop, ours.abandon):
        ask()
        seen.append(stands())
    ours.set_rate(0.25)
    ours.look()

    assert seen == [
        (True, False, False, False),
        (False, True, False, False),
        (False, False, False, False),
        (False, False, True, False),
        (False, False, True, True),
    ]
    assert theirs.take_rate() == pytest.approx(0.25)
    assert theirs.handle.probe.is_asked
