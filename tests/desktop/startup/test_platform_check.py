"""What keeps Qt from starting is said in words, and a display counts only if it answers."""

import ctypes
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.startup import platform_check, platform_libraries
from desktop.startup.platform_libraries import COMMON_LIBRARIES, Library

linux_only = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux libraries")
ABSENT = Library("libnowhere.so.9", "libnowhere9", "nowhere-libs", "nowhere")


@linux_only
def test_nothing_is_missing_where_these_tests_run() -> None:
    assert platform_check.missing_libraries(windowed=False) == []
    assert platform_check.check_platform(demo=True) is None


@linux_only
def test_an_absent_library_is_found_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform_libraries, "COMMON_LIBRARIES", (*COMMON_LIBRARIES, ABSENT))
    assert platform_check.missing_libraries(windowed=False) == [ABSENT]
    message = platform_check.check_platform(demo=True)
    assert message is not None
    assert "libnowhere.so.9" in message


@pytest.mark.parametrize(
    ("manager", "command"),
    [
        ("apt-get", "apt-get install libnowhere9"),
        ("dnf", "dnf install nowhere-libs"),
        ("pacman", "pacman -S nowhere"),
    ],
)
def test_the_message_holds_the_command_of_the_manager_at_hand(
    manager: str, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", {manager: f"/usr/bin/{manager}"}.get)
    message = platform_check.explain_missing([ABSENT, ABSENT])
    assert message.splitlines()[-1].endswith(command)


def test_without_a_known_manager_the_message_names_every_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    message = platform_check.explain_missing([ABSENT])
    assert all(name in message for name in ("libnowhere9", "nowhere-libs", "pacman -S nowhere"))


@pytest.fixture
def no_display(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)


@linux_only
@pytest.mark.usefixtures("no_display")
@pytest.mark.parametrize("display", ["", ":987", "nonsense", "localhost:987"])
@pytest.mark.parametrize("has_libxcb", [True, False])
def test_a_display_that_does_not_answer_is_none(
    display: str, has_libxcb: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPLAY", display)
    if not has_libxcb:
        monkeypatch.setattr(ctypes, "CDLL", _refuse)
    assert not platform_check.display_available()


def _refuse(name: str) -> None:
    raise OSError(name)


@linux_only
@pytest.mark.usefixtures("no_display")
def test_a_wayland_socket_counts_only_while_somebody_listens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-7")
    assert not platform_check.display_available()
    with socket.socket(socket.AF_UNIX) as compositor:
        compositor.bind(str(tmp_path / "wayland-7"))
        compositor.listen()
        assert platform_check.display_available()
        monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
        assert not platform_check.display_available()
        monkeypatch.setenv("QT_QPA_PLATFORM", "wayland-egl;xcb")
        assert platform_check.display_available()
    assert not platform_check.display_available()


@pytest.fixture
def virtual_screen(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    program = shutil.which("Xvfb")
    if program is None:
        pytest.skip("Xvfb is not installed")
    reading, writing = os.pipe()
    # without -noreset it starts anew when its last client leaves, and answers nobody meanwhile
    command = [program, "-displayfd", str(writing), "-nolisten", "tcp", "-noreset"]
    with (
        subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL) as server,
        os.fdopen(reading) as answer,
    ):
        os.close(writing)
        monkeypatch.setenv("DISPLAY", f":{answer.readline().strip()}")
        yield
        server.terminate()


@linux_only
@pytest.mark.usefixtures("no_display", "virtual_screen")
def test_a_display_that_answers_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    assert platform_check.display_available()
    assert platform_check.main(["--display"]) == 0
    monkeypatch.setattr(ctypes, "CDLL", _refuse)
    assert platform_check.display_available()


@linux_only
@pytest.mark.usefixtures("no_display")
def test_only_a_window_asks_for_a_display(monkeypatch: pytest.MonkeyPatch) -> None:
    message = platform_check.check_platform(demo=False)
    assert message == platform_check.explain_no_display()
    assert all(way in message for way in ("DISPLAY", "xvfb-run", "--demo FOLDER"))
    assert platform_check.check_platform(demo=True) is None
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert platform_check.check_platform(demo=False) is None
    monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
    message = platform_check.check_platform(demo=True)
    assert message is not None
    assert "QT_QPA_PLATFORM=xcb" in message


@linux_only
@pytest.mark.usefixtures("no_display")
def test_the_message_repeats_the_display_that_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":987")
    assert "':987' does not answer" in platform_check.explain_no_display()
    assert platform_check.main(["--display"]) == 1


@pytest.mark.parametrize("system", ["win32", "darwin"])
def test_other_systems_bring_all_that_qt_needs(
    system: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    assert platform_check.missing_libraries(windowed=True) == []
    assert platform_check.display_available()


@linux_only
@pytest.mark.usefixtures("no_display")
def test_without_a_display_the_application_ends_with_words_and_no_core_dump(
    tmp_path: Path,
) -> None:
    command = [sys.executable, "-m", "desktop", "--storage", str(tmp_path)]
    finished = subprocess.run(command, capture_output=True, text=True, check=False)
    assert finished.returncode == 2
    assert finished.stdout == ""
    assert finished.stderr.strip() == platform_check.explain_no_display()


def test_the_check_needs_nothing_but_the_standard_library() -> None:
    checkout = str(Path(platform_check.__file__).parents[2])
    program = f"import sys; sys.path.insert(0, {checkout!r}); import desktop.startup.platform_check"
    subprocess.run([sys.executable, "-I", "-S", "-c", program], check=True)
