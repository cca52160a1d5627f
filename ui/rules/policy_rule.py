"""The parts of a profile as they are edited: the profile itself, a share, a required event.

Each knows its own value, its sentence, and what is wrong with it; none saves.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from app.rules import words
from app.rules.profiles import Profile
from app.rules.rule import BASES, SEVERITIES, PresenceRule, ShareRule
from app.rules.words import Names
from app.school.school import LEVELS
from ui import theme
from ui.kit import inputs
from ui.kit.card import Card
from ui.kit.forms import Field, Form
from ui.kit.inputs import WrongInput
from ui.kit.text import label
from ui.kit.ticks import Ticks

UNVERIFIED = "待核：条款或数字还需对照原文"
_TICK_COLUMNS = {"category": 5, "method": 5, "lecturer_kind": 5, "topic": 2}


class Part(QWidget):
    """``changed()`` with every key and tick; ``wrong`` once a check has found something."""

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
        for field in fields:
            _watch(form.field(field.key), self.changed.emit)
        (into.body if into is not None else self.column).addWidget(form)
        self._forms.append(form)
        return form

    def name(self) -> str:
        """What the list calls it, as typed so far."""
        raise NotImplementedError

    def line(self) -> str:
        """The second line of the list."""
        raise NotImplementedError

    def sentence(self) -> str:
        """What it asks, as one would say it."""
        raise NotImplementedError

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
        fields += [
            Field("level", "学校级别", "choice", tuple(LEVELS.items())),
            Field("effective_from", "起始日期", "date"),
            Field(
                "effective_to", "截止日期", "date", check=self._until_problem, note="不限可以不填"
            ),
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
        return "存为新版本后，已有班次仍按原来那一版评定，新建的班次用最新一版。"

    def _until_problem(self, until: str) -> str | None:
        try:
            start = self.form.field("effective_from").value()
        except WrongInput:
            return None
        return "截止日期不能早于起始日期。" if start and until < str(start) else None


class SharePart(Part):
    """A share: what counts, of which base, over what, whom it binds."""

    def __init__(
        self, rule: ShareRule, names: Names, level: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.rule, self._names, self._level = rule, names, level
        self.form = self.add_form(
            [
                Field("title", "名称", required=True, span=2, hint="如 互动式教学"),
                Field(
                    "minimum_percent",
                    "最低比例（%）",
                    "number",
                    required=True,
                    check=_percent_problem,
                ),
            ],
            3,
        )
        self.form.fill({"title": rule.title, "minimum_percent": rule.minimum_percent})
        self._add_counted()
        self._add_base()
        self._add_bound()
        self._add_effect()
        self.column.addStretch(1)
        self._follow()
        self.changed.connect(self._follow)

    def _add_counted(self) -> None:
        card = Card(margins=(14, 10, 14, 10), spacing=4)
        card.body.addWidget(label("计入的课：符合勾选的任何一项就计入", "strong"))
        self.tags: dict[str, Ticks] = {}
        for dimension, title in words.RULE_DIMENSIONS.items():
            ticks = Ticks(
                title,
                tuple(self._names[dimension].items()),
                columns=_TICK_COLUMNS[dimension],
            )
            ticks.fill(self.rule.tags.get(dimension, ()))
            ticks.changed.connect(self._ticked)
            card.body.addWidget(ticks)
            self.tags[dimension] = ticks
        self.counted_error = label("", "error", wrap=True)
        self.counted_error.hide()
        card.body.addWidget(self.counted_error)
        self.column.addWidget(card)

    def _add_base(self) -> None:
        categories = [(None, "—"), *self._names["category"].items()]
        self.base = self.add_form(
            [
                Field("base", "占什么的比例（基数）", "choice", tuple(BASES.items())),
                Field("base_category", "哪一类课程", "choice", categories),
                Field("scope", "按什么合计", "choice", tuple(words.SCOPES.items())),
                Field("severity", "效力", "choice", tuple(SEVERITIES.items())),
            ],
            4,
        )
        keys = ("base", "base_category", "scope", "severity")
        self.base.fill({key: getattr(self.rule, key) for key in keys})

    def _add_bound(self) -> None:
        card = Card(margins=(14, 8, 14, 8), spacing=2)
        self.kinds = Ticks("适用班次", tuple(self._names["class_kind"].items()))
        self.levels = Ticks("约束学校", [(c, f"{n}党校") for c, n in LEVELS.items()])
        for ticks, codes in ((self.kinds, self.rule.class_kinds), (self.levels, self.rule.levels)):
            ticks.fill(codes)
            ticks.changed.connect(self._ticked)
            card.body.addWidget(ticks)
        self.column.addWidget(card)

    def _add_effect(self) -> None:
        self.effect = self.add_form(
            [
                Field("clause", "依据", hint="文件和条款，印在课程表和统计表上"),
                Field("unverified", UNVERIFIED, "check"),
            ],
            2,
        )
        self.effect.fill({"clause": self.rule.clause, "unverified": not self.rule.verified})

    def value(self) -> ShareRule:
        """The rule as it stands. Raises WrongInput where a field cannot be read."""
        given = {**self.form.values(), **self.base.values(), **self.effect.values()}
        given["verified"] = not given.pop("unverified")
        given["minimum_percent"] = given["minimum_percent"] or 0
        if given["base"] != "category_hours":
            given["base_category"] = None
        tags = {d: found for d, ticks in self.tags.items() if (found := ticks.value())}
        # what was ticked before keeps its place: advice names the first
        tags = {d: tuple(sorted(c, key=_place(self.rule.tags.get(d, ())))) for d, c in tags.items()}
        return replace(
            self.rule,
            **given,
            tags={d: tags[d] for d in sorted(tags, key=_place(tuple(self.rule.tags)))},
            class_kinds=self.kinds.value(),
            levels=self.levels.value(),
        )

    def validate(self) -> bool:
        """Every field, something that counts, a kind of class, a level, a category where asked."""
        super().validate()
        counted = any(ticks.value() for ticks in self.tags.values())
        self._say_counted("" if counted else "请至少勾选一项计入的内容。")
        kinds, levels = bool(self.kinds.value()), bool(self.levels.value())
        self.kinds.set_error("" if kinds else "请至少勾选一类班次。")
        self.levels.set_error("" if levels else "请至少勾选一级党校。")
        whole = (
            self.base.field("base").value() != "category_hours"
            or self.base.field("base_category").value() is not None
        )
        self.base.set_error("base_category", "" if whole else "请选定是哪一类课程。")
        self.wrong = self.wrong or not (counted and kinds and levels and whole)
        return not self.wrong

    def name(self) -> str:
        """Its title."""
        return str(self.form.field("title").value()) or "（未填名称）"

    def line(self) -> str:
        """The minimum, the base, what it is taken over."""
        try:
            rule = self.value()
        except WrongInput:
            return "（有待改正）"
        base = words.base_text(rule, self._names)
        return f"≥ {rule.minimum_percent}% · {base} · {words.SCOPES[rule.scope]}"

    def sentence(self) -> str:
        """The rule in words, and whether it binds this school at all."""
        try:
            rule = self.value()
        except WrongInput as error:
            return str(error)
        text = words.share_sentence(rule, self._names)
        if rule.levels and self._level not in rule.levels:
            text += f"本校是{LEVELS[self._level]}党校，这一条对本校的班次不起作用。"
        return text

    def _ticked(self) -> None:
        self._say_counted("")
        self.changed.emit()

    def _say_counted(self, text: str) -> None:
        self.counted_error.setText(text)
        self.counted_error.setVisible(bool(text))

    def _follow(self) -> None:
        """What has no meaning with what is chosen cannot be chosen."""
        of_category = self.base.field("base").value() == "category_hours"
        self.base.field("base_category").setEnabled(of_category)
        if not of_category:
            self.base.field("base_category").fill(None)
            self.base.set_error("base_category", "")
        self.base.field("severity").setEnabled(self.base.field("scope").value() == "class")


class PresencePart(Part):
    """A required event: what, in which classes, how binding."""

    def __init__(self, rule: PresenceRule, names: Names, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rule, self._names = rule, names
        offered = [
            (f"{dimension}:{code}", f"{title}：{name}")
            for dimension, title in words.RULE_DIMENSIONS.items()
            for code, name in names[dimension].items()
        ]
        fields = [
            Field("title", "名称", required=True, span=2, hint="如 党性分析"),
            Field("what", "应安排的课", "choice", offered, required=True),
            Field("class_kind", "适用班次", "choice", tuple(names["class_kind"].items())),
            Field(
                "minimum_days",
                "几天及以上的班次",
                "number",
                required=True,
                note="按起止日期算，0 表示不论长短",
            ),
            Field("severity", "效力", "choice", tuple(SEVERITIES.items())),
            Field("clause", "依据", span=2, hint="文件和条款"),
            Field("unverified", UNVERIFIED, "check", span=2),
        ]
        self.form = self.add_form(fields, 2)
        self.form.fill(
            {
                "title": rule.title,
                "what": f"{rule.dimension}:{rule.tag}",
                "class_kind": rule.class_kind,
                "minimum_days": rule.minimum_days,
                "severity": rule.severity,
                "clause": rule.clause,
                "unverified": not rule.verified,
            }
        )
        self.column.addStretch(1)

    def value(self) -> PresenceRule:
        """The rule as it stands. Raises WrongInput where a field cannot be read."""
        given = self.form.values()
        dimension, _, tag = str(given.pop("what")).partition(":")
        given["verified"] = not given.pop("unverified")
        given["minimum_days"] = given["minimum_days"] or 0
        return replace(self.rule, **given, dimension=dimension, tag=tag)

    def name(self) -> str:
        """Its title."""
        return str(self.form.field("title").value()) or "（未填名称）"

    def line(self) -> str:
        """Which classes."""
        try:
            days = self.value().minimum_days
        except WrongInput:
            return "（有待改正）"
        return f"应安排 · {days} 天及以上的班次" if days else "应安排 · 不论长短"

    def sentence(self) -> str:
        """The rule in words."""
        try:
            return words.presence_sentence(self.value(), self._names)
        except WrongInput as error:
            return str(error)


def scrolled(part: Part) -> QScrollArea:
    """Return the part in an area that scrolls where it is taller than the dialog."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(part)
    return area


def _watch(made: inputs.Input, slot: Callable[[], object]) -> None:
    if isinstance(made, inputs.LineInput | inputs.AreaInput):
        made.textChanged.connect(lambda *_: slot())
    elif isinstance(made, inputs.ChoiceInput):
        made.currentIndexChanged.connect(lambda _: slot())
    else:
        made.toggled.connect(lambda _: slot())


def _place(before: Sequence[str]) -> Callable[[str], int]:
    return lambda code: before.index(code) if code in before else len(before)


def _percent_problem(value: Any) -> str | None:
    return None if value <= 100 else "比例应在 0 到 100 之间。"


def _code_problem(value: str) -> str | None:
    if re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", value):
        return None
    return "代码只用小写字母、数字和连字符，如 own-1。"
