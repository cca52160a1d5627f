"""Forms: fields declared as data. Filling a form never saves; the user's edits are told one by one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from ui import theme
from ui.kit import inputs
from ui.kit.inputs import WrongInput
from ui.kit.pattern_input import PatternInput
from ui.kit.pick import PickInput, Picks
from ui.kit.several import SeveralInput
from ui.kit.suggest import SuggestBox
from ui.kit.text import label, literal

Kind = Literal[
    "text",
    "area",
    "pattern",
    "number",
    "hours",
    "long_hours",
    "date",
    "birth",
    "clock",
    "month_day",
    "choice",
    "several",
    "check",
    "password",
    "suggest",
    "pick",
]


@dataclass(frozen=True)
class Field:
    """A field of a form.

    ``options``: (code, name) of a choice. ``find``: what a suggest field offers for a text;
    ``picks``: what a pick field is picked from.
    ``chips``: the fields of a pattern and what each is called; ``example(pattern)``: what comes of one.
    ``check(value)``: why a value cannot be taken, in Chinese, or None. ``span``: columns it takes.
    ``doubt(value)``: what is odd about a value that can be taken, "" for nothing; it is asked, and bars nothing.
    ``doubt_beside(values)``: the same by what stands in the other fields.
    ``lines``: height of an area. ``hint``: an example inside the field; ``note``: a line below it.
    """

    key: str
    label: str
    kind: Kind = "text"
    options: Sequence[tuple[Any, str]] = ()
    required: bool = False
    hint: str = ""
    note: str = ""
    span: int = 1
    lines: int = 3
    check: Callable[[Any], str | None] | None = None
    doubt: Callable[[Any], str] | None = None
    doubt_beside: Callable[[Mapping[str, Any]], str] | None = None
    find: Callable[[str], Sequence[str]] | None = None
    picks: Picks | None = None
    chips: Mapping[str, str] | None = None
    example: Callable[[str], str] = str


Input = inputs.Input | SeveralInput | PatternInput


def _input(field: Field) -> Input:
    if field.kind == "area":
        return inputs.AreaInput(field.lines, field.hint)
    if field.kind == "pattern":
        return PatternInput(field.chips or {}, field.example, field.lines)
    if field.kind == "choice":
        return inputs.ChoiceInput(field.options)
    if field.kind == "several":
        return SeveralInput(field.options)
    if field.kind == "check":
        return inputs.CheckInput(literal(field.label))
    if field.kind == "date":
        return inputs.DateInput(field.hint or "2026-11-02")
    if field.kind == "clock":
        return inputs.ClockInput(field.hint or "08:30")
    if field.kind == "month_day":
        return inputs.TidyInput(inputs.read_month_day, hint=field.hint or "02-01")
    if field.kind == "hours":
        return inputs.hours_input(field.hint or "如 4 或 2.5")
    if field.kind == "pick":
        assert field.picks is not None
        return PickInput(field.picks, field.hint)
    if field.kind == "long_hours":
        return inputs.long_hours_input(field.hint or "如 90")
    if field.kind == "suggest":
        find = field.find or (lambda _: [])
        return SuggestBox(lambda text: [*enumerate(n for n in find(text) if n != text)], field.hint)
    readers: dict[str, Callable[[str], Any]] = {
        "number": inputs.read_number,
        "birth": inputs.read_birth,
        "password": lambda text: text,
    }
    return inputs.LineInput(
        readers.get(field.kind, str.strip), hint=field.hint, secret=field.kind == "password"
    )


class Form(QWidget):
    """``edited(key, value)``: the user has finished editing a field and its value is another one.

    ``touched()`` with every key and tick.
    """

    edited = Signal(str, object)
    touched = Signal()

    def __init__(
        self, fields: Sequence[Field], *, columns: int = 2, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._fields = {field.key: field for field in fields}
        self._inputs: dict[str, Input] = {}
        self._notes: dict[str, Any] = {}
        self._filled: dict[str, Any] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(16))
        grid.setVerticalSpacing(theme.px(10))
        row = column = 0
        for field in fields:
            span = min(field.span, columns)
            if column + span > columns:
                row, column = row + 1, 0
            grid.addWidget(self._place(field), row, column, 1, span, Qt.AlignmentFlag.AlignTop)
            column += span
        for place in range(columns):
            grid.setColumnStretch(place, 1)
        grid.setRowStretch(row + 1, 1)

    def _place(self, field: Field) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        made = _input(field)
        head = label(literal(field.label) + (" *" if field.required else ""), "label")
        if field.kind == "check":
            head.setText(" ")
        column.addWidget(head)
        column.addWidget(made)
        if isinstance(made, PatternInput):
            column.addWidget(made.below)
        note = label(field.note, "quiet", wrap=True)
        note.setVisible(bool(field.note))
        column.addWidget(note)
        head.setBuddy(made)
        made.setAccessibleName(field.label)
        made.finished.connect(lambda key=field.key: self._finished(key))
        told = made.textChanged if isinstance(made, PatternInput) else inputs.told(made)
        told.connect(lambda *_: self.touched.emit())
        self._inputs[field.key], self._notes[field.key] = made, note
        return box

    def fill(self, values: Mapping[str, Any]) -> None:
        """Show values; saves nothing and emits nothing. Fields not named stay as they are.

        The field in which someone is typing keeps what is being typed: its own edit follows.
        """
        for key, value in values.items():
            if key in self._inputs and not self._is_being_typed(key):
                self._inputs[key].fill(value)
                self._filled[key] = self._value(key)
                self.set_error(key, "")

    def values(self) -> dict[str, Any]:
        """Return the values of all fields. Raises WrongInput where one cannot be read."""
        return {key: made.value() for key, made in self._inputs.items()}

    def names(self) -> dict[str, str]:
        """Return what the fields are called."""
        return {key: field.label for key, field in self._fields.items()}

    def typed(self) -> dict[str, Any]:
        """Return what stands in the fields, readable or not; never a password."""
        return {
            key: made.typed()
            for key, made in self._inputs.items()
            if self._fields[key].kind != "password"
        }

    def retype(self, state: Mapping[str, Any]) -> None:
        """Put into fields what was typed there; emits nothing that saves."""
        for key, typed in state.items():
            if key in self._inputs:
                self._inputs[key].retype(typed)
                self._filled[key] = self._value(key)
                self.set_error(key, "")

    def field(self, key: str) -> Input:
        """Return the input of a field."""
        return self._inputs[key]

    def set_options(self, key: str, options: Sequence[tuple[Any, str]]) -> None:
        """Offer other options in a choice; what is chosen stays where it can."""
        made = self._inputs[key]
        assert isinstance(made, inputs.ChoiceInput)
        made.set_options(options)

    def set_error(self, key: str, text: str) -> None:
        """Say below a field what is wrong with it; "" takes it back."""
        note = self._notes[key]
        doubt = "" if text else self._doubt(key)
        shown = text or doubt or self._fields[key].note
        note.setText(shown)
        note.setVisible(bool(shown))
        theme.role(note, "error" if text else "doubt" if doubt else "quiet")
        inputs.mark(self._inputs[key], bool(text))
        self._inputs[key].setAccessibleDescription(text)

    def validate(self) -> bool:
        """Check every field, say what is wrong below it, and go to the first wrong one."""
        wrong = [key for key in self._inputs if not self._check(key)]
        if wrong:
            self._inputs[wrong[0]].setFocus()
        return not wrong

    def doubts(self) -> list[str]:
        """Return what is odd about what stands in the fields."""
        return [doubt for key in self._inputs if (doubt := self._doubt(key))]

    def enter(self) -> None:
        """Take the cursor, at the first field that can be edited."""
        for made in self._inputs.values():
            if made.isEnabled():
                made.setFocus()
                return

    def set_locked(self, locked: bool) -> None:
        """Let the fields be read only, or edited again."""
        for made in self._inputs.values():
            made.setEnabled(not locked)

    def _check(self, key: str) -> bool:
        field = self._fields[key]
        try:
            value = self._inputs[key].value()
        except WrongInput as error:
            self.set_error(key, str(error))
            return False
        text = ""
        if field.required and (value is None or value == ""):
            text = f"请填写{field.label}。" if field.kind != "choice" else f"请选定{field.label}。"
        elif field.check is not None and value not in (None, ""):
            text = field.check(value) or ""
        self.set_error(key, text)
        return not text

    def _value(self, key: str) -> Any:
        try:
            return self._inputs[key].value()
        except WrongInput:
            return None

    def _doubt(self, key: str) -> str:
        field, value = self._fields[key], self._value(key)
        if field.doubt_beside is not None:
            return field.doubt_beside({key: self._value(key) for key in self._inputs})
        return "" if field.doubt is None or value in (None, "") else field.doubt(value)

    def _is_being_typed(self, key: str) -> bool:
        if key not in self._filled or self.window().focusWidget() is not self._inputs[key]:
            return False
        try:
            return bool(self._inputs[key].value() != self._filled[key])
        except WrongInput:
            return True

    def _finished(self, key: str) -> None:
        try:
            value = self._inputs[key].value()
        except WrongInput as error:
            self.set_error(key, str(error))
            return
        same = value == self._filled.get(key)
        if same and not self._inputs[key].property("wrong"):
            return  # only passed through, even where it is required and still empty
        if self._check(key) and not same:
            for other, field in self._fields.items():
                if (
                    field.doubt_beside
                    and other != key
                    and not self._inputs[other].property("wrong")
                ):
                    self.set_error(other, "")
            self._filled[key] = value
            self.edited.emit(key, value)
