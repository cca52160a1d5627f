"""One of many, found while typing; what is not among them is offered to be made, never dropped."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from app.ground.errors import UserError
from ui import theme
from ui.kit.inputs import WrongInput
from ui.kit.suggest import NEW, SuggestBox
from ui.kit.text import literal

Pairs = Sequence[tuple[Any, str]]
_BETWEEN = re.compile(r"[、，,;；/]+")


@dataclass(frozen=True)
class Picks:
    """What can be picked: ``find(text)`` gives (value, what is shown), ``named(value)`` what is shown.

    ``fresh(text)`` offers what could be made of a text that is not among them: (value, what it would be).
    ``mark(value)``: what is said beside the name of one that is to be made. ``where`` is what they are in:
    师资库. ``short(shown)`` is the name alone, where more is shown than that.
    """

    where: str
    find: Callable[[str], Pairs]
    named: Callable[[Any], str]
    fresh: Callable[[str], Pairs] = lambda _: ()
    short: Callable[[str], str] = lambda shown: shown
    mark: Callable[[Any], str] = lambda _: ""

    def offer(self, text: str) -> list[tuple[Any, str]]:
        """Return what is found, and where none is called so, what could be made."""
        found, text = list(self.find(text)), text.strip()
        if not text or self.exactly(text):
            return found
        return found + [(value, NEW + shown) for value, shown in self.fresh(text)]

    def exactly(self, text: str) -> list[tuple[Any, str]]:
        """Return those that are called so, by all that is shown or by the name alone."""
        found = self.find(text)
        called = [pair for pair in found if pair[1] == text]
        return called or [pair for pair in found if self.short(pair[1]) == text]

    def resolve(self, text: str) -> tuple[Any, str]:
        """Return the one that is called so. Raises WrongInput where there is none, or several."""
        called = self.exactly(text)
        if len(called) == 1:
            return called[0]
        if called:
            raise WrongInput(f"{self.where}里有几个「{text}」，请从列表里选。")
        offered = "，或选列表下方带 ＋ 的一行新建" if self.fresh(text) else ""
        raise WrongInput(f"{self.where}里没有「{text}」，请从列表里选{offered}。")


def bare(shown: str) -> str:
    """What is shown without the brackets behind: 王芳（县委党校） is 王芳."""
    return re.split(r"[（(　]", shown)[0]


class PickInput(SuggestBox):
    """Its value is what was picked, None for nothing; a name typed whole is picked as well."""

    def __init__(self, picks: Picks, hint: str = "") -> None:
        super().__init__(picks.offer, hint)
        self.picks = picks
        self._taken: tuple[Any, str] = (None, "")
        action = self.addAction(
            theme.icon("arrow-down", theme.QUIET), QLineEdit.ActionPosition.TrailingPosition
        )
        action.setToolTip("全部列出（↓）")
        action.triggered.connect(self._show_all)
        self.editingFinished.connect(self._tidy)

    def value(self) -> Any:
        """What is picked. Raises WrongInput where what is typed is none of them."""
        text = self.text().strip()
        if not text:
            return None
        return self._taken[0] if text == self._taken[1] else self.picks.resolve(text)[0]

    def fill(self, value: Any) -> None:
        """Show what is picked."""
        self._taken = (value, "" if value is None else self.picks.named(value))
        self.setText(self._taken[1])
        self.setCursorPosition(0)

    def typed(self) -> Any:
        """The id of what is picked of the list, else what stands there."""
        value, shown = self._taken
        return value if isinstance(value, int) and self.text().strip() == shown else self.text()

    def retype(self, typed: Any) -> None:
        """Show what was picked or typed."""
        if isinstance(typed, int):
            try:
                self.fill(typed)
                return
            except UserError:  # it is gone meanwhile
                typed = ""
        super().retype(typed)

    def name_anew(self) -> None:
        """Show what is picked by the name it has now, unless somebody is typing."""
        if self._taken[0] is not None and self.text().strip() == self._taken[1]:
            self.fill(self._taken[0])

    def take(self, row: int) -> None:
        """Take one of the list."""
        value, shown = self.found()[row]
        self._taken = (value, shown.removeprefix(NEW))
        super().take(row)
        self.setText(self._taken[1])
        self.finished.emit()

    def _show_all(self) -> None:
        self.setFocus()
        self.suggest("")

    def _tidy(self) -> None:
        text = self.text().strip()
        if text and text != self._taken[1]:
            try:
                self._taken = self.picks.resolve(text)
            except WrongInput:
                return
            self.setText(self._taken[1])


class PeoplePicker(QWidget):
    """Several people, each a small button that takes it out again, and a line that adds one.

    ``upward``: the list stands above the line, where the fields below are the next to be filled in.
    """

    changed = Signal()

    def __init__(
        self, picks: Picks, hint: str = "", parent: QWidget | None = None, *, upward: bool = False
    ) -> None:
        super().__init__(parent)
        self._picks = picks
        self._people: list[tuple[Any, str]] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.px(6))
        self.box = SuggestBox(picks.offer, hint, listed_only=True, upward=upward)
        self.box.chosen.connect(self._add)
        self.box.editingFinished.connect(self.settle)
        self._buttons: list[QPushButton] = []
        self._row.addWidget(self.box, 1)
        self.setFocusProxy(self.box)

    def show_people(self, people: Pairs) -> None:
        """Show these (value, name); nothing is emitted."""
        self._people = list(people)
        self.box.clear()
        self._rebuild()

    def people(self) -> list[tuple[Any, str]]:
        """Return who is chosen, and by which name each is shown."""
        return list(self._people)

    def ids(self) -> list[Any]:
        """Return who is chosen, in order: ids, and who is to be made."""
        return [person for person, _ in self._people]

    def settle(self) -> str:
        """Take who is typed whole, several with 、 between; return why not who is left."""
        left: list[str] = []
        why = ""
        for name in filter(None, map(str.strip, _BETWEEN.split(self.box.text()))):
            try:
                self._put(*self._picks.resolve(name))
            except WrongInput as error:
                left.append(name)
                why = why or str(error)
        line = self.box
        line.setText("、".join(left))
        return why

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Type at once."""
        self.box.setFocus(event.reason())

    def _add(self, person: Any) -> None:
        self.box.clear()
        self._put(person, self._picks.named(person))

    def _put(self, person: Any, shown: str) -> None:
        if person not in self.ids():
            self._people.append((person, bare(shown)))
            self._rebuild()
            self.changed.emit()

    def _remove(self, person: Any) -> None:
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
            mark = self._picks.mark(person)
            button = QPushButton(literal(f"{name}{f'（{mark}）' if mark else ''}  ×"))
            theme.role(button, "chip")
            button.setAccessibleName(f"去掉{name}")
            button.setToolTip(f"去掉{name}")
            button.clicked.connect(lambda _=False, p=person: self._remove(p))
            self._row.insertWidget(place, button)
            self._buttons.append(button)
