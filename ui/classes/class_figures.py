"""统计报表 · 班次: the year's classes with their shares, as the file's views give them."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.classes import statistics
from app.rules import answering, profiles
from app.text import chinese
from ui import theme
from ui.classes.year_part import YearPart
from ui.context import Context
from ui.kit import columns
from ui.kit.card import Card
from ui.kit.columns import Cell, Column
from ui.kit.small_table import SmallTable
from ui.kit.text import label
from ui.rules.share_columns import share_columns


def _dates(value: object) -> Cell:
    start, end = value if isinstance(value, tuple) else ("", "")
    return Cell(f"{str(start)[5:]} → {str(end)[5:]}", tip=f"{start} 至 {end}")


class ClassFigures(YearPart):
    """A row for each class that ends in the year; below, what they come to."""

    title = "班次"
    kinds = profiles.SHARE_TABLES | {
        *("class", "class_span", "lesson", "lesson_lecturer", "enrolment", "school")
    }

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.px(10), 0, 0)
        column.setSpacing(theme.px(12))
        self._card = Card(margins=(1, 1, 1, 1), spacing=0)
        column.addWidget(self._card, 1)
        self.sentence = label("", "muted", wrap=True)
        column.addWidget(self.sentence)
        self.table: SmallTable | None = None
        self._rules: list[tuple[str, str]] | None = None

    def reload(self) -> None:
        """Read the year anew."""
        self._show_table(self.context.read(statistics.class_statistics, self.year))
        self._show_totals(self.context.read(statistics.year_totals, self.year))

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
            self._card.body.addWidget(self.table)
        self.table.fill([_row(one) for one in classes])

    def _show_totals(self, totals: statistics.YearTotals) -> None:
        if not totals.classes:
            self.sentence.setText(f"{self.year} 年还没有班次。")
            return
        answers = "".join(self.context.read(answering.notes))
        parts = [
            f"{totals.classes:,} 个班次（主体班次 {totals.main_classes:,} 个）",
            f"学员 {totals.enrolled:,} 人次",
            f"结业 {totals.completed:,} 人次",
            f"教学 {totals.teaching_days:,} 天",
            f"培训 {totals.person_days:,} 人天",
        ]
        if totals.brought_in:
            parts.append(f"其中补录 {totals.brought_in:,} 个班次，不评定指标")
        if totals.below:
            parts.append(f"{totals.below} 个班次有指标未达标或未评定")
        self.sentence.setText(f"{' · '.join(parts)}\n口径：{answers}")


def _columns(rules: list[tuple[str, str]]) -> list[Column]:
    return [
        Column("name", "班次名称", 220, bold=True, stretch=True),
        Column("kind", "类别", 128),  # 中青年干部培训班
        Column("dates", "起止", 122, format=_dates),
        Column("teaching_days", "天数", 52, "right", columns.number, tip="有课的天数"),
        Column("quarter_hours", "学时", 52, "right", columns.hours),
        Column("enrolled_count", "学员", 52, "right", columns.number),
        Column("completed_count", "结业", 52, "right", columns.number),
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
        "status": one.state,
    }
    for code, share in one.shares.items():
        parts = (share.part, share.total, share.verdict, share.minimum, share.base)
        other = [one.bases[code].other] if code in one.bases else []
        row[code] = "/".join(map(str, (*parts, *other)))
    return row
