"""Records a training run on disk while it is pulled: an epoch is committed before it is told of.

It is a generator round a generator: whoever pulls still decides on pause, stop and step.
"""

from collections.abc import Generator, Iterator

import numpy as np

from nncore.datasets.dataset import Dataset, Split
from nncore.epoch_predictions import EpochPredictions, EvaluationTable
from nncore.evaluation import evaluate_in_chunks
from nncore.events import (
    Diverged,
    EpochFinished,
    Event,
    KeepingFailed,
    StepFinished,
    StoppedEarly,
    TestAdvanced,
    ValidationAdvanced,
)
from nncore.network import Network
from nncore.recipes.recipe import Run, recipe_of
from nncore.runs.commit import Ending
from nncore.runs.pending import EpochRow
from nncore.runs.run_writer import RunWriter

FULL_BATCH_EPOCHS = 10
"""Full-batch runs have many short epochs: of so many, one has its predictions kept."""

_READERS = 1
"""Threads that read the test split while this one validates, on the core that else makes batches;
then this one helps."""

_MOST_IMAGES = 512
"""In one chunk of the test split: small ones share out evenly, and stay near the processor."""


def keep(run: Run, dataset: Dataset, record: RunWriter) -> Generator[Event, None, None]:
    """Pull `run` and write down all that happens: the events of `run.events`, and besides
    TestAdvanced while the test split is read, and KeepingFailed where the disk refuses.

    run: as `Recipe.start` or `resume` made it, not pulled yet. record: of `RunStore.begin` or
    `reopen`, which is closed at the end. Before EpochFinished is yielded, it is on the disk with
    all that came before; closed between two events, the run is written as it stands there, and an
    end that the run comes to is written before it is told of. What stands in the way of writing
    does not end the run, see KeepingFailed and `record.failure`.
    Raises RunError at once where run, data and record do not belong together.
    """
    record.require(run.state, dataset)
    return _timed(_Keeping(run, dataset, record).events(), record)


def _timed(events: Generator[Event, None, None], record: RunWriter) -> Generator[Event, None, None]:
    """The same events; the record's watch runs while they are waited for."""
    try:
        while True:
            record.watch.start()
            event = next(events, None)
            record.watch.stop()
            if event is None:
                return
            yield event
    finally:
        events.close()
        record.close()


class _Keeping:
    def __init__(self, run: Run, dataset: Dataset, record: RunWriter) -> None:
        self._run, self._state, self._record = run, run.state, record
        self._dataset = dataset
        self._recipe = recipe_of(run.state.notes)
        self._ending: Ending | None = None
        self._is_complaining = False
        self._reading: _TestReading | None = None
        progress = run.state.progress
        if progress.predictions is None:
            sizes = len(dataset.training), len(dataset.validation)
            progress.predictions = EpochPredictions.empty(*sizes)

    def events(self) -> Generator[Event, None, None]:
        try:
            yield from self._committed(weights=self._state.progress.step == 0)
            for event in self._run.events:
                self._record.follow(event)
                if not isinstance(event, StepFinished):  # of which there are thousands a second
                    yield from self._written(event)
                yield event
            if self._ending is None or self._record.failure:
                self._ending = self._ending or Ending.FINISHED
                yield from self._committed()
        except GeneratorExit:
            # at one of the yields, so between two steps: nothing is torn
            self._end_reading()
            self._run.events.close()
            weights = self._is_at_an_epochs_end
            self._record.commit(self._state, weights=weights, ending=self._ending)
            raise
        finally:
            self._end_reading()

    def _written(self, event: Event) -> Iterator[Event]:
        """Put what ends an epoch, or the run, on the disk."""
        match event:
            case ValidationAdvanced() if not self._is_full_batch:
                # the weights stand still from here on, and there are cores to spare
                self._begun_reading()
            case EpochFinished():
                if self._is_predicted(event.epoch):
                    yield from self._predicted(event)
                self._ending = self._last_ending()
                yield from self._committed(weights=True)
            case StoppedEarly():
                self._ending = Ending.EARLY
                yield from self._committed()
            case Diverged():
                self._ending = Ending.DIVERGED
                yield from self._committed()

    @property
    def _is_at_an_epochs_end(self) -> bool:
        """Whether the network has the weights of the end of the state's epoch."""
        progress = self._state.progress
        is_between = progress.position.batch == 0 and progress.epoch > 0
        return is_between and self._ending is not Ending.EARLY

    def _committed(self, *, weights: bool = False) -> Iterator[Event]:
        if self._record.commit(self._state, weights=weights, ending=self._ending):
            self._is_complaining = False
        elif not self._is_complaining:
            self._is_complaining = True
            record = self._record
            yield KeepingFailed(
                self._state.progress.step, record.failure or "", lacks_room=record.lacks_room
            )

    def _last_ending(self) -> Ending | None:
        """With patience there may be an end to come yet, which gives back the best weights."""
        is_over = self._state.progress.epoch >= self._recipe.epochs
        return Ending.FINISHED if is_over and self._recipe.patience is None else None

    def _is_predicted(self, epoch: int) -> bool:
        recipe, progress = self._recipe, self._state.progress
        is_last = epoch >= recipe.epochs or progress.has_exhausted(recipe.patience)
        return is_last or not self._is_full_batch or epoch % FULL_BATCH_EPOCHS == 0

    @property
    def _is_full_batch(self) -> bool:
        return self._recipe.steps_per_epoch(len(self._dataset.training)) == 1

    def _predicted(self, event: EpochFinished) -> Iterator[Event]:
        """Read the test split, and note what was predicted of all images."""
        reading, images = self._begun_reading(), len(self._dataset.test)
        try:
            while reading.images < images:
                yield TestAdvanced(event.epoch, event.step, reading.images, images)
                reading.advance()
        finally:  # closed on the way, the rest is unread
            self._end_reading()
            self._record.predict(self._row(event.epoch, reading.predictions))

    def _begun_reading(self) -> "_TestReading":
        self._reading = self._reading or _TestReading(self._run.network, self._dataset.test)
        return self._reading

    def _end_reading(self) -> None:
        if self._reading is not None:
            self._reading.close()
            self._reading = None

    def _row(self, epoch: int, test: EvaluationTable) -> EpochRow:
        told = self._state.progress.predictions
        assert told is not None
        parts = (told.training, told.validation, test)
        return EpochRow(
            epoch,
            np.concatenate([each.labels for each in parts]),
            np.concatenate([each.confidences for each in parts]),
            np.concatenate([each.losses for each in parts]),
            np.concatenate([told.validation.log_probabilities, test.log_probabilities]),
        )


class _TestReading:
    """The test split is read, in threads of their own, while the weights stand still.

    Only what was predicted is kept, and nothing may be chosen by it: no figure of it is told while
    the run goes on. predictions: those of the first `images` images.
    """

    def __init__(self, network: Network, split: Split) -> None:
        self.predictions, self.images = EvaluationTable(len(split)), 0
        self._chunks = evaluate_in_chunks(
            network, split, most_images=_MOST_IMAGES, threads=_READERS
        )
        self.advance()  # the threads begin with the first chunk

    def advance(self) -> None:
        """Wait for the next chunk, and note its predictions."""
        chunk = next(self._chunks)
        positions = slice(self.images, self.images + len(chunk))
        self.predictions.note(
            positions,
            chunk.predictions,
            chunk.confidences,
            chunk.losses,
            chunk.log_probabilities,
        )
        self.images += len(chunk)

    def close(self) -> None:
        """Read no further; nobody looks at the network any more when this returns."""
        self._chunks.close()
