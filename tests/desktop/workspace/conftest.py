"""Fixtures of the workspace's tests: kept runs in memory, or really made where `store` says so."""

from collections.abc import Callable
from typing import Any

import pytest

from desktop.workspace.network_ref import NetworkRef
from desktop.workspace.workspace import Workspace
from nncore.recipes.recipe import Recipe
from nncore.runs import KeptRun
from tests.desktop.fake_runs import FakeRun
from tests.desktop.fake_runs import kept_runs as kept_runs
from tests.desktop.fake_runs import read as read
from tests.desktop.fake_runs import store as store
from tests.desktop.workspace.helpers import named_network
from tests.desktop.workspace.real_runs import Keep
from tests.desktop.workspace.real_runs import go_on_elsewhere as go_on_elsewhere
from tests.desktop.workspace.real_runs import keep_run as keep_run


@pytest.fixture
def quick(store: Any, read: Callable[[], None]) -> FakeRun:
    """A run, which is in the list."""
    run: FakeRun = store.add("Quick 1")
    read()
    return run


@pytest.fixture
def yesterday(
    keep_run: Keep, short: Recipe, workspace: Workspace, read: Callable[[], None]
) -> KeptRun:
    """A kept run in the list of a workspace where the shipped network is chosen."""
    kept = keep_run("Yesterday", short)
    workspace.put(named_network("Reader", NetworkRef.shipped()))
    read()
    return kept
