"""师资库."""

from __future__ import annotations

from app.teaching import teachers
from ui import theme
from ui.context import Context
from ui.kit import columns
from ui.kit.columns import Cell, Column
from ui.kit.fact_fields import FULL_POST, Columns, Fields
from ui.kit.forms import Field
from ui.kit.list_page import ListPage
from ui.kit.tableview import MenuItem


def _kind(value: object) -> Cell:
    code, name = value if isinstance(value, tuple) else ("", "")
    # a leading cadre's hours count towards a share, so the list shows the star of the timetable
    return Cell(f"★ {name}", theme.WARN) if code == "leading_cadre" else Cell(str(name or ""))


shown = Columns(teachers.FACTS)


class TeacherListPage(ListPage):
    """Who lectures."""

    title = "师资库"
    hint = "搜索姓名、单位、拼音首字母"
    primary = "添加教师"
    help_topic = "师资库"
    begins = "libraries"
    kinds = frozenset({"teacher", "lesson_lecturer", "school"})
    listing = teachers.LISTING
    columns = (
        shown("name", 110, bold=True),
        shown("kind", 120, format=_kind, value=lambda r: (r.get("kind"), r.get("kind_name"))),
        shown("unit_name", 200, stretch=True),
        shown("post", 150),
        shown("title"),
        shown("field", 170),
        shown("phone", 120),
        Column("taught_count", "授课次数", 90, "right", columns.number),
    )
    chip_names = (
        ("", "全部"),
        ("full_time", "专职教师"),
        ("part_time", "兼职教师"),
        ("leading_cadre", "领导干部"),
        ("expert", "专家学者"),
        ("retired", "停用"),
    )
    empty = ("师资库还是空的", "点「添加教师」，或用菜单「文件 · 导入师资和课程」从工作簿导入。")

    def menu(self) -> list[MenuItem]:
        """What can be done with teachers."""
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
        """How many teachers are shown."""
        return f"{len(self.model.ids):,} 位教师 · ★ 领导干部"

    def begin(self) -> None:
        """Ask for a new teacher."""
        fields = teacher_fields(self.context)
        self.ask("添加教师", fields, {"kind": "full_time"}, teachers.create)

    def open_row(self, row_id: int) -> None:
        """Edit a teacher."""
        one = self.context.read(teachers.get, row_id)
        values = {key: getattr(one, key) for key in teachers.FACTS.typed}
        self.ask(
            "编辑教师",
            teacher_fields(self.context, editing=True),
            values,
            lambda changed: teachers.update(row_id, changed),
            row_id,
        )

    def _turn(self, teacher_id: int) -> None:
        active = self.context.read(teachers.get, teacher_id).active
        self.context.run(teachers.update(teacher_id, {"active": 0 if active else 1}), parent=self)

    def _delete(self, teacher_id: int) -> None:
        self.context.run(teachers.delete(teacher_id), parent=self)


def teacher_fields(context: Context, *, editing: bool = False) -> list[Field]:
    """Return the fields of a teacher."""
    field = Fields(context, teachers.FACTS)
    fields = [
        field("name"),
        field("kind", note="排进课表时记下当天的类别；以后改动不影响旧课表。"),
        field("unit_name", span=2),
        field("post"),
        field("title"),
        field("field", label="研究方向、擅长领域"),
        field("phone"),
        field("full_post", span=2, hint=FULL_POST),
        field("remark"),
    ]
    if editing:
        fields.append(field("active"))
    return fields
