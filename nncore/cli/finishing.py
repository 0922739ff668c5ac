"""What is done to a trained network before it is saved: averaged, calibrated, given a threshold."""

import argparse
from dataclasses import dataclass
from typing import Any

import numpy as np

from nncore.datasets import Dataset, SplitName
from nncore.datasets.non_digits.images import KINDS
from nncore.network import Network
from nncore.recipes.averaging import WeightAverage
from nncore.recipes.recipe import Recipe
from nncore.recognition.temperature import calibration_error, cool, find_temperature
from nncore.recognition.threshold import find_threshold, largest_probabilities


@dataclass
class Finishing:
    """What is asked for.

    averages: to save the mean of the weights. calibrates: to find a temperature.
    """

    averages: bool = False
    calibrates: bool = False
    _average: WeightAverage | None = None

    @classmethod
    def asked_for(cls, options: argparse.Namespace) -> "Finishing":
        """What the options ask for. Raises ValueError where they contradict each other."""
        contradicting = ("resume", "checkpoint", "patience")
        for name in contradicting if options.average else ():
            if getattr(options, name) is not None:
                raise ValueError(
                    f"--average and --{name} do not go together: the mean is of the weights of "
                    "one run, pulled from its start to its end in one go"
                )
        if options.resume is not None and options.from_network is not None:
            raise ValueError("--from and --resume do not go together: a run goes on as it stands")
        return cls(options.average, options.calibrate)

    def begin(self, network: Network) -> None:
        """Note the weights that the run sets out from."""
        if self.averages:
            self._average = WeightAverage(network)

    def note(self, network: Network) -> None:
        """Note the weights at the end of an epoch."""
        if self._average is not None:
            self._average.add(network)

    def finished(
        self, network: Network, recipe: Recipe, dataset: Dataset
    ) -> tuple[Network, dict[str, Any]]:
        """The network to be saved, and what is noted of how it came to be.

        network: as the run left it.
        """
        notes: dict[str, Any] = {}
        # before the first epoch ended there is nothing but the start to be averaged
        if self._average is not None and self._average.count > 1:
            network = self._average.network()
            notes["averaged"] = self._average.count
        if self.calibrates:
            notes |= _calibrate(network, dataset)
        if recipe.non_digit_share:
            notes |= _find_threshold(network, dataset)
        return network, notes


def _calibrate(network: Network, dataset: Dataset) -> dict[str, Any]:
    """Give a network its temperature; which one, and what it leaves of the calibration error."""
    temperature = find_temperature(network, dataset.validation)
    cool(network, temperature)
    probabilities = network.predict(dataset.validation.images)
    error = calibration_error(probabilities, dataset.validation.labels)
    return {"temperature": temperature, "calibration_error": error}


def _find_threshold(network: Network, dataset: Dataset) -> dict[str, Any]:
    """Give a network that saw non-digits its threshold; which share of them it refuses, by kind.

    One that has hardly learned gets none, and refuses nothing.
    """
    network.known_from = find_threshold(network, dataset.validation)
    if network.known_from is None:
        return {"known_from": None}
    others = dataset.non_digits[SplitName.VALIDATION]
    is_refused = largest_probabilities(network, others.images) < network.known_from
    by_kind = {
        kind: float(np.mean(is_refused[others.kinds == number]))
        for number, kind in enumerate(KINDS)
        if (others.kinds == number).any()
    }
    return {"known_from": network.known_from, "refused": by_kind}
