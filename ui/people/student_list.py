"""学员: every person, over all years."""

from __future__ import annotations

from app.classes import what_goes
from app.people import students
from ui.kit import ask, columns
from ui.kit.columns import Column
from ui.kit.fact_fields import Columns
from ui.kit.list_page import ListPage
from ui.kit.tableview import MenuItem
from ui.people.student import StudentDialog

shown = Columns(students.FACTS)
ARCHIVING = (
    "归档以后不在学员名单里，搜索得到，打勾「含归档」也看得到；班次、证书和统计不变，"
    "随时可以取消归档，再编入班次时自动取消。"
)
CHECKED = 100  # rows looked at when the menu opens over a large selection


class StudentListPage(ListPage):
    """200,000 of them are no trouble: ids in order, rows on demand."""

    title = "学员"
    hint = "姓名、拼音、身份证末几位"
    primary = "导入名册"
    begins = "students"
    help_topic = "学员档案"
    kinds = frozenset({"student", "unit", "enrolment", "school"})
    listing = students.LISTING
    columns = (
        shown("name", 128, bold=True, value=lambda row: _name(row)),
        shown("sex", 54),
        shown("ethnic_group", 86),
        shown("birth_date"),
        shown("id_number"),
        shown("political_status", 112),
        shown("unit_name", 150, title="工作单位", stretch=True),
        shown("post", 126),
        shown("phone", 112),
        Column("class_count", "参训", 60, "right", columns.number, tip="参加过几个班次"),
    )
    empty = ("还没有学员", "点「导入名册」从工作簿导入，或点「添加学员」逐个填写。")

    def dress(self) -> None:
        """One by one is the second way."""
        self.add_verb("导出", self.export, tip="把表中所列导出为工作簿（Ctrl+E）")
        self.add_verb("添加学员", self.begin, "students", tip="Ctrl+N")
        self.add_verb(
            "导入名册",
            lambda: self.context.go("import", kind="roster"),
            "students",
            "primary",
            tip="Ctrl+I",
        )
        self.chips.hide()

    def menu(self) -> list[MenuItem]:
        """What can be done with students."""
        return [
            MenuItem("打开…", lambda ids: self.open_row(ids[0]), "F2", one_only=True),
            MenuItem("删除或归档…", self._remove, "Delete", right="students"),
            MenuItem(
                "取消归档",
                lambda ids: self.context.run(students.restore(ids), parent=self),
                right="students",
                why=lambda ids: "" if self._archived(ids) else "所选学员没有归档。",
            ),
        ]

    def totals(self) -> str:
        """How many students are shown."""
        count = len(self.model.ids)
        return f"找到 {count:,} 名学员" if self.model.searched else f"共 {count:,} 名学员"

    def begin(self) -> None:
        """Ask for a new student."""
        StudentDialog(self.context, None, self.window()).open()

    def open_row(self, row_id: int) -> None:
        """Show a student's record."""
        StudentDialog(self.context, row_id, self.window()).open()

    def _remove(self, ids: list[int]) -> None:
        """Delete whoever may be deleted; who has studied here is archived, after a question."""
        kept = self.context.read(students.kept, ids)
        if not kept:
            ask.first(
                self,
                "删除学员",
                self.context.read(what_goes.students, ids),
                f"删除 {len(ids)} 人",
                lambda: self.context.run(students.delete(ids), parent=self),
            )
            return
        who = "；".join(f"{name}有 {why}" for name, why in kept)
        more = "；……" if len(kept) < len(ids) and len(kept) == students.NAMED else ""
        text = f"{who}{more}。有培训记录的学员不能删除，可以归档。{ARCHIVING}"
        if ask.confirm(self.window(), "归档学员", text, f"归档 {len(ids)} 人"):
            self.context.run(students.archive(ids), parent=self)

    def _archived(self, ids: list[int]) -> bool:
        rows = (self.model.record(self.model.row_of(i)) for i in ids[:CHECKED])
        return any(row.get("archived") for row in rows)


def _name(row: dict[str, object]) -> str:
    return columns.archived(row, str(row.get("name") or ""))
