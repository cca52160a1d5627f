"""学员: who is in the class; group, role and remark are typed in the list itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from app.classes import classes, enrolment
from app.people import students
from app.text import codes
from ui import theme
from ui.classes.enrol import EnrolDialog
from ui.context import Context
from ui.kit import columns as c
from ui.kit.allowed import grey
from ui.kit.card import Card
from ui.kit.chips import ChipBar
from ui.kit.columns import Column
from ui.kit.fact_fields import Columns, Fields
from ui.kit.folding_row import FoldingRow
from ui.kit.form_dialog import FormDialog
from ui.kit.matrix import typed
from ui.kit.matrix.matrix import Matrix
from ui.kit.matrix.model import MatrixModel
from ui.kit.part import Part
from ui.kit.search_box import SearchBox
from ui.kit.tableview import MenuItem
from ui.kit.text import label
from ui.people.student import StudentDialog

ROLES = ("班长", "副班长", "临时党支部书记", "学习委员", "生活委员", "文体委员", "组长")
GROUPS = tuple(f"第{number}组" for number in range(1, 13))
shown, person = Columns(enrolment.FACTS), Columns(students.FACTS)
COLUMNS = (
    shown("number", 48),
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


class ClassStudents(Part):
    """The students of one class. ``roster_wanted`` asks for the import of a roster into it."""

    roster_wanted = Signal()

    title = "学员"
    help_topic = "学员名单"
    kinds = frozenset({"certificate", "class", "class_span", "enrolment", "lesson", "student"})

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._class_id = 0
        self.chips = ChipBar()
        self.search = SearchBox("姓名、拼音、证号末几位")
        self.search.setFixedWidth(theme.px(220))
        self.model = MatrixModel(context.read, enrolment.LISTING, COLUMNS, TYPED, self)
        self.table = Matrix(context, self.model, enrolment.fill)
        self.setFocusProxy(self.table)
        self.table.set_empty("还没有学员", "点「导入名册」读入工作簿，或「从档案添加」。")
        self.table.set_nothing("没有找到这样的学员", "换个说法试试，如姓名的拼音首字母。")
        self.table.set_menu(
            [
                MenuItem("修改入班信息…", lambda ids: self._edit(ids[0]), "F2", one_only=True),
                MenuItem("看学员档案", lambda ids: self._archive(ids[0]), one_only=True),
                MenuItem("班内职务", fill=self._offer_roles, right="enrolment"),
                MenuItem("组别", fill=self._offer_groups, right="enrolment"),
                MenuItem("移出本班", self._remove, right="enrolment"),
            ],
            context.missing,
        )
        self.table.refused.connect(context.warn)
        self.sentence = label("", "muted")
        self._role = self._menu("班内职务", self._offer_roles)
        self._group = self._menu("组别", self._offer_groups)
        self.add_button = self._button("从档案添加…", self.add)
        self.import_button = self._button("导入名册…", self.roster_wanted.emit)
        tools = QWidget()
        row = QHBoxLayout(tools)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        for widget in (self.search, self._role, self._group, self.add_button, self.import_button):
            row.addWidget(widget)
        card = Card(margins=(1, 1, 1, 1))
        card.body.addWidget(self.table)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.px(10), 0, 0)
        column.setSpacing(theme.px(10))
        column.addWidget(FoldingRow(self.chips, tools))
        column.addWidget(card, 1)
        column.addWidget(self.sentence)
        self.chips.picked.connect(lambda key: self._ask(chip=key))
        self.search.searched.connect(lambda text: self._ask(search=text))
        self.search.moved_down.connect(self.table.enter)
        self.table.opened.connect(self._edit)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._enable())

    def _button(self, text: str, slot: Any) -> QPushButton:
        button = QPushButton(text)
        button.clicked.connect(lambda: slot())
        return button

    def _menu(self, text: str, offer: Callable[[QMenu, list[int]], None]) -> QPushButton:
        button = QPushButton(f"{text}  ")
        menu = QMenu(button)
        menu.aboutToShow.connect(menu.clear)
        menu.aboutToShow.connect(lambda: offer(menu, self.table.selected_ids()))
        button.setMenu(menu)
        return button

    # ------------------------------------------------------------------------------ what it shows

    def open(self, **args: object) -> None:
        """The class to show."""
        self._class_id = int(str(args.get("class_id", self._class_id)))

    def reload(self) -> None:
        """Read the students anew; search, order and selection stay."""
        self._ask(scope={"class_id": self._class_id})

    def _ask(self, **asked: Any) -> None:
        self._why = self.context.missing("enrolment")
        self._why_import = self.context.missing("students", "enrolment")
        self.table.set_locked(self._why)
        self.model.show(**asked)
        counts = self.model.counts()
        names = {"": "全部", **codes.ENROLMENT_STATUSES}
        self.chips.set_chips([(k, names[k], n) for k, n in counts.items() if n or not k])
        about = self.context.read(classes.get, self._class_id)
        summary = self.context.read(classes.summary, self._class_id)
        parts = [f"在册 {summary.enrolled_count} 人"]
        if about.planned_count is not None:
            parts.append(f"计划 {about.planned_count} 人")
        if counts.get("withdrawn"):
            parts.append(f"退学 {counts['withdrawn']} 人")
        self.sentence.setText(" · ".join(parts))
        self._closed = about.status == "closed"
        self._enable()

    def _enable(self) -> None:
        nobody = "" if self.table.selected_ids() else "请先在名单里选中学员。"
        grey(self._role, self._why or nobody)
        grey(self._group, self._why or ("" if self.model.ids else "名单里没有学员。"))
        closed = "班次已结业，学员不能增减" if self._closed else ""
        grey(self.add_button, self._why or closed)
        grey(self.import_button, self._why_import or closed)

    def look(self) -> None:
        """Ctrl+F: search."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    # ---------------------------------------------------------------------------- what is asked for

    def add(self) -> EnrolDialog:
        """Choose students of the archive."""
        dialog = EnrolDialog(self.context, self._class_id, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        return dialog

    def _remove(self, ids: list[int]) -> None:
        self.context.run(enrolment.remove(ids), parent=self)

    def _archive(self, enrolment_id: int) -> None:
        record = self.model.record(self.model.row_of(enrolment_id))
        StudentDialog(self.context, int(str(record["student_id"])), self.window()).open()

    def _edit(self, enrolment_id: int) -> FormDialog:
        record = self.model.record(self.model.row_of(enrolment_id))
        field = Fields(self.context, enrolment.FACTS)
        dialog = FormDialog(
            self.context,
            f"入班信息 {record['name']}",
            [
                field("number"),
                field("status"),
                field("group_name", hint="如 第1组"),
                field("role", kind="suggest", find=_roles),
                field("unit_name", label="单位（入班时）", span=2),
                field("post", label="职务（入班时）", span=2),
                field("remark", span=2),
            ],
            record,
            lambda values: enrolment.update(enrolment_id, values),
            right="enrolment",
            changed_only=True,
            parent=self,
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        return dialog

    def _offer_roles(self, menu: QMenu, ids: list[int]) -> None:
        for role in ROLES:
            action = menu.addAction(role)
            action.triggered.connect(lambda _=False, r=role: self.set_values(ids, {"role": r}))
        menu.addSeparator()
        clear = menu.addAction("不任职")
        clear.triggered.connect(lambda: self.set_values(ids, {"role": ""}))

    def _offer_groups(self, menu: QMenu, ids: list[int]) -> None:
        for group in GROUPS[:8]:
            action = menu.addAction(f"编入{group}")
            action.setEnabled(bool(ids))
            action.triggered.connect(
                lambda _=False, g=group: self.set_values(ids, {"group_name": g})
            )
        menu.addSeparator()
        for number in (2, 3, 4, 5, 6, 8):
            menu.addAction(f"全班平均分为 {number} 组").triggered.connect(
                lambda _=False, n=number: self.context.run(
                    enrolment.assign_groups(self._class_id, n), parent=self
                )
            )

    def set_values(self, ids: list[int], values: Mapping[str, object]) -> None:
        """Give several students the same group or role, in one step."""
        if ids:
            self.context.run(enrolment.update_many(ids, values), parent=self)


def _roles(text: str) -> list[str]:
    return [role for role in ROLES if text in role] or list(ROLES)
