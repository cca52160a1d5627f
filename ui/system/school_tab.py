"""系统设置 · 学校: name, contact, certificates' number and wording, the usual half-days."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.classes import classes
from app.ground.errors import UserError
from app.rules import answering, profiles
from app.school import school
from app.school.school import LEVELS, HalfDay
from app.text import templates
from ui import theme
from ui.context import Context
from ui.kit.card import Card
from ui.kit.forms import Field, Form
from ui.kit.inputs import ClockInput
from ui.kit.message import MessageBar
from ui.kit.part import Part
from ui.kit.text import label
from ui.school.answers import answer_fields
from ui.system.public_key_card import PublicKeyCard

ANSWERS = "改了以后，随程序提供的指标各存一个新版本：新班次按新口径评定，已有班次不变，草案可以改用最新一版。"
SUFFIXED = "在改好以前，签发时遇到台账里已有的编号会加后缀，如 112-2。"


class SchoolTab(Part):
    """Every field is saved when one leaves it; Ctrl+Z takes it back."""

    title = "学校"
    help_topic = "学校资料"
    kinds = frozenset({"class", "half_day", "policy_profile", "school"})

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.form = Form(
            [
                Field("name", "学校名称", required=True),
                Field("level", "级别", "choice", tuple(LEVELS.items())),
                Field(
                    "contact",
                    "联系方式",
                    span=2,
                    hint="印在课程表下方，如 教务科 李老师 0000-0000000",
                ),
                Field("default_profile", "新班次的政策指标", "choice", span=2),
                Field(
                    "certificate_pattern",
                    "证书编号",
                    "pattern",
                    span=2,
                    lines=1,
                    required=True,
                    chips=templates.NUMBER_FIELDS,
                    example=templates.example_number,
                ),
                Field(
                    "certificate_wording",
                    "证书文字",
                    "pattern",
                    span=2,
                    lines=4,
                    required=True,
                    chips=templates.WORDING_FIELDS,
                    example=templates.example_wording,
                ),
                Field(
                    "certificate_code",
                    "证书印二维码",
                    "check",
                    span=2,
                    note="扫码可见证书内容和学校的签名，有公钥就能离线核验；不印时只能凭编号和验证码向学校核对。",
                ),
                Field(
                    "approval_asks",
                    "提交审定时填写",
                    "several",
                    [(key, classes.FACTS.name(key)) for key in classes.APPROVAL],
                    span=2,
                    note="没有勾选的不问；审定后都可以在班次的“基本信息”里补记。",
                ),
                Field("spring_from", "春季学期开始", "month_day", required=True),
                Field("autumn_from", "秋季学期开始", "month_day", required=True),
                Field(
                    "own_from",
                    "启用日期",
                    "date",
                    required=True,
                    span=2,
                    note="从这一天起在本程序里办班；这一天以前已经结业的班次可以补录。",
                ),
            ]
        )
        self.form.edited.connect(self._save)
        self.halves: dict[int, Form] = {}
        column = QVBoxLayout()
        column.setContentsMargins(0, theme.px(12), theme.px(8), 0)
        column.setSpacing(theme.px(14))
        self.locked = MessageBar(closable=False)
        card = Card(margins=(20, 16, 20, 18), spacing=12)
        card.body.addWidget(self.locked)
        self.pattern = MessageBar(closable=False)
        card.body.addWidget(self.pattern)
        card.body.addWidget(label("本校", "heading"))
        card.body.addWidget(self.form)
        self._half_card = Card(margins=(20, 16, 20, 18), spacing=10)
        self._half_card.body.addWidget(label("半天的时间和学时", "heading"))
        self._half_card.body.addWidget(
            label("新排的课用这里的时间和学时；已经排好的不变。", "muted", wrap=True)
        )
        column.addWidget(card)
        column.addWidget(self._answers_card())
        self.public_key = PublicKeyCard(context)
        column.addWidget(self.public_key)
        column.addWidget(self._half_card)
        column.addStretch(1)
        inside = QWidget()
        inside.setLayout(column)
        inside.setMaximumWidth(theme.px(860))
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(inside)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)

    def _answers_card(self) -> Card:
        """What the texts leave to the school; a further answer is a further version of the profiles."""
        card = Card(margins=(20, 16, 20, 18), spacing=10)
        card.body.addWidget(label("由学校定的口径", "heading"))
        card.body.addWidget(label(ANSWERS, "muted", wrap=True))
        self.left_open = Form(answer_fields())
        self.left_open.edited.connect(self._save_answer)
        card.body.addWidget(self.left_open)
        return card

    def _save_answer(self, key: str, value: Any) -> None:
        self.context.run(
            answering.answer({key: value}),
            parent=self,
            on_error=lambda error: self._refused(self.left_open, key, error),
        )

    def reload(self) -> None:
        """Show the school as the file has it."""
        one = self.context.read(school.get)
        found = self.context.read(profiles.all)
        self.form.set_options("default_profile", [(p.code, p.title) for p in found])
        why = self.context.missing("school")
        self.locked.show_text(why, "info")
        told = templates.ambiguity(one.certificate_pattern)
        self.pattern.show_text(told and told + SUFFIXED)
        self.form.set_locked(bool(why))
        self.form.fill({key: getattr(one, key) for key in school.School.__dataclass_fields__})
        self.left_open.set_locked(bool(why))
        self.left_open.fill({key: getattr(one, key) for key in answering.KEYS})
        self.public_key.reload()
        for half in self.context.read(school.half_days):
            self._half_form(half).set_locked(bool(why))
            self._half_form(half).fill(
                {
                    "starts_at": half.starts_at,
                    "ends_at": half.ends_at,
                    "quarter_hours": half.quarter_hours,
                }
            )

    def _half_form(self, half: HalfDay) -> Form:
        if half.id not in self.halves:
            form = Form(
                [
                    Field("starts_at", "开始", "clock", required=True),
                    Field("ends_at", "结束", "clock", required=True),
                    Field("quarter_hours", "学时", "hours", required=True),
                ],
                columns=3,
            )
            for key in ("starts_at", "ends_at"):
                clock = form.field(key)
                assert isinstance(clock, ClockInput)
                clock.half = half.code
            form.edited.connect(lambda key, value, i=half.id: self._save_half(i, key, value))
            row = QHBoxLayout()
            name = label(half.name, "strong")
            name.setFixedWidth(theme.px(64))
            row.addWidget(name)
            row.addWidget(form, 1)
            self._half_card.body.addLayout(row)
            self.halves[half.id] = form
        return self.halves[half.id]

    def _save(self, key: str, value: Any) -> None:
        self.context.run(
            school.change(key, value),
            parent=self,
            on_error=lambda error: self._refused(self.form, key, error),
        )

    def _save_half(self, half_id: int, key: str, value: Any) -> None:
        self.context.run(
            school.change_half_day(half_id, key, value),
            parent=self,
            on_error=lambda error: self._refused(self.halves[half_id], key, error),
        )

    def _refused(self, form: Form, key: str, error: UserError) -> bool:
        form.set_error(key, error.text)
        return True
