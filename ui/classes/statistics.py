"""统计报表: the year's classes, as the file's views give them; on screen, on paper, as a workbook."""

from __future__ import annotations

import datetime
from pathlib import Path

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app import papers
from app.classes import statistics
from app.ground.filenames import safe_name
from app.ground.jobs import Progress
from app.rules import profiles, verdicts
from app.rules.advice import amount_text
from app.text import chinese
from ui import theme
from ui.context import Context
from ui.kit import columns, file_dialogs
from ui.kit.card import Card
from ui.kit.chips import ChipBar
from ui.kit.columns import Cell, Column
from ui.kit.page import Page
from ui.kit.page_header import PageHeader
from ui.kit.small_table import SmallTable
from ui.kit.text import label
from ui.papers.paper_preview import show
from ui.papers.print_button import PrintButton
from ui.rules.share_columns import share_columns

CARDS_A_ROW = 4


def _dates(value: object) -> Cell:
    start, end = value if isinstance(value, tuple) else ("", "")
    return Cell(f"{str(start)[5:]} → {str(end)[5:]}", tip=f"{start} 至 {end}")


class StatisticsPage(Page):
    """``open(year=…)`` shows a year."""

    help_topic = "统计"
    kinds = profiles.SHARE_TABLES | {
        *("class", "class_span", "lesson", "lesson_lecturer", "enrolment", "school")
    }

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.px(m) for m in theme.MARGIN))
        column.setSpacing(theme.px(12))
        self.header = PageHeader("统计报表")
        self.export_button = self.header.add_button("导出工作簿", self.export, tip="Ctrl+E")
        self.print_button = PrintButton("year", "school")
        self.print_button.setToolTip("Ctrl+P")
        self.print_button.wanted.connect(self.show_paper)
        theme.role(self.print_button, "primary")
        self.header.add(self.print_button)
        column.addWidget(self.header)
        self.years = ChipBar()
        self.years.picked.connect(lambda _: self.reload())
        column.addWidget(self.years)
        self._cards = QGridLayout()
        self._cards.setSpacing(theme.px(12))
        for place in range(CARDS_A_ROW):
            self._cards.setColumnStretch(place, 1)
        column.addLayout(self._cards)
        self._table_card = Card(margins=(1, 1, 1, 1), spacing=0)
        column.addWidget(self._table_card, 1)
        self.sentence = label("", "muted")
        column.addWidget(self.sentence)
        self.table: SmallTable | None = None
        self._rules: list[tuple[str, str]] | None = None
        self._wanted: int | None = None

    @property
    def year(self) -> int:
        """The year shown; this year where there are no classes."""
        text = self.years.current
        return int(text) if text.isdecimal() else datetime.date.today().year

    def open(self, **args: object) -> None:
        """Show a year."""
        if isinstance(args.get("year"), int):
            self._wanted = int(str(args["year"]))

    def reload(self) -> None:
        """Read the year anew."""
        found = self.context.read(statistics.years)
        self.years.set_chips([(str(y), f"{y} 年", None) for y in found[:8]])
        if self._wanted is not None:
            self.years.pick(str(self._wanted))
            self._wanted = None
        self.export_button.setEnabled(bool(found))
        self.print_button.setEnabled(bool(found))
        classes = self.context.read(statistics.class_statistics, self.year)
        self._show_periods(self.context.read(verdicts.period_shares, self.year))
        self._show_table(classes)
        self._show_totals(self.context.read(statistics.year_totals, self.year))

    # ------------------------------------------------------------------ parts

    def _show_table(self, classes: list[statistics.ClassStatistics]) -> None:
        rules = self.context.read(statistics.rules, classes)
        if self.table is None or rules != self._rules:
            if self.table is not None:
                self.table.deleteLater()
            self._rules = rules
            self.table = SmallTable(_columns(rules))
            self.table.setAccessibleName("各班次")
            self.table.set_empty("还没有班次", "有起止日期的班次会列在它结束的那一年。")
            self.table.opened.connect(lambda i: self.context.go("class", class_id=i))
            self._table_card.body.addWidget(self.table)
        self.table.fill([_row(one) for one in classes])

    def _show_totals(self, totals: statistics.YearTotals) -> None:
        if not totals.classes:
            self.sentence.setText(f"{self.year} 年还没有班次。")
            return
        parts = [
            f"{totals.classes:,} 个班次（主体班次 {totals.main_classes:,} 个）",
            f"学员 {totals.enrolled:,} 人次",
            f"结业 {totals.completed:,} 人次",
            f"教学 {totals.teaching_days:,} 天",
            f"培训 {totals.person_days:,} 人天",
        ]
        if totals.below:
            parts.append(f"{totals.below} 个班次有指标未达标或未评定")
        self.sentence.setText(" · ".join(parts))

    def _show_periods(self, shares: list[verdicts.Share]) -> None:
        while (item := self._cards.takeAt(0)) is not None:
            if item.widget():
                item.widget().deleteLater()
        for place, share in enumerate(shares):
            self._cards.addWidget(_period_card(share), *divmod(place, CARDS_A_ROW))

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


def _columns(rules: list[tuple[str, str]]) -> list[Column]:
    return [
        Column("name", "班次名称", 220, bold=True, stretch=True),
        Column("kind", "类别", 80),
        Column("dates", "起止", 142, format=_dates),
        Column("teaching_days", "天数", 60, "right", columns.number, tip="有课的天数"),
        Column("quarter_hours", "学时", 60, "right", columns.hours),
        Column("enrolled_count", "学员", 60, "right", columns.number),
        Column("completed_count", "结业", 60, "right", columns.number),
        *share_columns(rules, lambda row, code: row.get(code)),
        Column("status", "状态", 82, format=columns.class_status),
    ]


def _row(one: statistics.ClassStatistics) -> dict[str, object]:
    row: dict[str, object] = {
        "id": one.class_id,
        "name": chinese.class_title(one.name, one.issue),
        "kind": one.kind.removesuffix("班次"),
        "dates": (one.start_date, one.end_date),
        "teaching_days": one.teaching_days,
        "quarter_hours": one.quarter_hours,
        "enrolled_count": one.enrolled_count,
        "completed_count": one.completed_count,
        "status": one.status,
    }
    for code, share in one.shares.items():
        parts = (share.part, share.total, share.verdict, share.minimum, share.base)
        row[code] = "/".join(map(str, parts))
    return row


def _period_card(share: verdicts.Share) -> Card:
    card = Card(margins=(16, 12, 16, 12), spacing=2)
    card.body.addWidget(label(f"{share.period} · {share.title}", "label"))
    row = QHBoxLayout()
    figure = label(chinese.percent(share.part, share.total, share.minimum), "big")
    ink = theme.VERDICT[share.verdict]
    figure.setStyleSheet(f"color: {ink};")
    row.addWidget(figure)
    row.addStretch(1)
    verdict = label(verdicts.VERDICTS[share.verdict], "strong")
    verdict.setStyleSheet(f"color: {ink};")
    row.addWidget(verdict)
    card.body.addLayout(row)
    part, total = (amount_text(n, share.base) for n in (share.part, share.total))
    card.body.addWidget(label(f"{part} / {total}，应 ≥ {share.minimum}%", "quiet"))
    doubt = "" if share.verified else "（待核）"
    clause = label(f"依据：{share.clause}{doubt}", "quiet")
    clause.setToolTip(share.clause)
    card.body.addWidget(clause)
    return card
