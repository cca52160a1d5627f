"""What the review of a workbook found: place, value, advice; doubts are decided in place."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QAbstractTableModel, Qt, Signal
from PySide6.QtGui import QAction, QBrush, QColor, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QTableView,
    QWidget,
)

from app.exchange.engine.findings import SEVERITIES, Finding
from ui import theme
from ui.kit.tablemodel import Index
from ui.kit.tableview import dress
from ui.kit.text import label, literal

LOOKS = {
    "error": ("✕", theme.ACCENT),
    "doubt": ("？", theme.WARN),
    "warn": ("△", theme.WARN),
    "change": ("●", theme.INFO),
}
TITLES = ("", "位置", "列", "内容", "说明与建议", "处理")
WIDTHS = (48, 140, 110, 180, 280, 190)
TEXT, ANSWER = 4, 5
ASKED = 300
"""Doubts that get their buttons at once; more follow as these are answered."""


class FindingModel(QAbstractTableModel):
    """Findings as rows; ``show_only`` leaves those of one severity."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._all: list[Finding] = []
        self._severity = ""
        self.findings: list[Finding] = []
        self.several = False  # findings on more than one sheet
        self.name_of: Callable[[str, int], str] = lambda sheet, row: ""  # who a row is

    def show(self, findings: Sequence[Finding] | None, severity: str) -> None:
        """Show findings (None: those shown before) of a severity ("" is all)."""
        self.beginResetModel()
        self._all = self._all if findings is None else list(findings)
        self._severity = severity
        self.findings = [f for f in self._all if severity in ("", f.severity)]
        self.several = len({f.sheet for f in self._all if f.sheet}) > 1
        self.endResetModel()

    def text(self, row: int, column: int) -> str:
        """Return what a cell shows."""
        f = self.findings[row]
        place = f"第 {f.row} 行 {self.name_of(f.sheet, f.row)}".rstrip() if f.row else "整张表"
        said = f.text
        if f.candidates:
            said = "、".join(f"「{c.label}」" for c in f.candidates) + "已在库中，是同一人吗？"
        if self.several and f.sheet:
            place = f"「{f.sheet}」{place}"
        return (LOOKS[f.severity][0], place, f.column, f.value, said, "")[column]

    def rowCount(self, parent: Index | None = None) -> int:
        """Number of findings."""
        return 0 if parent is not None and parent.isValid() else len(self.findings)

    def columnCount(self, parent: Index | None = None) -> int:
        """Number of columns."""
        return len(TITLES)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Text and colour of a cell."""
        finding, column = self.findings[index.row()], index.column()
        shown = self.text(index.row(), column)
        if role == Qt.ItemDataRole.DisplayRole:
            return shown
        if role == Qt.ItemDataRole.ForegroundRole:
            coloured = column in (0, 3)
            return QBrush(QColor(LOOKS[finding.severity][1] if coloured else theme.TEXT))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignHCenter if column == 0 else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return SEVERITIES[finding.severity] if column == 0 else shown
        if role == Qt.ItemDataRole.ToolTipRole:
            return {0: SEVERITIES[finding.severity], TEXT: finding.text}.get(column, shown)
        return theme.font() if role == Qt.ItemDataRole.FontRole else None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Titles of the columns."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return TITLES[section] if role == Qt.ItemDataRole.DisplayRole else None


class FindingTable(QTableView):
    """The findings, most serious first; doubts have their answers at the end of the row.

    ``decided(row, answer)``: the id of the same person, or "other".
    """

    decided = Signal(int, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons: dict[tuple[int, object], QPushButton | QAction] = {}
        self.source = FindingModel(self)
        self.setModel(self.source)
        dress(self)
        self.setAccessibleName("核对结果")
        for column, width in enumerate(WIDTHS):
            self.setColumnWidth(column, theme.px(width))
        self._nothing = label("✓ 没有发现问题", "good")
        self._nothing.setParent(self.viewport())
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)

    def show_findings(
        self, findings: Sequence[Finding], name_of: Callable[[str, int], str] | None = None
    ) -> None:
        """Show these findings; ``name_of(sheet, row)`` says who or what a row is."""
        self.source.name_of = name_of or (lambda sheet, row: "")
        self.source.show(findings, "")
        self._ask()
        self._nothing.setVisible(not findings)

    def current(self) -> Finding | None:
        """Return the finding selected."""
        rows = self._selected()
        return self.source.findings[rows[0]] if rows else None

    def _selected(self) -> list[int]:
        """Return the rows selected; by their ranges, since Ctrl+A may take hundreds of thousands."""
        chosen = self.selectionModel().selection()
        ranges = [chosen.at(place) for place in range(chosen.count())]
        return sorted({row for one in ranges for row in range(one.top(), one.bottom() + 1)})

    def show_only(self, severity: str) -> None:
        """Show those of one severity, or all ("")."""
        self.source.show(None, severity)
        self._ask()

    def _ask(self) -> None:
        """Put the answers into the rows of the doubts."""
        self.buttons = {}
        self._fit()
        asked = [(i, f) for i, f in enumerate(self.source.findings) if f.candidates]
        for place, finding in asked[:ASKED]:
            box = QWidget()
            row = QHBoxLayout(box)
            row.setContentsMargins(0, theme.px(4), theme.px(10), theme.px(4))
            row.setSpacing(theme.px(6))
            row.addStretch(1)
            row.addWidget(self._same(finding))
            other = self._button("是另一人", finding)
            other.clicked.connect(lambda _=False, r=finding.row: self.decided.emit(r, "other"))
            self.buttons[finding.row, "other"] = other
            row.addWidget(other)
            self.setIndexWidget(self.source.index(place, ANSWER), box)

    def _same(self, finding: Finding) -> QPushButton:
        """One candidate is a button, several are a menu under it."""
        button, number = self._button("是同一人", finding), finding.row
        if len(finding.candidates) == 1:
            only = finding.candidates[0].id
            button.clicked.connect(lambda: self.decided.emit(number, only))
            self.buttons[number, only] = button
            return button
        menu = QMenu(button)
        for candidate in finding.candidates:
            action = menu.addAction(literal(candidate.label))
            action.triggered.connect(
                lambda _=False, person=candidate.id: self.decided.emit(number, person)
            )
            self.buttons[number, candidate.id] = action
        button.setText("是同一人  ")
        button.setMenu(menu)
        return button

    def _button(self, text: str, finding: Finding) -> QPushButton:
        button = QPushButton(literal(text))
        theme.role(button, "small")
        button.setAccessibleName(f"第 {finding.row} 行 {finding.value} {text}")
        return button

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The advice takes what the other columns leave."""
        super().resizeEvent(event)
        self._fit()
        self._nothing.setGeometry(self.viewport().rect())

    def _fit(self) -> None:
        doubts = any(f.candidates for f in self.source.findings)
        self.setColumnHidden(ANSWER, not doubts)
        self.setColumnWidth(1, theme.px(220 if self.source.several else WIDTHS[1]))
        others = [i for i in range(len(TITLES)) if i != TEXT and (doubts or i != ANSWER)]
        room = self.viewport().width() - sum(self.columnWidth(i) for i in others)
        self.setColumnWidth(TEXT, max(theme.px(WIDTHS[TEXT]), room))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+C copies the rows selected, for a message to the unit that sent the roster."""
        if event.matches(QKeySequence.StandardKey.Copy):
            rows = self._selected()
            lines = ["\t".join(self.source.text(r, c) for c in range(1, 5)) for r in rows]
            QApplication.clipboard().setText("\n".join(lines))
        else:
            super().keyPressEvent(event)
