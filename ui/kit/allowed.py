"""What the user's role does not allow is grey, and says whose work it is."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

_OWN = "own_tip"


def grey(target: QWidget | QAction, why: str, *, able: bool = True) -> None:
    """Enable a button, a field or an entry where it is ``able`` and nothing stands against it.

    ``why`` is what ``Context.missing`` says, "" for nothing; its tooltip tells it and is back afterwards.
    """
    if target.property(_OWN) is None:
        # an entry without a tip of its own repeats its text, which may change
        target.setProperty(_OWN, "" if isinstance(target, QAction) else target.toolTip())
    target.setEnabled(able and not why)
    target.setToolTip(why or str(target.property(_OWN)))
