"""What is on the screen, chosen before anything more is opened there.

What Qt deletes of its own meanwhile, a tooltip first of all, leaves a wrapper that points nowhere.
"""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid


def widgets() -> list[QWidget]:
    """Return every widget that there is, hidden ones too, but for tooltips."""
    there = [w for w in QApplication.allWidgets() if isValid(w)]
    return [w for w in there if w.metaObject().className() != "QTipLabel"]


def shown() -> list[QWidget]:
    """Return those that can be seen."""
    return [w for w in widgets() if w.isVisible()]
