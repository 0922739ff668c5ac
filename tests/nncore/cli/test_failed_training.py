"""`train` that cannot write, or diverges: it is said, and nothing that was there is lost."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import nncore as nn
from nncore.storage.networks import load_notes

Command = Callable[..., Any]


def test_whether_the_file_can_be_written_is_tried_first(
    train: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "open", fail)
    result = train()

    result.assert_refused("out cannot be written: No space left on device")


@pytest.mark.parametrize("option", ["--out", "--checkpoint"])
@pytest.mark.parametrize(
    ("target", "message"),
    [("link", "link: Too many levels of symbolic links"), ("nowhere/file", "there is no folder")],
)
def test_where_a_link_leads_nowhere_nothing_is_trained(
    train: Command, tmp_path: Path, option: str, target: str, message: str
) -> None:
    (tmp_path / "link").symlink_to(target)

    result = train(option, tmp_path / "link")

    result.assert_refused(message)


def test_trying_leaves_an_old_file_and_no_other(train: Command, tmp_path: Path) -> None:
    (tmp_path / "out").write_bytes(b"old")
    before = set(tmp_path.iterdir())

    assert train("--data", tmp_path / "out").code == 2

    assert set(tmp_path.iterdir()) == before
    assert (tmp_path / "out").read_bytes() == b"old"


def test_divergence_from_the_start_saves_nothing(train: Command, tmp_path: Path) -> None:
    (tmp_path / "out").write_bytes(b"old")

    result = train("--optimizer", "sgd", "--learning-rate", "1e30")

    assert result.code == 1
    assert "Training diverged at step 2 in epoch 1" in result.errors
    assert "The learning rate, " in result.errors
    assert "Nothing was saved." in result.errors
    assert (tmp_path / "out").read_bytes() == b"old"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--learning-rate", "1e20"), "The learning rate, 1e+20, is most likely too high."),
        (("--weight-decay", "1e38"), "The weight decay, 1e+38, is most likely too strong."),
    ],
)
def test_divergence_is_blamed_on_what_is_absurd(
    train: Command, options: tuple[str, str], words: str
) -> None:
    result = train("--optimizer", "sgd", "--epochs", 3, "--schedule", "constant", *options)
    assert words in result.errors


def test_divergence_later_saves_the_last_good_epoch(
    train: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    update = nn.Adam.update

    def sabotaged(self: nn.Adam, parameters: Any, gradients: Any) -> None:
        update(self, parameters, gradients)
        if self.updates == 12:
            parameters[0][:] = float("nan")

    monkeypatch.setattr(nn.Adam, "update", sabotaged)
    result = train()

    assert result.code == 1
    assert "Training diverged" in result.errors
    assert "Saved were the weights after epoch 1." in result.errors
    assert nn.load(tmp_path / "out").is_finite
    assert load_notes(tmp_path / "out")["status"] == "diverged"


def test_a_disk_that_fills_up_meanwhile_is_told(
    train: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", str(tmp_path / "out"))

    monkeypatch.setattr("nncore.cli.train.save", fail)
    result = train()

    assert result.code == 1
    assert "out: No space left on device" in result.errors
