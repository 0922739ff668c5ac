"""Brings kept runs into sight, and goes on with them as soon as what they learned from is here."""

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from desktop.train import wording
from desktop.train.controller import TrainController
from desktop.train.recipe.choices import nearest_preset
from desktop.train.recipe.form import RecipeForm
from desktop.trainer.task import Task
from desktop.translation import tr
from desktop.workspace.data_choice import DataChoice
from desktop.workspace.error_words import in_words
from desktop.workspace.jobs import Jobs, LatestJob, Progress, Work
from desktop.workspace.kept_runs import KeptRuns
from desktop.workspace.network_ref import NetworkRef
from desktop.workspace.run.continuation import more_epochs_of
from desktop.workspace.run.opened_run import OpenedRun, read, read_anew
from desktop.workspace.run.run_in_sight import RunInSight
from desktop.workspace.workspace import Workspace
from nncore.recipes.recipe import Recipe
from nncore.runs import KeptRun


@dataclass(frozen=True, eq=False)
class _KeptNow:
    """The run in sight as it lies on the disk by now; None where it is gone, or cannot be read.

    more_epochs: for how many it is to go on; None for as many as suit it.
    """

    kept: KeptRun | None
    more_epochs: int | None


class RunOpener(QObject):
    """Opens kept runs. announced: something that a person should know, in words."""

    announced = Signal(str)

    def __init__(
        self,
        run: RunInSight,
        controller: TrainController,
        kept_runs: KeptRuns,
        form: RecipeForm,
        data: DataChoice,
        workspace: Workspace,
        jobs: Jobs,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._run = run
        self._controller = controller
        self._kept_runs = kept_runs
        self._form = form
        self._data = data
        self._workspace = workspace
        self._choice: NetworkRef | None = None
        self._opening = LatestJob(jobs, self)
        self._asked: Work | None = None
        """What reads the run that is wanted now; None once another one was started."""
        self._resumes: tuple[str, int] | None = None
        """The run to go on with once it is open, and for how many epochs beyond its recipe."""
        self._waiting: tuple[KeptRun, int | None] | None = None
        """The same, once its data are here, unless somebody changes the form meanwhile."""
        self._listed = ""
        """The id of the run in sight, once the list had it."""
        self._recipe: Recipe | None = None
        """What the form said when it began to wait."""
        self._opening.finished.connect(self._on_read)
        self._opening.failed.connect(self._on_opening_failed)
        data.changed.connect(self._on_data_changed)
        data.library.cancelled.connect(self._on_data_cancelled)
        form.changed.connect(self._on_form_changed)
        kept_runs.changed.connect(self._on_runs_changed)
        controller.resume_wanted.connect(self._on_resume_wanted)
        controller.started.connect(self._on_started)

    @Slot(str)
    def open(self, run_id: str) -> None:
        """Bring a run into sight."""
        self._open(self._kept_runs.get(run_id))

    @Slot(str)
    def resume(self, run_id: str) -> None:
        """Bring a run into sight, and go on with it."""
        self._open(self._kept_runs.get(run_id), more_epochs=0)

    def _open(self, kept: KeptRun | None, more_epochs: int | None = None) -> None:
        if kept is not None:
            self._resumes = None if more_epochs is None else (kept.id, more_epochs)
            self._waiting = None
            self._choice = self._workspace.choice
            self._request(partial(read, kept))

    def _request(self, work: Work) -> None:
        self._asked = work
        self._opening.request(partial(_answered, work))

    def _renew(self, opened: OpenedRun) -> None:
        """Show the run in sight as it is by now; the form, and what other tabs look at, stay."""
        kept = self._run.kept
        if kept is None or kept.id != opened.kept.id:
            return  # another one came into sight meanwhile
        self._run.open(opened)
        self._workspace.put(opened.network, kept=opened.kept)

    def _show(self, opened: OpenedRun) -> None:
        """Bring a run into sight, and go on with it if that was asked for."""
        recipe = opened.kept.recipe
        lacking = self._form.set_recipe(recipe, nearest_preset(recipe))
        if lacking:
            self.announced.emit(lacking)
        self._listed = opened.kept.id
        self._run.open(opened)
        is_last_wish = self._workspace.choice == self._choice  # nobody chose another meanwhile
        self._workspace.put(opened.network, choose=is_last_wish, kept=opened.kept)
        self._choice = self._workspace.choice
        if self._resumes is not None and self._resumes[0] == opened.kept.id:
            more_epochs, self._resumes = self._resumes[1], None
            self._go_on(opened.kept, more_epochs)

    def _go_on(self, kept: KeptRun, more_epochs: int | None) -> None:
        """Go on with the run in sight as soon as the data that it learned from are here."""
        self._waiting = None
        if not self._data.want(kept.dataset):
            self.announced.emit(wording.missing_data(kept.name, kept.dataset.name))
            return
        self._waiting, self._recipe = (kept, more_epochs), self._form.recipe
        self._on_data_changed()

    def _go_on_now(self, found: _KeptNow) -> None:
        """Go on with the run in sight; it is opened anew where it is kept otherwise by now."""
        run, now = self._run, found.kept
        if run.kept is None or (now is not None and now.id != run.kept.id):
            return  # it was deleted meanwhile
        if now is None:
            name = run.kept.name
            self._kept_runs.refresh(run.kept.id)  # else a list of before would bring it back
            run.forget_kept()
            self.announced.emit(wording.vanished(name))
            return
        more_epochs = more_epochs_of(now) if found.more_epochs is None else found.more_epochs
        if len(run.history) == now.steps or now.is_under_way:  # the latter is refused in words
            self._controller.go_on(now, more_epochs)
        else:
            if len(run.history) > now.steps:
                self.announced.emit(wording.goes_on_after(now.name, now.steps))
            self._open(now, more_epochs)

    @Slot(Task)
    def _on_started(self, _task: Task) -> None:
        """Another wish: what is being opened is not to replace this run once it has ended."""
        self._opening.cancel()
        self._asked = self._resumes = self._waiting = None

    @Slot(object)
    def _on_read(self, answer: tuple[Work, OpenedRun | _KeptNow | None]) -> None:
        asked, found = answer
        if asked is not self._asked or self._run.is_active:
            return
        match found:
            case OpenedRun() if self._kept_runs.is_deleted(found.kept.id):
                return  # meanwhile
            case OpenedRun(is_renewed=True):
                self._renew(found)
            case OpenedRun():
                self._show(found)
            case _KeptNow():
                self._go_on_now(found)

    @Slot(Exception)
    def _on_opening_failed(self, error: Exception) -> None:
        if self._asked is not None and not self._opening.is_busy:  # else another is wanted by now
            self.announced.emit(tr("The run cannot be opened. {problem}", problem=in_words(error)))

    @Slot(object)
    def _on_resume_wanted(self, kept: KeptRun) -> None:
        self._resumes = None
        self._go_on(kept, None)

    @Slot()
    def _on_data_changed(self) -> None:
        if self._waiting is None:
            return
        (kept, more_epochs), self._waiting = self._waiting, None
        if self._run.kept is None or self._run.kept.id != kept.id:
            return  # it was deleted meanwhile, or another one came into sight
        dataset = self._data.trainable
        if dataset is not None and dataset.fingerprint == kept.dataset.fingerprint:
            # it may have another name by now, or have gone on elsewhere
            self._request(partial(_read_now, self._kept_runs, kept.id, more_epochs))
        elif self._data.wanted is not kept.dataset:
            return  # somebody chose other data: that was a change of mind
        elif self._data.dataset is None:
            self._waiting = kept, more_epochs
        else:  # they came, and are other images
            self.announced.emit(wording.missing_data(kept.name, kept.dataset.name))

    @Slot(str)
    def _on_data_cancelled(self, key: str) -> None:
        if key == self._data.chosen:
            self._waiting = None

    @Slot()
    def _on_form_changed(self) -> None:
        """What a person enters is the wish for another run, and not what the data refuse of it."""
        if self._data.dataset is None and self._form.recipe != self._recipe:
            self._waiting = None

    @Slot()
    def _on_runs_changed(self) -> None:
        """Note how the run in sight is called, and whether it is kept still; read it anew if
        another window went on with it.
        """
        run = self._run
        listed = self._kept_runs.get(run.id) if run.id else None
        if listed is None:
            if run.id == self._listed:
                run.forget_kept()
            return
        self._listed = run.id
        run.rename(listed.name)
        run.find_kept(listed)
        if run.is_active or run.kept is None:
            return
        if self._opening.is_busy or self._waiting is not None:
            return
        if listed.epochs > len(run.history.epoch_ends):
            self._request(partial(read_anew, listed))


def _read_now(
    kept_runs: KeptRuns, run_id: str, more_epochs: int | None, _progress: Progress
) -> _KeptNow:
    try:
        return _KeptNow(kept_runs.read(run_id), more_epochs)
    except (OSError, ValueError, KeyError):  # somebody removed it, or damaged it
        return _KeptNow(None, more_epochs)


def _answered(work: Work, progress: Progress) -> tuple[Work, object]:
    """The answer to a request, and which it was."""
    return work, work(progress)
