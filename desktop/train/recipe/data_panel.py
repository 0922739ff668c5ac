"""The row for the data set: which one is learned from, and the ways to those that are missing."""

from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Slot
from PySide6.QtWidgets import QComboBox, QFileDialog, QProgressBar, QPushButton, QWidget

from desktop.formats import breakable, hint, with_unit
from desktop.theme import SPACE, Theme
from desktop.train.wording import data_size
from desktop.translation import tr
from desktop.widgets.buttons import LinkButton
from desktop.widgets.labels import Caption, ElidedCaption, explain
from desktop.widgets.layouts import column, row
from desktop.workspace.data_choice import DataChoice
from desktop.workspace.data_titles import DATA_WORDS
from nncore.datasets.dataset import FOLDER
from nncore.datasets.mnist import KEY as MNIST
from nncore.datasets.names import folder_name
from nncore.datasets.registry import SOURCES, Download

FOLDER_HELP = tr("A folder with MNIST’s four files, or with other digits in the same format")
_NARROWEST = 12
"""Characters that the box has room for at least: a folder's name must not widen the form."""

_CANCELLED = tr("Cancelled. There is nothing to learn from yet.")

_PATIENCE_MILLISECONDS = 400
"""That a wait may last before it has a bar and Cancel: else they would flash up and be gone."""


