"""The Help menu: the documentation and the keys, offline, and what the program is."""

import re

from PySide6.QtCore import QObject, QSize, Qt, QUrl, Slot
from PySide6.QtGui import QAction, QKeySequence, QTextCursor
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QListWidget,
    QMenu,
    QMessageBox,
    QTabWidget,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from desktop.startup.program import version
from desktop.system.resources import resource
from desktop.theme import SPACE, Theme
from desktop.translation import tr
from desktop.widgets.labels import Caption, Heading, PlainLabel
from desktop.widgets.scrolling import ScrollColumn
from desktop.window.keys import INTRODUCTION, KEYS, KeyGroup

PAGES = {
    "how-it-learns.md": tr("How it learns"),
    "presets.md": tr("Presets"),
    "kept-runs.md": tr("Kept runs"),
    "where-the-time-goes.md": tr("Where the time goes"),
}
"""The files of the documentation that people read here, in this order, and their titles."""

_KEYBOARD_SIZE, _DOCUMENTATION_SIZE = QSize(640, 560), QSize(880, 640)
_KEYS_SHARE = 200
"""Pixels of the column of keys, before it wraps."""

_LINK = re.compile(r"\[([^\]]*)\]\(([^)]*)\)")


class HelpMenu(QObject):
    """Fills a menu; what it opens is made when it is asked for, and does not block the window."""

    def __init__(self, menu: QMenu, theme: Theme, tabs: QTabWidget) -> None:
        super().__init__(tabs)
        self._window = tabs.window()
        self._theme = theme
        self._tabs = tabs
        self._keyboard: KeyboardDialog | None = None
        self._documentation: DocumentationDialog | None = None
        documentation = QAction(tr("&Documentation"), self, shortcut=QKeySequence("F1"))
        documentation.triggered.connect(self._on_documentation)
        keyboard = QAction(tr("&Keyboard"), self, shortcut=QKeySequence("Shift+F1"))
        keyboard.triggered.connect(self._on_keyboard)
        about = QAction(tr("&About Misread"), self)
        about.triggered.connect(self._on_about)
        menu.addActions([documentation, keyboard])
        menu.addSeparator()
        menu.addAction(about)

    @Slot()
    def _on_documentation(self) -> None:
        if self._documentation is None:
            self._documentation = DocumentationDialog(self._theme, self._window)
        _bring_to_front(self._documentation)

    @Slot()
    def _on_keyboard(self) -> None:
        if self._keyboard is None:
            self._keyboard = KeyboardDialog(self._theme, self._window)
        self._keyboard.show_keys_of(self._tabs.tabText(self._tabs.currentIndex()))
        _bring_to_front(self._keyboard)

    @Slot()
    def _on_about(self) -> None:
        QMessageBox.about(self._window, tr("About Misread"), _about())


def _about() -> str:
    what = tr(
        "Train a neural network written from scratch in NumPy, see what it still misreads, and let "
        "it read what you draw."
    )
    return f"<b>Misread {version()}</b><p>{what}</p><p>{tr('MIT licence.')}</p>"


