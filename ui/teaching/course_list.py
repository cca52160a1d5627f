"""课程库."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.teaching import courses, topics
from app.text import codes
from ui.context import Context
from ui.kit import columns
from ui.kit.columns import Column
from ui.kit.fact_fields import Columns, Fields
from ui.kit.form_dialog import FormDialog
from ui.kit.forms import Field
from ui.kit.list_page import ListPage
from ui.kit.tableview import MenuItem
from ui.teaching import known
from ui.teaching.category import category_cell

shown = Columns(courses.FACTS)


class CourseListPage(ListPage):
    """The courses a class can be put together from."""

    title = "课程库"
    hint = "搜索课程、拼音首字母"
    primary = "添加课程"
    help_topic = "课程库"
    begins = "libraries"
    kinds = frozenset(
        {
            *("course", "course_topic_of", "course_module"),
            *("teacher", "venue", "lesson", "school", "policy_profile", "profile_label"),
        }
    )
    listing = courses.LISTING
    columns = (
        shown("title", 260, stretch=True, bold=True),
        shown(
            "category",
            120,
            format=category_cell,
            value=lambda row: (row.get("category"), row.get("category_name")),
        ),
        shown("method", 110),
        shown("quarter_hours"),
        Column("teacher", "授课人", 110),
        Column("venue", "场地", 150),
        Column("used_count", "用过的班次", 100, "right", columns.number),
    )
    empty = ("课程库还是空的", "点「添加课程」，或用菜单「文件 · 导入师资和课程」从工作簿导入。")

    def named_chips(self) -> Sequence[tuple[str, str]]:
        """The categories as the school's usual profile calls them."""
        found = self.context.read(codes.options, "course_category")
        return (("", "全部"), *found, ("retired", "停用"))

    def dress(self) -> None:
        """Venues belong to the courses."""
        self.header.add_button(
            "场地…", lambda: self.context.go("venues"), tip="教室、现场教学点、教学基地"
        )
        super().dress()

    def menu(self) -> list[MenuItem]:
        """What can be done with courses."""
        return [
            MenuItem("编辑…", lambda ids: self.open_row(ids[0]), "F2", one_only=True),
            MenuItem(
                "停用 / 启用", lambda ids: self._turn(ids[0]), one_only=True, right=self.begins
            ),
            MenuItem(
                "删除", lambda ids: self._delete(ids[0]), "Delete", one_only=True, right=self.begins
            ),
        ]

    def totals(self) -> str:
        """How many courses are shown."""
        return f"{len(self.model.ids):,} 门课程"

    def begin(self) -> None:
        """Ask for a new course."""
        values = {"category": "theory", "method": "lecture", **courses.FACTS.usual()}
        _follow_method(self.ask("添加课程", course_fields(self.context), values, courses.create))

    def open_row(self, row_id: int) -> None:
        """Edit a course."""
        one = self.context.read(courses.get, row_id)
        values = {key: getattr(one, key) for key in courses.FACTS.typed}
        dialog = self.ask(
            "编辑课程",
            course_fields(self.context, editing=True),
            values,
            lambda changed: courses.update(row_id, changed),
            row_id,
        )
        _follow_method(dialog)

    def _turn(self, course_id: int) -> None:
        active = self.context.read(courses.get, course_id).active
        self.context.run(courses.update(course_id, {"active": 0 if active else 1}), parent=self)

    def _delete(self, course_id: int) -> None:
        self.context.run(courses.delete(course_id), parent=self)


def _follow_method(dialog: FormDialog) -> None:
    """Ceremonies and self-study do not count, until somebody ticks it, as in the form of a lesson."""
    form, before = dialog.form, [dialog.form.field("method").value()]

    def chosen(key: str, method: object) -> None:
        if key != "method":
            return
        counts = method not in courses.UNCOUNTED_METHODS
        if counts != (before[0] not in courses.UNCOUNTED_METHODS):
            form.fill({"counted": counts})
        before[0] = method

    form.edited.connect(chosen)


def course_fields(context: Context, *, editing: bool = False) -> list[Field]:
    """Return the fields of a course."""
    field = Fields(context, courses.FACTS)
    offered = context.read(courses.FACTS["topics"].options)
    fields = [
        field("title", span=2, doubt_beside=lambda values: _topic_left_out(values, offered)),
        field("category"),
        field("method"),
        field("quarter_hours"),
        field("topics"),
        field("module", options=[(None, "无"), *context.read(courses.FACTS["module"].options)]),
        field(
            "teacher_id",
            label="通常由谁讲",
            kind="pick",
            picks=known.teacher_picks(context),
            hint="姓名或拼音，未定不填",
        ),
        field(
            "venue_id",
            label="通常在哪里",
            kind="pick",
            picks=known.venue_picks(context),
            hint="名称或拼音，未定不填",
        ),
        field("counted", label="计入学时和比例"),
    ]
    if editing:
        fields.append(field("active"))
    fields.append(field("remark"))
    return fields


def _topic_left_out(values: Mapping[str, Any], offered: Sequence[tuple[Any, str]]) -> str:
    """Ask about a topic that the title says and nobody has chosen."""
    said = topics.unasked(str(values["title"] or ""), str(values["topics"] or ""), offered)
    names = "、".join(f"“{name}”" for _, name in said)
    return f"标题像是讲{names}的，“专题”里没有选；是就请选上。" if said else ""
