"""系统设置 · 放假与调休: the days off and the weekends worked of a year, and what the school enters."""

from __future__ import annotations

import datetime

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.school import holidays
from app.school.holidays import Calendar, Holiday
from ui import theme
from ui.context import Context
from ui.kit.allowed import grey
from ui.kit.card import Card
from ui.kit.chips import ChipBar
from ui.kit.part import Part
from ui.kit.text import label, literal
from ui.system import holiday_table
from ui.system.holiday_dialogs import LineDialog, NoticeDialog

ANNOUNCED = "国务院办公厅公布的放假和调休已随程序提供，本校另有安排的可以修改。"
STATUTORY = (
    "{year} 年的放假通知还没有录入：下面只有法定节假日，没有调休上班的日子。"
    "通知公布以后，复制它的文字，点「粘贴放假通知…」。"
)
OWN = "本校录入的安排，代替随程序提供的同名节日。"
SHIPPED = "随程序提供的一行不能删除；那几天照常上班的，修改它，或添加一行“上班”。"


class HolidayTab(Part):
    """A year's lines; the school's own can be changed, those of the program be replaced."""

    title = "放假与调休"
    help_topic = "放假与调休"
    kinds = frozenset({"holiday"})

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._calendar = Calendar()
        self._lines: list[Holiday] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.px(12), theme.px(8), 0)
        column.setSpacing(theme.px(10))
        head = QHBoxLayout()
        head.setSpacing(theme.px(10))
        self.years = ChipBar()
        self.years.picked.connect(lambda _: self._show())
        head.addWidget(self.years, 1)
        self.add_button = _button("添加…", self.add)
        self.paste_button = _button("粘贴放假通知…", self.paste)
        theme.role(self.paste_button, "primary")
        head.addWidget(self.add_button)
        head.addWidget(self.paste_button)
        column.addLayout(head)
        self.state = label("", "muted", wrap=True)
        column.addWidget(self.state)
        card = Card(margins=(1, 1, 1, 1))
        self.table = holiday_table.table(sources=True)
        self.table.setAccessibleName("放假与调休")
        self.table.set_empty("这一年还没有放假安排", "点「粘贴放假通知…」或「添加…」。")
        self.table.opened.connect(lambda _: self.edit())
        self.table.picked.connect(self._grey)
        card.body.addWidget(self.table)
        column.addWidget(card, 1)
        foot = QHBoxLayout()
        foot.setSpacing(theme.px(10))
        self.sentence = label("", "muted", wrap=True)
        foot.addWidget(self.sentence, 1)
        self.edit_button = _button("修改…", self.edit)
        self.remove_button = _button("删除", self.remove)
        foot.addWidget(self.edit_button)
        foot.addWidget(self.remove_button)
        column.addLayout(foot)
        self.table.offer(
            *(self.edit_button, self.remove_button, self.add_button, self.paste_button)
        )

    @property
    def year(self) -> int:
        """The year shown."""
        return int(self.years.current or datetime.date.today().year)

    def reload(self) -> None:
        """Read the calendar anew; the year shown stays."""
        self._calendar = self.context.read(holidays.calendar)
        today = datetime.date.today().year
        own = {int(one.start_date[:4]) for one in self._calendar.lines if one.own}
        first = not self.years.current
        chips = sorted({today - 1, today, today + 1, today + 2, *own})
        self.years.set_chips([(str(year), f"{year} 年", None) for year in chips])
        if first:
            self.years.pick(str(today))
        self._show()

    def _show(self) -> None:
        self._lines = self._calendar.of_year(self.year)
        self.table.fill([holiday_table.row(one, place) for place, one in enumerate(self._lines)])
        own = any(one.own for one in self._lines)
        known = ANNOUNCED if self._calendar.announced(self.year) else STATUTORY
        self.state.setText(OWN if own else known.format(year=self.year))
        off = sum(one.days for one in self._lines if not one.works)
        worked = sum(one.days for one in self._lines if one.works)
        self.sentence.setText(
            f"放假 {off} 天（含连在一起的周末），周末上班 {worked} 天。"
            "排课、填写班次日期时会提示，不妨碍安排。"
        )
        self._grey()

    def _grey(self) -> None:
        why, one = self.context.missing("school"), self._picked()
        for button in (self.add_button, self.paste_button):
            grey(button, why)
        grey(self.edit_button, why, able=one is not None)
        grey(self.remove_button, why or (SHIPPED if one and not one.own else ""), able=bool(one))

    def _picked(self) -> Holiday | None:
        place = self.table.current_id()
        return self._lines[place] if isinstance(place, int) and place < len(self._lines) else None

    # ------------------------------------------------------------------ what one does

    def begin(self) -> None:
        """Ctrl+N: add a line."""
        self.add()

    def add(self) -> None:
        """Add a line of the year shown."""
        LineDialog(self.context, None, self.year, self.window()).open()

    def edit(self) -> None:
        """Change the line picked."""
        one = self._picked()
        if one is not None and self.edit_button.isEnabled():
            LineDialog(self.context, one, self.year, self.window()).open()

    def remove(self) -> None:
        """Take the line picked away; it can be undone."""
        one = self._picked()
        if one is not None and one.own:
            self.context.run(holidays.remove(one.id), parent=self)

    def paste(self) -> None:
        """Enter a notice from its text."""
        NoticeDialog(self.context, self._calendar, self.year, self.window()).open()


def _button(text: str, slot: object) -> QPushButton:
    made = QPushButton(literal(text))
    made.clicked.connect(slot)
    return made
