"""What was found in the row of the cursor, in full, with the answers to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.exchange.engine.asked import Decision
from app.exchange.engine.findings import Choice, Finding
from app.exchange.engine.rows import STATES, Rows, answer_alike, said
from ui import theme
from ui.exchange.column_boxes import is_large
from ui.exchange.review_model import LOOKS, OTHER, SIGNS, same_as
from ui.kit.text import label, literal

HIGH, LOW = 124, 92  # px of the 100 % design; where the text is large
OFFERED = 6  # answers with a button of their own; all of them are in the cell's list
LONGEST = 40  # characters on a button


class RowDetail(QScrollArea):
    """``typed(cells)``: texts by row and field; ``decided(answers)``: who rows are;
    ``left_out(rows, whether)``; ``restored(rows)``.
    """

    typed = Signal(object)
    decided = Signal(object)
    left_out = Signal(object, bool)
    restored = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedHeight(theme.px(LOW if is_large() else HIGH))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("这一行的核对结果")
        self.texts: list[str] = []  # as they are read
        self.buttons: dict[str, QPushButton] = {}
        self._alike: dict[int, QCheckBox] = {}

    def show_row(self, rows: Rows | None, number: int | None) -> None:
        """Show what was found in a row; without one, how to go on."""
        self.texts, self.buttons, self._alike = [], {}, {}
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(*(theme.px(m) for m in (16, 8, 12, 8)))
        column.setSpacing(theme.px(4))
        if rows is None or number is None:
            self._say(column, "选中一行，这里说明它有什么问题、会有什么变化。", "muted")
        else:
            self._head(column, rows, number)
            for place, found in enumerate(rows.found(number)):
                self._finding(column, rows, number, place, found)
            if not rows.found(number):
                self._say(column, rows.says(number) or "没有发现问题。", "muted")
        column.addStretch(1)
        before = self.takeWidget()
        if before is not None:
            before.deleteLater()  # one of its buttons may be what was clicked
        self.setWidget(inside)

    # ------------------------------------------------------------------ inside

    def _head(self, column: QVBoxLayout, rows: Rows, number: int) -> None:
        line = QHBoxLayout()
        line.setSpacing(theme.px(10))
        state = rows.state(number)
        who = f"第 {number} 行　{rows.name(number)}"
        self.texts.append(who)
        line.addWidget(label(who, "strong", select=True))
        sign, colour = SIGNS[state]
        chip = label(f"{sign} {STATES[state]}")
        chip.setStyleSheet(f"color: {colour};")
        line.addWidget(chip)
        line.addStretch(1)
        if rows.mended(number):
            self._button(line, "恢复原文", lambda: self.restored.emit([number]))
        if rows.can_be_left_out(number):
            record = rows.is_record(number)
            out = rows.is_out(number) if record else rows.left_out(number)
            what = "这一行" if record else "下面这张表"
            text = f"{'' if out else '不'}导入{what}"
            self._button(line, text, lambda: self.left_out.emit([number], not out))
        column.addLayout(line)

    def _finding(
        self, column: QVBoxLayout, rows: Rows, number: int, place: int, found: Finding
    ) -> None:
        sign, colour, _ = LOOKS[found.severity]
        line = QHBoxLayout()
        line.setSpacing(theme.px(8))
        mark = label(sign)
        mark.setStyleSheet(f"color: {colour};")
        line.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        text = f"{said(found)}。"
        self.texts.append(text)
        line.addWidget(label(text, wrap=True, select=True), 1)
        column.addLayout(line)
        answers = list(self._answers(rows, number, place, found))
        if not answers:
            return
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.px(8))
        buttons.setContentsMargins(theme.px(22), 0, 0, 0)
        for name, do in answers[:OFFERED]:
            self._button(buttons, name, do)
        if len(answers) > OFFERED:
            buttons.addWidget(label(f"另有 {len(answers) - OFFERED} 个，请在格子里选", "quiet"))
        if alike := len(rows.alike(number, found)):
            box = self._alike[place] = QCheckBox(literal(f"其余 {alike} 处也这样答"))
            buttons.addWidget(box)
        buttons.addStretch(1)
        column.addLayout(buttons)

    def _answers(
        self, rows: Rows, number: int, place: int, found: Finding
    ) -> Iterator[tuple[str, Callable[[], None]]]:
        """Yield what may be answered, and what comes of it."""
        for choice in found.choices:
            yield choice.label, self._choosing(rows, number, place, found, choice)
        if found.candidates:
            for name, answer in {**same_as(found), OTHER: "other"}.items():
                yield name, self._deciding(rows, number, place, found, answer)

    def _choosing(
        self, rows: Rows, number: int, place: int, found: Finding, choice: Choice
    ) -> Callable[[], None]:
        def choose() -> None:
            cells = {number: {found.key: choice.text}}
            for row, other in self._also(rows, number, place, found):
                same = answer_alike(found, choice, other)
                if same is not None:
                    cells[row] = {found.key: same.text}
            self.typed.emit(cells)

        return choose

    def _deciding(
        self, rows: Rows, number: int, place: int, found: Finding, answer: Decision | bool
    ) -> Callable[[], None]:
        def decide() -> None:
            answers = {number: answer}
            for row, other in self._also(rows, number, place, found):
                answers[row] = "other" if answer == "other" else other.candidates[0].id
            self.decided.emit(answers)

        return decide

    def _also(
        self, rows: Rows, number: int, place: int, found: Finding
    ) -> list[tuple[int, Finding]]:
        """The other rows that are to be answered alike."""
        box = self._alike.get(place)
        return rows.alike(number, found) if box is not None and box.isChecked() else []

    def _button(self, line: QHBoxLayout, text: str, do: Callable[[], None]) -> None:
        short = text if len(text) <= LONGEST else text[:LONGEST] + "…"
        button = QPushButton(literal(short))
        theme.role(button, "small")
        button.setToolTip(text if short != text else "")
        button.clicked.connect(lambda: do())
        self.buttons[text] = button
        line.addWidget(button)

    def _say(self, column: QVBoxLayout, text: str, look: str) -> None:
        self.texts.append(text)
        column.addWidget(label(text, look, wrap=True, select=True))
