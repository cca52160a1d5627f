"""统计报表 · 纳入教学情况: what is taught of each topic; a number opens the rows that it is made of."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from app.classes import topics_taught
from app.classes.topics_taught import WHAT, Row, Taught
from ui import theme
from ui.classes.year_part import YearPart
from ui.context import Context
from ui.kit import columns
from ui.kit.card import Card
from ui.kit.chips import ChipBar
from ui.kit.columns import Cell, Column
from ui.kit.small_table import SmallTable
from ui.kit.text import label

OPENED = ("classes", "lessons", "lecturers", "people")


class TopicTab(YearPart):
    """Above, a row for each topic; below, the classes, lessons, lecturers or people of the one picked."""

    title = "纳入教学情况"
    help_topic = "纳入教学情况"
    kinds = frozenset(
        {
            *("class", "class_span", "course_topic", "enrolment", "lesson", "lesson_lecturer"),
            *("lesson_topic", "school", "student", "teacher"),
        }
    )

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._taught: list[Taught] = []
        self._rows: list[Row] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.px(10), 0, 0)
        column.setSpacing(theme.px(10))
        self.periods = ChipBar()
        self.periods.picked.connect(lambda _: self._show())
        column.addWidget(self.periods)
        self.table = SmallTable(_columns())
        self.table.setAccessibleName("各专题")
        self.table.set_empty("还没有专题", "专题在“系统设置 · 类别与专题”里填写。")
        self.table.picked.connect(self._show_rows)
        self.table.cellClicked.connect(self._clicked)
        self.what = ChipBar()
        self.what.picked.connect(lambda _: self._show_rows())
        self.rows = SmallTable(_row_columns())
        self.rows.setAccessibleName("明细")
        self.rows.set_empty("没有记录", "这个专题还没有安排课，在课程或课次里勾选专题。")
        self.rows.opened.connect(lambda place: self._open(self._rows[int(str(place))]))
        below = QWidget()
        lower = QVBoxLayout(below)
        lower.setContentsMargins(0, 0, 0, 0)
        lower.setSpacing(theme.px(8))
        lower.addWidget(self.what)
        lower.addWidget(_card(self.rows), 1)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(theme.px(10))
        split.addWidget(_card(self.table))
        split.addWidget(below)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        column.addWidget(split, 1)
        self.sentence = label("", "muted", wrap=True)
        column.addWidget(self.sentence)

    def reload(self) -> None:
        """Read the year anew; the topic picked stays picked."""
        found = self.context.read(topics_taught.periods, self.year)
        self.periods.set_chips([(one, topics_taught.period_text(one), None) for one in found])
        self._show()

    def _show(self) -> None:
        self._taught = self.context.read(topics_taught.of_period, self.periods.current)
        self.table.fill([_row(one) for one in self._taught])
        if self.table.current_id() is None and self._taught:
            self.table.selectRow(0)
        missing = [one.name for one in self._taught if not one.lessons]
        taught = len(self._taught) - len(missing)
        text = f"{len(self._taught)} 个专题，已安排 {taught} 个"
        self.sentence.setText(
            f"{text}；还没有安排：{'、'.join(missing)}。" if missing else f"{text}。"
        )
        self._show_rows()

    def _picked(self) -> Taught | None:
        topic = self.table.current_id()
        return next((one for one in self._taught if one.topic == topic), None)

    def _show_rows(self) -> None:
        one = self._picked()
        counts = {what: getattr(one, what) if one else 0 for what in OPENED}
        self.what.set_chips([(what, WHAT[what], counts[what]) for what in OPENED])
        found: dict[str, list[Row]] = {}
        if one is not None:
            given = (self.periods.current, one.topic)
            found = {w: self.context.read(topics_taught.rows, *given, w) for w in OPENED}
        self._rows = found.get(self.what.current, [])
        self.rows.fill(
            [
                {
                    "id": place,
                    "name": row.name,
                    "where": row.where,
                    "when": row.when,
                    "count": row.count,
                    "quarter_hours": row.quarter_hours,
                }
                for place, row in enumerate(self._rows)
            ]
        )

    def _clicked(self, _: int, place: int) -> None:
        """A number opens the rows it is made of."""
        key = self.table.columns[place].key.removeprefix("held_")
        if key in OPENED:
            self.what.pick(key)
            self._show_rows()

    def _open(self, row: Row) -> None:
        if row.teacher_id is not None:
            self.context.go("teachers", search=row.name)
        elif row.student_id is not None:
            self.context.go("students", search=row.name)
        else:
            args = {} if row.lesson_id is None else {"lesson_id": row.lesson_id}
            self.context.go("class", class_id=row.class_id, tab="curriculum", **args)


def _count(value: object) -> Cell:
    return Cell("0", theme.WARN, tip="还没有安排") if value == 0 else columns.number(value)


def _columns() -> list[Column]:
    return [
        Column("name", "专题", 220, bold=True, stretch=True),
        Column("clause", "依据", 150, format=columns.quiet),
        Column("classes", "班次", 70, "right", _count),
        Column("lessons", "课次", 70, "right", _count),
        Column("held_lessons", "已上", 70, "right", columns.number, tip="今天以前的课次"),
        Column("quarter_hours", "学时", 70, "right", columns.hours),
        Column("lecturers", "授课人", 80, "right", columns.number),
        Column("people", "学员", 80, "right", columns.number, tip="不重复计人"),
    ]


def _row_columns() -> list[Column]:
    return [
        Column("name", "名称", 240, bold=True, stretch=True),
        Column("where", "班次、单位", 260, format=columns.quiet),
        Column("when", "日期", 190),
        Column("count", "课次", 60, "right", columns.number),
        Column("quarter_hours", "学时", 60, "right", columns.hours),
    ]


def _row(one: Taught) -> dict[str, object]:
    return {"id": one.topic, **{column.key: getattr(one, column.key) for column in _columns()}}


def _card(table: SmallTable) -> Card:
    card = Card(margins=(1, 1, 1, 1), spacing=0)
    card.body.addWidget(table)
    return card
