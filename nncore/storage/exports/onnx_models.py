"""A network as an ONNX model, which other programs run without Misread.

The package `onnx` is asked for only when a model is made.
"""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nncore.layers import Shape
from nncore.network import Network
from nncore.storage.exports.channels_first import Step, channels_first, require_finite
from nncore.storage.files import write_whole

INPUT, OUTPUT = "images", "probabilities"
"""What the model calls what goes in and what comes out."""

OPSET = 17
"""The version of ONNX's operators: of 2022, which whatever runs models today knows."""

_IR_VERSION = 8


def export_onnx(network: Network, path: str | Path) -> None:
    """Write `network` to `path` as an ONNX model, whole or not at all.

    Its input is "images", float32 (N, *input_shape) with pixels from 0 to 1 (those of a uint8
    image divided by 255), for any number N of images; its output is "probabilities", float32
    (N, classes). Dropout has no part in it. The same network gives the same bytes, made by the
    same versions of Misread and onnx.

    Raises ImportError where the package onnx is missing, OSError where writing fails, and
    ValueError for layers of a foreign kind or weights that are not finite.
    """
    require_finite(network)
    steps = channels_first(network)
    model = _Model(_onnx(), network)
    for step in steps:
        model.add_step(step)
    write_whole(Path(path), model.finished())


def _onnx() -> Any:
    try:
        import onnx  # noqa: PLC0415 - few people need it
        import onnx.checker  # noqa: PLC0415
        import onnx.helper  # noqa: PLC0415
        import onnx.numpy_helper  # noqa: PLC0415
    except ImportError as error:
        raise ImportError("exporting to ONNX needs the package onnx: pip install onnx") from error
    return onnx


class _Model:
    """An ONNX model as it grows, node by node; each takes what the one before it gives."""

    def __init__(self, onnx: Any, network: Network) -> None:
        self._onnx = onnx
        self._network = network
        self._nodes: list[Any] = []
        self._constants: list[Any] = []
        self._last = INPUT
        match network.input_shape:
            case (_, _):
                self._add("Unsqueeze", axes=np.array([1]))
            case (_, _, _):
                self._add("Transpose", perm=[0, 3, 1, 2])

    def add_step(self, step: Step) -> None:
        """Add one layer."""
        node = step.layer.onnx
        if node is None:  # it has no part in reading
            return
        learned = {}
        if step.layer.parameters:
            learned = {"weights": step.weights, "bias": step.layer.parameters["bias"]}
        self._add(node.operator, **learned, **node.attributes)

    def finished(self) -> bytes:
        """The whole model, checked; softmax is its last node."""
        self._add("Softmax", axis=-1)
        self._nodes[-1].output[0] = OUTPUT
        helper, network = self._onnx.helper, self._network
        graph = helper.make_graph(
            self._nodes,
            "network",
            [self._value(INPUT, network.input_shape)],
            [self._value(OUTPUT, network.output_shape)],
            self._constants,
        )
        model = helper.make_model(
            graph,
            opset_imports=[helper.make_opsetid("", OPSET)],
            ir_version=_IR_VERSION,
            producer_name="Misread",
            producer_version=_version(),
            doc_string=f"{network}: reads pixels from 0 to 1, white ink on black",
        )
        self._onnx.checker.check_model(model, full_check=True)
        content: bytes = model.SerializeToString(deterministic=True)
        return content

    def _add(self, operator: str, **given: Any) -> None:
        """Add a node; the arrays that are given become its constants, the rest its attributes."""
        name = f"{len(self._nodes)}.{operator}"
        arrays = {key: value for key, value in given.items() if isinstance(value, np.ndarray)}
        attributes = {key: value for key, value in given.items() if key not in arrays}
        constants = [self._constant(f"{name}.{key}", array) for key, array in arrays.items()]
        self._nodes.append(
            self._onnx.helper.make_node(
                operator, [self._last, *constants], [name], name=name, **attributes
            )
        )
        self._last = name

    def _constant(self, name: str, array: NDArray[Any]) -> str:
        if np.issubdtype(array.dtype, np.floating):
            array = array.astype(np.float32)
        self._constants.append(
            self._onnx.numpy_helper.from_array(np.ascontiguousarray(array), name)
        )
        return name

    def _value(self, name: str, shape: Shape) -> Any:
        """What goes in or out: any number of rows of a shape, float32."""
        kind = self._onnx.TensorProto.FLOAT
        return self._onnx.helper.make_tensor_value_info(name, kind, ["N", *shape])


def _version() -> str:
    from importlib import metadata  # noqa: PLC0415 - nothing but an export needs it

    try:
        return metadata.version("misread")
    except metadata.PackageNotFoundError:  # run from a checkout that is not installed
        return ""
