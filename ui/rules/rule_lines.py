"""Parts of a rule that are as many lines as wanted: minimums of single kinds of class, and by length."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ui import theme
from ui.kit import inputs
from ui.kit.inputs import ChoiceInput, LineInput, WrongInput
from ui.kit.link_button import link_button
from ui.kit.text import label

Typed = ChoiceInput | LineInput


class Lines(QWidget):
    """Lines of two inputs. ``first`` and ``second`` make them, ``between`` and ``after`` stand beside."""

    changed = Signal()

    def __init__(
        self,
        first: Callable[[], Typed],
        second: Callable[[], Typed],
        *,
        more: str,
        between: str,
        after: str = "",
        head: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._first, self._second, self._between, self._after = first, second, between, after
        self.lines: list[tuple[QWidget, Typed, Typed]] = []
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(theme.px(4))
        if head:
            outer.addWidget(label(head, "label", wrap=True))
        self._column = QVBoxLayout()
        self._column.setSpacing(theme.px(4))
        outer.addLayout(self._column)
        self.error = label("", "error", wrap=True)
        self.error.hide()
        outer.addWidget(self.error)
        self.more = link_button(more)
        self.more.clicked.connect(lambda: self._add(None, None))
        outer.addWidget(self.more)

    def fill(self, pairs: Iterable[tuple[Any, Any]]) -> None:
        """Show these lines."""
        for line, _, _ in self.lines:
            line.hide()
            line.deleteLater()
        self.lines = []
        for one, other in pairs:
            self._add(one, other)

    def typed(self) -> list[list[Any]]:
        """What stands in the lines, whole or not."""
        return [[one.typed(), other.typed()] for _, one, other in self.lines]

    def retype(self, state: Sequence[Sequence[Any]]) -> None:
        """Put there what was typed."""
        self.fill([(None, None)] * len(state))
        for (_, one, other), typed in zip(self.lines, state, strict=True):
            one.retype(typed[0])
            other.retype(typed[1])

    def pairs(self, lacking: str, twice: str) -> dict[Any, int]:
        """Return the second by the first of every line. Raises WrongInput with one of the texts."""
        found: dict[Any, int] = {}
        for _, one, other in self.lines:
            key, value = one.value(), other.value()
            if not key or value is None:
                raise WrongInput(lacking)
            if key in found:
                raise WrongInput(twice)
            found[key] = value
        return found

    def value(self) -> Any:
        """Return what the lines say. Raises WrongInput."""
        return self.pairs("每一行都要填全。", "有两行相同。")

    def validate(self) -> bool:
        """Say below what is wrong, if anything."""
        try:
            self.value()
        except WrongInput as error:
            self.error.setText(str(error))
            self.error.show()
            return False
        self.error.hide()
        return True

    def _add(self, one: Any, other: Any) -> None:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        first, second = self._first(), self._second()
        for made, value in ((first, one), (second, other)):
            made.fill(value)
            if isinstance(made, LineInput):
                made.setMaximumWidth(theme.px(110))
                made.textChanged.connect(lambda _: self.changed.emit())
            else:
                made.currentIndexChanged.connect(lambda _: self.changed.emit())
        away = QPushButton()
        theme.role(away, "bare")
        away.setAutoDefault(False)
        away.setIcon(theme.icon("close", theme.QUIET, 14))
        away.setToolTip("去掉这一行")
        away.setAccessibleName("去掉这一行")
        held = (line, first, second)
        away.clicked.connect(lambda: self._remove(held))
        row.addWidget(first)
        row.addWidget(label(self._between, "muted"))
        row.addWidget(second)
        row.addWidget(label(self._after, "muted"))
        row.addWidget(away)
        row.addStretch(1)
        self._column.addWidget(line)
        self.lines.append(held)
        self.changed.emit()

    def _remove(self, held: tuple[QWidget, Typed, Typed]) -> None:
        self.lines.remove(held)
        held[0].hide()
        held[0].deleteLater()
        self.error.hide()
        self.changed.emit()


class OwnMinimums(Lines):
    """Kinds of class whose minimum is another than the rule's."""

    def __init__(
        self, kinds: Sequence[tuple[str, str]], title: str, number: Callable[[], LineInput]
    ) -> None:
        super().__init__(
            lambda: _named(ChoiceInput(kinds), "另定下限的班次类别"),
            lambda: _named(number(), title),
            more="某一类班次另定下限…",
            between=title,
        )

    def value(self) -> Mapping[str, int]:
        """Return minimum by kind. Raises WrongInput."""
        return self.pairs("请选定班次类别，并填写它的下限。", "同一类班次填了两个下限。")


class Steps(Lines):
    """分档: a minimum from each length on."""

    def __init__(self, title: str) -> None:
        super().__init__(
            lambda: _named(LineInput(inputs.read_number), "天数"),
            lambda: _named(LineInput(inputs.read_number), title),
            more="再加一档",
            between="天及以上，",
            after=title,
            head="分档：班次达到哪一档的天数，就按哪一档要求；一档也没达到的不受约束",
        )

    def value(self) -> tuple[tuple[int, int], ...]:
        """Return (days, minimum) by days. Raises WrongInput."""
        found = self.pairs("每一档都要填天数（大于 0）和下限。", "有两档的天数相同。")
        return tuple(sorted(found.items()))


def _named(made: Typed, name: str) -> Typed:
    made.setAccessibleName(name)
    return made
