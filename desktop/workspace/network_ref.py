"""References to networks: how one is asked for, whether or not it is in memory.

Two epochs, or two runs, have two references. `key` is one as a string, for lists and files.
"""

from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from secrets import token_hex


class Origin(Enum):
    """Where a network comes from."""

    SHIPPED = "shipped"
    RUN = "run"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class NetworkRef:
    """One network: the shipped one, one of a run, or one of a file.

    run_id: of the kept run. unkept: tells runs apart that cannot be kept, and have no run_id.
    epoch: at whose end the run had these weights; None for its latest, which change while it
    learns.
    """

    origin: Origin
    run_id: str = ""
    epoch: int | None = None
    path: Path | None = None
    unkept: str = ""

    @classmethod
    def shipped(cls) -> "NetworkRef":
        """The network that comes with the program."""
        return cls(Origin.SHIPPED)

    @classmethod
    def of_run(cls, run_id: str, epoch: int | None = None) -> "NetworkRef":
        """The latest network of a run, or that of one of its epochs; 0 is before training."""
        return cls(Origin.RUN, run_id=run_id, epoch=epoch)

    @classmethod
    def of_unkept_run(cls) -> "NetworkRef":
        """The latest network of a run that cannot be kept; of another one each time."""
        return cls(Origin.RUN, unkept=token_hex(16))

    @classmethod
    def of_file(cls, path: Path) -> "NetworkRef":
        """The network that a file held when it was opened."""
        return cls(Origin.FILE, path=path)

    @classmethod
    def of_key(cls, key: str) -> "NetworkRef | None":
        """The shipped network, a file or the latest of a run, by its `key`; None for any other."""
        origin, _, which = key.partition(" ")
        match origin:
            case "shipped" if not which:
                return cls.shipped()
            case "file" if Path(which).is_absolute():
                return cls.of_file(Path(which))
            case "run" if which and " " not in which:
                return cls.of_run(which)
        return None

    @property
    def latest(self) -> "NetworkRef":
        """The same network with its latest weights, whatever epoch this is of."""
        return NetworkRef.of_run(self.run_id) if self.run_id else self

    @property
    def key(self) -> str:
        """The reference as a string, as in "shipped", "run ID", "run ID epoch 5", "file PATH"."""
        match self.origin:
            case Origin.SHIPPED:
                return "shipped"
            case Origin.FILE:
                return f"file {self.path}"
        run = f"run {self.run_id or self.unkept}"
        return run if self.epoch is None else f"{run} epoch {self.epoch}"
