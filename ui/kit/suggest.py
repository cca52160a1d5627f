"""A line that proposes while one types: courses, lecturers, students, found by pinyin as well."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QPoint, QStringListModel, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter

from ui.kit.inputs import LineInput

NEW = "＋ "
"""How a line of the list begins that makes something new."""
Find = Callable[[str], Sequence[tuple[Any, str]]]


class SuggestBox(LineInput):
    """``find(text)`` gives (value, what is shown); ``chosen(value)`` when one is taken.

    Anything may be typed, unless ``listed_only``: then Enter takes the first that is proposed. ``upward``:
    the list stands above the line and not upon what is to be filled in next, where the screen has room.
    """

    chosen = Signal(object)

    def __init__(
        self, find: Find, hint: str = "", *, listed_only: bool = False, upward: bool = False
    ) -> None:
        super().__init__(hint=hint)
        self._listed_only, self._upward = listed_only, upward
        self._find = find
        self._found: list[tuple[Any, str]] = []
        self._words = QStringListModel(self)
        self._list = QCompleter(self._words, self)
        # the file has searched already, by pinyin too: what it found is shown as it stands
        self._list.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._list.setMaxVisibleItems(9)
        self._list.setWidget(self)
        self._list.activated[QModelIndex].connect(self._take)  # pyright: ignore[reportIndexIssue]
        self.textEdited.connect(self.suggest)

    def suggest(self, text: str) -> None:
        """Look for ``text`` and open the list under the line."""
        self._found = list(self._find(text))
        self._words.setStringList([shown for _, shown in self._found])
        if self._found and self.isVisible():  # not over a dialog that is gone
            self._list.complete()
            if self._upward:
                self._lift()
        else:
            self._list.popup().hide()

    def _lift(self) -> None:
        listed, top = self._list.popup(), self.mapToGlobal(QPoint(0, 0))
        above = top.y() - listed.height()
        if above >= self.screen().availableGeometry().top():
            listed.move(top.x(), above)

    def found(self) -> list[tuple[Any, str]]:
        """Return what is proposed."""
        return list(self._found)

    def take(self, row: int) -> None:
        """Take a proposal, as Enter or a click in the list does."""
        self._list.popup().hide()
        found, shown = self._found[row]
        self.setText(shown)
        self.chosen.emit(found)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down opens the list; Enter takes from it, and only without it belongs to the form."""
        listed = self._list.popup()
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        marked = [index.row() for index in listed.selectionModel().selectedIndexes()]
        first = next((n for n, (_, shown) in enumerate(self._found) if shown[:2] != NEW), None)
        if enter and listed.isVisible() and (marked or (self._listed_only and first is not None)):
            self.take(marked[0] if marked else first or 0)
            event.accept()
        elif enter and listed.isVisible() and self._listed_only:
            listed.setCurrentIndex(self._words.index(0))  # what is new is never made by a slip
            event.accept()
        elif event.key() == Qt.Key.Key_Down and not listed.isVisible():
            self.suggest(self.text())
        else:
            super().keyPressEvent(event)

    def _take(self, index: QModelIndex) -> None:
        if index.isValid():
            self.take(index.row())
