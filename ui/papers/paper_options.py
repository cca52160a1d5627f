"""What can be chosen about a paper, in a line above its pages; a change makes the paper anew."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QPushButton, QWidget

from app.ground.settings import Settings
from app.papers import Kind
from app.papers.options import Columns, OneOf, Tick
from ui import theme
from ui.kit.preview import PreviewOptions
from ui.kit.text import label, literal
from ui.papers.column_chooser import ColumnChooser


class Choice:
    """What is chosen about a paper now. ``chosen`` is replaced, never changed, so any thread may read it.

    ``keep_for_school(option, value)`` keeps a choice for the whole school, and tells whether it may.
    """

    def __init__(
        self,
        kind: Kind,
        settings: Settings,
        given: Mapping[str, object],
        of_school: Mapping[str, object] | None = None,
        keep_for_school: Callable[[Columns, tuple[str, ...]], bool] = lambda option, value: False,
    ) -> None:
        self.kind = kind
        self._settings, self._keep_for_school = settings, keep_for_school
        kept = {**(of_school or {}), **settings.papers.get(kind.key, {})}
        self.chosen: dict[str, Any] = kind.chosen({**kept, **given})
        self._before = self.chosen

    def choose(self, key: str, value: object) -> None:
        """Choose one thing."""
        self.chosen = {**self.chosen, key: value}

    def keep(self) -> None:
        """The paper was made so: remember it, for the school or on this PC."""
        before, self._before = self._before, self.chosen
        kept, here = self.kind.kept(self.chosen), self._settings.papers.get(self.kind.key, {})
        for option in self.kind.options:
            if isinstance(option, Columns) and option.of_school:
                value, on_this_pc = self.chosen[option.key], option.key in here
                if value != before[option.key]:
                    on_this_pc = not self._keep_for_school(option, value)
                if not on_this_pc:
                    kept.pop(option.key, None)
        self._settings.choose(self.kind.key, kept)

    def back(self) -> None:
        """It could not be: choose what the one before was made with."""
        self.chosen = self._before


class OptionBar(PreviewOptions):
    """A control for everything there is to choose; ``controls`` are by the options' keys."""

    def __init__(self, choice: Choice, parent: QWidget | None = None) -> None:
        super().__init__(choice.keep, self._show_before, parent)
        self.choice = choice
        self._fill: list[Callable[[], None]] = []
        self.controls: dict[str, QWidget] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(*(theme.px(m) for m in (18, 0, 18, 10)))
        row.setSpacing(theme.px(8))
        for option in choice.kind.options:
            if isinstance(option, Tick):
                self._add_tick(row, option)
            elif isinstance(option, OneOf):
                self._add_one_of(row, option)
            elif isinstance(option, Columns):
                self._add_columns(row, option)
        row.addStretch(1)

    def _show_before(self) -> None:
        """Show what the paper on the screen was made with."""
        self.choice.back()
        for fill in self._fill:
            fill()

    def choose(self, key: str, value: object) -> None:
        """Choose one thing and ask for the paper anew."""
        if value != self.choice.chosen[key]:
            self.choice.choose(key, value)
            self.changed.emit()

    # ------------------------------------------------------------------ controls

    def _add_tick(self, row: QHBoxLayout, option: Tick) -> None:
        box = QCheckBox(literal(option.name))
        box.setToolTip(option.help)
        box.clicked.connect(lambda on: self.choose(option.key, on))
        self._add(row, option.key, box, lambda: box.setChecked(self.choice.chosen[option.key]))

    def _add_one_of(self, row: QHBoxLayout, option: OneOf) -> None:
        choice = QComboBox()
        choice.setToolTip(option.help)
        choice.setAccessibleName(option.name)
        keys = [key for key, _ in option.choices]
        choice.addItems([name for _, name in option.choices])
        choice.activated.connect(lambda place: self.choose(option.key, keys[place]))
        row.addWidget(label(option.name, "muted"))
        self._add(
            row,
            option.key,
            choice,
            lambda: choice.setCurrentIndex(keys.index(self.choice.chosen[option.key])),
        )

    def _add_columns(self, row: QHBoxLayout, option: Columns) -> None:
        button = QPushButton(literal(f"{option.name}…"))
        button.setAutoDefault(False)
        button.setToolTip(option.help)
        button.clicked.connect(lambda: self._ask_columns(option))
        self._add(row, option.key, button, lambda: None)

    def _add(self, row: QHBoxLayout, key: str, control: QWidget, fill: Callable[[], None]) -> None:
        row.addWidget(control)
        row.addSpacing(theme.px(10))
        self.controls[key] = control
        self._fill.append(fill)
        fill()

    def _ask_columns(self, option: Columns) -> None:
        """Ask which columns, in which order."""
        shut = {column for column, tick in option.gates.items() if not self.choice.chosen[tick]}
        dialog = ColumnChooser(option, self.choice.chosen[option.key], shut, self)
        dialog.setWindowTitle(f"{self.choice.kind.name}的{option.name}")
        dialog.accepted.connect(lambda: self.choose(option.key, dialog.columns()))
        dialog.open()
