"""新建班次: a class as a draft."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from app.classes import classes
from app.file.operation import Change, Operation
from app.rules import profiles
from app.school import holidays, school
from ui.classes.class_info import outside
from ui.classes.span_editor import SpanEditor
from ui.context import Context
from ui.kit.fact_fields import Fields
from ui.kit.form_dialog import FormDialog
from ui.kit.text import label


class NewClassDialog(FormDialog):
    """Opens the class's page once it is there."""

    help_topic = "班次与课程编排"

    def __init__(self, context: Context, year: int | None, parent: QWidget | None = None) -> None:
        year = year or datetime.date.today().year
        found = context.read(profiles.all)
        usual = context.read(school.get).default_profile
        chosen = next((p.id for p in found if p.code == usual), None)
        field = Fields(context, classes.FACTS)
        fields = [
            field("code", note="用于证书编号，不能重复。"),
            field("kind", label="类别"),
            field("name", span=2, hint=f"如 {year}年秋季科级干部进修班"),
            field("issue", hint="如 第3期"),
            field("planned_count"),
            field(
                "profile_id",
                options=[(p.id, f"{p.title}{in_force(p)}") for p in found],
                span=2,
                note="班次一直按这一版指标评定；以后修改指标不影响它。",
            ),
        ]
        values = {
            "code": context.read(classes.propose_code, year),
            **classes.FACTS.usual(),
            "profile_id": chosen,
        }
        super().__init__(
            context,
            "新建班次",
            fields,
            values,
            self._create,
            right="classes",
            kept_as="class",
            save="建立",
            on_saved=self._go,
            parent=parent,
        )
        self.body.addWidget(label("起止日期", "label"))
        self._profiles: dict[Any, profiles.Profile] = {p.id: p for p in found}
        self.spans = SpanEditor(self._outside)
        self.spans.year = year
        self.spans.set_calendar(context.read(holidays.calendar))
        self.body.addWidget(self.spans)
        self.typed_into["spans"] = self.spans
        self._proposed = values["code"]
        self.spans.edited.connect(self._follow_year)
        self.form.field("profile_id").finished.connect(self.spans.ask)
        self.form.field("name").setFocus()

    def _follow_year(self) -> None:
        """The code that was proposed is one of the class's year; what is asked of the dates is seen."""
        QTimer.singleShot(0, self, self._fit)
        if self.form.field("code").value() == self._proposed:
            spans = self.spans.spans()
            self._proposed = self.context.read(classes.code_for, self._proposed, spans)
            self.form.fill({"code": self._proposed})

    def _outside(self, spans: Sequence[classes.Span]) -> str:
        chosen = self._profiles.get(self.form.field("profile_id").value())
        return outside(chosen, spans) if chosen else ""

    def _create(self, values: dict[str, Any]) -> Operation[int]:
        return classes.create(values, self.spans.spans())

    def _go(self, change: Change[int]) -> None:
        self.context.go("class", class_id=change.value)


def in_force(one: profiles.Profile) -> str:
    """Return when a profile is in force, to stand behind its title: （2019-01-01 至 2022-12-31）."""
    if not one.effective_from and not one.effective_to:
        return ""
    since = f"{one.effective_from} " if one.effective_from else ""
    return f"（{since}{f'至 {one.effective_to}' if one.effective_to else '起'}）"
