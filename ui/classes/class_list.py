"""班次: the classes of a year, their shares coloured with their verdicts."""

from __future__ import annotations

import datetime
import json

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QMenu, QPushButton, QWidget

from app.classes import classes, list_figures
from app.rules import profiles
from app.text import chinese, codes
from ui import theme
from ui.classes import removal
from ui.classes.new_class import NewClassDialog
from ui.classes.past_class import PastClassDialog
from ui.classes.reminder import BackupReminder
from ui.context import Context
from ui.kit import columns
from ui.kit.chips import ChipBar
from ui.kit.columns import Cell, Column
from ui.kit.list_page import ListPage
from ui.kit.tableview import MenuItem
from ui.rules.share_columns import share_columns

YEARS_SHOWN = 4
ALL_YEARS = "all"


def _name(row: dict[str, object]) -> str:
    return columns.archived(
        row, chinese.class_title(str(row.get("name", "")), str(row.get("issue", "")))
    )


def _dates(row: dict[str, object]) -> tuple[object, object]:
    return row.get("start_date"), row.get("end_date")


def _span(value: object) -> Cell:
    start, end = value if isinstance(value, tuple) else (None, None)
    if not start or not end:
        return Cell("未填", theme.QUIET)
    return Cell(f"{start[5:]} → {end[5:]}", tip=f"{start} 至 {end}")


def _share(row: dict[str, object], rule: str) -> object:
    return json.loads(str(row["shares"])).get(rule)


def _kind(value: object) -> Cell:
    return Cell(str(value or "").removesuffix("班次"))


class ClassListPage(ListPage):
    """``open(year=…)`` shows a year."""

    title = "班次"
    hint = "搜索班次、编号、拼音首字母"
    primary = "新建班次"
    begins = "classes"
    help_topic = "班次名单"
    kinds = profiles.SHARE_TABLES | {
        *("class", "class_span", "lesson", "lesson_lecturer", "enrolment", "teacher", "school")
    }
    listing = classes.LISTING
    columns = (
        Column("name", "班次名称", 220, stretch=True, bold=True, value=_name),
        Column("code", "编号", 84, format=columns.quiet),
        Column("kind", "类别", 124, format=_kind),
        Column("dates", "起止", 126, format=_span, sort_key="start_date", value=_dates),
        Column("enrolled_count", "学员", 58, "right", columns.number),
        Column("quarter_hours", "学时", 58, "right", columns.hours),
        Column("status", "状态", 82, format=columns.class_status, sort_key="status_name"),
    )
    chip_names = (("", "全部"), *codes.CLASS_STATES.items())
    empty = ("还没有班次", "点右上角「新建班次」开始；学员名册可以先在「学员」页导入。")

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        self.years = ChipBar()
        self._rules: list[tuple[str, str]] = []
        super().__init__(context, parent)
        self.table.set_nothing("没有这样的班次", "换一个年份、状态或搜索词试试。")
        self.model.order("start_date", descending=True)
        line = QFrame()
        line.setFixedWidth(1)
        line.setStyleSheet(f"background: {theme.LINE_FIRM};")
        self.filters.insertWidget(0, self.years)
        self.filters.insertWidget(1, line)
        self.filters.setSpacing(theme.px(14))
        self.years.picked.connect(lambda _: self.reload())
        self._chosen = False
        self.reminder = BackupReminder(context)
        self.column.insertWidget(1, self.reminder)

    @property
    def year(self) -> int | None:
        """The year shown, None for all."""
        return int(self.years.current) if self.years.current.isdecimal() else None

    def dress(self) -> None:
        """What came before the school kept its work here is brought in beside what begins."""
        self.past_button = QPushButton("补录以前的班次  ")
        self.past_button.setToolTip("启用本程序以前办的班次，连同学员、学时和证书编号")
        menu = QMenu(self.past_button)
        menu.addAction("填写一个班次…").triggered.connect(self.bring_in)
        menu.addAction("从工作簿导入…").triggered.connect(
            lambda: self.context.go("import", kind="past")
        )
        self.past_button.setMenu(menu)
        self.add_tool(self.past_button)
        super().dress()

    def bring_in(self) -> PastClassDialog:
        """Ask for what there is of a class of before."""
        dialog = PastClassDialog(self.context, self.window())
        dialog.open()
        return dialog

    def menu(self) -> list[MenuItem]:
        """What can be done with classes in the list."""
        return [
            MenuItem("打开", lambda ids: self.open_row(ids[0]), "Return", one_only=True),
            MenuItem(
                "删除或归档…",
                lambda ids: removal.remove(self.context, ids[0], self),
                "Delete",
                one_only=True,
                right=self.begins,
                why=lambda ids: removal.why_not(self.context, ids[0]),
            ),
            MenuItem(
                "取消归档",
                lambda ids: self.context.run(classes.restore(ids[0]), parent=self),
                one_only=True,
                right=self.begins,
                why=lambda ids: "" if self._archived(ids[0]) else "这个班次没有归档。",
            ),
        ]

    def open(self, **args: object) -> None:
        """Show a year."""
        super().open(**args)
        if "year" in args:
            self._show_years()
            self.years.pick(str(args["year"]))
            self._chosen = True

    def reload(self) -> None:
        """Years first: they are the scope."""
        self._show_years()
        self._show_rules()
        self.reminder.reload()
        super().reload()

    def _show_rules(self) -> None:
        """Before the status, a column for every share that binds a class of the year."""
        too = self.archived_too.isChecked()
        rules = self.context.read(list_figures.rules, self.year, archived=too)
        if rules != self._rules:
            self._rules = rules
            *first, last = self.columns
            self.model.show_columns([*first, *share_columns(rules, _share), last])

    def showEvent(self, event: QShowEvent) -> None:
        """What reminds is of the day on which one looks."""
        super().showEvent(event)
        self.reminder.reload()

    def scope(self) -> dict[str, object]:
        """The year shown."""
        return super().scope() | {"year": self.year}

    def totals(self) -> str:
        """How many classes, how many people, and what falls short."""
        parts = [f"{len(self.model.ids):,} 个班次"]
        if not self.model.searched:
            read, too = self.context.read, self.archived_too.isChecked()
            enrolled = read(list_figures.enrolled, self.year, archived=too)
            parts.append(f"学员 {enrolled:,} 人次")
            short = read(list_figures.falling_short, self.year, archived=too)
            parts += [f"{number} 个班次{title}不足" for title, number in short]
        return " · ".join(parts)

    def open_row(self, row_id: int) -> None:
        """Go to the class."""
        self.context.go("class", class_id=row_id)

    def begin(self) -> None:
        """Ask for what a class needs."""
        dialog = NewClassDialog(self.context, self.year, self.window())
        dialog.open()

    def _archived(self, class_id: int) -> bool:
        return bool(self.model.record(self.model.row_of(class_id)).get("archived"))

    def _show_years(self) -> None:
        found = self.context.read(list_figures.years)
        shown = found[:YEARS_SHOWN]
        self.years.set_chips(
            [*((str(y), f"{y} 年", None) for y in shown), (ALL_YEARS, "历年", None)]
        )
        if found and not self._chosen:
            self._chosen = True
            this = datetime.date.today().year
            self.years.pick(str(this if this in shown else shown[0]))
