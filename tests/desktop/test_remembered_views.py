"""The window opens as it was left: the tab, the network, the open drawers; nonsense is ignored."""

import json
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from desktop.window.main_window import MainWindow
from desktop.workspace.network_ref import NetworkRef, Origin
from tests.desktop.hands import button, click
from tests.desktop.whole_window import OpenWindow, network_name, save_network
from tests.earlier_version.earlier import FINISHED, Copy


def settings(storage: Path) -> dict[str, Any]:
    content = json.loads((storage / "settings.json").read_text("utf-8"))
    assert isinstance(content, dict)
    return content


def test_the_tab_comes_back(open_window: OpenWindow, storage: Path) -> None:
    assert open_window().tabs.currentWidget().objectName() == "train_tab"
    for name in ("draw_tab", "mistakes_tab"):
        open_window().show_page(name)
        assert open_window().tabs.currentWidget().objectName() == name
    open_window().show_page("train_tab")
    assert open_window().tabs.currentWidget().objectName() == "train_tab"
    assert "page" not in settings(storage)


def test_the_drawers_come_back(open_window: OpenWindow, storage: Path) -> None:
    window = open_window()
    click(window, "runs_toggle")
    window.show_page("draw_tab")
    click(window, "compare_toggle")

    window = open_window()
    assert button(window, "runs_toggle").isChecked()
    assert button(window, "compare_toggle").isChecked()
    click(window, "compare_toggle")

    window = open_window()
    assert not button(window, "compare_toggle").isChecked()
    assert settings(storage)["views"] == {
        "train_drawers": {"open": "runs"},
        "draw_drawers": {"open": ""},
    }


def test_how_the_plots_are_looked_at_comes_back(open_window: OpenWindow, storage: Path) -> None:
    click(open_window(), "log_button")
    assert button(open_window(), "log_button").isChecked()
    assert settings(storage)["views"] == {"plots": {"logarithmic": True}}


@pytest.mark.parametrize("state", [{"logarithmic": "yes", "smoothing": 10**30}, {"x": []}])
def test_nonsense_said_of_the_plots_is_ignored(
    open_window: OpenWindow, storage: Path, state: dict[str, object]
) -> None:
    storage.mkdir()
    content = json.dumps({"views": {"plots": state}})
    (storage / "settings.json").write_text(content, "utf-8")
    assert not button(open_window(), "log_button").isChecked()


def test_what_nobody_opened_is_not_noted(open_window: OpenWindow, storage: Path) -> None:
    open_window().close()
    assert {"page", "network", "views"} & {*settings(storage)} == set()


def test_a_network_from_a_file_comes_back(
    qtbot: QtBot, open_window: OpenWindow, tmp_path: Path
) -> None:
    window = open_window()
    path = tmp_path / "mine.safetensors"
    save_network(qtbot, window, path)
    window.open_requested.emit(path)
    qtbot.waitUntil(lambda: network_name(window) == "mine", timeout=10_000)

    again = open_window()
    qtbot.waitUntil(lambda: network_name(again) == "mine", timeout=10_000)

    path.unlink()
    third = open_window()
    qtbot.waitUntil(lambda: "could not be opened" in third.notice.text, timeout=10_000)
    assert "mine.safetensors" in third.notice.text
    assert network_name(third) == "Reader"
    assert open_window().notice.text == "", "said once"


