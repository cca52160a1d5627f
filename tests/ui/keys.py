"""Keys as a user presses them: each goes to whoever has the keyboard then."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget


def target() -> QWidget:
    """Who gets the keys."""
    found = QApplication.activePopupWidget() or QApplication.focusWidget()
    assert found is not None, "the window has not been activated"
    return found


def press(*keys: str) -> None:
    """Press keys by their names in Qt, "Shift+Return" say; what begins with "=" is typed."""
    for name in keys:
        if name.startswith("="):
            for sign in name[1:]:  # QTest knows latin letters only
                key = ord(sign.upper())
                event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, sign)
                QApplication.sendEvent(target(), event)
            continue
        *held, key_name = name.split("+")
        modifiers = Qt.KeyboardModifier.NoModifier
        for modifier in held:
            modifiers |= getattr(Qt.KeyboardModifier, f"{modifier}Modifier")
        QTest.keyClick(target(), getattr(Qt.Key, f"Key_{key_name}"), modifiers)
