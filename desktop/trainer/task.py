"""What the process that trains is to do: begin a run, or go on with one that was kept."""

from dataclasses import dataclass, replace

from desktop.translation import tr
from desktop.workspace.accuracy import Accuracy
from nncore.datasets import Dataset
from nncore.recipes.recipe import Recipe, Run, resume
from nncore.runs import KeptRun, RunStore, RunWriter
from nncore.safe_text import quoted
from nncore.training_handle import TrainingHandle


@dataclass(frozen=True, eq=False)
class Task:
    """A recipe on a data set, under a name.

    preset: the name of the preset that the recipe is, if it is one. kept: the run to go on with,
    for more_epochs than its recipe says. by_step: wait after the first step.
    """

    recipe: Recipe
    dataset: Dataset
    name: str = tr("This run")
    preset: str | None = None
    kept: KeptRun | None = None
    more_epochs: int = 0
    by_step: bool = False

    @classmethod
    def going_on(cls, kept: KeptRun, dataset: Dataset, more_epochs: int) -> "Task":
        """To go on with a kept run."""
        recipe = kept.recipe
        if more_epochs:
            recipe = replace(recipe, epochs=kept.epochs + more_epochs)
        return cls(recipe, dataset, kept.name, kept=kept, more_epochs=more_epochs)

    @property
    def accuracy(self) -> Accuracy | None:
        """The validation accuracy of the weights to go on from, if it is known."""
        return None if self.kept is None else Accuracy.of_epoch(self.kept, self.kept.weights_epoch)

    def begin(self, handle: TrainingHandle) -> Run:
        """The run, ready to be pulled and steered by `handle`.

        Raises ValueError for a recipe that does not suit the data, or a kept run that cannot be
        gone on with; OSError where it cannot be read.
        """
        if self.kept is None:
            return self.recipe.start(self.dataset, handle=handle)
        if self.dataset.fingerprint != self.kept.dataset.fingerprint:
            raise ValueError(
                f"the run learned from other images than {quoted(self.dataset.name)} are now"
            )
        return resume(
            self.kept.state(),
            self.dataset,
            more_epochs=self.more_epochs,
            handle=handle,
        )

    def keep_in(self, store: RunStore) -> RunWriter:
        """Where the run is written down. Raises OSError or ValueError where it cannot be."""
        if self.kept is not None:
            try:
                return store.reopen(self.kept)
            except KeyError:
                raise ValueError(f"“{quoted(self.name)}” is not there any more") from None
        return store.begin(self.name, self.recipe, self.dataset, notes={"preset": self.preset})