class TestOfRuns:
    @pytest.fixture
    def storage(self, earlier: Copy) -> Path:
        return earlier.storage

    def test_the_network_of_a_run_comes_back(
        self, qtbot: QtBot, open_window: OpenWindow, storage: Path
    ) -> None:
        ref = NetworkRef.of_run(FINISHED)
        window = open_window()
        window.workspace.choose(ref)
        qtbot.waitUntil(lambda: chosen(window) == ref, timeout=20_000)

        again = open_window()
        qtbot.waitUntil(lambda: chosen(again) == ref, timeout=20_000)

        open_window()  # which is closed before it has read the list of runs
        assert settings(storage)["network"] == ref.key
        fourth = open_window()
        assert settings(storage)["network"] == ref.key
        qtbot.waitUntil(lambda: chosen(fourth) == ref, timeout=20_000)

    def test_who_chooses_another_meanwhile_keeps_that(
        self, qtbot: QtBot, open_window: OpenWindow, storage: Path, tmp_path: Path
    ) -> None:
        write(storage, {"network": f"run {FINISHED}"})
        window = open_window()
        path = tmp_path / "mine.safetensors"
        save_network(qtbot, window, path)
        window.open_requested.emit(path)
        runs = window.workspace.networks
        qtbot.waitUntil(lambda: len(window.workspace.networks) > len(runs) + 1, timeout=20_000)
        qtbot.waitUntil(lambda: network_name(window) == "mine", timeout=20_000)

    @pytest.mark.parametrize("run_id", ["2020-01-01-000000-abcd", "../../../etc", "9" * 10_000])
    def test_a_run_that_is_not_there_is_forgotten_quietly(
        self, qtbot: QtBot, open_window: OpenWindow, storage: Path, run_id: str
    ) -> None:
        write(storage, {"network": f"run {run_id}"})
        window = open_window()
        qtbot.waitUntil(lambda: len(window.workspace.networks) > 1, timeout=20_000)
        assert network_name(window) == "Reader"
        assert "could not be opened" not in window.notice.text
        window.close()
        assert "network" not in settings(storage)


def chosen(window: MainWindow) -> NetworkRef | None:
    return None if window.workspace.network is None else window.workspace.network.ref


def write(storage: Path, content: object) -> None:
    storage.mkdir(exist_ok=True)
    path = storage / "settings.json"
    earlier = json.loads(path.read_text("utf-8")) if path.exists() else {}
    path.write_text(json.dumps({**earlier, **content} if isinstance(content, dict) else content))


HOSTILE: list[dict[str, object]] = [
    {"page": "settings_tab"},
    {"page": ["draw_tab"]},
    {"page": "x" * 100_000},
    {"network": 7},
    {"network": "run a epoch 3"},
    {"network": "file relative/name"},
    {"network": "shipped and more"},
    {"network": {"run": "x"}},
    {"views": []},
    {"views": {"train_drawers": "runs", "draw_drawers": {"open": ["why"]}}},
    {"views": {"train_drawers": {"open": "no such drawer"}, "nobody": {"open": "runs"}}},
    {"views": {"train_drawers": {"open": 1e308, "more": [[[]]]}}},
]


@pytest.mark.parametrize("content", HOSTILE, ids=lambda content: str(content)[:60])
def test_what_nobody_can_have_left_is_ignored_and_the_rest_kept(
    open_window: OpenWindow, storage: Path, content: dict[str, object]
) -> None:
    write(storage, {"appearance": "dark", **content})
    window = open_window()

    assert window.tabs.currentWidget().objectName() == "train_tab"
    assert window.workspace.network is not None
    assert window.workspace.network.ref.origin is Origin.SHIPPED
    assert not button(window, "runs_toggle").isChecked()
    assert window.notice.text == ""
    window.close()
    assert settings(storage)["appearance"] == "dark"
    assert [*storage.glob("settings*")] == [storage / "settings.json"]
    assert {"page", "network", "views"} & {*settings(storage)} == set()


def test_one_bad_view_does_not_take_another_with_it(open_window: OpenWindow, storage: Path) -> None:
    write(storage, {"views": {"train_drawers": {"open": "runs"}, "draw_drawers": 7}, "page": 3})
    assert button(open_window(), "runs_toggle").isChecked()


@pytest.mark.parametrize("name", ["\0", "/dev/zero", "/nowhere/x.safetensors", "/" + "x" * 5000])
def test_a_file_that_is_no_network_is_told_of(
    qtbot: QtBot, open_window: OpenWindow, storage: Path, name: str
) -> None:
    write(storage, {"network": f"file /{name}"})
    window = open_window()
    refused = "The network could not be opened."
    qtbot.waitUntil(lambda: window.notice.text.startswith(refused), timeout=10_000)
    assert len(window.notice.text) < 600
    assert network_name(window) == "Reader"
