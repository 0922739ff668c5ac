"""However Misread is started, its window opens, or one line says why not."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

posix_only = pytest.mark.skipif(os.name != "posix", reason="streams, bytes and limits of POSIX")
linux_only = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux")

SECONDS = 60

OPENER = """
import builtins
import gc
import sys
from desktop import __main__ as door

usual, bring_in = builtins.__import__, door.import_qt

def look():
    from PySide6.QtWidgets import QApplication
    assert gc.isenabled(), "garbage is to be collected again once the window stands"
    assert builtins.__import__ is usual, "PySide's reads the source of whatever is imported"
    QApplication.processEvents()
    for window in QApplication.topLevelWidgets():
        window.grab()
        window.close()
    print("it opened")
    return 0

def import_qt():
    bring_in()
    from PySide6.QtWidgets import QApplication
    QApplication.exec = staticmethod(look)

door.import_qt = import_qt
sys.exit(door.main())
"""
"""Misread as it is started by hand, but closed as soon as it stands."""

Words = Sequence[str | bytes]
NONE: Words = ()


def run(
    command: Words, *, before: str = "", **environment: str
) -> "subprocess.CompletedProcess[bytes]":
    """Run a command in a shell's words; `before` is what the shell does first."""
    surroundings = {**os.environ, "QT_QPA_PLATFORM": "offscreen", **environment}
    if before:
        command = ["/bin/sh", "-c", f'{before}; exec "$@"', "sh", *command]
    return subprocess.run(command, capture_output=True, env=surroundings, timeout=SECONDS)


def opened(
    storage: Path | None, *words: str | bytes, options: Words = NONE, before: str = "", **env: str
) -> str:
    """Open the window, and return what stands on stderr; it must have opened."""
    if storage is not None and not words:
        words = ("--storage", os.fsencode(storage))
    command: Words = [sys.executable, *options, "-c", OPENER, *words]
    finished = run(command, before=before, **env)
    errors = finished.stderr.decode()
    assert finished.returncode == 0, errors
    assert "Traceback" not in errors
    return errors


def refused(*words: str | bytes, options: Words = NONE, before: str = "", **env: str) -> str:
    """Start it in vain, and return the one line that says why."""
    command: Words = [sys.executable, *options, "-m", "desktop", *words]
    finished = run(command, before=before, **env)
    lines = finished.stderr.decode().splitlines()
    assert (finished.returncode, finished.stdout, len(lines)) == (2, b"", 1), lines
    assert len(lines[0]) < 500
    return lines[0]


@posix_only
def test_folders_whose_names_are_not_utf8_are_used(tmp_path: Path) -> None:
    storage = os.fsencode(tmp_path) + b"/\xff\xfe"
    errors = opened(tmp_path, "--storage", storage, "--data", storage + b"/none")
    assert errors == ""
    assert os.listdir(storage)  # noqa: PTH208 - a name in bytes


@posix_only
def test_words_that_are_not_utf8_are_quoted_as_far_as_they_can_be() -> None:
    told = refused(b"\xff")
    # a terminal that has no such letter is given its number
    assert "unrecognized arguments: �" in told or r"unrecognized arguments: \ufffd" in told


def test_a_word_of_any_length_is_quoted_shortly() -> None:
    assert "…" in refused("x" * 5000)


@pytest.mark.parametrize(
    "sizes",
    [
        {"QT_SCALE_FACTOR": "0", "QT_SCREEN_SCALE_FACTORS": "1e9", "QT_FONT_DPI": "1"},
        {"QT_SCALE_FACTOR": "nan"},
        {"QT_SCALE_FACTOR": "1e9"},
    ],
)
def test_a_size_that_no_window_can_be_drawn_in_is_left_out(
    sizes: dict[str, str], tmp_path: Path
) -> None:
    errors = opened(tmp_path, **sizes)
    for name, value in sizes.items():
        assert f"misread: {name}='{value}' is left out: expected a" in errors
    assert errors.count("\n") == len(sizes)


