"""What the window sends to the process that trains: a data set when it is another, and what to do.

Commands for the run under way come beside these, see `control`.
"""

from dataclasses import dataclass, fields
from typing import Any

from desktop.trainer.task import Task
from nncore.datasets import Dataset
from nncore.runs import RunStore


@dataclass(frozen=True, eq=False)
class Begin:
    """Make a run on the data set that was sent last. details: the task but for its data set."""

    details: dict[str, Any]
    store: RunStore | None

    @classmethod
    def of(cls, task: Task, store: RunStore | None) -> "Begin":
        """The order to carry out `task`."""
        names = [field.name for field in fields(task) if field.name != "dataset"]
        return cls({name: getattr(task, name) for name in names}, store)

    def task(self, dataset: Dataset) -> Task:
        """The task again."""
        return Task(dataset=dataset, **self.details)
