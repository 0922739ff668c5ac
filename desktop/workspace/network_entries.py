"""The list of networks that can be chosen, each under a name that no other entry has.

An entry need not be in memory: of a kept run its name and figures are known before its weights.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import count

from desktop.formats import day_and_time
from desktop.translation import tr
from desktop.workspace.accuracy import Accuracy
from desktop.workspace.kept_run_summary import KeptRunStatus, KeptRunSummary
from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.network_ref import NetworkRef, Origin
from nncore.network import Network
from nncore.safe_text import quoted

_LEFT = (KeptRunStatus.INTERRUPTED, KeptRunStatus.STOPPED, KeptRunStatus.DIVERGED)


@dataclass(frozen=True)
class NetworkEntry:
    """A network that can be chosen. network: None while it is not in memory.

    accuracy: of the weights that are in memory, or would be read. known: where nobody has
    measured those, of the latest epoch of its run, which has others. was_left: whether its run is
    at rest before the end of its recipe: then the figure says of which moment it is.
    """

    ref: NetworkRef
    name: str
    accuracy: Accuracy | None
    network: Network | None
    known: Accuracy | None = None
    was_left: bool = False

    @property
    def title(self) -> str:
        """The name with what is known of its accuracy, as in "Quick 2 · 97.4 % validation"."""
        return self.title_of(self.name)

    def title_of(self, name: str) -> str:
        """The same with another name, as in "Qui…ck · 97.4 % after epoch 2"."""
        figure = self.accuracy or self.known
        if figure is None:
            return name
        has_moment = self.was_left or self.accuracy is None or figure.step is not None
        return f"{name} · {figure.of_moment if has_moment else figure.short}"

    @property
    def measured(self) -> str:
        """What is known of its accuracy, in a sentence without a full stop."""
        if self.accuracy is not None:
            return self.accuracy.whole
        if self.known is None:
            return tr("not measured yet")
        return tr("{whole}; not measured since", whole=self.known.whole)


def list_networks(
    in_memory: Iterable[NamedNetwork], kept_runs: Sequence[KeptRunSummary]
) -> tuple[NetworkEntry, ...]:
    """The shipped network, the opened files, and all runs, the newest first.

    A run in memory and the kept run with its id are one entry: by the name that it is kept under,
    and with the figures of the weights in memory.
    """
    networks = {each.ref: each for each in in_memory}
    runs = {NetworkRef.of_run(each.id): each for each in kept_runs}
    unlisted = [ref for ref in networks if ref.origin is Origin.RUN and ref not in runs]
    others = [ref for ref in networks if ref.origin is not Origin.RUN]
    others.sort(key=lambda ref: ref.origin is not Origin.SHIPPED)
    refs = [*others, *reversed(unlisted), *runs]
    plain = [(runs.get(ref) or networks[ref]).name for ref in refs]
    counts = Counter(plain)
    names = unique_names(
        [
            (name,) if counts[name] == 1 else _names(name, ref, runs.get(ref))
            for ref, name in zip(refs, plain, strict=True)
        ]
    )
    return tuple(
        _entry(ref, name, networks.get(ref), runs.get(ref))
        for ref, name in zip(refs, names, strict=True)
    )


def row_of(entries: Sequence[NetworkEntry], ref: NetworkRef | None) -> int:
    """Where the network of `ref` stands in a list, at whichever of its epochs; -1 for nowhere."""
    latest = None if ref is None else ref.latest
    return next((row for row, each in enumerate(entries) if each.ref == latest), -1)


def unique_names(candidates: Sequence[Sequence[str]]) -> list[str]:
    """One name for each, no two alike: the first of its candidates that tells it from the others.

    Where none of them does, the names are numbered, as in "Quick (2)", from the last to the first:
    new entries come in front, and those that are there keep their names.
    """
    names = [each[0] for each in candidates]
    for position in range(1, max(map(len, candidates), default=1)):
        counts = Counter(names)
        for row, each in enumerate(candidates):
            if counts[names[row]] > 1 and position < len(each):
                names[row] = each[position]
    return _numbered(names)


def _numbered(names: list[str]) -> list[str]:
    taken, given = set(names), set[str]()
    numbered: dict[str, Iterator[str]] = {}
    unique = []
    for plain in reversed(names):
        name = plain
        if plain in given:
            ways = numbered.setdefault(plain, map(partial("{} ({})".format, plain), count(2)))
            name = next(each for each in ways if each not in taken)
        given.add(name)
        unique.append(name)
    return unique[::-1]


def _names(name: str, ref: NetworkRef, run: KeptRunSummary | None) -> Sequence[str]:
    """What an entry may be called beside others of the same name, the shortest first."""
    if ref.path is not None:
        folder = quoted(ref.path.parent.name)
        return (
            name,
            tr("{name} (file)", name=name),
            tr("{name} (in {folder})", name=name, folder=folder),
            f"{name} ({quoted(ref.path)})",
        )
    if ref.origin is Origin.SHIPPED:
        return name, tr("{name} (shipped)", name=name)
    if run is None:
        return name, tr("{name} (run)", name=name)
    return name, tr("{name} (run)", name=name), f"{name} ({day_and_time(run.begun)})"


def _entry(
    ref: NetworkRef, name: str, network: NamedNetwork | None, run: KeptRunSummary | None
) -> NetworkEntry:
    known = None if run is None else run.accuracy
    was_left = run is not None and run.status in _LEFT
    if network is not None:
        return NetworkEntry(ref, name, network.accuracy, network.network, known, was_left)
    assert run is not None
    # of the weights that would be read, not of earlier ones
    accuracy = Accuracy.of_epoch(run.kept, run.kept.weights_epoch)
    return NetworkEntry(ref, name, accuracy, None, known, was_left)
