"""One mark that somebody put on an image, and how it stands in a file."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from desktop.translation import tr
from nncore.datasets import SplitName
from nncore.safe_text import quoted

_MOST_NAME, _MOST_REF, _MOST_DATE = 200, 1_000, 40
"""Characters of a network's name, of its reference and of a date."""

_YEARS = range(2000, 3000)
"""Those of a date that every system can tell in local time."""

_ENTRIES = {"mark", "network", "ref", "at"}


class MarkKind(StrEnum):
    """What somebody thinks of an image."""

    LOOK_AGAIN = "look_again"
    WRONG_LABEL = "wrong_label"
    AMBIGUOUS = "ambiguous"


@dataclass(frozen=True, slots=True)
class MarkedImage:
    """Which image: the fingerprint of its data set, its split, its index in its original file."""

    data: str
    split_name: SplitName
    index: int


@dataclass(frozen=True, slots=True)
class Mark:
    """What somebody thinks of one image.

    network, ref_key: the name and the reference of the network that was looked at. at: when."""

    kind: MarkKind
    network: str
    ref_key: str
    at: datetime

    @classmethod
    def now(cls, kind: MarkKind, network: str, ref_key: str) -> "Mark":
        """A mark of this moment; a name or a reference that is too long is shortened."""
        at = datetime.now(UTC).replace(microsecond=0)
        return cls(kind, quoted(network, _MOST_NAME), ref_key[:_MOST_REF], at)

    def as_json(self) -> dict[str, str]:
        """The mark as it stands in a file."""
        return {
            "mark": str(self.kind),
            "network": self.network,
            "ref": self.ref_key,
            "at": self.at.isoformat(),
        }

    @classmethod
    def from_json(cls, given: Any) -> "Mark":
        """Raises ValueError for anything but a mark."""
        if not isinstance(given, dict) or given.keys() != _ENTRIES:
            raise ValueError(
                tr(
                    "a mark has the entries {entries}, got {given}",
                    entries=sorted(_ENTRIES),
                    given=quoted(given, 80),
                )
            )
        network = _text(given["network"], _MOST_NAME)
        at = datetime.fromisoformat(_text(given["at"], _MOST_DATE))
        if at.tzinfo is None or at.year not in _YEARS:
            raise ValueError(tr("a mark's date has a time zone and a usual year, got {at}", at=at))
        return cls(
            MarkKind(_text(given["mark"], _MOST_NAME)),
            quoted(network, _MOST_NAME),
            _text(given["ref"], _MOST_REF),
            at,
        )


def _text(given: Any, most: int) -> str:
    if not isinstance(given, str) or len(given) > most:
        raise ValueError(
            tr(
                "this is a text of at most {most} characters, got {given}",
                most=most,
                given=quoted(given, 80),
            )
        )
    return given
