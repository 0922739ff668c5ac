"""Help: the documentation without a network, and keys that are the keys there are."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QListWidget, QTabWidget, QTextBrowser

from desktop.window import help as help_menu
from desktop.window.help import PAGES, DocumentationDialog, KeyboardDialog, page_text
from desktop.window.keys import KEYS, as_markdown
from desktop.window.main_window import MainWindow
from tests.desktop.hands import find
from tests.desktop.window.menus import menu_actions, offered

DOCS = Path(__file__).parents[3] / "docs"


def listed_keys() -> set[str]:
    """Every key that the list names, alone and as Qt writes it."""
    groups = [group for page in KEYS.values() for group in page]
    words = [keys for group in groups for keys, _ in group.keys]
    return {each for keys in words for each in re.split(r", | or | and ", keys)}


def shortcuts(window: MainWindow) -> dict[str, str]:
    """What has a key in the window, by that key."""
    portable = QKeySequence.SequenceFormat.PortableText
    found: dict[str, str] = {}
    for action in window.findChildren(QAction):
        found |= {key.toString(portable): action.text() for key in action.shortcuts()}
    for shortcut in window.findChildren(QShortcut):
        assert isinstance(shortcut, QShortcut)
        found[shortcut.key().toString(portable)] = "a shortcut"
    return found


def test_the_document_says_what_the_window_says() -> None:
    assert (DOCS / "keyboard.md").read_text("utf-8") == as_markdown()


ALIKE = {"Enter": "Return", "Backspace": "Del", "Esc": "Escape"}
"""Further keys for what has a key in the list."""


def test_every_shortcut_of_the_window_is_listed(window: MainWindow) -> None:
    found = shortcuts(window)
    assert len(found) > 20
    unlisted = {
        key: words
        for key, words in found.items()
        if key and not key.startswith("Alt+") and ALIKE.get(key, key) not in listed_keys()
    }
    assert unlisted == {}


def test_no_key_stands_for_two_things_in_the_menus_of_a_tab(window: MainWindow) -> None:
    for page in ("train_tab", "mistakes_tab", "draw_tab"):
        window.show_page(page)
        keys = [
            action.shortcut().toString()
            for _, action in menu_actions(window)
            if action.isVisible() and not action.shortcut().isEmpty()
        ]
        assert len(keys) > 12
        assert len({*keys}) == len(keys)


def test_the_keyboard_opens_at_the_tab_in_sight(window: MainWindow) -> None:
    window.show_page("draw_tab")
    QTest.keySequence(window, QKeySequence("Shift+F1"))

    dialog = find(window, KeyboardDialog)
    assert dialog.isVisible()
    assert not dialog.isModal()
    pages = find(dialog, QTabWidget)
    assert [pages.tabText(each) for each in range(pages.count())] == [*KEYS]
    assert pages.tabText(pages.currentIndex()) == "Draw"

    window.show_page("mistakes_tab")
    offered(window, "Help")["Keyboard"].trigger()
    assert window.findChildren(KeyboardDialog) == [dialog]
    assert pages.tabText(pages.currentIndex()) == "Mistakes"


def documentation(window: MainWindow) -> tuple[QListWidget, QTextBrowser]:
    QTest.keySequence(window, QKeySequence("F1"))
    dialog = find(window, DocumentationDialog)
    assert dialog.isVisible()
    pages, text = dialog.findChild(QListWidget), dialog.findChild(QTextBrowser)
    assert pages is not None
    assert text is not None
    return pages, text


def test_the_documentation_shows_every_page(window: MainWindow) -> None:
    pages, text = documentation(window)

    assert pages.currentRow() == 0
    for row, name in enumerate(PAGES):
        pages.setCurrentRow(row)
        title = (DOCS / name).read_text("utf-8").splitlines()[0].removeprefix("# ")
        assert text.toPlainText().startswith(title)


def test_links_lead_from_page_to_page_and_nowhere_else(window: MainWindow) -> None:
    pages, text = documentation(window)
    names = [*PAGES]

    text.anchorClicked.emit(QUrl("presets.md"))
    assert pages.currentRow() == names.index("presets.md")
    for link in ("https://example.org", "../nncore/losses.py", "file:///etc/passwd"):
        text.anchorClicked.emit(QUrl(link))
        assert pages.currentRow() == names.index("presets.md")


@pytest.mark.parametrize("name", PAGES)
def test_no_page_offers_a_link_that_leads_nowhere(name: str) -> None:
    targets = re.findall(r"\]\(([^)]*)\)", page_text(name))

    assert [target for target in targets if target not in PAGES] == []


def test_a_page_that_the_installation_lacks_is_told_of(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*parts: str) -> Path:
        raise FileNotFoundError("the installation lacks resources/docs")

    monkeypatch.setattr(help_menu, "resource", missing)
    _, text = documentation(window)

    assert "the installation lacks" in text.toPlainText()