class KeyboardDialog(QDialog):
    """All keys, a page for each tab of the window and one for those that count anywhere."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("keyboard_dialog")
        self.setWindowTitle(tr("Keyboard"))
        self._pages = QTabWidget(documentMode=True)
        self._pages.setObjectName("keyboard_pages")
        self._pages.setAccessibleName(tr("Keys by tab"))
        for title, groups in KEYS.items():
            page = ScrollColumn(_key_page(theme, groups))
            page.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # it holds words only: arrows scroll it
            self._pages.addTab(page, title)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        layout.setSpacing(SPACE)
        layout.addWidget(self._pages, 1)
        layout.addWidget(Caption(theme, INTRODUCTION))
        self.resize(_KEYBOARD_SIZE)

    def show_keys_of(self, title: str) -> None:
        """Turn to the keys of the tab with that title."""
        self._pages.setCurrentIndex([*KEYS].index(title))
        self._pages.setFocus()


class DocumentationDialog(QDialog):
    """The pages of the documentation that came with the program: a list of them, and one open.

    Links between them are followed; nothing else is, and nothing is loaded.
    """

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("documentation_dialog")
        self.setWindowTitle(tr("Documentation"))
        self._list = QListWidget()
        self._list.setObjectName("documentation_list")
        self._list.setAccessibleName(tr("Pages of the documentation"))
        self._list.addItems([*PAGES.values()])
        self._list.setSpacing(SPACE // 4)
        self._list.setMaximumWidth(self._list.sizeHintForColumn(0) + 5 * SPACE)
        self._text = _PageText()
        self._text.setObjectName("documentation_text")
        self._text.setAccessibleName(tr("The page"))
        self._text.setOpenLinks(False)
        self._text.document().setDocumentMargin(2 * SPACE)
        layout = QHBoxLayout(self)
        layout.setSpacing(SPACE)
        layout.addWidget(self._list)
        layout.addWidget(self._text, 1)
        self.resize(_DOCUMENTATION_SIZE)
        self._list.currentRowChanged.connect(self._on_row_changed)
        self._text.anchorClicked.connect(self._on_link_clicked)
        theme.changed.connect(self._on_theme_changed)
        self._list.setCurrentRow(0)

    @Slot(int)
    def _on_row_changed(self, row: int) -> None:
        self._text.setMarkdown(page_text([*PAGES][row]))
        self._text.space_headings()

    @Slot(QUrl)
    def _on_link_clicked(self, link: QUrl) -> None:
        if link.toString() in PAGES:
            self._list.setCurrentRow([*PAGES].index(link.toString()))

    @Slot()
    def _on_theme_changed(self) -> None:
        self._on_row_changed(self._list.currentRow())  # links were drawn in the earlier colour


class _PageText(QTextBrowser):
    def space_headings(self) -> None:
        """Leave room between what a heading ends and itself, which Qt does not."""
        block = self.document().begin()
        while block.isValid():
            room = block.blockFormat()
            if room.headingLevel() > 1:
                room.setTopMargin(2 * SPACE)
                QTextCursor(block).setBlockFormat(room)
            block = block.next()
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def loadResource(self, _kind: int, _name: QUrl | str) -> None:
        """Load nothing: a page is its words."""


def page_text(name: str) -> str:
    """A page in Markdown, in which only links to other pages are left; or what is wrong with it."""
    try:
        text = resource("docs", name).read_text("utf-8")
    except OSError as error:
        return str(error)
    return _LINK.sub(_link_to_page, text)


def _link_to_page(link: re.Match[str]) -> str:
    return link[0] if link[2] in PAGES else link[1]


def _key_page(theme: Theme, groups: tuple[KeyGroup, ...]) -> QWidget:
    """Groups below each other: keys at the left, what they do at the right."""
    page = QWidget()
    grid = QGridLayout(page)
    grid.setContentsMargins(0, 2 * SPACE, 0, 0)
    grid.setHorizontalSpacing(2 * SPACE)
    grid.setVerticalSpacing(SPACE // 2)
    grid.setColumnStretch(1, 1)
    top = Qt.AlignmentFlag.AlignTop
    for group in groups:
        if grid.rowCount() > 1:
            grid.setRowMinimumHeight(grid.rowCount(), 2 * SPACE)
        grid.addWidget(Heading(group.title), grid.rowCount(), 0, 1, 2)
        for keys, what in group.keys:
            row = grid.rowCount()
            label = PlainLabel(keys, wraps=True)
            label.setFixedWidth(_KEYS_SHARE)
            grid.addWidget(label, row, 0, top)
            grid.addWidget(PlainLabel(what, wraps=True), row, 1, top)
        if group.note:
            note = Caption(theme, group.note)
            note.setWordWrap(True)
            grid.addWidget(note, grid.rowCount(), 0, 1, 2)
    grid.setRowStretch(grid.rowCount(), 1)
    return page


def _bring_to_front(dialog: QDialog) -> None:
    dialog.show()
    dialog.activateWindow()
