"""补录以前的班次: a class of before, in one form; what of it is typed where others have lessons."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from app.classes import classes, past
from app.file.operation import Change, Operation
from app.school import school
from app.text import chinese
from ui.classes.span_editor import SpanEditor
from ui.context import Context
from ui.kit.fact_fields import Fields
from ui.kit.form_dialog import FormDialog
from ui.kit.forms import Field
from ui.kit.text import label

SAID = (
    "补录{day}（本程序启用日期）以前已经结业的班次：不排课、不审定、不评定指标，"
    "人数、天数、学时按填写的计入统计，处处注明「补录」。"
)
HINTS = {
    "typed_days": "不填按起止日期的天数计",
    "typed_people": "名单不全时填",
}


def typed_fields(context: Context) -> list[Field]:
    """Return the fields of what others have lessons to reckon from."""
    field = Fields(context, classes.FACTS)
    return [field(key, hint=HINTS.get(key, "如 40")) for key in past.TYPED]


class PastClassDialog(FormDialog):
    """Opens the class's page once it is there: its people and certificates are brought in there."""

    help_topic = "补录以前的班次"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        field = Fields(context, classes.FACTS)
        fields = [
            field("name", span=2, hint="如 2025年春季科级干部进修班"),
            field("issue", hint="如 第3期"),
            field("kind", label="类别"),
            *typed_fields(context),
            field(
                "code",
                required=False,
                hint="不填由程序接着编",
                note="没填的各项以后可以在班次页补上。",
            ),
        ]
        super().__init__(
            context,
            "补录以前的班次",
            fields,
            classes.FACTS.usual(),
            self._create,
            right="classes",
            kept_as="past_class",
            save="补录",
            on_saved=self._go,
            parent=parent,
        )
        day = chinese.day(context.read(school.get).own_from)
        self.spans = SpanEditor()
        top = (
            label(SAID.format(day=day), "muted", wrap=True),
            label("起止日期", "label"),
            self.spans,
        )
        for place, widget in enumerate(top, self.body.indexOf(self.form)):
            self.body.insertWidget(place, widget)
        self.typed_into["spans"] = self.spans
        self.form.field("name").setFocus()

    def _create(self, values: dict[str, Any]) -> Operation[int]:
        return past.create(values, self.spans.spans())

    def _go(self, change: Change[int]) -> None:
        self.context.go("class", class_id=change.value, tab="students")
