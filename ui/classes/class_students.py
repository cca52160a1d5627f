"""学员: who is in the class; group, role and remark are typed in the list itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QPushButton

from app.classes import classes, enrolment, past, what_goes
from app.file.operation import Operation
from app.people import students
from app.text import chinese, codes
from ui.classes.enrol import EnrolDialog
from ui.kit import ask
from ui.kit import columns as c
from ui.kit.allowed import grey
from ui.kit.columns import Column
from ui.kit.fact_fields import FULL_POST, Columns, Fields
from ui.kit.form_dialog import FormDialog
from ui.kit.list_pane import ListPane
from ui.kit.matrix import typed
from ui.kit.matrix.matrix import Matrix
from ui.kit.matrix.model import MatrixModel
from ui.kit.tableview import MenuItem
from ui.kit.text import literal
from ui.people.student import StudentDialog

ROLES = ("班长", "副班长", "临时党支部书记", "学习委员", "生活委员", "文体委员", "组长")
GROUPS = tuple(f"第{number}组" for number in range(1, 13))
shown, person = Columns(enrolment.FACTS), Columns(students.FACTS)
COLUMNS = (
    shown("number", 48, key="place"),
    person("name", 124, bold=True),
    shown("unit_name", 140, stretch=True),
    shown("post", 104),
    shown("group_name", 76),
    shown("role", 106),
    shown("remark", 112, stretch=True),
    person("sex", 48),
    person("ethnic_group", 78),
    person("birth_date", 82),
    shown("status", 60, key="status", format=c.enrolment_status),
    Column("certificate_number", "证书编号", 124, format=c.quiet),
)
TYPED = {
    "group_name": typed.line(20, words=GROUPS),
    "role": typed.line(20, words=ROLES),
    "remark": typed.lines(500),
}


class ClassStudents(ListPane):
    """The students of one class. ``roster_wanted`` asks for the import of a roster into it."""

    title = "学员"
    help_topic = "学员名单"
    kinds = frozenset(
        {"certificate", "class", "class_span", "enrolment", "lesson", "lesson_topic", "student"}
    )
    hint = "姓名、拼音、证号末几位"
    listing = enrolment.LISTING
    columns = COLUMNS
    chip_names = (("", "全部"), *codes.ENROLMENT_STATUSES.items())
    all_chips = False
    empty = ("还没有学员", "点「导入名册」读入工作簿，或「从档案添加」。")
    nothing = ("没有找到这样的学员", "换个说法试试，如姓名的拼音首字母。")
    model: MatrixModel
    table: Matrix

    roster_wanted = Signal()

    _class_id = 0
    _closed = _brought_in = False
    _why = _why_import = ""

    def make_model(self) -> MatrixModel:
        """The rows, some of whose cells are typed in."""
        return MatrixModel(self.context.read, enrolment.LISTING, COLUMNS, TYPED, self)

    def make_table(self) -> Matrix:
        """The grid they are typed in."""
        return Matrix(self.context, self.model, enrolment.fill)

    def dress(self) -> None:
        """What is done with those selected, and where students come from."""
        self._role = self._menu("班内职务", self._offer_roles)
        self._group = self._menu("组别", self._offer_groups)
        self.add_tool(self._role)
        self.add_tool(self._group)
        self.add_button = self.add_verb("从档案添加…", self.add)
        self.import_button = self.add_verb("导入名册…", self.roster_wanted.emit)

    def menu(self) -> list[MenuItem]:
        """What can be done with students of a class."""
        return [
            MenuItem("修改入班信息…", lambda ids: self._edit(ids[0]), "F2", one_only=True),
            MenuItem("看学员档案", lambda ids: self._archive(ids[0]), one_only=True),
            MenuItem("班内职务", fill=self._offer_roles, right="enrolment"),
            MenuItem("组别", fill=self._offer_groups, right="enrolment"),
            MenuItem("移出本班", self._remove, right="enrolment"),
        ]

    def _menu(self, text: str, offer: Callable[[QMenu, list[int]], None]) -> QPushButton:
        button = QPushButton(literal(f"{text}  "))
        menu = QMenu(button)
        menu.aboutToShow.connect(menu.clear)
        menu.aboutToShow.connect(lambda: offer(menu, self.table.selected_ids()))
        button.setMenu(menu)
        return button

    # ------------------------------------------------------------------------------ what it shows

    def open(self, **args: object) -> None:
        """The class to show."""
        self._class_id = int(str(args.get("class_id", self._class_id)))
        super().open(**args)

    def drop(self) -> None:
        """What is being typed is not written in another's name."""
        self.table.drop_line()

    def scope(self) -> dict[str, object]:
        """The class shown."""
        return {"class_id": self._class_id}

    def reload(self) -> None:
        """Read the students anew; search, order and selection stay."""
        self._why = self.context.missing("enrolment")
        self._why_import = self.context.missing("students", "enrolment")
        self.table.set_locked(self._why)
        super().reload()

    def totals(self) -> str:
        """How many there are, and were planned."""
        about = self.context.read(classes.get, self._class_id)
        summary = self.context.read(classes.summary, self._class_id)
        self._brought_in = bool(about.brought_in)
        self._closed = about.status == "closed" and not self._brought_in
        listed = sum(self.counts.get(key, 0) for key in ("enrolled", "completed"))
        parts = [f"在册 {listed if self._brought_in else summary.enrolled_count} 人"]
        if self._brought_in and summary.enrolled_count > listed:
            parts.append(f"全班 {summary.enrolled_count} 人（按基本信息填写的计）")
        if about.planned_count is not None:
            parts.append(f"计划 {about.planned_count} 人")
        if left := self.counts.get("withdrawn"):
            parts.append(f"退学 {left} 人")
        return " · ".join(parts)

    def settle(self) -> None:
        """By who is selected, and whether the class goes on."""
        nobody = "" if self.table.selected_ids() else "请先在名单里选中学员。"
        grey(self._role, self._why or nobody)
        grey(self._group, self._why or ("" if self.model.ids else "名单里没有学员。"))
        closed = "班次已结业，学员不能增减" if self._closed else ""
        grey(self.add_button, self._why or closed)
        grey(self.import_button, self._why_import or closed)

    def export_name(self) -> str:
        """Of which class they are."""
        about = self.context.read(classes.get, self._class_id)
        return f"{chinese.class_title(about.name, about.issue)} 学员"

    def open_row(self, row_id: int) -> None:
        """Edit how a student is enrolled."""
        self._edit(row_id)

    # ---------------------------------------------------------------------------- what is asked for

    def add(self) -> EnrolDialog:
        """Choose students of the archive."""
        dialog = EnrolDialog(self.context, self._class_id, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        return dialog

    def _remove(self, ids: list[int]) -> None:
        goes = self.context.read(what_goes.leaving, ids)
        ask.first(
            self,
            "移出本班",
            goes,
            f"移出 {len(ids)} 人",
            lambda: self.context.run(enrolment.remove(ids), parent=self),
        )

    def _archive(self, enrolment_id: int) -> None:
        record = self.model.record(self.model.row_of(enrolment_id))
        StudentDialog(self.context, int(str(record["student_id"])), self.window()).open()

    def _edit(self, enrolment_id: int) -> FormDialog:
        record = self.model.record(self.model.row_of(enrolment_id))
        field = Fields(self.context, enrolment.FACTS)
        own_hours = field("quarter_hours", note="与全班不同时填", hint="不填为全班的学时")
        dialog = FormDialog(
            self.context,
            f"入班信息 {record['name']}",
            [
                field("number", label="排列次序", note="名单按它从小到大排，序号从 1 起连着编"),
                field("status"),
                field("group_name", hint="如 第1组"),
                field("role", kind="suggest", find=_roles),
                field("unit_name", label="单位（入班时）", span=2),
                field("post", label="职务（入班时）", span=2),
                field("full_post", label="职务全称（入班时）", span=2, hint=FULL_POST),
                field("post_level", label="职务层次（入班时）"),
                field("rank", label="职级（入班时）"),
                field("political_status", label="政治面貌（入班时）"),
                *([own_hours] if self._brought_in else []),
                field("remark", span=2),
            ],
            record,
            lambda values: self._mend(enrolment_id, values),
            right="enrolment",
            kept_as=f"enrolment:{enrolment_id}",
            changed_only=True,
            parent=self,
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        return dialog

    def _mend(self, enrolment_id: int, values: Mapping[str, object]) -> Operation[None]:
        mend = past.mend_enrolment if self._brought_in else enrolment.update
        return mend(enrolment_id, values)

    def _offer_roles(self, menu: QMenu, ids: list[int]) -> None:
        for role in ROLES:
            action = menu.addAction(literal(role))
            action.triggered.connect(lambda _=False, r=role: self.set_values(ids, {"role": r}))
        menu.addSeparator()
        clear = menu.addAction("不任职")
        clear.triggered.connect(lambda: self.set_values(ids, {"role": ""}))

    def _offer_groups(self, menu: QMenu, ids: list[int]) -> None:
        for group in GROUPS[:8]:
            action = menu.addAction(literal(f"编入{group}"))
            action.setEnabled(bool(ids))
            action.triggered.connect(
                lambda _=False, g=group: self.set_values(ids, {"group_name": g})
            )
        menu.addSeparator()
        for number in (2, 3, 4, 5, 6, 8):
            menu.addAction(literal(f"全班平均分为 {number} 组")).triggered.connect(
                lambda _=False, n=number: self._deal(n)
            )

    def _deal(self, groups: int) -> None:
        """Deal the class into groups; those that are there are written over once that was said."""
        work = enrolment.assign_groups(self._class_id, groups)
        ask.first(
            self,
            f"全班平均分为 {groups} 组",
            self.context.read(what_goes.regrouping, self._class_id),
            "重新分组",
            lambda: self.context.run(work, parent=self),
        )

    def set_values(self, ids: list[int], values: Mapping[str, object]) -> None:
        """Give several students the same group or role, in one step."""
        if ids:
            self.context.run(enrolment.update_many(ids, values), parent=self)


def _roles(text: str) -> list[str]:
    return [role for role in ROLES if text in role] or list(ROLES)
