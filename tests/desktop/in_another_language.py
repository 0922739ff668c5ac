"""Uses the window in a language that brackets all that passes through `tr`, and prints the rest.

A program of its own, for texts are translated as modules are read. Each line: where, and the words
that stand outside of brackets.
"""

import gettext
import os
import re
import sys
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from time import monotonic
from typing import Any

BEGIN, END = "⟦", "⟧"
_PLACEHOLDER = re.compile(r"\{\w+(:[^{}]*)?\}")
_OUTSIDE = rf"{END}\g<0>{BEGIN}"
_ASKED = (
    "text",
    "title",
    "windowTitle",
    "placeholderText",
    "toolTip",
    "accessibleName",
    "accessibleDescription",
    "suffix",
    "prefix",
    "specialValueText",
)
_ROLES = ("Display", "ToolTip", "AccessibleText", "AccessibleDescription", "StatusTip")
_MOST_ROWS = 30
_PATIENCE_SECONDS = 60.0


class Bracketed(gettext.NullTranslations):
    """Says of every text that it was translated, and of none of the values in it."""

    def gettext(self, message: str) -> str:
        return f"{BEGIN}{re.sub(_PLACEHOLDER, _OUTSIDE, message)}{END}"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


def outside(text: str) -> str:
    """The words of two letters and more that stand outside of all brackets, without markup."""
    plain = re.sub(r"<[^<>]*>|&\w+;|&", " ", text)
    depth, left = 0, []
    for letter in plain:
        depth += (letter == BEGIN) - (letter == END)
        left.append(" " if depth > 0 or letter in (BEGIN, END) else letter)
    return " ".join(re.findall(r"[^\W\d_]{2,}", "".join(left)))


def texts(window: Any) -> Iterator[tuple[str, str]]:
    """Whatever the widgets and menus of the window say, and where."""
    from PySide6.QtGui import QAction  # noqa: PLC0415 - read after the language is set
    from PySide6.QtWidgets import QComboBox, QWidget  # noqa: PLC0415

    for widget in [window, *window.findChildren(QWidget)]:
        place = widget.objectName() or type(widget).__name__
        for asked in _ASKED:
            said = getattr(widget, asked, None)
            if callable(said):
                yield f"{place} {asked}", str(said() or "")
        if isinstance(widget, QComboBox):
            for row in range(widget.count()):
                yield f"{place} item", widget.itemText(row)
    for action in window.findChildren(QAction):
        yield f"action {action.objectName()}", action.text()


def model_texts(window: Any) -> Iterator[tuple[str, str]]:
    """Whatever the item models under the window's views say, in cells and headers, and where."""
    from PySide6.QtCore import QAbstractListModel, Qt  # noqa: PLC0415 - as above
    from PySide6.QtWidgets import QAbstractItemView, QHeaderView  # noqa: PLC0415

    asked = [Qt.ItemDataRole[f"{each}Role"] for each in _ROLES]
    for view in window.findChildren(QAbstractItemView):
        model, place = view.model(), view.objectName() or type(view).__name__
        if model is None or isinstance(view, QHeaderView):
            continue
        columns = range(1 if isinstance(model, QAbstractListModel) else model.columnCount())
        for role in asked:
            for row in range(min(model.rowCount(), _MOST_ROWS)):
                yield f"{place} row", _said(model.headerData(row, Qt.Orientation.Vertical, role))
                for column in columns:
                    said = model.data(model.index(row, column), role)
                    yield f"{place} {role.name} {column}", _said(said)
            for column in columns:
                said = model.headerData(column, Qt.Orientation.Horizontal, role)
                yield f"{place} header {role.name} {column}", _said(said)


def _said(value: object) -> str:
    return value if isinstance(value, str) else ""


def note_painted() -> set[str]:
    """What painters of the program write from now on."""
    from PySide6.QtGui import QPainter  # noqa: PLC0415 - as above

    painted: set[str] = set()
    draw = QPainter.drawText

    def noting(painter: QPainter, *args: Any) -> Any:
        painted.update(each for each in args if isinstance(each, str))
        return draw(painter, *args)

    QPainter.drawText = noting  # type: ignore[assignment, method-assign]
    return painted


def main(storage: Path) -> None:
    """Train an epoch, look at the mistakes, draw, and print what was not translated anywhere."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    gettext.translation = lambda *_args, **_named: Bracketed()  # type: ignore[assignment]
    from PySide6.QtGui import QAction  # noqa: PLC0415
    from PySide6.QtWidgets import QAbstractButton, QApplication, QSpinBox  # noqa: PLC0415

    from desktop.application import create_window  # noqa: PLC0415

    painted = note_painted()
    window = create_window(storage, None)
    window.resize(1280, 720)
    window.show()

    def wait(holds: Callable[[], object]) -> None:
        end = monotonic() + _PATIENCE_SECONDS
        while not holds():
            QApplication.processEvents()
            assert monotonic() < end, "what was waited for did not come"

    def look(seconds: float) -> None:
        end = monotonic() + seconds
        wait(lambda: monotonic() > end)

    def button(name: str) -> QAbstractButton:
        found = window.findChild(QAbstractButton, name)
        assert found is not None, name
        return found

    def told() -> set[tuple[str, str]]:
        # of a text that was cut to fit, not all brackets are left
        paint = (("painted", each) for each in painted if each.count(BEGIN) == each.count(END))
        said = chain(texts(window), model_texts(window), paint)
        return {(place, left) for place, text in said if (left := outside(text))}

    seen = set()
    wait(button("start_button").isEnabled)
    epochs = window.findChild(QSpinBox, "epochs_box")
    assert epochs is not None
    epochs.setValue(1)
    button("start_button").click()
    wait(lambda: not button("start_button").isEnabled())
    wait(button("start_button").isEnabled)
    for drawer in ("epoch_log_toggle", "runs_toggle", "inside_toggle"):
        button(drawer).click()
        look(0.5)
        seen |= told()
    keyboard = next(each for each in window.findChildren(QAction) if "Keyboard" in each.text())
    keyboard.trigger()
    for page in ("mistakes_tab", "draw_tab", "train_tab"):
        window.show_page(page)
        look(1.0)
        seen |= told()
    window.close()
    for place, left in sorted(seen):
        sys.stdout.write(f"{place}: {left}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
