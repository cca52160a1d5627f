from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.kit.matrix.sheet import Sheet
from ui.context import Context


@pytest.fixture
def sheet(qtbot: QtBot, context: Context) -> Sheet:
    return Sheet(qtbot, context)
