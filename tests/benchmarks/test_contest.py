"""Contenders are real processes that do a lap when they are asked to, and take turns."""

from pathlib import Path
from typing import cast

import numpy as np
import pytest

from benchmarks import contest, engine, epochs, images
from benchmarks.tasks import NNCORE, PRODUCTS, PYTORCH, TASKS, TUNED, WARM_UP, Task
from nncore.datasets import Split

TASK = TASKS[0]


@pytest.fixture
def some_images(tmp_path: Path) -> Path:
    rng = np.random.default_rng(7)
    path = tmp_path / "images.npz"
    pixels = rng.integers(0, 256, (70, 28, 28)).astype(np.uint8)
    images.write(Split(pixels, rng.integers(0, 10, 70).astype(np.uint8)), path)
    return path


@pytest.mark.parametrize("task", [TASK, TASKS[-2]], ids=lambda task: task.name)
def test_every_lap_is_timed(some_images: Path, task: Task) -> None:
    with contest.started([NNCORE], task, some_images, "one") as processes:
        times = contest.take_turns(processes, 3)

    assert [len(laps) for laps in times.values()] == [3]
    assert min(times[NNCORE]) > 0


def test_a_contender_that_ends_is_named(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with (
        pytest.raises(SystemExit, match="products, 784-128-10, 32, SGD: ended with exit code 1"),
        contest.started([PRODUCTS], TASK, tmp_path / "missing.npz", "default"),
    ):
        pass

    assert "missing.npz" in capfd.readouterr().err


class Listed:
    """Stands for a process, and notes whose lap it is."""

    def __init__(self, name: str, laps: list[str]) -> None:
        self._name, self._laps = name, laps

    def lap(self) -> float:
        self._laps.append(self._name)
        return float(len(self._laps))


def test_another_one_is_first_in_each_lap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contest, "REST", 0.0)
    laps: list[str] = []
    processes = {name: cast("contest.LapProcess", Listed(name, laps)) for name in "abc"}

    times = contest.take_turns(processes, 4)

    assert "".join(laps) == "abcbcacababc"
    assert times["a"] == [1, 6, 8, 10]


def test_no_word_on_threads_reaches_a_contender(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*contest.THREAD_VARIABLES, "NUMEXPR_NUM_THREADS"):
        monkeypatch.setenv(name, "3")
    monkeypatch.setenv("MISREAD_DATA", "somewhere")

    free, single = contest.environment("default"), contest.environment("one")

    assert not [name for name in free if contest.says_threads(name)]
    assert {single[name] for name in contest.THREAD_VARIABLES} == {"1"}
    assert free["MISREAD_DATA"] == single["MISREAD_DATA"] == "somewhere"


def test_the_first_laps_of_each_run_do_not_count() -> None:
    late = [3.0, 4.0]

    counted = engine.counted(
        [{"a": [9.0] * WARM_UP + late, "b": [9.0] * WARM_UP + late}, {"a": [8.0] * WARM_UP + late}]
    )

    assert counted == {"a": late * 2, "b": late}


def test_a_machine_that_slows_down_is_no_growth(capsys: pytest.CaptureFixture[str]) -> None:
    mood = np.linspace(1, 2, 20)
    late = np.linspace(1, 1.5, 20)
    steady = {name: list(100 * mood) for name in (NNCORE, PYTORCH, TUNED, PRODUCTS)}

    epochs.print_verdict([steady])
    epochs.print_verdict([steady | {NNCORE: list(100 * mood * late)}])

    even, growing = capsys.readouterr().out.splitlines()
    assert "1.00" in even
    assert even.endswith("met")
    assert growing.endswith("missed")
