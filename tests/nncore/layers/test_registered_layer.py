"""A layer that is registered is known to recipes, files and exports alike."""

from pathlib import Path

import numpy as np
import pytest

import nncore as nn
from nncore.array_types import FloatArray
from nncore.layers import LAYERS, Shape
from nncore.layers.initializers import he_normal, unallocated
from nncore.layers.layer import LayerCache
from nncore.layers.registered_layer import BuildContext, OnnxNode, RegisteredLayer
from nncore.recipes.recipe import Recipe, recipe_of
from nncore.storage.exports.sequential import torch_source

WORDS: dict[str, int | str] = {
    "Conv2D": "5x5x8 valid",
    "MaxPool2D": "pool 3",
    "Dropout": "dropout 0.25",
    "Dense": 20,
}
"""How each kind is written that people write at all."""


class Negative(RegisteredLayer):
    """The least that a layer needs to be known everywhere."""

    kind = "Negative"
    example = "“negative”"

    def output_shape(self, input_shape: Shape) -> Shape:
        return input_shape

    def forward(self, inputs: FloatArray, cache: LayerCache | None = None) -> FloatArray:
        return -inputs

    def backward(
        self, cache: LayerCache, output_gradient: FloatArray, *, to_inputs: bool = True
    ) -> FloatArray | None:
        return -output_gradient if to_inputs else None

    @classmethod
    def from_word(cls, word: int | str, context: BuildContext) -> list[RegisteredLayer] | None:
        return [cls()] if word == "negative" else None

    @property
    def word(self) -> str:
        return "negative"

    @property
    def onnx(self) -> OnnxNode:
        return OnnxNode("Neg", {})

    @property
    def torch(self) -> tuple[str, ...]:
        return ("Negative()",)


def test_a_layer_that_is_registered_is_trained_kept_and_exported(
    monkeypatch: pytest.MonkeyPatch, digits: nn.datasets.Dataset, tmp_path: Path
) -> None:
    monkeypatch.setitem(LAYERS, "Negative", Negative)
    recipe = Recipe(hidden=("3x3x2", "negative", "pool", "negative", 8), epochs=1)

    run = recipe.start(digits)
    assert isinstance([*run.events][-1], nn.EpochFinished)
    run.state.save(tmp_path / "run")
    nn.save(run.network, tmp_path / "network")

    assert recipe_of({"recipe": recipe.as_json()}) == recipe
    state = nn.TrainingState.load(tmp_path / "run")
    for network in (state.network, nn.load(tmp_path / "network")):
        assert [type(layer) for layer in network.layers].count(Negative) == 2
        assert all(map(np.array_equal, network.parameters, run.network.parameters))
    assert torch_source(run.network).count("    Negative(),\n") == 2


def test_a_layer_that_is_not_registered_is_in_no_file(tmp_path: Path) -> None:
    network = nn.Network([nn.Dense(784, 10, rng=np.random.default_rng(1)), Negative()])

    with pytest.raises(ValueError, match=r"can be saved, got \['Negative'\]"):
        nn.save(network, tmp_path / "network")
    with pytest.raises(ValueError, match=r"can be exported, got \['Negative'\]"):
        nn.export_torch(network, tmp_path / "weights")
    with pytest.raises(ValueError, match="hidden layers are units"):
        Recipe(hidden=("negative",))


@pytest.mark.parametrize("kind", LAYERS)
def test_each_kind_reads_its_own_word_and_no_other(kind: str, rng: np.random.Generator) -> None:
    layer = LAYERS[kind]
    assert layer.kind == kind
    for owner, word in WORDS.items():
        layers = layer.from_word(word, BuildContext((28, 28, 1), rng, he_normal))
        if owner != kind:
            assert layers is None
        else:
            assert layers is not None
            assert [each.word for each in layers if each.word] == [word]


def test_what_is_only_counted_takes_no_memory() -> None:
    rng = np.random.default_rng(1)
    dense = nn.Dense(10**6, 10**6, rng=rng, initializer=unallocated)
    kernels = nn.Conv2D(10**5, 10**5, 15, rng=rng, initializer=unallocated)

    assert dense.weights.size == 10**12
    assert kernels.weights.shape == (15, 15, 10**5, 10**5)
    assert kernels.multiplications((28, 28, 10**5)) == 225 * 10**10 * 28 * 28
    assert not dense.weights.flags.writeable


def test_a_layer_never_learns_into_the_array_that_was_drawn() -> None:
    drawn = np.ones((4, 3), np.float32)
    dense = nn.Dense(4, 3, rng=np.random.default_rng(1), initializer=lambda *_, rng: drawn)

    dense.weights += 1

    assert drawn.sum() == 12
