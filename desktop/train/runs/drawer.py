"""The drawer "Runs": every kept run, to open, compare, rename, reduce, delete and export."""

from collections.abc import Mapping
from functools import partial
from operator import attrgetter
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop.theme import SPACE, Theme
from desktop.train.plots.style import overlay_colour
from desktop.train.runs import wording
from desktop.train.runs.list_actions import ListActions, RunBar
from desktop.train.runs.list_footer import ListFooter
from desktop.train.runs.runs_model import RunsModel
from desktop.train.runs.runs_view import RunsView
from desktop.train.runs.undo_line import Deed, Done
from desktop.translation import tr
from desktop.widgets import file_dialogs
from desktop.widgets.labels import TonedLabel
from desktop.widgets.layouts import column
from desktop.workspace.kept_run_summary import KeptRunStatus, KeptRunSummary
from desktop.workspace.kept_runs import KeptRuns
from desktop.workspace.run_bin import Emptied
from nncore.safe_text import quoted


class RunsDrawer(QWidget):
    """A table of runs below a row of buttons.

    open_requested, resume_requested: a run's id. plot_export_requested: where to.
    announced: what was done.
    """

    open_requested = Signal(str)
    resume_requested = Signal(str)
    plot_export_requested = Signal(Path)
    announced = Signal(str)

    def __init__(self, kept_runs: KeptRuns, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("runs_drawer")
        self._kept_runs = kept_runs
        self._theme = theme
        self._is_busy = False
        self._running_id: str | None = None
        self._shown_id: str | None = None
        self._exported_names: dict[Path, str] = {}
        self._chosen_at_undo: list[str] | None = None
        self.model = RunsModel(kept_runs, partial(overlay_colour, theme), self)
        self.view = RunsView(self.model, theme)
        self._actions = ListActions(self)
        self._bar = RunBar(self._actions, theme)
        self._empty = TonedLabel(theme, wording.EMPTY)
        self._footer = ListFooter(kept_runs, theme)
        self.undo = self._footer.undo
        self._lay_out()
        self._connect()
        theme.changed.connect(self._on_theme_changed)
        self._on_runs_changed()

    def set_busy(self, is_running: bool, running_id: str | None) -> None:
        """Whether a run is under way, and which: its own curves are in the plots then."""
        self._is_busy = is_running
        earlier, self._running_id = self._running_id, running_id if is_running else None
        for changed in ({earlier} ^ {self._running_id}) - {None}:
            self._kept_runs.refresh(changed)  # it began, or it ended
        self.model.set_running(self._running_id)
        if self._running_id is not None:
            self.set_shown(running_id)
        self._show_actions()

    def set_shown(self, run_id: str | None) -> None:
        """Which run's own curves are in the plots: the ticked ones are compared with it."""
        self._shown_id = run_id
        self.model.set_shown(run_id)
        self._show_comparison()

    def _lay_out(self) -> None:
        self._empty.setObjectName("runs_empty_label")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        # all in one column: Qt gives a part that holds words that wrap all the height it would like
        layout = column(
            self._empty, self._bar, self.view, self._footer, gap=SPACE // 2, fills=self.view
        )
        layout.setStretchFactor(self._empty, 1)
        self.setLayout(layout)

    def _connect(self) -> None:
        self._kept_runs.changed.connect(self._on_runs_changed)
        self._kept_runs.exported.connect(self._on_exported)
        self.model.comparison_changed.connect(self._show_comparison)
        self.model.refused.connect(self.announced)
        self.view.chosen.connect(self._show_actions)
        self.view.opened.connect(self._on_double_clicked)
        self.undo.undone.connect(self._on_undone)
        self.undo.let_go.connect(self._on_let_go)
        self._footer.changed.connect(self._fit_footer)
        self._kept_runs.restored.connect(self._on_restored)
        self._kept_runs.bin.emptied.connect(self._on_emptied)
        self._kept_runs.reduction.reduced.connect(self._on_reduced)
        self._kept_runs.reduction.failed.connect(self._on_reduction_failed)
        self._actions.open.triggered.connect(self._on_open)
        self._actions.resume.triggered.connect(self._on_resume)
        self._actions.rename.triggered.connect(self._on_rename)
        self._actions.reduce.triggered.connect(self._on_reduce)
        self._actions.delete.triggered.connect(self._on_delete)
        self._actions.export.triggered.connect(self._on_export)
        self.view.addActions(self._actions.all)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    @property
    def _chosen(self) -> list[KeptRunSummary]:
        ids = set(self.view.chosen_ids)
        return [each for each in self.model.lines if each.id in ids]

    @Slot()
    def _show_actions(self) -> None:
        self._actions.show(self._chosen, is_busy=self._is_busy)

    @Slot()
    def _show_comparison(self) -> None:
        lines = self._compared_lines()
        # the curves of the run in sight have the colour of training
        colours = [self.model.colour_of(each.id) or self._theme.training for each in lines]
        self._footer.compare(lines, colours)
        self._fit_footer()

    def _compared_lines(self) -> list[KeptRunSummary]:
        """The ticked runs, and before them the one whose own curves are in the plots."""
        ids = self.model.compared
        if not ids:
            return []
        if self._shown_id is not None and self._shown_id not in ids:
            ids.insert(0, self._shown_id)
        lines = [line for line in map(self._kept_runs.summary, ids) if line is not None]
        if len(lines) == 2 and self._shown_id not in ids:
            lines.sort(key=attrgetter("begun"), reverse=True)
        return lines

    @Slot()
    def _fit_footer(self) -> None:
        """In a low drawer some rows of the list stay in sight."""
        rest = self._bar.sizeHint().height() + self.view.least_height + SPACE
        self._footer.fit(self.height() - rest)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_footer()

    @Slot()
    def _on_runs_changed(self) -> None:
        lines, damaged = self._kept_runs.summaries, self._kept_runs.damaged
        self._bar.say(wording.summary(lines, len(damaged)), wording.unreadable(damaged))
        self._empty.setText(wording.EMPTY if self._kept_runs.is_loaded else "")
        has_list = bool(lines or damaged)
        self._bar.setVisible(has_list)
        self.view.setVisible(has_list)
        self._empty.setVisible(not has_list)
        self._show_actions()
        self._show_comparison()

    @Slot(str)
    def _on_double_clicked(self, _run_id: str) -> None:
        if self._actions.open.isEnabled():
            self._on_open()
        elif self._is_busy:
            self.announced.emit(wording.BUSY)

    @Slot()
    def _on_open(self) -> None:
        for line in self._chosen:
            self.open_requested.emit(line.id)

    @Slot()
    def _on_resume(self) -> None:
        for line in self._chosen:
            self.resume_requested.emit(line.id)

    @Slot()
    def _on_rename(self) -> None:
        for line in self._chosen:
            self.view.edit_name(line.id)

    @property
    def _chosen_at_rest(self) -> dict[str, str]:
        """The names of the selected runs that can be deleted or reduced, by id."""
        chosen = (each for each in self._chosen if each.status is not KeptRunStatus.RUNNING)
        return {each.id: each.name for each in chosen}

    @Slot()
    def _on_delete(self) -> None:
        names = self._chosen_at_rest
        row = self.view.currentIndex().row()
        gone = self._kept_runs.delete(names)
        if gone:
            self.view.choose_row(row)
            self.undo.tell(Done(Deed.DELETED, names))

    @Slot()
    def _on_reduce(self) -> None:
        names = self._chosen_at_rest
        if names:
            self.announced.emit(wording.reducing([*names.values()]))
            self._kept_runs.reduction.reduce(names)

    @Slot(object)
    def _on_reduced(self, freed: Mapping[str, int]) -> None:
        lines = [line for line in map(self._kept_runs.summary, freed) if line is not None]
        if lines:
            done = Done(Deed.REDUCED, {each.id: each.name for each in lines}, freed)
            if self._kept_runs.reduction.can_bring_back(freed):
                self.undo.tell(done)
            self.announced.emit(done.in_words)
        elif not freed:
            self.announced.emit(wording.NOTHING_TO_REDUCE)

    @Slot()
    def _on_reduction_failed(self) -> None:
        self.announced.emit("")  # why is said elsewhere: nothing is being reduced any more

    @Slot(Emptied)
    def _on_emptied(self, emptied: Emptied) -> None:
        self.announced.emit(wording.freed(emptied.bytes))

    @Slot(object, list)
    def _on_let_go(self, deed: Deed, ids: list[str]) -> None:
        if deed is Deed.REDUCED:
            self._kept_runs.reduction.free(ids)

    @Slot(object, list)
    def _on_undone(self, deed: Deed, ids: list[str]) -> None:
        if deed is Deed.REDUCED:
            self._kept_runs.reduction.bring_back(ids)
            return
        self._chosen_at_undo = self.view.chosen_ids
        self._kept_runs.restore(ids)

    @Slot(list)
    def _on_restored(self, ids: list[str]) -> None:
        """What was asked back here is selected, unless somebody selected something else since."""
        if self._chosen_at_undo == self.view.chosen_ids:
            self.view.choose(ids[0])
            self.view.setFocus()
        self._chosen_at_undo = None

    def export_in_sight(self, name: str, *, has_table: bool) -> None:
        """Ask where to write the run whose own curves are in the plots, and as what.

        has_table: whether steps of it are kept, which the list may not know yet.
        """
        self._export(self._shown_id, name, has_table=has_table)

    @Slot()
    def _on_export(self) -> None:
        for line in self._chosen:
            self._export(line.id, line.name, has_table=line.kept.steps > 0)

    def _export(self, run_id: str | None, name: str, *, has_table: bool) -> None:
        """A kept run as a table, the one in sight, kept or not, also as a picture."""
        kinds: tuple[str, ...] = file_dialogs.HISTORY_FILES if has_table else ()
        if run_id is None or run_id == self._shown_id:
            kinds += file_dialogs.PLOT_FILES
        name = quoted(name)
        path = file_dialogs.ask_where(tr("Export “{name}”", name=name), kinds, name, self)
        if path is None:
            return
        if run_id is not None and has_table and path.suffix.lower() == ".csv":
            self._exported_names[path] = name
            self._kept_runs.export_csv(run_id, name, path)
        else:
            self.plot_export_requested.emit(path)

    @Slot(Path)
    def _on_exported(self, path: Path) -> None:
        self.announced.emit(wording.exported(self._exported_names.pop(path, ""), path))

    @Slot()
    def _on_theme_changed(self) -> None:
        self.model.renew_colours()
        self._show_comparison()
