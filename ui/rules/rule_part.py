"""A rule of any kind as it is edited: the form that ``rule_shapes`` describes for its metric.

It knows its own value, its sentence, and what is wrong with it; it saves nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from app.rules import rule as rules
from app.rules import words
from app.rules.rule import AnyRule, Kept
from app.rules.words import Names
from app.school.class_kinds import ClassKind
from app.school.school import LEVELS
from ui import theme
from ui.kit import inputs
from ui.kit.card import Card
from ui.kit.forms import Field
from ui.kit.inputs import WrongInput
from ui.kit.text import label
from ui.kit.ticks import Ticks
from ui.rules.kind_ticks import KindTicks
from ui.rules.policy_part import Part
from ui.rules.rule_lines import Lines, OwnMinimums, Steps
from ui.rules.rule_shapes import SHAPES, Number

UNVERIFIED = "待核：还需对照原文"
LARGE = 130  # percent of text from which less stands side by side
_TICK_COLUMNS = {"category": 5, "method": 5, "lecturer_kind": 5, "topic": 3}
_ROW: Mapping[str, Any] = {  # what a row has that its form does not ask
    **{"base": "hours", "base_category": None, "scope": "class", "minimum": None, "maximum": None},
    **{"per": 100, "counts_from": 0, "minimum_days": 0, "minimum_months": 0, "post_group": ""},
}


class RulePart(Part):
    """The form of one rule."""

    def __init__(
        self,
        rule: AnyRule,
        names: Names,
        kinds: Sequence[ClassKind],
        level: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.rule, self._names, self._kinds, self._level = rule, names, kinds, level
        self.shape = SHAPES[rule.metric]
        self._kept = rules.kept(rule)
        self._row = {**_ROW, **self._kept.row}
        self.column.addWidget(label(self.shape.says, "muted", wrap=True))
        self._add_numbers()
        self._add_counted()
        self._add_choices()
        self._add_bound()
        self._add_effect()
        self.column.addStretch(1)
        self._follow()
        self.changed.connect(self._follow)

    # ------------------------------------------------------------------ the form

    def _add_numbers(self) -> None:
        numbers = [_number(one) for one in self.shape.numbers]
        fields = [Field("title", "名称", required=True, span=max(1, 4 - len(numbers)))]
        self.form = self.add_form([*fields, *numbers], _across(4))
        keys = [one.key for one in self.shape.numbers]
        self.form.fill({"title": self.rule.title, **{key: self._row[key] for key in keys}})

    def _add_counted(self) -> None:
        self.tags: dict[str, Ticks] = {}
        self.counted_error = label("", "error", wrap=True)
        self.counted_error.hide()
        if not self.shape.counted:
            return
        card = Card(margins=(14, 10, 14, 10), spacing=4)
        card.body.addWidget(label(self.shape.counted_text, "strong"))
        for dimension in self.shape.counted:
            title = words.RULE_DIMENSIONS[dimension]
            offered = tuple(self._names[dimension].items())
            ticks = Ticks(title, offered, columns=_across(_TICK_COLUMNS[dimension]))
            ticks.fill(self._kept.tags.get(dimension, ()))
            ticks.changed.connect(self._ticked)
            card.body.addWidget(ticks)
            self.tags[dimension] = ticks
        card.body.addWidget(self.counted_error)
        self.column.addWidget(card)

    def _add_choices(self) -> None:
        fields = [
            one
            for key in self.shape.choices
            if (one := self._choice(key)).key not in self._row_keys()
        ]
        if self.shape.single:
            offered = [
                (f"{dimension}:{code}", f"{title}：{name}")
                for dimension, title in words.RULE_DIMENSIONS.items()
                for code, name in self._names[dimension].items()
            ]
            fields.append(Field("what", "应安排的课", "choice", offered, required=True, span=2))
            kinds = tuple(self._names["class_kind"].items())
            fields.append(Field("class_kind", "适用班次（含下级类别）", "choice", kinds))
        if self.shape.length:
            days = Field("minimum_days", "几天及以上的班次", "number", note="0 表示不论长短")
            months = Field(
                "minimum_months", "几个月及以上的班次", "number", note="按学制，没有填的按日期"
            )
            fields += [days, months]
        self.choices = self.add_form(fields, _across(4))
        filled = {field.key: self._row.get(field.key) for field in fields}
        if self.shape.single:
            dimension, (tag, *_) = next(iter(self._kept.tags.items()))
            filled |= {"what": f"{dimension}:{tag}", "class_kind": next(iter(self._kept.kinds))}
        self.choices.fill(filled)

    def _row_keys(self) -> set[str]:
        return {one.key for one in self.shape.numbers}

    def _choice(self, key: str) -> Field:
        scopes = [(code, words.SCOPES[code]) for code in rules.SCOPES_OF[self.rule.metric]]
        categories = [(None, "—"), *self._names["category"].items()]
        return {
            "base": Field("base", "占什么的比例（基数）", "choice", tuple(rules.BASES.items())),
            "class_base": Field(
                "base", "占什么的比例（基数）", "choice", tuple(rules.CLASS_BASES.items())
            ),
            "base_category": Field("base_category", "哪一类课程", "choice", categories),
            "scope": Field("scope", "按什么合计", "choice", scopes),
            "post_group": Field(
                "post_group", "职务层次", "choice", tuple(rules.POST_GROUPS.items())
            ),
        }[key]

    def _add_bound(self) -> None:
        self.kinds: KindTicks | None = None
        self.own: OwnMinimums | None = None
        self.steps: Steps | None = None
        if self.shape.single:
            return
        card = Card(margins=(14, 8, 14, 8), spacing=4)
        if self.shape.kinds:
            self.kinds = KindTicks(self._kinds)
            self.kinds.fill(_ticked(self._kept))
            self.kinds.changed.connect(self.changed)
            card.body.addWidget(self.kinds)
        if self.shape.own:
            number = next(one for one in self.shape.numbers if one.key == "minimum")
            offered = [(one.code, one.name) for one in self._kinds]
            self.own = OwnMinimums(offered, number.label, lambda: _line(number))
            self.own.fill((k, n) for k, n in self._kept.kinds.items() if n is not None)
            self.own.changed.connect(self.changed)
            card.body.addWidget(self.own)
        if self.shape.steps:
            self.steps = Steps("个")
            self.steps.fill(self._kept.steps)
            self.steps.changed.connect(self.changed)
            card.body.addWidget(self.steps)
        self.levels = Ticks("约束学校", [(c, f"{n}党校") for c, n in LEVELS.items()])
        self.levels.fill(self._kept.levels)
        self.levels.changed.connect(self.changed)
        card.body.addWidget(self.levels)
        self.column.addWidget(card)

    def _add_effect(self) -> None:
        self.effect = self.add_form(
            [
                Field("clause", "依据", hint="文件和条款，印在课程表和统计表上", span=2),
                Field("severity", "力度", "choice", tuple(rules.SEVERITIES.items())),
                Field("unverified", UNVERIFIED, "check"),
            ],
            _across(4),
        )
        row = {"clause": self.rule.clause, "severity": self.rule.severity}
        self.effect.fill({**row, "unverified": not self.rule.verified})

    # ------------------------------------------------------------------ what it says

    def value(self) -> AnyRule:
        """The rule as it stands. Raises WrongInput where a field cannot be read."""
        given = {**self.form.values(), **self.choices.values(), **self.effect.values()}
        what = str(given.pop("what", ":")).partition(":")
        single = given.pop("class_kind", None)
        given["verified"] = int(not given.pop("unverified"))
        for key in ("minimum_days", "minimum_months", "counts_from", "per"):
            if key in given:
                given[key] = given[key] or 0
        row = {**self._row, **given}
        if row["base"] != "category_hours":
            row["base_category"] = None
        if self.shape.single:
            return rules.made(Kept(row, {what[0]: (what[2],)}, {single: None}, rules.EVERY_LEVEL))
        steps = self.steps.value() if self.steps is not None else ()
        return rules.made(Kept(row, self._tags(), self._bound(), self.levels.value(), steps))

    def _beside(self) -> dict[str, Ticks | KindTicks | Lines]:
        """What is ticked and listed beside the forms."""
        found: dict[str, Ticks | KindTicks | Lines] = dict(self.tags)
        for name, one in (("kinds", self.kinds), ("own", self.own), ("steps", self.steps)):
            if one is not None:
                found[name] = one
        return found if self.shape.single else {**found, "levels": self.levels}

    def typed(self) -> dict[str, Any]:
        """What stands in it, readable or not."""
        beside = {
            name: one.typed() if isinstance(one, Lines) else list(one.value())
            for name, one in self._beside().items()
        }
        return {**super().typed(), "beside": beside}

    def retype(self, state: Mapping[str, Any]) -> None:
        """Put there what was typed."""
        super().retype(state)
        for name, one in self._beside().items():
            if name in state["beside"]:
                put = one.retype if isinstance(one, Lines) else one.fill
                put(state["beside"][name])
        self._follow()

    def _tags(self) -> rules.Tags:
        before = self._kept.tags
        found = {d: ticks.value() for d, ticks in self.tags.items() if ticks.value()}
        # what was ticked before keeps its place: advice names the first
        found = {d: tuple(sorted(c, key=_place(before.get(d, ())))) for d, c in found.items()}
        return {d: found[d] for d in sorted(found, key=_place(tuple(before)))}

    def _bound(self) -> dict[str, int | None]:
        if self.kinds is None:
            return dict(self._kept.kinds)
        own = self.own.value() if self.own is not None else {}
        found = {kind: own.get(kind) for kind in (*self.kinds.value(), *own)}
        return {k: found[k] for k in sorted(found, key=_place(tuple(self._kept.kinds)))}

    def validate(self) -> bool:
        """Every field, something that counts where it must, a kind of class, a level, a category."""
        super().validate()
        good = [lines.validate() for lines in (self.own, self.steps) if lines is not None]
        if self.tags and self.rule.metric != "hours":
            counted = any(ticks.value() for ticks in self.tags.values())
            self._say_counted("" if counted else "请至少勾选一项计入的内容。")
            good.append(counted)
        if self.kinds is not None:
            own = self.own.lines if self.own is not None else []
            bound = bool(self.kinds.value() or own)
            self.kinds.set_error("" if bound else "请至少勾选一类班次。")
            good.append(bound)
        if not self.shape.single:
            levels = bool(self.levels.value())
            self.levels.set_error("" if levels else "请至少勾选一级党校。")
            good.append(levels)
        good += [self._has_category(), self._has_limit()]
        self.wrong = self.wrong or not all(good)
        return not self.wrong

    def _has_category(self) -> bool:
        if "base_category" not in self.shape.choices:
            return True
        base, category = (self.choices.field(key).value() for key in ("base", "base_category"))
        whole = base != "category_hours" or category is not None
        self.choices.set_error("base_category", "" if whole else "请选定是哪一类课程。")
        return whole

    def _has_limit(self) -> bool:
        """At least one of the two limits, and the higher not below the lower."""
        keys = [one.key for one in self.shape.numbers if one.key in ("minimum", "maximum")]
        if not keys:
            return True
        try:
            limits = [self.form.values()[key] for key in keys]
        except WrongInput:
            return False
        there = [limit for limit in limits if limit is not None]
        if not there:
            self.form.set_error(keys[0], "下限、上限至少填一个。")
        elif len(there) == 2 and there[1] < there[0]:
            self.form.set_error(keys[1], "上限不能小于下限。")
        else:
            return True
        return False

    def name(self) -> str:
        """Its title."""
        return str(self.form.field("title").value()) or "（未填名称）"

    def line(self) -> str:
        """What it asks, in short."""
        try:
            return words.short(self.value(), self._names)
        except WrongInput:
            return "（有待改正）"

    def sentence(self) -> str:
        """The rule in words, and whether it binds this school at all."""
        try:
            rule = self.value()
        except WrongInput as error:
            return str(error)
        text = words.sentence(rule, self._names)
        levels = () if self.shape.single else self.levels.value()
        if levels and self._level not in levels:
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
        if "base_category" in self.shape.choices:
            of_category = self.choices.field("base").value() == "category_hours"
            self.choices.field("base_category").setEnabled(of_category)
            if not of_category:
                self.choices.field("base_category").fill(None)
                self.choices.set_error("base_category", "")


def _number(one: Number) -> Field:
    def check(value: Any) -> str | None:
        return None if one.most is None or value <= one.most else f"应在 0 到 {one.most} 之间。"

    return Field(one.key, one.label, one.kind, required=one.required, check=check, note=one.note)


def _line(one: Number) -> inputs.LineInput:
    made = (
        inputs.long_hours_input()
        if one.kind == "long_hours"
        else inputs.LineInput(inputs.read_number)
    )
    return made


def _ticked(kept: Kept) -> tuple[str, ...]:
    """The kinds to tick: those bound, but one with a minimum of its own stands on its line."""
    return tuple(kind for kind, minimum in kept.kinds.items() if minimum is None)


def _across(columns: int) -> int:
    """How many stand side by side, at the size of the text."""
    return columns if theme.px(100) < LARGE else 3 if columns > 3 else 2


def _place(before: Sequence[str]) -> Callable[[str], int]:
    return lambda code: before.index(code) if code in before else len(before)
