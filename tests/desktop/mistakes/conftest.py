"""Fixtures for the gallery's tests: networks that know little, and a tab that has read digits."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

import nncore as nn
from desktop.mistakes.examples import Examples
from desktop.mistakes.view import MistakesTab
from desktop.theme import Theme
from desktop.workspace.evaluation import EvaluationColumns
from desktop.workspace.evaluation_service import EvaluationService
from desktop.workspace.kept_runs import KeptRuns
from desktop.workspace.marks import Marks
from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.network_ref import NetworkRef
from desktop.workspace.workspace import Workspace
from nncore.datasets import Dataset, Split, SplitName
from tests.desktop.hands import listen
from tests.desktop.mistakes.helpers import expose, headline


def _examples(network: nn.Network, split: Split, name: SplitName = SplitName.TEST) -> Examples:
    """What the network answers to a split, as nncore tells it."""
    read = nn.evaluate(network, split)
    columns = EvaluationColumns(
        read.labels, read.predictions, read.confidences, read.losses, read.probabilities
    )
    return Examples(split, columns, split_name=name)


@pytest.fixture
def examples(network: nn.Network, small_dataset: Dataset) -> Examples:
    """What the network answers to the test split."""
    return _examples(network, small_dataset.test)


@pytest.fixture
def other_examples(other_network: nn.Network, small_dataset: Dataset) -> Examples:
    """What the other network answers to the same split."""
    return _examples(other_network, small_dataset.test)


@pytest.fixture
def validation_examples(network: nn.Network, small_dataset: Dataset) -> Examples:
    """What the network answers to the validation split."""
    return _examples(network, small_dataset.validation, SplitName.VALIDATION)


@pytest.fixture
def marks(tmp_path: Path) -> Marks:
    """The marks of a storage folder; none at first."""
    return Marks(tmp_path)


@pytest.fixture
def tab(
    qtbot: QtBot,
    workspace: Workspace,
    kept_runs: KeptRuns,
    evaluations: EvaluationService,
    marks: Marks,
    theme: Theme,
) -> MistakesTab:
    """The tab as it is at first: shown, with neither network nor data set."""
    return expose(qtbot, MistakesTab(workspace, kept_runs, evaluations, marks, theme), 900, 560)


@pytest.fixture
def read_tab(
    qtbot: QtBot,
    tab: MistakesTab,
    workspace: Workspace,
    network: nn.Network,
    small_dataset: Dataset,
) -> MistakesTab:
    """The tab after the network has read the test split."""
    workspace.set_dataset(small_dataset)
    workspace.put(NamedNetwork("Run", NetworkRef.of_run("run"), network))
    qtbot.waitUntil(lambda: "misread" in headline(tab))
    return tab


@pytest.fixture
def wide_tab(read_tab: MistakesTab) -> MistakesTab:
    """As `read_tab`, with room for matrix, gallery and inspector side by side."""
    read_tab.resize(1_200, 800)
    return read_tab


@pytest.fixture
def told(read_tab: MistakesTab) -> list[str]:
    """What the actions on images tell from now on."""
    return listen(read_tab.image_actions.done, read_tab.image_actions.told)
