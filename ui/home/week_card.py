"""This week's lessons, or those of another week that one turns to."""

from __future__ import annotations

import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from app.home import this_week
from app.home.this_week import WEEK
from app.text import chinese
from ui import theme
from ui.context import Context
from ui.home.week_list import WeekList
from ui.kit.card import Card
from ui.kit.elided import ElidedLabel
from ui.kit.empty_state import EmptyState
from ui.kit.link_button import link_button
from ui.kit.text import literal
from ui.kit.turner import Turner


class WeekCard(Card):
    """``opened(lesson)``; the week shown is kept until one turns on, or a day is over."""

    opened = Signal(object)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent, margins=(10, 9, 6, 6), spacing=4)
        self._context = context
        self.today = context.today()
        self.first = this_week.monday(self.today)
        self._next: datetime.date | None = None
        self.title = ElidedLabel("heading")
        self.back, self.on = Turner("left", "上一周"), Turner("right", "下一周")
        self.back.clicked.connect(lambda: self.turn(self.first - WEEK))
        self.on.clicked.connect(lambda: self.turn(self.first + WEEK))
        self.this = link_button("回到本周")
        self.this.clicked.connect(lambda: self.turn(this_week.monday(self.today)))
        head = QHBoxLayout()
        head.setContentsMargins(theme.px(8), 0, theme.px(4), 0)
        head.setSpacing(theme.px(4))
        head.addWidget(self.title, 1)
        head.addWidget(self.this)
        head.addWidget(self.back)
        head.addWidget(self.on)
        self.body.addLayout(head)
        self.list = WeekList()
        self.list.opened.connect(self.opened)
        self.empty = EmptyState("", "")
        self.next_button = self.empty.add_button("", self._to_next)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.list)
        self.stack.addWidget(self.empty)
        self.body.addWidget(self.stack, 1)
        self.setFocusProxy(self.list)

    def reload(self) -> None:
        """Read the week shown; on another day that day's."""
        if self.today != self._context.today():
            self.today = self._context.today()
            self.first = this_week.monday(self.today)
        days = self._context.read(this_week.days, self.first)
        this = self.first == this_week.monday(self.today)
        last = self.first + datetime.timedelta(days=6)
        word = "本周课程" if this else "课程"
        self.title.show_text(f"{word} · {self.first:%m-%d} 至 {last:%m-%d}")
        self.title.setToolTip(chinese.span(self.first, last))
        self.this.setVisible(not this)
        self.list.show_days(days, self.today.isoformat())
        some = any(day.lessons for day in days)
        self.stack.setCurrentWidget(self.list if some else self.empty)
        if not some:
            self._show_empty()

    def turn(self, first: datetime.date) -> None:
        """Show the week that begins on a Monday."""
        self.first = first
        self.reload()

    def _show_empty(self) -> None:
        self._next = self._context.read(this_week.next_day, self.first + WEEK)
        text = "排好的课按天列在这里，点一下就到那个班的课表。"
        self.empty.show_text("这一周没有课", text)
        self.next_button.setVisible(self._next is not None)
        if self._next is not None:
            self.next_button.setText(literal(f"到下一个有课的周（{self._next:%m-%d}）"))

    def _to_next(self) -> None:
        if self._next is not None:
            self.turn(this_week.monday(self._next))
