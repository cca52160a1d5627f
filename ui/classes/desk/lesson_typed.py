"""What stands in the form of a lesson, letter by letter, so that it can be kept half-filled and put back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit

from ui.classes.desk.lesson_form import LessonForm
from ui.kit.inputs import ClockInput
from ui.kit.pick import PickInput
from ui.kit.several import SeveralInput

_Line = QLineEdit | QComboBox | QCheckBox


class LessonTyped(QObject):
    """``touched()`` with every key, choice and tick."""

    touched = Signal()

    def __init__(self, form: LessonForm) -> None:
        super().__init__(form)
        self._form = form
        self._lines: dict[str, _Line] = {
            **{"title": form.title, "category": form.category, "method": form.method},
            **{"topics": form.topics, "hours": form.hours, "counted": form.counted},
            **{"starts": form.starts, "ends": form.ends, "venue": form.venue},
            **{"chair": form.chair, "remark": form.remark, "keep": form.keep},
        }
        for line in self._lines.values():
            if isinstance(line, QLineEdit):
                line.textChanged.connect(lambda _: self.touched.emit())
            elif isinstance(line, QComboBox):
                line.currentIndexChanged.connect(lambda _: self.touched.emit())
            else:
                line.toggled.connect(lambda _: self.touched.emit())
        form.lecturers.changed.connect(self.touched)
        form.lecturers.box.textChanged.connect(lambda _: self.touched.emit())

    def names(self) -> dict[str, str]:
        """Return what the lines are called."""
        return {key: line.accessibleName() for key, line in self._lines.items()}

    def typed(self) -> dict[str, Any]:
        """Every line, and who lectures: by id, and by name who is not in the library yet."""
        people = self._form.lecturers.people()
        new = [name for person, name in people if not isinstance(person, int)]
        return {
            **{key: _typed(line) for key, line in self._lines.items()},
            "course": [self._form.course_id, self._form.module],
            "people": [[person, name] for person, name in people if isinstance(person, int)],
            "named": "、".join(filter(None, [*new, self._form.lecturers.box.text()])),
        }

    def retype(self, state: Mapping[str, Any]) -> None:
        """Put there what was typed."""
        for key, line in self._lines.items():
            if key in state:
                _retype(line, state[key])
        if "course" in state:
            self._form.course_id, self._form.module = state["course"]
        if "people" in state:
            self._form.lecturers.show_people([(person, name) for person, name in state["people"]])
        if "named" in state:
            self._form.lecturers.box.retype(state["named"])
        self._form.settle()


def _typed(line: _Line) -> Any:
    if isinstance(line, PickInput | SeveralInput):
        return line.typed()
    if isinstance(line, QLineEdit):
        return line.text()
    return line.currentData() if isinstance(line, QComboBox) else line.isChecked()


def _retype(line: _Line, typed: Any) -> None:
    if isinstance(line, PickInput | SeveralInput | ClockInput):
        line.retype(typed)
    elif isinstance(line, QLineEdit):
        line.setText(str(typed))
    elif isinstance(line, QComboBox):
        line.setCurrentIndex(line.findData(typed))
    else:
        line.setChecked(bool(typed))
