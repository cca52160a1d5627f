"""What a window shows of what was planted, and where it takes it for its own."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import QAbstractItemModel, QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QLabel,
    QListView,
    QMenu,
    QTabBar,
    QTextEdit,
    QToolTip,
    QWidget,
)
from shiboken6 import isValid

from tests.planted import MARK
from tests.ui.on_screen import shown, widgets

LOUD = "&x"  # a key, unless it stands doubled


def tips() -> list[QLabel]:
    """Return the tooltips that there are: one at most."""
    top = QApplication.topLevelWidgets()
    return [w for w in top if isinstance(w, QLabel) and w.metaObject().className() == "QTipLabel"]


class Plainness:
    """``faults`` are what is not plain; ``seen`` counts where the mark was shown, by what shows it."""

    def __init__(self) -> None:
        self.faults: set[str] = set()
        self.seen: Counter[str] = Counter()

    def look(self, sight: str) -> None:
        """Look at every widget that is on the screen."""
        for menu in (widget for widget in widgets() if isinstance(widget, QMenu)):
            for action in menu.actions():
                self._key(action.text(), f"{sight}: a menu", "entry")
        for widget in shown():
            if isValid(widget):
                self._look_at(widget, sight)
        QToolTip.hideText()

    def _look_at(self, widget: QWidget, sight: str) -> None:
        where = f"{sight}: {type(widget).__name__}"
        if isinstance(widget, QLabel):
            self._count(widget.text(), "label")
            if widget.textFormat() != Qt.TextFormat.PlainText:
                self.faults.add(f"{where} guesses: {widget.text()[:40]}")
        if isinstance(widget, QAbstractButton):
            self._key(widget.text(), where, "button")
        if isinstance(widget, QTabBar):
            for place in range(widget.count()):
                self._key(widget.tabText(place), where, "tab")
        # what is plain text there has its marks escaped
        if isinstance(widget, QTextEdit) and 'src="http://990000.invalid' in widget.toHtml():
            self.faults.add(f"{where} shows data as rich text")
        if widget.isWindow() and MARK in widget.windowTitle().replace("[*][*]", "[*]"):
            self.seen["title"] += 1
            if "[*]" in widget.windowTitle().replace("[*][*]", ""):
                self.faults.add(f"{where} takes [*] for its mark")
        if MARK in widget.toolTip():
            self._hover(widget, QPoint(3, 3), where, "tooltip")
        if isinstance(widget, QAbstractItemView) and (model := widget.model()) is not None:
            self._cells(widget, model, where)

    def _cells(self, view: QAbstractItemView, model: QAbstractItemModel, where: str) -> None:
        """Hover over the first cell of every column that is in sight and says the mark."""
        for column in range(1 if isinstance(view, QListView) else model.columnCount()):
            for row in range(min(model.rowCount(), 12)):
                index = model.index(row, column)
                tip = str(index.data(Qt.ItemDataRole.ToolTipRole) or "")
                self._count(str(index.data() or ""), "cell")
                if MARK in tip and view.visualRect(index).isValid():
                    at = view.visualRect(index).center()
                    self._hover(view.viewport(), at, where, "cell's tooltip")
                    break

    def _hover(self, widget: QWidget, at: QPoint, where: str, what: str) -> None:
        QToolTip.hideText()
        QApplication.sendEvent(widget, QHelpEvent(QEvent.Type.ToolTip, at, widget.mapToGlobal(at)))
        if MARK not in QToolTip.text():
            return
        self.seen[what] += 1
        if any(tip.textFormat() != Qt.TextFormat.PlainText for tip in tips()):
            self.faults.add(f"{where} shows a rich tooltip")

    def _key(self, text: str, where: str, what: str) -> None:
        self._count(text.replace("&&", "&"), what)
        if LOUD in text.replace("&&", ""):
            self.faults.add(f"{where} makes a key of: {text[:60]}")

    def _count(self, text: str, what: str) -> None:
        self.seen[what] += MARK in text
