"""统计报表: the year's classes, as the file's views give them; on screen, on paper, as a workbook."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

from PySide6.QtWidgets import QWidget

from app import papers
from app.classes import statistics
from app.ground.filenames import safe_name
from app.ground.jobs import Progress
from ui import theme
from ui.classes.chart_tab import ChartTab
from ui.classes.class_figures import ClassFigures
from ui.classes.period_rules import PeriodRules
from ui.classes.topic_tab import TopicTab
from ui.context import Context
from ui.kit import file_dialogs
from ui.kit.chips import ChipBar
from ui.kit.page_header import PageHeader
from ui.kit.part import Part
from ui.kit.tab_page import TabPage
from ui.papers.paper_preview import show
from ui.papers.print_button import PrintButton

YEARS = 8  # the latest that are offered


class StatisticsPage(TabPage):
    """``open(year=…, tab=…)`` shows a year; every tab shows the same."""

    made_of: ClassVar[Mapping[str, type[Part]]] = {
        "classes": ClassFigures,
        "charts": ChartTab,
        "periods": PeriodRules,
        "topics": TopicTab,
    }
    help_topic = "统计"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.header = PageHeader("统计报表")
        self.export_button = self.header.add_button("导出工作簿", self.export, tip="Ctrl+E")
        self.print_button = PrintButton("year", "school")
        self.print_button.setToolTip("Ctrl+P")
        self.print_button.wanted.connect(self.show_paper)
        theme.role(self.print_button, "primary")
        self.header.add(self.print_button)
        self.years = ChipBar()
        self.years.picked.connect(lambda key: self._turn_year(int(key)))
        self.head.addWidget(self.header)
        self.head.addSpacing(theme.px(4))
        self.head.addWidget(self.years)
        self.head.addSpacing(theme.px(2))
        self._opened: int | None = None  # a year that was asked for, until it is shown

    @property
    def year(self) -> int:
        """The year shown; this year where there are no classes."""
        text = self.years.current
        return int(text) if text.isdecimal() else datetime.date.today().year

    def open(self, **args: object) -> None:
        """Show a year, a tab."""
        if isinstance(args.get("year"), int):
            self._opened = int(str(args["year"]))
        super().open(**args)

    def reload(self) -> None:
        """Read the year anew."""
        found = self.context.read(statistics.years)
        self.years.set_chips([(str(y), f"{y} 年", None) for y in found[:YEARS]])
        if self._opened is not None:
            self.years.pick(str(self._opened))
            self._opened = None
        if self.years.current:
            self._tell_year(int(self.years.current))
        self.export_button.setEnabled(bool(found))
        self.print_button.setEnabled(bool(found))
        super().reload()

    def _turn_year(self, year: int) -> None:
        self._tell_year(year)
        self.shown.reload()

    def _tell_year(self, year: int) -> None:
        for part in self.parts.values():
            part.open(year=year)

    # ------------------------------------------------------------------ papers

    def export(self) -> None:
        """Write the year's workbook."""
        year, kind = self.year, papers.kinds_of("year")[0]
        name = safe_name(kind.title(str(year)), ".xlsx")
        target = file_dialogs.save_as(self, "导出工作簿", name, file_dialogs.WORKBOOK)
        if target is None:
            return

        def write(progress: Progress) -> Path:
            kind.write_workbook(self.context.session.read, year, target, progress=progress)
            return target

        self.context.work(
            "正在导出…",
            write,
            parent=self,
            on_done=lambda path: self.context.say(f"已导出到 {path}"),
        )

    def print_(self) -> None:
        """Preview the year's table on paper."""
        if self.print_button.isEnabled():
            self.show_paper(papers.kinds_of("year")[0].key)

    def show_paper(self, key: str) -> None:
        """Make and preview a paper of the year shown, or of the school."""
        kind = papers.kind(key)
        subject, name = (self.year, str(self.year)) if kind.of == "year" else (None, "")
        show(self.context, kind, subject, name, parent=self)
