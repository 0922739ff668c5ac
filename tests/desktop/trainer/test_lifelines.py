"""The two processes and how they end: nothing is lost, and nobody is left behind."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from time import monotonic, sleep

import psutil
import pytest

from desktop.trainer.messages import Command, Failed, Failure, Finished
from desktop.trainer.task import Task
from desktop.workspace.run.state_and_actions import Action
from nncore.datasets import Dataset
from nncore.recipes.recipe import Recipe
from nncore.runs import RunStore
from tests.desktop.trainer.conftest import Listener

SCRIPT = """
import sys
from pathlib import Path
import numpy as np
from PySide6.QtCore import QCoreApplication
from desktop.trainer.client import TrainerClient
from desktop.trainer.messages import Finished
from desktop.trainer.task import Task
from nncore.datasets import generated
from nncore.recipes.recipe import Recipe
from nncore.runs import RunStore

print("begun", flush=True)
folder, epochs, steps = sys.argv[1:]
application = QCoreApplication([])
dataset = generated(rng=np.random.default_rng(1), training=1_200, validation=300, test=300)
trainer = TrainerClient(RunStore(Path(folder)))
trainer.warm_up()
print(trainer.process_id, flush=True)


def on_events_arrived(events):
    print(events[-1].step, flush=True)
    if events[-1].step > int(steps):
        application.exit(3)


def on_told(message):
    if isinstance(message, Finished):
        application.quit()


trainer.events_arrived.connect(on_events_arrived)
trainer.message_received.connect(on_told)
trainer.train(Task(Recipe(hidden=(16,), epochs=int(epochs)), dataset))
if application.exec():
    raise RuntimeError("closes nothing")
trainer.close()
print("ended", flush=True)
"""
"""Makes a run that is kept in a folder, and fails in the middle of it after so many steps."""

FOR_EVER = "100000"


def test_a_script_without_a_guard_is_run_once(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(SCRIPT, "utf-8")
    command = [sys.executable, str(script), str(tmp_path / "runs"), "2", FOR_EVER]
    finished = subprocess.run(
        command, env=_environment(), check=True, capture_output=True, text=True, timeout=60
    )
    lines = finished.stdout.split()
    assert (lines.count("begun"), lines.count("ended")) == (1, 1)
    (kept,) = RunStore(tmp_path / "runs").runs()
    assert kept.epochs == 2


def test_a_script_that_fails_in_the_middle_of_a_run_ends_and_the_run_is_saved(
    tmp_path: Path,
) -> None:
    command = [sys.executable, "-c", SCRIPT, str(tmp_path), FOR_EVER, "100"]
    finished = subprocess.run(
        command, env=_environment(), check=False, capture_output=True, text=True, timeout=60
    )  # which waits until the process that trains, whose pipes are the same, has ended too
    assert finished.returncode == 1
    assert finished.stderr.splitlines()[-1] == "RuntimeError: closes nothing"
    told = int(finished.stdout.split()[-1])
    assert told > 100
    _assert_interrupted(RunStore(tmp_path), told)


@pytest.mark.skipif(sys.platform == "win32", reason="has no SIGKILL")
@pytest.mark.parametrize(("name", "hits_both"), [("SIGKILL", 0), ("SIGTERM", 1), ("SIGHUP", 1)])
def test_a_process_whose_window_is_killed_saves_the_epoch_under_way_and_ends(
    tmp_path: Path, name: str, hits_both: bool
) -> None:
    command = [sys.executable, "-c", SCRIPT, str(tmp_path), FOR_EVER, "1000000000"]
    with subprocess.Popen(
        command,
        env=_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        child = psutil.Process(int(process.stdout.readline()))
        told = 0
        for words in process.stdout:
            told = int(words)
            if told > 100:
                kill = os.killpg if hits_both else os.kill
                kill(process.pid, getattr(signal, name))
                break
        process.stdout.read()  # until the child, which shares it, has ended too
    _wait_for_the_end_of(child)
    assert told > 100
    _assert_interrupted(RunStore(tmp_path), told)


def _assert_interrupted(store: RunStore, steps: int) -> None:
    """The only run of the store was saved as it stood, after all the steps that were told."""
    (kept,) = store.runs()
    assert kept.is_interrupted
    assert kept.steps >= steps
    assert not store.damaged()


def _wait_for_the_end_of(child: psutil.Process, seconds: float = 10.0) -> None:
    """Pipes are closed a moment before a process has ended; where nobody reaps it, it stays."""
    deadline = monotonic() + seconds
    with suppress(psutil.NoSuchProcess):
        while child.is_running() and child.status() != psutil.STATUS_ZOMBIE:
            assert monotonic() < deadline, child
            sleep(0.01)


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[3])}


@pytest.mark.skipif(os.name == "nt", reason="signals are another thing there")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_what_a_terminal_sends_to_both_leaves_the_run_to_the_window(
    listener: Listener, small_dataset: Dataset, long: Recipe, name: str
) -> None:
    listener.begin(Task(long, small_dataset))
    listener.wait_for_steps()
    assert listener.trainer.process_id is not None
    os.kill(listener.trainer.process_id, getattr(signal, name))
    listener.wait_for_steps(200)
    listener.trainer.send(Command(Action.STOP))
    listener.wait_for_the_end()
    assert listener.failures == []


@pytest.mark.skipif(os.name == "nt", reason="has no SIGKILL")
def test_a_process_that_is_killed_fails_its_run_and_the_next_one_has_another(
    keeping: Listener, small_dataset: Dataset, long: Recipe, short: Recipe, store: RunStore
) -> None:
    keeping.begin(Task(long, small_dataset))
    keeping.wait_for_steps(20)
    killed = keeping.trainer.process_id
    assert killed is not None
    os.kill(killed, signal.SIGKILL)
    keeping.wait_for_the_end()
    assert keeping.failures == [Failed(Failure.TRAINER_ENDED, "SIGKILL")]
    (kept,) = store.runs()
    assert kept.is_interrupted
    assert kept.epochs >= 1
    (finished,) = keeping.of(Finished)
    assert finished.kept is not None
    assert finished.kept.is_interrupted
    assert finished.kept.commit == kept.commit
    keeping.run(Task(short, small_dataset))
    assert keeping.failures == []
    assert keeping.trainer.process_id != killed


@pytest.mark.skipif(sys.platform != "linux", reason="cannot wait for a death without reaping it")
def test_a_process_that_died_between_two_runs_is_replaced(
    keeping: Listener, small_dataset: Dataset, short: Recipe
) -> None:
    keeping.run(Task(short, small_dataset))
    killed = keeping.trainer.process_id
    assert killed is not None
    os.kill(killed, signal.SIGKILL)
    os.waitid(os.P_PID, killed, os.WEXITED | os.WNOWAIT)  # until it is dead; it is reaped later
    keeping.run(Task(short, small_dataset))
    assert keeping.failures == []
    assert len(keeping.steps) == 38


@pytest.mark.skipif(sys.platform != "linux", reason="has no signals without a name")
def test_a_signal_without_a_name_is_told_by_its_number(
    keeping: Listener, small_dataset: Dataset, long: Recipe
) -> None:
    keeping.begin(Task(long, small_dataset))
    keeping.wait_for_steps()
    assert keeping.trainer.process_id is not None
    os.kill(keeping.trainer.process_id, signal.SIGRTMIN + 2)
    keeping.wait_for_the_end()
    said = f"signal {int(signal.SIGRTMIN) + 2}"
    assert keeping.failures == [Failed(Failure.TRAINER_ENDED, said)]
