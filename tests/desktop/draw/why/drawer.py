"""The drawer "Why" as tests reach into it, with networks and data that are quickly compared."""

from collections.abc import Callable

import numpy as np

import nncore as nn
from desktop.draw.view import DrawTab
from desktop.widgets.alike_rows import AlikeRows
from desktop.widgets.inspected_picture import InspectedPicture
from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.network_ref import NetworkRef
from desktop.workspace.workspace import Workspace
from tests.desktop.hands import find, words


def explanation(tab: DrawTab) -> str:
    """What the drawer says."""
    return words(tab, "why_words")


def rows(tab: DrawTab) -> AlikeRows:
    return find(tab, AlikeRows, "draw_alike_rows")


def picture(tab: DrawTab) -> InspectedPicture:
    return find(tab, InspectedPicture, "why_picture")


def shows_alike(tab: DrawTab) -> Callable[[], bool]:
    return lambda: rows(tab).isVisible() and bool(rows(tab).groups)


def small_network(seed: int) -> nn.Network:
    rng = np.random.default_rng(seed)
    return nn.Network([nn.Dense(784, 24, rng=rng), nn.ReLU(), nn.Dense(24, 10, rng=rng)])


def put(workspace: Workspace, network: nn.Network, epoch: int = 1) -> None:
    named = NamedNetwork("Run", NetworkRef.of_run("run"), network, None, epoch)
    workspace.put(named, choose=True)