class DataPanel(QWidget):
    """A box of data sets, and below it whatever it takes to have the chosen one here."""

    def __init__(self, data: DataChoice, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._data = data
        self._folder_label = ElidedCaption(theme)
        self._folder_label.setObjectName("data_folder_label")
        self._box = self._make_box()
        self._note = LoadingNote(data, theme)
        self._make_offers()
        self._lay_out()
        self._connect()
        self._refresh()

    def _make_box(self) -> QComboBox:
        box = QComboBox()
        box.setObjectName("dataset_box")
        box.setAccessibleName(tr("Data set"))
        explain(box, _help())
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(_NARROWEST)
        self.setFocusProxy(box)
        return box

    def _make_offers(self) -> None:
        self._get_button = LinkButton("")
        self._get_button.setObjectName("get_mnist_button")
        self._folder_button = LinkButton(tr("Open a folder…"))
        self._folder_button.setObjectName("mnist_folder_button")
        self._folder_button.setAccessibleName(
            tr("Open a folder with MNIST's files or other digits")
        )
        self._folder_button.setToolTip(hint(FOLDER_HELP))

    def _lay_out(self) -> None:
        parts = (self._box, self._folder_label, self._note, self._get_button, self._folder_button)
        self.setLayout(column(*parts, gap=SPACE // 2))

    def _connect(self) -> None:
        self._box.currentIndexChanged.connect(self._on_box_changed)
        self._get_button.clicked.connect(self._on_get_clicked)
        self._folder_button.clicked.connect(self._on_folder_clicked)
        self._data.changed.connect(self._refresh)

    @Slot()
    def _refresh(self) -> None:
        self._renew_box()
        self._show_folder()
        retries = self._retries
        self._note.refresh(can_retry=retries)
        chosen, (wanted, download) = self._data.chosen, self._offered_download
        lacks = self._lacks(wanted)
        is_retry = chosen == wanted and retries and self._data.was_download(chosen)
        self._name_get_button(self._data.title(wanted), download.size // 2**20)
        self._get_button.setVisible(lacks and not is_retry)
        self._folder_button.setVisible(chosen == FOLDER or (lacks and chosen == MNIST))

    def _renew_box(self) -> None:
        data, box = self._data, self._box
        with QSignalBlocker(box):
            if [box.itemData(row) for row in range(box.count())] != [*data.keys]:
                box.clear()
                for key in data.keys:
                    box.addItem(data.title(key), key)
            row, folder = box.findData(FOLDER), data.library.folders.get(FOLDER)
            if folder is not None:
                box.setItemText(row, data.title(FOLDER))
                box.setItemData(row, hint(str(folder)), Qt.ItemDataRole.ToolTipRole)
            box.setCurrentIndex(box.findData(data.chosen))
        box.setDisabled(data.is_locked)

    def _show_folder(self) -> None:
        """Say where the chosen data lie, if it is a place that the user named."""
        folder = self._data.library.folders.of_user(self._data.chosen)
        self._folder_label.setText("" if folder is None else str(folder))
        self._folder_label.setVisible(folder is not None)

    def _name_get_button(self, title: str, megabytes: int) -> None:
        self._get_button.setText(
            tr("Get {title}, {size}", title=title, size=with_unit(megabytes, tr("MB")))
        )
        self._get_button.setAccessibleName(
            tr("Download {title}, {megabytes} megabytes", title=title, megabytes=megabytes)
        )
        what_for = tr("Downloads {title} once, checks it, and keeps it for later", title=title)
        self._get_button.setToolTip(hint(what_for))

    @property
    def _offered_download(self) -> tuple[str, Download]:
        """The key of what to offer a download of, and where from: the chosen data set, or the first
        that has one, as MNIST has.
        """
        keys = (key for key in (self._data.chosen, *self._data.keys) if key != FOLDER)
        downloads = ((key, SOURCES[key].download) for key in keys)
        return next((key, download) for key, download in downloads if download is not None)

    def _lacks(self, key: str) -> bool:
        """Whether a data set is neither here nor on its way, nor are its files whole."""
        library = self._data.library
        if library.get(key) is not None or library.is_under_way(key):
            return False
        return bool(library.problem(key)) or not library.is_here(key)

    @property
    def _retries(self) -> bool:
        """Whether to try the same again is the way to the chosen data; else it is another one.

        Files that cannot be read will not be read the next time: then they are to be got anew.
        """
        key, library = self._data.chosen, self._data.library
        if key != self._offered_download[0] or library.was_cancelled(key):
            return True
        return self._data.was_download(key) and bool(library.problem(key))

    @Slot(int)
    def _on_box_changed(self, row: int) -> None:
        self._data.choose(self._box.itemData(row))

    @Slot()
    def _on_get_clicked(self) -> None:
        self._data.download(self._offered_download[0])

    @Slot()
    def _on_folder_clicked(self) -> None:
        name = QFileDialog.getExistingDirectory(self, FOLDER_HELP)
        if name:
            self._data.use_folder(Path(name))


class LoadingNote(QWidget):
    """A line below the data box, with a bar and Cancel while it takes long, and Retry after a
    failure.
    """

    def __init__(self, data: DataChoice, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._data = data
        self._awaited: str | None = None
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MILLISECONDS)
        self._patience.timeout.connect(self._on_patience_ended)
        self._make_parts(theme)
        self._lay_out()
        self._cancel_button.clicked.connect(self._on_cancel_clicked)
        self._retry_button.clicked.connect(data.retry)
        data.library.progressed.connect(self._on_progressed)

    def refresh(self, *, can_retry: bool) -> None:
        """Say how it stands now; offer to try again after a failure if there is no better way."""
        library, key = self._data.library, self._data.chosen
        is_busy = library.is_under_way(key)
        problem = _CANCELLED if library.was_cancelled(key) else library.problem(key)
        if is_busy:
            self._text.tell(self._busy_words)
        elif problem:
            self._text.warn(breakable(problem))
        else:
            self._text.tell(self._standing_words)
        self._text.setVisible(bool(self._text.text()))
        self._await(key if is_busy else None)
        self._retry_button.setVisible(bool(problem) and can_retry and not is_busy)

    def _await(self, key: str | None) -> None:
        """Show before long that this data set is on its way; None: that none is."""
        if key == self._awaited:
            return
        self._awaited = key
        self._show_wait(shown=False)
        if key is None:
            self._patience.stop()
        else:
            self._patience.start()

    def _show_wait(self, *, shown: bool) -> None:
        self._bar.setVisible(shown)
        self._cancel_button.setVisible(shown)

    def _make_parts(self, theme: Theme) -> None:
        self._text = Caption(theme)
        self._text.setObjectName("data_note")
        self._text.setWordWrap(True)
        self._bar = QProgressBar(minimum=0, maximum=1000, textVisible=False)
        self._bar.setObjectName("data_progress")
        self._bar.setAccessibleName(tr("Progress of the data set"))
        self._bar.setFixedHeight(SPACE)
        self._cancel_button = QPushButton(tr("Cancel"))
        self._cancel_button.setObjectName("data_cancel_button")
        self._cancel_button.setAccessibleName(tr("Cancel getting the data set"))
        self._retry_button = QPushButton(tr("Retry"))
        self._retry_button.setObjectName("data_retry_button")
        self._retry_button.setAccessibleName(tr("Try again to get the data set"))

    def _lay_out(self) -> None:
        wait = row(self._bar, self._cancel_button, fills=self._bar)
        self.setLayout(column(self._text, wait, self._retry_button, gap=SPACE // 2))
        self._show_wait(shown=False)

    @property
    def _standing_words(self) -> str:
        data = self._data
        size = "" if data.dataset is None else data_size(data.dataset)
        if not data.postponed:
            return size
        follows = tr("“{title}” follows when the run has ended.", title=data.postponed)
        return f"{size}\n{follows}".strip()

    @property
    def _busy_words(self) -> str:
        key, folder = self._data.chosen, self._data.library.asked_folder
        if key == MNIST and folder is not None:
            return tr("Opening {folder}…", folder=folder_name(folder))
        words = DATA_WORDS.get(key)
        return (words and words.busy) or tr("Getting {title}…", title=self._data.title(key))

    @Slot()
    def _on_patience_ended(self) -> None:
        self._show_wait(shown=True)

    @Slot()
    def _on_cancel_clicked(self) -> None:
        self._data.library.cancel(self._data.chosen)

    @Slot(str, float)
    def _on_progressed(self, key: str, done: float) -> None:
        if key == self._data.chosen:
            self._bar.setValue(round(done * self._bar.maximum()))


def _help() -> str:
    known = "; ".join(words.help for words in DATA_WORDS.values())
    return tr(
        "Data: the images to learn from. {known}. A folder with other digits in the "
        "same format can be opened.",
        known=known,
    )
