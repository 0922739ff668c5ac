"""The chosen network and the chosen data set, which all tabs look at, and what can be chosen.

What it holds are snapshots that nobody changes any more.
"""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from desktop.translation import tr
from desktop.workspace.error_words import in_words
from desktop.workspace.feature_store import FeatureStore
from desktop.workspace.jobs import Jobs
from desktop.workspace.kept_runs import KeptRuns
from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.network_entries import NetworkEntry, list_networks
from desktop.workspace.network_loader import NetworkLoader
from desktop.workspace.network_ref import NetworkRef
from desktop.workspace.network_store import FoundNetwork, NetworkStore
from nncore.datasets import Dataset
from nncore.runs import KeptRun
from nncore.safe_text import quoted


class Workspace(QObject):
    """One network is *the* network, one data set *the* data set.

    networks_changed: the list of networks says something else now. network_changed: the chosen
    network is another, has newer weights or another name. wanted_changed: another network is being
    read, or none any more. failed: why one could not be read, in words. dataset_changed: the chosen
    data set is another.
    """

    networks_changed = Signal()
    network_changed = Signal()
    wanted_changed = Signal()
    failed = Signal(str)
    dataset_changed = Signal()

    def __init__(self, kept_runs: KeptRuns, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.network_store = NetworkStore(kept_runs)
        self.training_features = FeatureStore(jobs, self)
        self._kept_runs = kept_runs
        self._entries: dict[NetworkRef, NetworkEntry] = {}
        self._listed: set[str] = set()
        self._chosen: NamedNetwork | None = None
        self._network: NamedNetwork | None = None
        self._awaited: NetworkRef | None = None
        self._dataset: Dataset | None = None
        self._loader = NetworkLoader(self.network_store, jobs, self)
        self._loader.loaded.connect(self._on_loaded)
        self._loader.failed.connect(self._on_failed)
        self._renewer = NetworkLoader(self.network_store, jobs, self)
        self._renewer.loaded.connect(self._on_renewed)
        kept_runs.changed.connect(self._on_runs_changed)
        kept_runs.deleted.connect(self._on_runs_deleted)

    @property
    def networks(self) -> list[NetworkEntry]:
        """What can be chosen: the shipped network, the opened files, the runs, newest first."""
        return [*self._entries.values()]

    @property
    def network(self) -> NamedNetwork | None:
        """The chosen network, by its name in the list; None before there is any."""
        return self._network

    @property
    def wanted(self) -> NetworkRef | None:
        """The network that was chosen but is still being read; None when nothing is."""
        return self._loader.wanted

    @property
    def choice(self) -> NetworkRef | None:
        """What was chosen last, whether it is here already or not."""
        return self.wanted or (None if self._chosen is None else self._chosen.ref)

    def name_of(self, ref: NetworkRef) -> str:
        """What to call a network that may not be here yet: its name in the list, or its file's."""
        if ref.path is not None:
            return quoted(ref.path.name)
        return self._entries[ref].name if ref in self._entries else tr("The network")

    def listed_name(self, ref: NetworkRef, otherwise: str) -> str:
        """A network's name in the list by now, also for an epoch of its run; `otherwise` if it is
        not there.
        """
        entry = self._entries.get(ref) or self._entries.get(replace(ref, epoch=None))
        return otherwise if entry is None else entry.name

    def kept_epochs(self, ref: NetworkRef) -> tuple[int, ...]:
        """The epochs whose weights are kept of this network's run, rising; 0 is before training.

        None for a network of no kept run.
        """
        kept = self._kept_runs.get(ref.run_id)
        return () if kept is None else kept.weights_epochs

    @property
    def dataset(self) -> Dataset | None:
        """The chosen data set, or None while the first is still being made."""
        return self._dataset

    def put(
        self, network: NamedNetwork, *, choose: bool = False, kept: KeptRun | None = None
    ) -> None:
        """Add a network to the list, or newer weights of one; `choose` makes it *the* network.

        kept: the run that it was read from; without one it is of a run under way, or no run's.
        """
        if self._kept_runs.is_deleted(network.ref.run_id):
            return  # its accuracy was measured still
        network = self.network_store.put(FoundNetwork(network, kept))
        if choose or self.choice in (None, network.ref):
            self._show(network)
        elif self._chosen is not None and self._chosen.ref == network.ref:
            self._set_chosen(network)  # while another is being read
        else:
            self._update()

    def choose(self, ref: NetworkRef) -> None:
        """Make another network *the* network, as soon as it is read where it is not in memory."""
        if ref != self.choice:
            self._request(ref)

    def recall(self, ref: NetworkRef) -> None:
        """Make a network of an earlier start *the* network again; one of a run as soon as the list
        of runs has it, unless another is chosen meanwhile, or it is not there any more.
        """
        if ref.path is not None:
            self.open_file(ref.path)
        elif ref.run_id:
            self._awaited = ref

    @property
    def to_recall(self) -> NetworkRef | None:
        """What `recall` takes at the next start; None for the shipped network, and for what will
        not be there.
        """
        ref = self.wanted or self._awaited or self.choice
        return ref if ref is not None and (ref.run_id or ref.path is not None) else None

    def open_file(self, path: Path) -> None:
        """Read a network file, again if it was opened before, and make it *the* network."""
        self._request(NetworkRef.of_file(path), anew=True)

    @Slot()
    def give_up(self) -> None:
        """Stay with the network that is chosen, and do not wait for another."""
        self._loader.cancel()
        self.wanted_changed.emit()

    def refresh(self) -> None:
        """See what other windows did to the runs, soon."""
        if self._kept_runs.is_loaded:  # else that is on its way
            self._kept_runs.refresh()

    def set_dataset(self, dataset: Dataset) -> None:
        """Make `dataset` *the* data set."""
        if dataset is not self._dataset:
            self._dataset = dataset
            self.dataset_changed.emit()

    def _request(self, ref: NetworkRef, *, anew: bool = False) -> None:
        self._awaited = None
        self._loader.request(ref, anew=anew)
        if self.wanted is not None:
            self.wanted_changed.emit()

    def _show(self, network: NamedNetwork | None) -> None:
        """Make `network` *the* network, whatever else was wanted."""
        self._awaited = None
        if self.wanted is not None:
            self.give_up()
        self._set_chosen(network)

    def _set_chosen(self, network: NamedNetwork | None) -> None:
        is_other, self._chosen = network is not self._chosen, network
        self._update(is_other=is_other)

    def _update(self, *, is_other: bool = False) -> None:
        """Make the list anew, and tell what has changed. is_other: the chosen network, surely."""
        in_memory = {
            each.ref: each for each in self.network_store.networks if each.ref.epoch is None
        }
        if self._chosen is not None:
            in_memory.setdefault(self._chosen.ref, self._chosen)
        earlier = [*self._entries.values()]
        entries = list_networks(in_memory.values(), self._kept_runs.summaries)
        self._entries = {each.ref: each for each in entries}
        is_other = self._name_chosen() or is_other
        if self.networks != earlier:
            self.networks_changed.emit()
        if is_other:
            self.network_changed.emit()

    def _name_chosen(self) -> bool:
        """Give the chosen network its name in the list, and say whether it had another."""
        earlier, self._network = self._network, self._chosen
        if self._chosen is not None:
            name = self._entries[self._chosen.ref].name
            if name != self._chosen.name:
                self._network = replace(self._chosen, name=name)
        names = (None if each is None else each.name for each in (earlier, self._network))
        return len({*names}) > 1

    def _request_awaited(self) -> None:
        """Ask for the network of a run that is back in the list; nobody chose another meanwhile."""
        if self._awaited is None or not self._kept_runs.is_loaded:
            return
        if self._kept_runs.summary(self._awaited.run_id) is not None:
            self._request(self._awaited)
        elif not self._kept_runs.is_deleted(self._awaited.run_id):
            self._awaited = None  # what was deleted here may come back; anything else never will

    def _renew(self) -> None:
        """Read the chosen network anew if it is of a run that another window went on with."""
        chosen = self._chosen
        if chosen is None or self._kept_runs.summary(chosen.ref.run_id) is None:
            return
        if self.network_store.get(chosen.ref) is None:
            self._renewer.request(chosen.ref)

    @Slot(object)
    def _on_loaded(self, network: NamedNetwork) -> None:
        self._show(network)
        self.wanted_changed.emit()

    @Slot(object, Exception)
    def _on_failed(self, ref: NetworkRef, error: Exception) -> None:
        self.wanted_changed.emit()
        if ref.path is None:
            words = tr(
                "“{name}” could not be opened: {problem}",
                name=self.name_of(ref),
                problem=in_words(error),
            )
        else:
            # a person knows the file by its name; the folder makes the line long
            words = in_words(error).replace(str(ref.path), ref.path.name)
            words = tr("The network could not be opened. {words}", words=words)
        self.failed.emit(words)
        if ref.run_id:
            self._kept_runs.refresh()  # what the list says may not be so any more

    @Slot(object)
    def _on_renewed(self, network: NamedNetwork) -> None:
        if self._chosen is not None and self._chosen.ref == network.ref:
            self._set_chosen(network)

    @Slot()
    def _on_runs_changed(self) -> None:
        earlier, self._listed = self._listed, {each.id for each in self._kept_runs.summaries}
        self.network_store.forget(earlier - self._listed)
        for network in self.network_store.networks:
            kept = self._kept_runs.get(network.ref.run_id)
            if kept is not None:
                self.network_store.compare_with(kept)
        self._request_awaited()
        self._renew()
        self._update()

    @Slot(list)
    def _on_runs_deleted(self, run_ids: list[str]) -> None:
        if self.wanted is not None and self.wanted.run_id in run_ids:
            self.give_up()
        if self._chosen is not None and self._chosen.ref.run_id in run_ids:
            self._awaited = self._chosen.ref if self.wanted is None else None
            others = [each for each in self.network_store.networks if not each.ref.run_id]
            self._set_chosen(others[0] if others else None)