def test_styles_themes_and_plugins_that_are_not_there_do_no_harm(tmp_path: Path) -> None:
    names = "QT_QPA_PLATFORMTHEME", "QT_IM_MODULE", "QT_PLUGIN_PATH", "QT_AUTO_SCREEN_SCALE_FACTOR"
    assert opened(tmp_path, **dict.fromkeys(names, "nonsense")) == ""
    assert "invalid style" in opened(tmp_path, QT_STYLE_OVERRIDE="nonsense")


@linux_only
@pytest.mark.parametrize("platform", ["nonsense", "nonsense;neither", " xcb", "xcbb:nonsense"])
def test_a_platform_that_qt_does_not_have_is_said(platform: str) -> None:
    line = refused(QT_QPA_PLATFORM=platform)
    assert line.startswith(f"misread: Qt cannot open a window with QT_QPA_PLATFORM='{platform}'.")
    assert "xcb, wayland or offscreen" in line


@linux_only
@pytest.mark.parametrize("platform", ["Offscreen", "offscreen:nonsense", "nonsense;offscreen"])
def test_a_platform_that_qt_makes_out_is_taken(platform: str, tmp_path: Path) -> None:
    opened(tmp_path, QT_QPA_PLATFORM=platform)


@pytest.mark.parametrize("option", ["--storage", "--data", "--demo"])
def test_an_empty_name_is_no_folder(option: str) -> None:
    assert f"{option}: expected a folder, got an empty name" in refused(option, "")


def test_empty_variables_name_nothing(tmp_path: Path) -> None:
    home = {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "data")}
    assert opened(None, MISREAD_STORAGE="", MISREAD_DATA="", **home) == ""


@pytest.mark.parametrize("option", ["--storage", "--demo"])
def test_a_folder_that_cannot_be_written_is_refused_before_the_work(
    option: str, tmp_path: Path
) -> None:
    file, link = tmp_path / "file", tmp_path / "link"
    file.touch()
    link.symlink_to(tmp_path / "nowhere" / "at all")
    for folder in (file, file / "below"):
        line = refused(option, str(folder))
        assert f"{folder}" in line
        assert "something that is no folder" in line
    assert "a link to nowhere" in refused(option, str(link))


@linux_only
@pytest.mark.parametrize("option", ["--storage", "--demo"])
def test_a_disk_that_takes_no_files_is_refused_in_one_line(option: str) -> None:
    line = refused(option, "/proc/misread\nhere")
    assert "/proc/misread here" in line


def test_a_picture_that_could_not_be_written_is_said_before_the_work(tmp_path: Path) -> None:
    (tmp_path / "draw.png").mkdir()
    assert "draw.png is not a file that can be written" in refused("--demo", str(tmp_path))


@linux_only
def test_without_a_home_the_message_names_the_option() -> None:
    home = {"HOME": "/proc/nowhere", "XDG_DATA_HOME": "/proc/nowhere"}
    assert "--storage FOLDER" in refused(MISREAD_STORAGE="", **home)


@linux_only
def test_a_home_that_cannot_be_written_is_not_needed(tmp_path: Path) -> None:
    home = {"HOME": "/proc/nowhere", "XDG_DATA_HOME": "/proc/a", "XDG_CACHE_HOME": "/proc/b"}
    assert opened(tmp_path, MISREAD_CACHE="", **home) == ""


@pytest.mark.parametrize(
    "options",
    [["-OO"], ["-W", "error"], ["-X", "utf8=0"], ["-s", "-B"]],
    ids=["without docstrings", "warnings are errors", "not in UTF-8", "bare"],
)
def test_the_options_of_python_do_no_harm(options: Words, tmp_path: Path) -> None:
    opened(tmp_path, options=options, LC_ALL="C", PYTHONHASHSEED="1")


