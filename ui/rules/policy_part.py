"""The parts of a profile as they are edited: what all are made of, the profile itself, its labels."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.rules.profiles import Profile
from app.rules.words import Names
from app.school.school import LEVELS
from ui import theme
from ui.kit.card import Card
from ui.kit.forms import Field, Form
from ui.kit.inputs import WrongInput
from ui.kit.text import label

VERSION = "存为新版本后，已有班次仍按原来那一版评定，新建的班次用最新一版。"


class Part(QWidget):
    """Forms one below the other. ``changed()`` with every key and tick; ``wrong`` once a check has found
    something. Each kind of part has a ``name``, a ``line`` and a ``sentence`` for the dialog's list."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.role(self, "page")
        self.wrong = False
        self._forms: list[Form] = []
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, theme.px(10), 0)
        self.column.setSpacing(theme.px(10))

    def add_form(self, fields: Sequence[Field], columns: int, into: Card | None = None) -> Form:
        """Put a form into the part, or into one of its cards."""
        form = Form(fields, columns=columns)
        form.touched.connect(self.changed)
        (into.body if into is not None else self.column).addWidget(form)
        self._forms.append(form)
        return form

    def typed(self) -> dict[str, Any]:
        """What stands in it, readable or not."""
        return {"forms": [form.typed() for form in self._forms]}

    def retype(self, state: Mapping[str, Any]) -> None:
        """Put there what was typed."""
        for form, typed in zip(self._forms, state["forms"], strict=False):
            form.retype(typed)

    def validate(self) -> bool:
        """Say below each field what is wrong with it."""
        wrong = [form for form in self._forms if not form.validate()]
        self.wrong = bool(wrong)
        return not self.wrong


class ProfilePart(Part):
    """Title, level, dates, source and remark of a profile; its code while it is new."""

    def __init__(self, one: Profile, *, new: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._one = one
        fields = [Field("title", "名称", required=True, span=2 if new else 3)]
        if new:
            fields.append(
                Field(
                    "code",
                    "代码",
                    required=True,
                    check=_code_problem,
                    note="小写字母、数字、连字符，建立后不变",
                )
            )
        until = "不限可以不填；班次日期超出的会提醒"
        fields += [
            Field("level", "学校级别", "choice", tuple(LEVELS.items())),
            Field("effective_from", "起始日期", "date"),
            Field("effective_to", "截止日期", "date", check=self._until_problem, note=until),
            Field("source", "来源", span=3, hint="文件名称、文号"),
            Field("remark", "说明", "area", span=3, lines=4),
        ]
        self.form = self.add_form(fields, 3)
        self.form.fill({f.key: getattr(one, f.key) for f in fields})
        self.column.addStretch(1)

    def value(self) -> Profile:
        """The profile with these facts and its rules as they were. Raises WrongInput."""
        return replace(self._one, **self.form.values())

    def name(self) -> str:
        """名称与时效."""
        return "名称与时效"

    def line(self) -> str:
        """Its title."""
        return str(self.form.field("title").value()) or "（未填名称）"

    def sentence(self) -> str:
        """What a version is."""
        return VERSION

    def _until_problem(self, until: str) -> str | None:
        try:
            start = self.form.field("effective_from").value()
        except WrongInput:
            return None
        return "截止日期不能早于起始日期。" if start and until < str(start) else None


class LabelsPart(Part):
    """What the classes of a profile call the categories: 履职能力 for 专业化能力."""

    def __init__(self, one: Profile, names: Names, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._one, self._names = one, names["category"]
        text = "这套指标的班次在屏幕和纸面上怎样称呼内容类别；不填的用原来的名称。"
        self.column.addWidget(label(text, "muted", wrap=True))
        fields = [Field(code, name, hint=name) for code, name in self._names.items()]
        self.form = self.add_form(fields, 3)
        self.form.fill({code: self._called().get(code, "") for code in self._names})
        self.column.addStretch(1)

    def _called(self) -> dict[str, str]:
        return dict(self._one.labels.get("category", {}))

    def value(self) -> dict[str, dict[str, str]]:
        """Every label by dimension and code. Raises WrongInput."""
        typed = {code: str(text) for code, text in self.form.values().items() if text}
        other = {d: dict(found) for d, found in self._one.labels.items() if d != "category"}
        return {**other, **({"category": typed} if typed else {})}

    def name(self) -> str:
        """类别的称呼."""
        return "类别的称呼"

    def line(self) -> str:
        """The labels that differ."""
        called = self.value().get("category", {})
        return "、".join(called.values()) or "与原来的名称相同"

    def sentence(self) -> str:
        """What is called otherwise."""
        called = self.value().get("category", {})
        texts = [f"“{self._names[code]}”称“{text}”" for code, text in called.items()]
        return f"{'，'.join(texts)}。" if texts else "各类别用原来的名称。"


def _code_problem(value: str) -> str | None:
    if re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", value):
        return None
    return "代码只用小写字母、数字和连字符，如 own-1。"
