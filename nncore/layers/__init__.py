"""Layers: forward and backward side by side, and what files, recipes and exports make of each."""

from nncore.layers.activations import ReLU as ReLU
from nncore.layers.convolution import Conv2D as Conv2D
from nncore.layers.dense import Dense as Dense
from nncore.layers.dropout import Dropout as Dropout
from nncore.layers.flatten import Flatten as Flatten
from nncore.layers.layer import Layer as Layer
from nncore.layers.layer import Shape as Shape
from nncore.layers.pooling import MaxPool2D as MaxPool2D
from nncore.layers.registered_layer import RegisteredLayer as RegisteredLayer

_LAYERS: tuple[type[RegisteredLayer], ...] = (Conv2D, MaxPool2D, Dropout, Dense, Flatten, ReLU)
"""All kinds, in the order in which messages give their examples; a new one is a module beside
these, and its place here."""

LAYERS = {layer.kind: layer for layer in _LAYERS}
"""Every kind of layer by the name that it has in files."""