def test_a_python_without_the_packages_is_said() -> None:
    line = refused(options=["-S"])
    assert "numpy" in line
    assert "make run" in line


@posix_only
@pytest.mark.parametrize("closed", ["exec <&- >&- 2>&-", "exec <&-", "exec 2>&-"])
def test_closed_streams_do_no_harm(closed: str, tmp_path: Path) -> None:
    opened(tmp_path, before=closed)
    assert any(tmp_path.iterdir())


@posix_only
def test_a_low_limit_of_open_files_is_raised_or_said(tmp_path: Path) -> None:
    assert opened(tmp_path, before="ulimit -S -n 20") == ""
    assert "only 20 files may be open" in refused(before="ulimit -n 20")


@posix_only
def test_without_a_folder_for_temporary_files_the_window_opens(tmp_path: Path) -> None:
    assert opened(tmp_path, TMPDIR="/nowhere") == ""


@posix_only
@pytest.mark.parametrize("number", ["0", "-1", "99", "9" * 30])
def test_the_process_that_trains_is_not_for_hands(number: str) -> None:
    assert "is for the window" in refused("--trainer", number)


@posix_only
def test_the_process_that_trains_ends_when_the_window_hangs_up() -> None:
    ours, theirs = socket.socketpair()
    with theirs:
        command = [sys.executable, "-m", "desktop", "--trainer", str(theirs.fileno())]
        process = subprocess.Popen(command, pass_fds=[theirs.fileno()], stderr=subprocess.PIPE)
    ours.close()
    _, errors = process.communicate(timeout=SECONDS)
    assert (process.returncode, errors) == (0, b"")


def test_a_checkout_that_is_not_installed_knows_its_version() -> None:
    program = (
        "from importlib import metadata\n"
        "def unknown(name): raise metadata.PackageNotFoundError(name)\n"
        "metadata.version = unknown\n"
        "from desktop.__main__ import main\n"
        "main(['--version'])"
    )
    finished = run([sys.executable, "-c", program])
    assert finished.stdout.decode().startswith("misread 0.")


@linux_only
def test_a_version_that_cannot_be_printed_is_said_in_one_line() -> None:
    with Path("/dev/full").open("wb") as full:
        finished = subprocess.run(
            [sys.executable, "-m", "desktop", "--version"],
            stdout=full,
            stderr=subprocess.PIPE,
            timeout=SECONDS,
        )
    assert finished.returncode == 1
    assert finished.stderr == b"misread: No space left on device\n"


def test_who_starts_does_not_wait_for_what_no_window_needs_yet() -> None:
    later = {"psutil", "importlib.metadata", "numpy.polynomial"}
    later.add("nncore.datasets.generated_digits.writings")
    looker = f"import desktop.application, sys; print(*sys.modules.keys() & {later})"
    finished = run([sys.executable, "-c", looker])
    assert (finished.returncode, finished.stdout.split()) == (0, [])


@posix_only
@pytest.mark.parametrize("module", ["argparse", "desktop.startup.qt_trial", "PySide6.QtCore"])
def test_ctrl_c_while_modules_are_read_leaves_no_traceback(module: str, tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-X", "importtime", "-m", "desktop", "--demo", str(tmp_path)],
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    for line in process.stderr:
        if line.rpartition("|")[2].strip() == module:
            process.send_signal(signal.SIGINT)
            break
    _, errors = process.communicate(timeout=SECONDS)
    assert process.returncode == -signal.SIGINT, "as a shell's 130"
    assert "Traceback" not in errors


@posix_only
def test_where_ctrl_c_is_ignored_it_stays_so(tmp_path: Path) -> None:
    look = "import signal; from desktop.__main__ import main; main(['--version']); "
    look += "print(signal.getsignal(signal.SIGINT))"
    finished = run([sys.executable, "-c", look], before="trap '' INT")
    assert finished.stdout.decode().splitlines()[-1] == str(int(signal.SIG_IGN))
