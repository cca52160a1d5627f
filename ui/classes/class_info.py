"""基本信息: what a class is. Each field is saved when it is left; filling saves nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.classes import classes, past, what_goes
from app.ground.errors import UserError
from app.rules import profiles
from app.school import holidays
from app.text import chinese, codes
from ui import theme
from ui.classes.approval_form import NoteApprovalDialog
from ui.classes.past_class import typed_fields
from ui.classes.span_editor import SpanEditor
from ui.context import Context
from ui.kit import ask
from ui.kit.allowed import grey
from ui.kit.card import Card
from ui.kit.fact_fields import Fields
from ui.kit.form_dialog import FormDialog
from ui.kit.forms import Field, Form
from ui.kit.link_button import link_button
from ui.kit.message import MessageBar
from ui.kit.part import Part
from ui.kit.pick import PickInput
from ui.kit.text import label
from ui.teaching import known

FACTS = classes.FACTS
LOCKED = ("kind", "profile_id")
"""What the approval rests on: only a draft changes it."""
BROUGHT_IN = (
    "补录的班次：没有课程安排，不审定、不评定指标；下面各项都可以改，补录的证书跟着改。"
    "不填天数按起止日期计，不填人数按学员名单计。"
)


class ClassInfo(Part):
    """The fields, the dates, and at the side what the class comes to."""

    title = "基本信息"
    kinds = frozenset(
        {
            *("class", "class_span", "enrolment", "lesson", "policy_profile", "teacher", "venue"),
            *("holiday", "lesson_topic"),
        }
    )

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._class_id = 0
        self._filled: dict[str, Any] = {}
        self._spans: list[classes.Span] | None = None
        self._brought_in = False
        self.form = Form(self._fields(), columns=2)
        self.typed = Form(typed_fields(context), columns=2)  # of a class of before alone
        self._profile: profiles.Profile | None = None
        self.spans = SpanEditor(self._outside)
        self.lock = MessageBar(closable=False)
        self._figures = QFormLayout()
        self._figures.setHorizontalSpacing(theme.px(18))
        self._figures.setVerticalSpacing(theme.px(8))
        fields, side = Card(margins=(20, 18, 20, 18), spacing=12), Card(spacing=10)
        fields.body.addWidget(self.lock)
        fields.body.addWidget(self.typed)
        fields.body.addWidget(self.form)
        side.body.addWidget(label("起止日期", "heading"))
        side.body.addWidget(self.spans)
        side.body.addSpacing(theme.px(10))
        side.body.addWidget(label("班次概况", "heading"))
        side.body.addLayout(self._figures)
        self.note_button = link_button(
            "补记审定情况…", "审定机构、日期、会议纪要、文号：当时没有填的，现在补上"
        )
        self.note_button.clicked.connect(self.note_approval)
        side.body.addWidget(self.note_button)
        side.body.addStretch(1)
        side.setFixedWidth(theme.px(340))
        row = QHBoxLayout()
        row.setContentsMargins(0, theme.px(10), 0, theme.px(4))
        row.setSpacing(theme.px(12))
        row.addWidget(fields, 1)
        row.addWidget(side)
        inside = QWidget()
        theme.role(inside, "page")
        inside.setLayout(row)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inside)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)
        self.form.edited.connect(self._save)
        self.typed.edited.connect(self._save)
        self.spans.edited.connect(self._save_spans)

    def _fields(self) -> list[Field]:
        field = Fields(self.context, classes.FACTS)
        return [
            field("name", span=2),
            field("code"),
            field("issue", hint="如 第3期"),
            field("kind"),
            field("profile_id", note="新建时取学校的默认指标，审定后不能更换"),
            field(
                "class_teacher_id",
                kind="pick",
                picks=known.teacher_picks(self.context),
                hint="姓名或拼音，未定不填",
            ),
            field(
                "venue_id",
                kind="pick",
                picks=known.venue_picks(self.context),
                hint="名称或拼音，未定不填",
            ),
            field("host"),
            field("organiser"),
            field("audience", span=2),
            field("aim"),
            field("planned_count"),
            Field("cost", "经费（元）", hint="如 42000", check=_cost_problem),
            field("contact", span=2),
            field("evaluation", hint="如 优秀，96.5 分"),
            field("remark"),
        ]

    def open(self, **args: object) -> None:
        """The class to show."""
        class_id = int(str(args.get("class_id", self._class_id)))
        if class_id != self._class_id:
            self._class_id, self._filled, self._spans = class_id, {}, None

    def reload(self) -> None:
        """Read the class anew."""
        read, class_id = self.context.read, self._class_id
        shown = read(classes.get, class_id)
        offered = {p.id: f"{p.title}（第 {p.version} 版）" for p in read(profiles.all)}
        if shown.profile_id not in offered:
            kept = read(profiles.get, shown.profile_id)
            offered[kept.id] = f"{kept.title}（第 {kept.version} 版）"
        self.form.set_options("profile_id", list(offered.items()))
        cost = "" if shown.cost_fen is None else f"{shown.cost_fen / 100:.2f}".removesuffix(".00")
        self._brought_in = bool(shown.brought_in)
        self.typed.setVisible(self._brought_in)
        self._fill({**asdict(shown), "cost": cost})
        for key in ("class_teacher_id", "venue_id"):
            picked = self.form.field(key)
            assert isinstance(picked, PickInput)
            picked.name_anew()
        self._fill_spans(read(classes.spans, class_id))
        known = read(profiles.all, newest_only=False)
        self._profile = next((p for p in known if p.id == shown.profile_id), None)
        if not self._brought_in:  # nobody plans any more on what was a holiday
            self.spans.set_calendar(read(holidays.calendar))
        self._lock(shown)
        self._show_figures(read(classes.summary, class_id), shown)

    def _lock(self, shown: classes.Class) -> None:
        """Let be edited what the class's state and the user's role leave."""
        why, settled = self.context.missing("classes"), shown.status != "draft"
        self.form.set_locked(bool(why))
        self.typed.set_locked(bool(why))
        if self._brought_in:
            self.form.field("profile_id").setEnabled(False)
            self.spans.set_locked(bool(why))
            self.lock.show_text(why or BROUGHT_IN, "info")
            return
        for key in LOCKED if settled else ():
            self.form.field(key).setEnabled(False)
        self.spans.set_locked(settled or bool(why))
        name = codes.CLASS_STATUSES[shown.status]
        text = (
            f"班次{name}：类别、政策指标和起止日期不能更改，其余各项仍可修改。" if settled else ""
        )
        self.lock.show_text(why or text, "info")

    def _fill(self, values: dict[str, Any]) -> None:
        """Show what has changed in the file, so that a field being typed into is left alone."""
        fresh = {k: v for k, v in values.items() if self._filled.get(k, self) != v}
        self.form.fill(fresh)
        self.typed.fill(fresh)
        self._filled = values

    def _fill_spans(self, spans: list[classes.Span]) -> None:
        if spans != self._spans:
            self._spans = spans
            self.spans.fill(spans)

    def _show_figures(self, summary: classes.ClassSummary, shown: classes.Class) -> None:
        while self._figures.rowCount():
            self._figures.removeRow(0)
        planned = f"（计划 {shown.planned_count} 人）" if shown.planned_count is not None else ""
        approved = shown.status != "draft" and not shown.brought_in
        told = classes.APPROVAL if approved else ()
        grey(self.note_button, self.context.missing("approve"))
        self.note_button.setVisible(bool(told))
        figures = [
            ("在册学员", f"{summary.enrolled_count} 人{planned}"),
            ("教学天数", f"{summary.teaching_days} 天（历时 {summary.calendar_days} 天）"),
            ("计入学时", f"{chinese.hours(summary.quarter_hours)} 学时"),
        ]
        of_lessons = [
            ("课次", f"{summary.lesson_count} 次，其中现场教学 {summary.on_site_count} 次"),
            ("党性分析", "已安排" if summary.party_analysis else "未安排"),
            ("审定时间", (shown.approved_at or "—")[:16]),
            *((FACTS.name(key), str(getattr(shown, key) or "—")) for key in told),
            ("结业时间", (shown.closed_at or "—")[:16]),
        ]
        for name, text in figures + (_typed_parts(shown) if shown.brought_in else of_lessons):
            self._figures.addRow(label(name, "muted"), label(text, wrap=True))

    def _outside(self, spans: Sequence[classes.Span]) -> str:
        if self._profile is None or self._brought_in:
            return ""
        return outside(self._profile, spans)

    def look(self) -> None:
        """Ctrl+F: to the first field."""
        self.form.field("name").setFocus()

    def edit(self, key: str) -> None:
        """Go to a field."""
        self.form.field(key).setFocus()

    def note_approval(self) -> NoteApprovalDialog:
        """Write down, or mend, who approved the class and when."""
        name = self.context.read(classes.get, self._class_id).name
        dialog = NoteApprovalDialog(self.context, self._class_id, name, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        return dialog

    def edit_dates(self) -> None:
        """Go to the dates."""
        self.spans.enter()

    def _save(self, key: str, value: Any) -> None:
        if key in LOCKED and not self._brought_in:
            self._ask_why(key, value)
            return
        values = {"cost_fen": _fen(value)} if key == "cost" else {key: value}
        spans = self.context.read(classes.spans, self._class_id)
        self.context.run(
            past.update(self._class_id, values, spans)
            if self._brought_in
            else classes.update(self._class_id, values),
            parent=self,
            on_error=lambda error: self._refused(key, error),
        )

    def _ask_why(self, key: str, value: Any) -> None:
        """Another kind or profile is another judgement: the history says why."""
        name = classes.FACTS.name(key)
        why = Field("reason", "原因", "area", required=True, span=2, note="写在修改记录里。")
        dialog = FormDialog(
            self.context,
            f"为什么更改{name}",
            [why],
            {},
            lambda given: classes.update(
                self._class_id, {key: value, "kind_reason": given["reason"]}
            ),
            right="classes",
            kept_as=f"class:{self._class_id}:{key}",
            save="更改",
            parent=self.window(),
        )
        dialog.rejected.connect(lambda: self._put_back(key))
        dialog.open()

    def _put_back(self, key: str) -> None:
        """What is shown is what the file has."""
        self._filled.pop(key, None)
        self.reload()

    def _refused(self, key: str, error: UserError) -> bool:
        form = self.typed if key in past.TYPED else self.form
        form.set_error(key, error.text)
        return True

    def _save_spans(self) -> None:
        spans = self.spans.spans()
        if spans == self._spans:
            return
        goes = self.context.read(what_goes.shortening, self._class_id, spans)
        question = ask.first(
            self, "修改起止日期", goes, "仍改日期", lambda: self._write_spans(spans)
        )
        if question is not None:
            question.rejected.connect(lambda: self._keep_spans())

    def _keep_spans(self) -> None:
        """Show the dates that the file has."""
        self._spans = None
        self.reload()

    def _write_spans(self, spans: list[classes.Span]) -> None:
        self._spans = spans
        work = (
            past.update(self._class_id, {}, spans)
            if self._brought_in
            else classes.set_spans(self._class_id, spans)
        )
        self.context.run(work, parent=self, on_error=self._spans_refused)

    def _spans_refused(self, error: UserError) -> bool:
        self.spans.error.setText(error.text)
        self.spans.error.show()
        return True


def outside(profile: profiles.Profile, spans: Sequence[classes.Span]) -> str:
    """Return what to ask of dates at which a profile is not in force, "" where it is at all of them."""
    since, until = profile.effective_from, profile.effective_to
    if until and any(span.end_date > until for span in spans):
        return f"「{profile.title}」施行到 {until} 为止，仍按这套指标评定？"
    if since and any(span.start_date < since for span in spans):
        return f"「{profile.title}」从 {since} 起施行，仍按这套指标评定？"
    return ""


def _fen(text: str) -> int | None:
    plain = text.replace(",", "").replace("，", "").removesuffix("元").strip()
    return round(float(plain) * 100) if plain else None


def _cost_problem(text: str) -> str | None:
    try:
        fen = _fen(text)
    except (ValueError, OverflowError):  # "inf" is a number, too
        return "经费请填数字，如 42000。"
    return "经费不能小于 0。" if fen is not None and fen < 0 else None


def _typed_parts(shown: classes.Class) -> list[tuple[str, str]]:
    """What was typed of the parts of a class of before, beside the whole; judged is none of it."""
    whole = shown.typed_quarter_hours or 0
    typed = (
        ("其中党性教育", shown.typed_party_spirit),
        ("互动式教学", shown.typed_interactive),
        ("领导干部授课", shown.typed_leaders),
    )
    return [
        (name, f"{chinese.hours(part)} 学时，占 {chinese.percent(part, whole)}（不评定）")
        for name, part in typed
        if part is not None
    ]
