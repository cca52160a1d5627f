"""What every test stands on: no screen, nobody's own settings, the same inputs each time."""

from __future__ import annotations

import os

# Before anything imports Qt. A developer who wants to watch sets it to xcb or windows.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# The same examples at every run and no clock in the verdict: a slow machine fails nothing.
settings.register_profile(
    "project",
    deadline=None,
    derandomize=True,
    max_examples=50,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
# For a long look at one test: pytest --hypothesis-profile=search
settings.register_profile("search", deadline=None, max_examples=5000)
settings.load_profile("project")


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder for settings and logs, so that no test sees another's or yours."""
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("DANGXIAO_HOME", str(folder))
    monkeypatch.delenv("DANGXIAO_PASSWORD", raising=False)
    return folder
