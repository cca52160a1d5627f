"""统计报表 · 学期、年度指标: rules wider than a class; each opens what it is made of."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.classes import periods
from app.classes.periods import PeriodRule, Row
from app.rules import profiles, verdicts
from ui import theme
from ui.classes.year_part import YearPart
from ui.context import Context
from ui.kit import columns, verb_menu
from ui.kit.card import Card
from ui.kit.columns import Cell, Column
from ui.kit.empty_state import EmptyState
from ui.kit.small_table import SmallTable
from ui.kit.text import label
from ui.kit.verb_menu import Verb

CARDS_A_ROW = 4
SAID = "已上的课按实际，还没有上的按计划；草案不计。这些指标比一个班宽，不挡班次的审定。"


class PeriodCard(Card):
    """One rule; a click, or Enter, shows what it is made of."""

    picked = Signal(object)

    def __init__(self, one: PeriodRule) -> None:
        super().__init__(margins=(16, 12, 16, 12), spacing=2)
        self.rule = one
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        shows = Verb("看由哪些组成", lambda: self.picked.emit(self.rule), "Return")
        verb_menu.offer(self, lambda _: [shows])
        self.body.addWidget(label(f"{one.period} · {one.title}", "label", wrap=True))
        row = QHBoxLayout()
        figure = label(one.share, "big" if len(one.share) < 9 else "heading")
        ink = theme.VERDICT[one.verdict]
        if one.severity == "info" and one.verdict != "passed":
            ink = theme.INFO
        figure.setStyleSheet(f"color: {ink};")
        row.addWidget(figure)
        row.addStretch(1)
        verdict = label(verdicts.VERDICTS[one.verdict], "strong")
        verdict.setStyleSheet(f"color: {ink};")
        row.addWidget(verdict)
        self.body.addLayout(row)
        missing = f"，{one.missing}" if one.missing else ""
        self.body.addWidget(label(f"{one.amount}，应 {one.asked}{missing}", "quiet", wrap=True))
        self.body.addWidget(label(f"其中已上 {one.held}", "quiet", wrap=True))
        doubt = "" if one.verified else "（待核）"
        clause = label(f"依据：{one.clause}{doubt}", "quiet", wrap=True)
        clause.setToolTip(one.clause)
        self.body.addWidget(clause)
        self.body.addStretch(1)
        texts = (one.called, one.share, verdicts.VERDICTS[one.verdict], one.missing)
        self.setAccessibleName("，".join(text for text in texts if text))

    def mark(self, on: bool) -> None:
        """Show whether it is the one whose rows are seen."""
        theme.role(self, "picked" if on else "card")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Show its rows."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.picked.emit(self.rule)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter or space as a click."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.picked.emit(self.rule)
        else:
            super().keyPressEvent(event)


class PeriodRules(YearPart):
    """Cards of the rules that bind a semester or the year; below, the classes or lecturers of one."""

    title = "学期、年度指标"
    kinds = profiles.SHARE_TABLES | {
        *("class", "class_span", "enrolment", "lesson", "lesson_lecturer", "school"),
        "teacher",
    }

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.cards: list[PeriodCard] = []
        self._picked: tuple[str, str] = ("", "")
        self._rows: list[Row] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.px(10), 0, 0)
        column.setSpacing(theme.px(10))
        inside = QWidget()
        self._grid = QGridLayout(inside)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.px(12))
        for place in range(_a_row()):
            self._grid.setColumnStretch(place, 1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(inside)
        column.addWidget(self._scroll)
        self.heading = label("", "strong", wrap=True)
        column.addWidget(self.heading)
        self.table = SmallTable(_columns())
        self.table.setAccessibleName("由哪些班次组成")
        self.table.set_empty("还没有计入的课", "审定以后的班次列在这里。")
        self.table.opened.connect(lambda place: self._open(self._rows[int(str(place))]))
        self._card = Card(margins=(1, 1, 1, 1), spacing=0)
        self._card.body.addWidget(self.table)
        column.addWidget(self._card, 3)
        self.empty = EmptyState(
            "这一年没有学期、年度指标", "班次所用的政策指标里，没有按学期或全年合计的规则。"
        )
        column.addWidget(self.empty, 3)
        column.addWidget(label(SAID, "muted", wrap=True))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cards are as tall as what they say at this width."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        gap, a_row = self._grid.spacing(), _a_row()
        width = (self._scroll.viewport().width() - gap * (a_row - 1)) // a_row
        tall = [card.body.totalHeightForWidth(width) for card in self.cards]
        rows = [max(tall[n : n + a_row]) for n in range(0, len(tall), a_row)]
        wanted = sum(rows) + gap * (len(rows) - 1)
        self._scroll.setFixedHeight(max(theme.px(60), min(wanted, self.height() // 2)))

    def reload(self) -> None:
        """Read the year anew; the rule picked stays picked."""
        self._show_periods(self.context.read(periods.of_year, self.year))

    def _show_periods(self, found: list[PeriodRule]) -> None:
        for card in self.cards:
            self._grid.removeWidget(card)
            card.hide()
            card.deleteLater()
        self.cards = [PeriodCard(one) for one in found]
        for place, card in enumerate(self.cards):
            card.picked.connect(self._pick)
            self._grid.addWidget(card, *divmod(place, _a_row()))
        for widget in (self._scroll, self.heading, self._card):
            widget.setVisible(bool(found))
        self.empty.setVisible(not found)
        there = [one for one in found if (one.period, one.rule) == self._picked]
        short = [one for one in found if one.verdict in ("below", "above")]
        self._fit()
        if found:
            self._pick((there or short or found)[0])

    def _pick(self, one: PeriodRule) -> None:
        self._picked = (one.period, one.rule)
        for card in self.cards:
            card.mark(card.rule == one)
        who = "讲课情况" if one.metric == "lectures" else "各班次"
        self.heading.setText(f"{one.called}：{who}")
        self._rows = self.context.read(periods.rows, one)
        self.table.fill([_row(place, row) for place, row in enumerate(self._rows)])

    def _open(self, row: Row) -> None:
        if row.class_id is not None:
            self.context.go("class", class_id=row.class_id, tab="curriculum")
        else:
            self.context.go("teachers", search=row.name)


def _a_row() -> int:
    """How many cards stand side by side, at the size of the text."""
    return CARDS_A_ROW if theme.px(100) < 130 else CARDS_A_ROW - 1


def _share(value: object) -> Cell:
    text, short = value if isinstance(value, tuple) else ("", False)
    return Cell(
        f"▾ {text}" if short and text else str(text), theme.ACCENT if short else "", bool(short)
    )


def _columns() -> list[Column]:
    return [
        Column("name", "班次、授课人", 230, bold=True, stretch=True),
        Column("beside", "起止、单位", 220, format=columns.quiet),
        Column("part", "计入", 100, "right"),
        Column("total", "合计", 110, "right"),
        Column("share", "占比", 80, "right", _share),
        Column("held", "其中已上", 100, "right"),
    ]


def _row(place: int, one: Row) -> dict[str, object]:
    return {
        "id": place,
        "name": one.name,
        "beside": one.beside,
        "part": one.part,
        "total": one.total,
        "share": (one.share, one.short),
        "held": one.held,
    }
