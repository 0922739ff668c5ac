"""Whatever is given to a command, its complaint is short, on one line, and moves no cursor."""

from collections.abc import Callable
from typing import Any

import pytest

Command = Callable[..., Any]

LONG = "x" * 100_000


def complaint(command: Command, *arguments: str) -> str:
    """What is said of arguments that cannot be followed, without the usage before it."""
    result = command(*arguments)
    assert result.code == 2
    return str(result.errors.splitlines()[-1])


@pytest.mark.parametrize(
    "arguments",
    [
        ["train", "--out", "network", "--epochs", LONG],
        ["train", "--out", "network", "--hidden", LONG],
        ["train", "--out", "network", "--preset", LONG],
        ["train", "--out", LONG],
        ["train", "--out", f"none/{LONG}"],
        ["train", "--out", "network", "--resume", LONG],
        ["train", "--out", "network", "--seed", f"-{'1' * 4000}"],
        ["train", "--out", "network", "--learning-rate", "1" * 400],
        ["train", "--out", "network", LONG],
        ["evaluate", LONG],
        ["evaluate", "network", "--split", LONG],
        ["predict", LONG, LONG],
        ["export", LONG, "--to", "onnx", "--out", "network"],
        ["import", LONG, "--hidden", "3", "--out", "network"],
        [LONG],
    ],
)
def test_a_hundred_thousand_letters_are_quoted_with_some_two_hundred(
    command: Command, arguments: list[str]
) -> None:
    assert len(complaint(command, *arguments)) < 700


@pytest.mark.parametrize("name", ["\x1b[2Jcleared", "two\nlines", "\u202eturned", "\0"])
def test_a_name_cannot_move_the_cursor_of_a_terminal(command: Command, name: str) -> None:
    for arguments in (["evaluate", name], ["train", "--out", "network", "--epochs", name]):
        assert not set(complaint(command, *arguments)) & set("\x1b\u202e\0")
