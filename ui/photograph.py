"""A picture of the window as it looks, with the dialogs that stand over it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QEventLoop, QIODevice, QPoint, QSize, QTimer
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from app.ground.files import replacing
from ui import theme

TURNS = 40
"""Turns of the event loop that every sight is given: layouts, queued results, pages of a preview."""


def settle(turns: int = TURNS) -> None:
    """Let the window do what it has to do: results that wait, layouts, painting."""
    loop = QEventLoop()
    left = turns

    def turn() -> None:
        nonlocal left
        left -= 1
        if left <= 0:
            loop.quit()

    timer = QTimer()
    timer.timeout.connect(turn)
    timer.start(0)
    loop.exec()


def dialogs() -> list[QDialog]:
    """Return the dialogs that stand open, each after the one that it stands over."""
    shown = QApplication.topLevelWidgets()
    found = [w for w in shown if isinstance(w, QDialog) and w.isVisible()]
    return sorted(found, key=_depth)


def _depth(widget: QWidget | None) -> int:
    """How many widgets it stands over, through all windows."""
    return 0 if widget is None else 1 + _depth(widget.parentWidget())


def photograph(window: QWidget, size: QSize) -> QPixmap:
    """Return the window as it looks, with the dialog that stands over it."""
    picture = window.grab()
    for dialog in dialogs():
        shown = dialog.grab()
        at = QPoint((size.width() - shown.width()) // 2, (size.height() - shown.height()) // 2)
        painter = QPainter(picture)
        painter.fillRect(picture.rect(), QColor(31, 35, 40, 90))
        painter.drawPixmap(at, shown)
        painter.setPen(QColor(theme.QUIET))
        painter.drawRect(at.x() - 1, at.y() - 1, shown.width() + 1, shown.height() + 1)
        painter.end()
    return picture


def keep(picture: QPixmap, target: Path) -> None:
    """Write a picture as PNG, whole or not at all: Qt would say nothing of a full disk. Raises StoreError."""
    made = QBuffer()
    made.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(made, "PNG")
    with replacing(target) as part:
        part.write_bytes(made.data().data())
