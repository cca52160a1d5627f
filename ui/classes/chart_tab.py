"""统计报表 · 图表: a year by kind, level, month and against the rules; a bar opens the classes it is made of."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QComboBox, QScrollArea, QSplitter, QVBoxLayout, QWidget

from app.classes import charts
from app.classes.charts import SHARE, Chart, Choice, Row
from app.rules import profiles
from ui import theme
from ui.classes.year_part import YearPart
from ui.context import Context
from ui.kit import columns, verb_menu
from ui.kit.card import Card
from ui.kit.chart_view import ChartView
from ui.kit.chips import ChipBar
from ui.kit.columns import Cell, Column
from ui.kit.folding_row import FoldingRow
from ui.kit.small_table import SmallTable
from ui.kit.text import label, literal
from ui.kit.verb_menu import Verb


class ChartTab(YearPart):
    """A chart with its figures beside it; below, the classes of the bar that is picked.

    ``open(chart=…)`` says which: kind, level, month, or ``charts.SHARE`` for the shares.
    """

    title = "图表"
    kinds = profiles.SHARE_TABLES | {
        *("class", "class_span", "lesson", "lesson_lecturer", "enrolment", "school")
    }

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._wanted = ""  # a chart that was asked for, until it is shown
        self._choices: list[Choice] = []
        self._chart: Chart | None = None
        self._rows: list[Row] = []
        self.what = ChipBar()
        self.what.picked.connect(lambda _: self._turn())
        self.second = QComboBox()  # of what, or by which rule
        self.second.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.second.activated.connect(lambda _: self._show())
        self.view = ChartView()
        self.view.picked.connect(self.pick)
        verb_menu.offer(self.view, self._bar_verbs)
        self.figures = SmallTable(_figure_columns())
        self.figures.setAccessibleName("图表的数")
        self.figures.set_empty("没有数", "")
        self.figures.picked.connect(self._picked_figure)
        self.caption = label("", "muted", wrap=True)
        self.rows = SmallTable(_row_columns())
        self.rows.setAccessibleName("明细")
        self.rows.set_empty("还没有班次", "已审定的班次会列在它结束的那一年，草案不计。")
        self.rows.opened.connect(self._open)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.px(10), 0, 0)
        column.setSpacing(theme.px(10))
        column.addWidget(FoldingRow(self.what, self.second))
        column.addWidget(self._split(), 1)

    def _split(self) -> QSplitter:
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self.view)
        left = Card(margins=(14, 10, 6, 8), spacing=0)
        left.body.addWidget(scroll)
        right = Card(margins=(1, 1, 1, 1), spacing=0)
        right.body.addWidget(self.figures)
        upper = _splitter(Qt.Orientation.Horizontal, (left, 3), (right, 2))
        lower = QWidget()
        column = QVBoxLayout(lower)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        column.addWidget(self.caption)
        card = Card(margins=(1, 1, 1, 1), spacing=0)
        card.body.addWidget(self.rows)
        column.addWidget(card, 1)
        return _splitter(Qt.Orientation.Vertical, (upper, 3), (lower, 2))

    # ------------------------------------------------------------------ which chart

    def open(self, **args: object) -> None:
        """Show a chart of a year."""
        super().open(**args)
        if "chart" in args:  # the page tells the year apart from it
            self._wanted = str(args["chart"])

    def reload(self) -> None:
        """Read the year anew; chart, measure and bar stay where the year has them."""
        self._choices = self.context.read(charts.choices, self.year)
        chips = [(c.key, c.name, None) for c in self._choices if not c.key.startswith(SHARE)]
        if any(c.key.startswith(SHARE) for c in self._choices):
            chips.append((SHARE, "比例与规定", None))
        self.what.set_chips(chips)
        self.what.pick(self._wanted)
        self._wanted = ""
        self._turn()

    def _turn(self) -> None:
        """Offer what the chart picked can show."""
        what, before = self.what.current, self.second.currentData()
        offered = [(c.key, c.name) for c in self._choices if c.key.startswith(SHARE)]
        if what != SHARE:
            offered = list(next(c.measures for c in self._choices if c.key == what))
        self.second.clear()
        for key, name in offered:
            self.second.addItem(literal(name), key)
        self.second.setCurrentIndex(max(0, self.second.findData(before)))
        self.second.setAccessibleName("指标" if what == SHARE else "统计什么")
        self._show()

    def _show(self) -> None:
        what, second = self.what.current, self.second.currentData()
        asked = (second, "") if what == SHARE else (what, second)
        bar = self.figures.current_id()
        self._chart = chart = self.context.read(charts.chart, self.year, *asked)
        now, before = chart.series
        self.figures.show_column("value", True, now)
        self.figures.show_column("before", bool(before), before)
        self.figures.show_column("more", bool(before))
        self.figures.blockSignals(True)
        self.figures.fill([_figure(one) for one in chart.bars])
        self.figures.blockSignals(False)
        known = [one.key for one in chart.bars if one.value or one.verdict]
        bar = bar if bar in known else next(iter(known), "")
        self.view.show_chart(chart)
        self.pick(bar)

    # ------------------------------------------------------------------ which bar

    def pick(self, key: str) -> None:
        """Show the classes that a bar is made of."""
        chart = self._chart
        if chart is None:
            return
        self.view.mark(key)
        keys = [bar.key for bar in chart.bars]
        self.figures.blockSignals(True)
        if key in keys:
            self.figures.selectRow(keys.index(key))
        else:
            self.figures.clearSelection()
        self.figures.blockSignals(False)
        self._rows = self.context.read(charts.rows, self.year, chart, key) if key else []
        self.caption.setText(self._said(key))
        self.rows.fill(
            [{"id": place, **vars(row), "dates": row} for place, row in enumerate(self._rows)]
        )

    def _bar_verbs(self, at: QPoint) -> list[Verb]:
        """What can be done with a chart: its bars open, its figures go to WPS."""
        key = self.view.key_at(at)
        return [
            Verb("列出由哪些班次组成", lambda: self.pick(key), "Return", able=lambda: bool(key)),
            Verb("复制图表的数", self.figures.copy),
        ]

    def _said(self, key: str) -> str:
        if not key:
            return f"{self.year} 年还没有已审定的班次，草案不计。"
        said = f"{self.view.said(key)} · {len(self._rows):,} 个班次，双击打开。"
        return f"{said}{self._chart.note}。" if self._chart and self._chart.note else said

    def _picked_figure(self) -> None:
        key = self.figures.current_id()
        if isinstance(key, str):
            self.pick(key)

    def _open(self, place: object) -> None:
        row = self._rows[int(str(place))]
        tab = "students" if self.what.current == "level" else "curriculum"
        self.context.go("class", class_id=row.class_id, tab=tab)


def _splitter(way: Qt.Orientation, *parts: tuple[QWidget, int]) -> QSplitter:
    made = QSplitter(way)
    made.setChildrenCollapsible(False)
    made.setHandleWidth(theme.px(10))
    for place, (part, share) in enumerate(parts):
        made.addWidget(part)
        made.setStretchFactor(place, share)
    made.setSizes([1000 * share for _, share in parts])
    return made


def _figure(bar: charts.Bar) -> dict[str, object]:
    more = None if bar.before is None else bar.value - bar.before
    return {
        "id": bar.key,
        "label": bar.label,
        "value": bar,
        "before": bar.before_text,
        "more": more,
    }


def _value(value: object) -> Cell:
    if not isinstance(value, charts.Bar):
        return Cell("")
    bad = bool(value.verdict) and value.verdict != "passed"
    return Cell(value.text, theme.VERDICT[value.verdict] if bad else "", bold=bad)


def _more(value: object) -> Cell:
    if not isinstance(value, int | float):
        return Cell("")
    return Cell(f"{value:+,.2f}".rstrip("0").rstrip(".") if value else "—")


def _dates(value: object) -> Cell:
    start, end = (value.start_date, value.end_date) if isinstance(value, Row) else ("", "")
    return Cell(f"{start[5:]} → {end[5:]}", tip=f"{start} 至 {end}")


def _verdict(value: object) -> Cell:
    text = str(value)
    return Cell(text, theme.ACCENT if text.endswith(("不足", "超过")) else "")


def _figure_columns() -> list[Column]:
    return [
        Column("label", "项目", 120, stretch=True),
        Column("value", "本年", 80, "right", _value),
        Column("before", "上年", 70, "right", columns.quiet),
        Column("more", "增减", 64, "right", _more),
    ]


def _row_columns() -> list[Column]:
    return [
        Column("name", "班次名称", 240, bold=True, stretch=True),
        Column("kind", "类别", 140, format=columns.quiet),
        Column("dates", "起止", 150, format=_dates),
        Column("text", "数", 120, "right", _verdict),
    ]
