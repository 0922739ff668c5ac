"""What each kind of layer declares for recipes, network files and exports.

A new kind is one module with one class, and its place in LAYERS; `activations` has the shortest.
"""

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar, NamedTuple

import numpy as np

from nncore.layers.initializers import Initializer
from nncore.layers.layer import Layer, Shape

MOST_NUMBERS = 2**22
"""In one image, and in the picture that a layer makes of it, where a file describes them."""
MOST_OUTPUTS = 65_536
"""Of a dense layer, or channels of a picture, in a file."""
WIDEST = 256
"""The widest kernel, pooling or stride in a file."""


class Option(NamedTuple):
    """What a file may say for one option of a layer: values of these types, up to `most`.

    types: True and False are no int.
    """

    types: tuple[type, ...] = (int,)
    most: int | None = None


class OnnxNode(NamedTuple):
    """An operator of ONNX and its attributes, beside the layer's own weights and bias."""

    operator: str
    attributes: dict[str, Any]


class BuildContext(NamedTuple):
    """What a recipe's layer is built for: the shape of its inputs, and what draws its weights."""

    input_shape: Shape
    rng: np.random.Generator
    initializer: Initializer


class RegisteredLayer(Layer):
    """A layer that recipes can build, files can hold and exports can write.

    kind: what files call it. options: what its `configuration` may hold in a file.
    example: how people write it among the hidden layers of a recipe, as messages quote it; empty
    where they do not. takes_pictures: whether it needs rows and columns. flattens: whether it takes
    whatever comes as one row of numbers, and mixes them.
    """

    kind: ClassVar[str]
    options: ClassVar[Mapping[str, Option]] = {}
    example: ClassVar[str] = ""
    takes_pictures: ClassVar[bool] = False
    flattens: ClassVar[bool] = False

    @classmethod
    def weights_shape(cls, options: Mapping[str, Any]) -> Shape | None:  # noqa: ARG003
        """The shape of the weights that options from a file ask for; None for a layer without."""
        return None

    @classmethod
    def from_word(cls, word: int | str, context: BuildContext) -> list["RegisteredLayer"] | None:  # noqa: ARG003
        """The layers that one word of a recipe's hidden layers stands for.

        None for a word that means another kind, or nothing.
        """
        return None

    @property
    def word(self) -> int | str:
        """The layer in the one spelling of a recipe; empty for layers that go without saying."""
        return ""

    @property
    @abstractmethod
    def onnx(self) -> OnnxNode | None:
        """The node that computes the same on channels-first pictures; None where reading needs
        none.
        """

    @property
    @abstractmethod
    def torch(self) -> tuple[str, ...]:
        """The modules of PyTorch that compute the same, as code; the last takes the weights."""

    def weights_spread(self, picture: Shape) -> Shape:
        """Rows, columns and channels that the weights of one output are spread over.

        picture: those of what comes in.
        """
        return picture
