"""What is exported computes the same elsewhere, and what was trained elsewhere the same here."""

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import nncore as nn
from nncore.__main__ import main
from nncore.array_types import FloatArray
from nncore.storage.exports.onnx_models import export_onnx
from nncore.storage.exports.sequential import torch_source
from nncore.storage.exports.torch_files import export_torch, import_torch

Agree = Callable[..., None]
Maker = Callable[..., nn.Network]

KINDS = ["dense", "LeNet-like", "strided even kernels", "dropout", "pooled first", "deep picture"]


@pytest.fixture(scope="module")
def torch_load(torch: Any) -> Callable[[Path], Any]:
    return pytest.importorskip("safetensors.torch").load_file  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def onnx() -> Any:
    return pytest.importorskip("onnx", reason="onnx is not installed: make oracle")


@pytest.fixture(scope="module")
def session_of(onnx: Any) -> Callable[[Path], Any]:
    """Opens a model in onnxruntime, on one thread."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        runtime: Any = pytest.importorskip(
            "onnxruntime", reason="onnxruntime is not installed: make oracle"
        )
    options = runtime.SessionOptions()
    options.intra_op_num_threads = 1
    return lambda path: runtime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


@pytest.fixture(params=KINDS)
def network(
    request: pytest.FixtureRequest, dense: Maker, lenet_like: Maker, rng: np.random.Generator
) -> nn.Network:
    """Networks of each kind, none of whose weights and biases are zero."""
    match request.param:
        case "dense":
            made = dense()
        case "LeNet-like":
            made = lenet_like()
        case "strided even kernels":
            layers = [nn.Conv2D(1, 4, 4, stride=2, rng=rng), nn.ReLU()]
            layers += [nn.Conv2D(4, 6, 2, stride=3, rng=rng), nn.ReLU()]
            made = nn.Network([*layers, nn.Dense(150, 10, rng=rng)])
        case "dropout":
            layers = [nn.Dense(784, 32, rng=rng), nn.ReLU(), nn.Dropout(0.5)]
            made = nn.Network([*layers, nn.Dense(32, 10, rng=rng)])
        case "pooled first":
            layers = [nn.MaxPool2D(3), nn.Conv2D(1, 3, 5, padding="valid", stride=2, rng=rng)]
            layers += [nn.Flatten(), nn.ReLU(), nn.Dropout(0.2)]
            made = nn.Network([*layers, nn.Dense(27, 10, rng=rng)])
        case "deep picture":
            layers = [nn.Conv2D(3, 4, 2, rng=rng), nn.MaxPool2D(2), nn.ReLU()]
            made = nn.Network([*layers, nn.Dense(14 * 9 * 4, 10, rng=rng)], input_shape=(28, 18, 3))
    for parameter in made.parameters:
        parameter += rng.normal(scale=0.05, size=parameter.shape).astype(np.float32)
    return made


@pytest.fixture
def images(network: nn.Network, digits: nn.datasets.Split) -> FloatArray:
    """Digits as pixels from 0 to 1, cut and piled up where the network takes another shape."""
    pixels = digits.images[:90].astype(np.float32) / 255
    if network.input_shape == (28, 28):
        return pixels
    rows, columns, channels = network.input_shape
    return pixels[:, :rows, :columns].reshape(-1, channels, rows, columns).transpose(0, 2, 3, 1)


def channels_first(images: FloatArray) -> FloatArray:
    return np.ascontiguousarray(np.moveaxis(images.reshape(*images.shape[:3], -1), 3, 1))


def test_pytorch_gives_the_same_logits(
    torch: Any,
    torch_load: Callable[[Path], Any],
    agree: Agree,
    network: nn.Network,
    images: FloatArray,
    tmp_path: Path,
) -> None:
    export_torch(network, tmp_path / "weights")
    theirs = eval(torch_source(network), {"nn": torch.nn})
    theirs.load_state_dict(torch_load(tmp_path / "weights"), strict=True)
    theirs.eval()

    with torch.no_grad():
        agree(network.logits(images), theirs(torch.tensor(channels_first(images))))


def test_onnxruntime_gives_the_same_probabilities(
    onnx: Any,
    session_of: Callable[[Path], Any],
    network: nn.Network,
    images: FloatArray,
    tmp_path: Path,
) -> None:
    export_onnx(network, tmp_path / "model.onnx")
    onnx.checker.check_model(tmp_path / "model.onnx", full_check=True)
    session = session_of(tmp_path / "model.onnx")

    ((name, kind, shape),) = [(i.name, i.type, i.shape) for i in session.get_inputs()]
    assert (name, kind, shape) == ("images", "tensor(float)", ["N", *network.input_shape])
    assert [(o.name, o.shape) for o in session.get_outputs()] == [("probabilities", ["N", 10])]
    for batch in (images, images[:1]):
        (theirs,) = session.run(None, {"images": batch})
        assert np.abs(theirs - network.predict(batch)).max() <= 1e-5


def test_the_same_network_gives_the_same_model(
    onnx: Any, network: nn.Network, tmp_path: Path
) -> None:
    export_onnx(network, tmp_path / "one.onnx")
    export_onnx(network.copy(), tmp_path / "two.onnx")
    model = onnx.load(tmp_path / "one.onnx")

    assert (tmp_path / "one.onnx").read_bytes() == (tmp_path / "two.onnx").read_bytes()
    assert model.producer_name == "Misread"
    assert (model.ir_version, model.opset_import[0].version) == (8, 17)
    assert "Dropout" not in {node.op_type for node in model.graph.node}


def test_a_model_of_pytorch_is_read_here(torch: Any, agree: Agree, tmp_path: Path) -> None:
    torch.manual_seed(7)
    theirs = torch.nn.Sequential(
        torch.nn.Conv2d(1, 6, 5, padding=2),
        torch.nn.ReLU(),
        torch.nn.MaxPool2d(2),
        torch.nn.Conv2d(6, 16, 5),
        torch.nn.ReLU(),
        torch.nn.MaxPool2d(2),
        torch.nn.Flatten(),
        torch.nn.Linear(400, 100),
        torch.nn.ReLU(),
        torch.nn.Linear(100, 10),
    )
    save_file = pytest.importorskip("safetensors.torch").save_file
    save_file(theirs.state_dict(), tmp_path / "theirs")
    options = ("--hidden", "5x5x6, pool, 5x5x16 valid, pool, 100", "--out", str(tmp_path / "ours"))
    assert main(["import", str(tmp_path / "theirs"), *options]) == 0

    digits = nn.datasets.generated(
        rng=np.random.default_rng(3), training=60, validation=10, test=10
    ).training.images
    with torch.no_grad():
        inputs = torch.tensor(digits[:, None].astype(np.float32) / 255)
        agree(nn.load(tmp_path / "ours").predict(digits), theirs(inputs).softmax(dim=1))


def test_numbers_that_numpy_does_not_know_are_refused(
    torch: Any, dense: Maker, tmp_path: Path
) -> None:
    theirs = torch.nn.Sequential(
        torch.nn.Flatten(), torch.nn.Linear(784, 64), torch.nn.ReLU(), torch.nn.Linear(64, 10)
    )
    save_file = pytest.importorskip("safetensors.torch").save_file
    save_file(theirs.bfloat16().state_dict(), tmp_path / "theirs")

    with pytest.raises(ValueError, match=r"must be numbers of \['F16', 'F32', 'F64'\], got BF16"):
        import_torch(tmp_path / "theirs", dense())


def test_the_code_that_export_prints_runs(
    torch: Any,
    onnx: Any,
    dense: Maker,
    digits: nn.datasets.Split,
    agree: Agree,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    network = dense()
    nn.save(network, tmp_path / "network")
    pixels = digits.images.astype(np.float32) / 255
    for target in ("pytorch", "onnx"):
        capsys.readouterr()
        out = str(tmp_path / target)
        assert main(["export", str(tmp_path / "network"), "--to", target, "--out", out]) == 0
        names: dict[str, Any] = {}
        exec(capsys.readouterr().out, names)
        if target == "pytorch":
            with torch.no_grad():
                logits = names["network"](torch.tensor(channels_first(pixels)))
            agree(network.logits(pixels), logits)
        else:
            (probabilities,) = names["session"].run(None, {"images": pixels})
            agree(network.predict(pixels), probabilities)
