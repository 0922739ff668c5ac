"""Fixtures of the window's tests: kept runs in memory."""

from tests.desktop.fake_runs import kept_runs as kept_runs
from tests.desktop.fake_runs import read as read
from tests.desktop.fake_runs import store as store
