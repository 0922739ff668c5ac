"""Compares the network of the Mistakes tab with another one, as long as that mode is chosen.

It has the rival read, and tells the tab what the exploration can compare with.
"""

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop.formats import breakable
from desktop.mistakes.compare import wording
from desktop.mistakes.compare.bar import CompareBar
from desktop.mistakes.compare.rival_reader import RivalReader
from desktop.mistakes.compare.rivals import Rival, rivals_of
from desktop.mistakes.exploration import Aspect, Exploration
from desktop.mistakes.filters import Filters, Outcome
from desktop.mistakes.mode_bar import Mode
from desktop.mistakes.timeline.timeline import Timeline
from desktop.theme import Theme
from desktop.workspace.accuracy import at_moment
from desktop.workspace.evaluation import EvaluationRequest, EvaluationResult
from desktop.workspace.evaluation_service import EvaluationService
from desktop.workspace.kept_runs import KeptRuns
from desktop.workspace.network_ref import NetworkRef
from desktop.workspace.workspace import Workspace
from nncore.array_types import LabelArray
from nncore.datasets import Split
from nncore.runs import KeptRun

_NOBODY = "There is no other network to compare with yet: train a second one, or open a file."


class CompareController(QObject):
    """changed: there is something else to compare with, or nothing any more.

    bar: what stands above the gallery meanwhile. rival: what the other network took the images of
    the split for, (N,); None while that is not known. hindrance: why there is nothing to show, in
    a sentence, and the name of the button that leads on, if there is one; None if nothing hinders.
    """

    changed = Signal()

    def __init__(
        self,
        workspace: Workspace,
        kept_runs: KeptRuns,
        evaluations: EvaluationService,
        timeline: Timeline,
        exploration: Exploration,
        theme: Theme,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._kept_runs = kept_runs
        self._timeline = timeline
        self._exploration = exploration
        self._reader = RivalReader(workspace, evaluations, self)
        self._is_on = self._is_following = False
        self._other_filters = Filters(Outcome.FIXED)
        """Those of the mode that is not chosen."""
        self._followed: EvaluationResult | None = None
        self._rival: EvaluationResult | None = None
        self._rivals: list[Rival] = []
        self._preferred: NetworkRef | None = None
        self._asked: tuple[NetworkRef, Split] | None = None
        self.hindrance: tuple[str, str] | None = None
        self.bar = CompareBar(exploration, theme, parent)
        self.bar.rival_chosen.connect(self._on_rival_chosen)
        self.bar.watched_changed.connect(self._reader.set_watched)
        self._reader.evaluated.connect(self._on_evaluated)
        self._reader.failed.connect(self._on_failed)
        exploration.changed.connect(self._on_explored)
        workspace.networks_changed.connect(self._on_networks_changed)

    @property
    def rival(self) -> LabelArray | None:
        """What the other network took the images for."""
        return None if self._rival is None else self._rival.columns.predictions

    @property
    def gallery_filters(self) -> Filters:
        """What the gallery is filtered by whenever nothing is compared."""
        return self._other_filters if self._is_on else self._exploration.filters

    @Slot(object)
    def set_mode(self, mode: Mode) -> None:
        """Compare, or do so no longer; each mode has filters of its own."""
        self._is_on = mode is Mode.COMPARE
        self.bar.setVisible(self._is_on)
        self._renew()
        filters, self._other_filters = self._other_filters, self._exploration.filters
        self._exploration.set_filters(filters)
        self.changed.emit()

    def follow(self, result: EvaluationResult | None) -> None:
        """Compare with what was read here; None: with nothing. Afterwards `rival` fits to it."""
        self._is_following = True
        self._followed = result
        self._renew()
        self._is_following = False

    def _renew(self) -> None:
        """Offer who can be compared with, and ask for the chosen one where that is not done."""
        followed = self._followed
        if followed is None or not self._is_on:
            self._reader.cancel()
            self._asked = self._rival = None
            self.hindrance = None
            return
        request = followed.request
        self._rivals = self._rivals_of(request)
        chosen = self._chosen
        self.bar.offer(
            [each.title for each in self._rivals],
            -1 if chosen is None else self._rivals.index(chosen),
        )
        if chosen is None:
            self._reader.cancel()
            self._asked = self._rival = None
            self.hindrance = _NOBODY, "Train a network"
        elif self._asked is None or not _is_same(self._asked, (chosen.ref, request.split)):
            self._rival, self._asked = None, (chosen.ref, request.split)
            count = f"{len(request.split):,}"
            self.hindrance = f"Reading {count} images with {breakable(chosen.title)}…", ""
            self._reader.request(chosen, request.dataset, request.split_name)

    @property
    def _chosen(self) -> Rival | None:
        preferred = (each for each in self._rivals if each.ref == self._preferred)
        return next(preferred, self._rivals[0] if self._rivals else None)

    def _rivals_of(self, request: EvaluationRequest) -> list[Rival]:
        read, run_id = self._timeline.read, request.ref.run_id
        kept: KeptRun | None = self._kept_runs.get(run_id)
        epochs = set() if kept is None else {*kept.weights_epochs}
        if read is not None and read.kept.id == run_id:
            kept, epochs = read.kept, {*read.kept.weights_epochs, *read.epochs}
        preferred = self._preferred
        if preferred is not None and preferred.run_id == run_id and preferred.epoch is not None:
            epochs.add(preferred.epoch)  # also until the run's history is read again
        return rivals_of(request, self._workspace.networks, kept, sorted(epochs))

    def _tell(self) -> None:
        """Say what the comparison comes to, once there is one."""
        examples, followed, rival = self._exploration.examples, self._followed, self._rival
        if examples is None or examples.rival is None or followed is None or rival is None:
            self.bar.say("")
            return
        run_id = followed.request.ref.run_id
        self.bar.say(
            wording.comparison(
                wording.ComparedCounts.of(examples),
                self._name(followed),
                self._name(rival),
                followed.request.split_name,
                is_one_run=bool(run_id) and rival.request.ref.run_id == run_id,
            )
        )

    def _name(self, result: EvaluationResult) -> str:
        """A network's name by now, with the moment of its weights."""
        request, ref = result.request, result.request.ref
        plain = NetworkRef.of_run(ref.run_id) if ref.run_id else ref
        entries = (each.name for each in self._workspace.networks if each.ref == plain)
        name = at_moment(next(entries, request.name), request.epoch, request.step)
        remark = " (as seen while learning)" if result.columns.is_seen_while_learning else ""
        return breakable(name) + remark

    @Slot(int)
    def _on_rival_chosen(self, row: int) -> None:
        self._preferred = self._rivals[row].ref
        self._renew()
        self.changed.emit()

    @Slot(object)
    def _on_evaluated(self, result: EvaluationResult) -> None:
        self._rival, self.hindrance = result, None
        self._tell_changed()

    @Slot(str)
    def _on_failed(self, message: str) -> None:
        chosen = self._chosen
        name = "The other network" if chosen is None else breakable(chosen.title)
        self._rival, self.hindrance = None, (f"{name} cannot read these images: {message}.", "")
        self._tell_changed()

    def _tell_changed(self) -> None:
        if not self._is_following:  # whoever lets it follow looks at it afterwards
            self.changed.emit()

    @Slot(object)
    def _on_explored(self, aspects: Aspect) -> None:
        if Aspect.EXAMPLES in aspects:
            self._tell()

    @Slot()
    def _on_networks_changed(self) -> None:
        if self._is_on and self._followed is not None:
            before = self._rival, self.hindrance
            self._renew()  # others came or went, or have other names
            self._reader.refresh()
            self._tell()
            if (self._rival, self.hindrance) != before:
                self.changed.emit()


def _is_same(asked: tuple[NetworkRef, Split], wanted: tuple[NetworkRef, Split]) -> bool:
    return asked[0] == wanted[0] and asked[1] is wanted[1]
