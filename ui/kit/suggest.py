"""A line that proposes while one types: courses, lecturers, students, found by pinyin as well."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, QStringListModel, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QPushButton, QWidget

from ui import theme
from ui.kit.inputs import LineInput
from ui.kit.text import literal

Find = Callable[[str], Sequence[tuple[int, str]]]


class SuggestBox(LineInput):
    """``find(text)`` gives (id, what is shown); ``chosen(id)`` when one is taken.

    Anything may be typed, unless ``listed_only``: then Enter takes the first that is proposed.
    """

    chosen = Signal(int)

    def __init__(self, find: Find, hint: str = "", *, listed_only: bool = False) -> None:
        super().__init__(hint=hint)
        self._listed_only = listed_only
        self._find = find
        self._found: list[tuple[int, str]] = []
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
        else:
            self._list.popup().hide()

    def found(self) -> list[tuple[int, str]]:
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
        if enter and listed.isVisible() and (marked or self._listed_only):
            self.take(marked[0] if marked else 0)
            event.accept()
        elif event.key() == Qt.Key.Key_Down and not listed.isVisible():
            self.suggest(self.text())
        else:
            super().keyPressEvent(event)

    def _take(self, index: QModelIndex) -> None:
        if index.isValid():
            self.take(index.row())


class PeoplePicker(QWidget):
    """Several people, each a small button that takes it out again, and a line that adds one."""

    changed = Signal()

    def __init__(self, find: Find, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._people: list[tuple[int, str]] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.px(6))
        self.box = SuggestBox(find, hint, listed_only=True)
        self.box.chosen.connect(self._add)
        self._buttons: list[QPushButton] = []
        self._row.addWidget(self.box, 1)
        self.setFocusProxy(self.box)

    def show_people(self, people: Sequence[tuple[int, str]]) -> None:
        """Show these (id, name); nothing is emitted."""
        self._people = list(people)
        self._rebuild()

    def ids(self) -> list[int]:
        """Return who is chosen, in order."""
        return [person for person, _ in self._people]

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Type at once."""
        self.box.setFocus(event.reason())

    def _add(self, person: int) -> None:
        name = dict(self.box.found()).get(person, "").split("（")[0]
        self.box.clear()
        if person not in self.ids():
            self._people.append((person, name))
            self._rebuild()
            self.changed.emit()

    def _remove(self, person: int) -> None:
        self._people = [p for p in self._people if p[0] != person]
        self._rebuild()
        self.box.setFocus()
        self.changed.emit()

    def _rebuild(self) -> None:
        for button in self._buttons:
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = []
        for place, (person, name) in enumerate(self._people):
            button = QPushButton(literal(f"{name}  ×"))
            theme.role(button, "chip")
            button.setAccessibleName(f"去掉{name}")
            button.setToolTip(f"去掉{name}")
            button.clicked.connect(lambda _=False, p=person: self._remove(p))
            self._row.insertWidget(place, button)
            self._buttons.append(button)
