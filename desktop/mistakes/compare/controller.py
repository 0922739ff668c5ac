"""Compares the network of the Mistakes tab with another one, as long as that mode is chosen.

It has the rival read, and tells the tab what the exploration can compare with.
"""

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop.formats import breakable
from desktop.mistakes.compare import wording
from desktop.mistakes.compare.bar import CompareBar
from desktop.mistakes.compare.rival_reader import RivalReader
from desktop.mistakes.compare.rivals import KnownEpochs, Rival, RivalChoice
from desktop.mistakes.examples import UNNAMED, ComparedNames
from desktop.mistakes.exploration import Aspect, Exploration
from desktop.mistakes.filters import Filters, Outcome
from desktop.mistakes.mode_bar import Mode
from desktop.mistakes.timeline.timeline import Timeline
from desktop.mistakes.wording import TRAIN, reading_images
from desktop.theme import Theme
from desktop.translation import tr
from desktop.workspace.accuracy import at_moment, moment
from desktop.workspace.evaluation import EvaluationRequest, EvaluationResult
from desktop.workspace.evaluation_service import EvaluationService
from desktop.workspace.kept_runs import KeptRuns
from desktop.workspace.network_ref import NetworkRef
from desktop.workspace.workspace import Workspace
from nncore.array_types import FloatArray, LabelArray
from nncore.datasets import Split


