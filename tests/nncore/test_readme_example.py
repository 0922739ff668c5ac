"""The README's example runs as it stands there, and so do scripts of other shapes."""

from pathlib import Path

import numpy as np
import pytest

import nncore as nn

README = Path(__file__).parents[2] / "README.md"


def test_the_readme_s_example_runs_as_it_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    example = README.read_text("utf-8").split("```python\n")[1].split("```")[0]
    monkeypatch.chdir(tmp_path)
    exec(compile(example, str(README), "exec"), {})
    assert (tmp_path / "digits.safetensors").exists()
    epochs = [line for line in capsys.readouterr().out.splitlines() if len(line.split()) == 2]
    assert [line.split()[0] for line in epochs] == ["1", "2", "3", "4", "5"]
    assert float(epochs[-1].split()[1]) > 0.8


def test_scripts_can_train_on_images_of_their_own(rng: np.random.Generator) -> None:
    images = rng.integers(0, 256, (50, 28, 28), np.uint8)
    split = nn.datasets.Split(images, rng.integers(0, 10, 50).astype(np.uint8))
    network = nn.Network([nn.Dense(784, 10, rng=rng)])

    *_, last = nn.train(
        network,
        split,
        optimizer=nn.SGD(learning_rate=0.01),
        epochs=2,
        batch_size=None,
        rng=rng,
    )

    assert isinstance(last, nn.EpochFinished)
    assert nn.evaluate(network, split).confusion.sum() == 50