class CompareController(QObject):
    """changed: there is something else to compare with, or nothing any more.

    bar: what stands above the gallery meanwhile. rival: what the other network took the images of
    the split for, (N,), and rival_confidences: the probabilities that it gave to that, (N,); None
    while they are not known. hindrance: why there is nothing to show, in a sentence, and the name
    of the button that leads on, if there is one; None if nothing hinders. is_reading: whether all
    that hinders is that the other network is still at it. progressed: the fraction of the images
    that it has read, if that takes long.
    """

    changed = Signal()
    progressed = Signal(float)

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
        self._choice = RivalChoice(self._known_epochs)
        self._rival_timeline = Timeline(kept_runs, evaluations.jobs, self)
        self._reader = RivalReader(workspace, evaluations, self)
        self._is_on = self._is_following = False
        self._other_filters = Filters(Outcome.FIXED)
        """Those of the mode that is not chosen."""
        self._followed: EvaluationResult | None = None
        self._rival: EvaluationResult | None = None
        self._asked: tuple[NetworkRef, Split] | None = None
        self.hindrance: tuple[str, str] | None = None
        self.is_reading = False
        self.bar = CompareBar(exploration, theme, parent)
        self.bar.rival_chosen.connect(self._on_rival_chosen)
        self.bar.epoch_chosen.connect(self._on_epoch_chosen)
        self.bar.watched_changed.connect(self._reader.set_watched)
        self.bar.watched_changed.connect(self._rival_timeline.set_watched)
        self._rival_timeline.changed.connect(self._on_epochs_read)
        self._reader.evaluated.connect(self._on_evaluated)
        self._reader.failed.connect(self._on_failed)
        self._reader.progressed.connect(self.progressed)
        exploration.changed.connect(self._on_explored)
        workspace.networks_changed.connect(self._on_networks_changed)

    @property
    def rival(self) -> LabelArray | None:
        """What the other network took the images for."""
        return None if self._rival is None else self._rival.columns.predictions

    @property
    def rival_confidences(self) -> FloatArray | None:
        """How sure the other network was of it."""
        return None if self._rival is None else self._rival.columns.confidences

    @property
    def names(self) -> ComparedNames:
        """What sentences call both networks, once the other one has read the images."""
        followed, rival = self._followed, self._rival
        if followed is None or rival is None:
            return UNNAMED
        request, run_id = rival.request, followed.request.ref.run_id
        is_one_run = bool(run_id) and request.ref.run_id == run_id
        when = moment(request.epoch, request.step) if is_one_run else ""
        return ComparedNames(self._name(followed), self._name(rival), when)

    @property
    def gallery_filters(self) -> Filters:
        """The filters of the gallery, also while they rest during a comparison."""
        return self._other_filters if self._is_on else self._exploration.filters

    @Slot(object)
    def set_mode(self, mode: Mode) -> None:
        """Compare, or stop; each mode has filters of its own."""
        self._is_on = mode is Mode.COMPARE
        self.bar.setVisible(self._is_on)
        self._renew()
        filters, self._other_filters = self._other_filters, self._exploration.filters
        self._exploration.set_filters(filters)
        self.changed.emit()

    def follow(self, result: EvaluationResult | None) -> None:
        """Compare with this result; None for none. `rival` fits to it afterwards."""
        self._is_following = True
        self._followed = result
        if result is not None:
            self._choice.follow(result.request)
        self._renew()
        self._is_following = False

    def _renew(self) -> None:
        """Offer what can be compared with, and have the chosen one read if that is not done yet."""
        followed = self._followed
        self.bar.setEnabled(followed is not None)
        if followed is None or not self._is_on:
            self._reader.cancel()
            self._asked = self._rival = None
            self.hindrance, self.is_reading = None, False
            return
        request, choice = followed.request, self._choice
        choice.offer(self._workspace.networks)
        rival = choice.rival
        self._follow_epochs_of(rival, request)
        self._offer()
        if rival is None:
            self._reader.cancel()
            self._asked = self._rival = None
            self.hindrance, self.is_reading = (wording.NOBODY, TRAIN), False
        elif self._asked is None or not _is_same(self._asked, (rival.ref, request.split)):
            self._rival, self._asked = None, (rival.ref, request.split)
            self.hindrance = reading_images(len(request.split), rival.title), ""
            self.is_reading = True
            self._reader.request(rival, request.dataset, request.split_name)

    def _follow_epochs_of(self, rival: Rival | None, request: EvaluationRequest) -> None:
        """Have the epochs of the rival's run read, unless it is the network's own run."""
        run_id = "" if rival is None else rival.ref.run_id
        kept = None if run_id == request.ref.run_id else self._kept_runs.get(run_id)
        if kept is None:
            self._rival_timeline.follow(None)
        else:
            wanted = EvaluationRequest.of_epoch(kept, 0, request.dataset, request.split_name)
            self._rival_timeline.follow(wanted)

    def _known_epochs(self, run_id: str) -> KnownEpochs | None:
        for timeline in (self._timeline, self._rival_timeline):
            read = timeline.read
            if read is not None and read.kept.id == run_id:
                return KnownEpochs(read.kept, {*read.kept.weights_epochs, *read.epochs}, True)
        kept = self._kept_runs.get(run_id)
        return None if kept is None else KnownEpochs(kept, kept.weights_epochs, False)

    def _offer(self) -> None:
        choice = self._choice
        self.bar.offer_networks([each.name for each in choice.networks], choice.network_row)
        has_epochs = any(each.kept is not None for each in choice.moments)
        epochs = [each.moment_title for each in choice.moments] if has_epochs else []
        self.bar.offer_epochs(epochs, choice.moment_row)

    def _tell(self) -> None:
        """Say the result, once there is one."""
        examples, followed, rival = self._exploration.examples, self._followed, self._rival
        if examples is None or examples.rival is None or followed is None or rival is None:
            self.bar.say("")
            return
        names = self._name(rival), self._name(followed)
        self.bar.name_networks(*names)
        chosen, run_id = self._choice.rival, followed.request.ref.run_id
        if chosen is not None and chosen.is_moment_of(followed.request):
            told = wording.SAME
        else:
            told = wording.comparison(
                wording.ComparedCounts.of(examples),
                followed.request.split_name,
                is_one_run=bool(run_id) and rival.request.ref.run_id == run_id,
            )
        whom = wording.whom(*names, breakable(self._choice.missing))
        self.bar.say(f"{whom} {told}")

    def _name(self, result: EvaluationResult) -> str:
        """A network's name as listed now, with the moment of its weights."""
        request, ref = result.request, result.request.ref
        entries = (each.name for each in self._workspace.networks if each.ref == ref.latest)
        name = at_moment(next(entries, request.name), request.epoch, request.step)
        name = breakable(name)
        is_seen_while_learning = result.columns.is_seen_while_learning
        return tr("{name} (as seen while learning)", name=name) if is_seen_while_learning else name

    @Slot(int)
    def _on_rival_chosen(self, row: int) -> None:
        self._choice.choose_network(row)
        self._renew()
        self.changed.emit()

    @Slot(int)
    def _on_epoch_chosen(self, row: int) -> None:
        self._choice.choose_moment(row)
        self._renew()
        self.changed.emit()

    @Slot(object)
    def _on_evaluated(self, result: EvaluationResult) -> None:
        self._rival, self.hindrance, self.is_reading = result, None, False
        self._tell_changed()

    @Slot(str)
    def _on_failed(self, message: str) -> None:
        chosen = self._choice.rival
        name = tr("The other network") if chosen is None else breakable(chosen.title)
        self._rival, self.is_reading = None, False
        self.hindrance = (
            tr("{name} cannot read these images: {message}.", name=name, message=message),
            "",
        )
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
        self._renew_choice()  # others came or went, or have other names

    @Slot()
    def _on_epochs_read(self) -> None:
        if self._rival_timeline.read is not None:
            self._renew_choice()

    def _renew_choice(self) -> None:
        """Offer again what can be compared with, and emit `changed` if the choice is another."""
        if self._is_on and self._followed is not None:
            before = self._rival, self.hindrance, self.names
            self._renew()
            self._reader.refresh()
            self._tell()
            if (self._rival, self.hindrance, self.names) != before:
                self.changed.emit()


def _is_same(asked: tuple[NetworkRef, Split], wanted: tuple[NetworkRef, Split]) -> bool:
    return asked[0] == wanted[0] and asked[1] is wanted[1]
