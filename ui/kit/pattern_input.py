"""A pattern is made of chips (「班次编号」) and text, with an example of what comes of it; never of braces.

A chip is one character of the text, so that it is reached, copied and rubbed out whole. What is stored stays a
pattern of ``app/text/templates.py``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QMimeData, QRectF, Qt, QUrl, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPixmap,
    QTextCursor,
    QTextDocument,
    QTextImageFormat,
)
from PySide6.QtWidgets import QPushButton, QTextEdit, QVBoxLayout, QWidget

from app.ground.errors import UserError
from app.text import templates
from ui import theme
from ui.kit import verb_menu
from ui.kit.flowing_row import FlowingRow
from ui.kit.text import label, literal
from ui.kit.verb_menu import Verb

_CHIP = "chip:"
_OBJECT = "\ufffc"


class PatternInput(QTextEdit):
    """``known`` are the fields and what each is called; ``example(pattern)`` is what comes of it, or raises UserError.

    ``below`` holds the buttons that put a chip where the cursor is, and the example.
    """

    finished = Signal()

    def __init__(
        self, known: Mapping[str, str], example: Callable[[str], str], lines: int = 1
    ) -> None:
        super().__init__()
        self._known, self._example, self._lines = known, example, lines
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setFixedHeight(theme.px(24 * lines + 12))
        if lines == 1:
            self.setLineWrapMode(QTextEdit.LineWrapMode.NoWrap)
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.below = QWidget()
        column = QVBoxLayout(self.below)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        self.chips = FlowingRow(theme.px(6))
        self.buttons: dict[str, QPushButton] = {}
        for field, name in templates.choices(known).items():
            button = QPushButton(literal(f"＋ {name}"))
            button.setAutoDefault(False)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the cursor where it is
            theme.role(button, "small")
            button.clicked.connect(partial(self.insert, field))
            self.chips.add(button)
            self.buttons[field] = button
        self.shown = label("", "quiet", wrap=True)
        column.addWidget(self.chips)
        column.addWidget(self.shown)
        verb_menu.offer(self, lambda _: self._verbs())
        self.textChanged.connect(self._show_example)

    # ------------------------------------------------------------------ as every input

    def value(self) -> str:
        """Return the pattern."""
        return self._pattern(self.document()).strip()

    def fill(self, value: Any) -> None:
        """Show a pattern."""
        self.clear()
        self._put(self.textCursor(), str(value or ""))
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def typed(self) -> str:
        """Return the pattern as it stands."""
        return self._pattern(self.document())

    def retype(self, typed: Any) -> None:
        """Put there what was typed."""
        self.fill(typed)

    def setEnabled(self, on: bool) -> None:
        """Read only, the chips that could be put in are no use."""
        super().setEnabled(on)
        self.chips.setVisible(on)

    # ------------------------------------------------------------------ chips

    def insert(self, field: str) -> None:
        """Put a chip where the cursor is."""
        self._put(self.textCursor(), f"{{{field}}}")
        self.setFocus()

    def _put(self, cursor: QTextCursor, pattern: str) -> None:
        cursor.beginEditBlock()
        plain = cursor.charFormat()
        for piece in templates.pieces(pattern, self._known):
            if piece.field:
                cursor.insertImage(self._chip(piece))
            else:
                text = piece.text if self._lines > 1 else " ".join(piece.text.split("\n"))
                cursor.insertText(text, plain)
        cursor.endEditBlock()
        self.setTextCursor(cursor)

    def _chip(self, piece: templates.Piece) -> QTextImageFormat:
        """The picture of a chip, made once for the document."""
        name = _CHIP + piece.field
        made = QTextImageFormat()
        made.setName(name)
        made.setToolTip(piece.text)
        made.setVerticalAlignment(QTextImageFormat.VerticalAlignment.AlignMiddle)
        self.document().addResource(
            QTextDocument.ResourceType.ImageResource, QUrl(name), self._picture(piece)
        )
        return made

    def _picture(self, piece: templates.Piece) -> QPixmap:
        font = theme.font(13)
        metrics = QFontMetrics(font)
        width, high = metrics.horizontalAdvance(piece.text) + theme.px(14), theme.px(20)
        scale = self.devicePixelRatioF()
        picture = QPixmap(round(width * scale), round(high * scale))
        picture.setDevicePixelRatio(scale)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink, ground = theme.TONES["info" if piece.known else "bad"]
        painter.setBrush(QColor(ground))
        painter.setPen(QColor(ink))
        box = QRectF(1.5, 0.5, width - 3, high - 1)
        painter.drawRoundedRect(box, theme.px(5), theme.px(5))
        painter.setFont(font)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, piece.text)
        painter.end()
        return picture

    def _pattern(self, document: QTextDocument) -> str:
        lines: list[str] = []
        block = document.begin()
        while block.isValid():
            line, place = "", block.begin()
            while not place.atEnd():
                fragment = place.fragment()
                name = fragment.charFormat().toImageFormat().name()
                # neighbours that are alike are one fragment, and so is what is typed behind a chip
                for run in re.split(f"({_OBJECT})", fragment.text()):
                    if run == _OBJECT:
                        line += f"{{{name.removeprefix(_CHIP)}}}"
                    else:
                        line += templates.typed(run, self._known)
                place += 1
            lines.append(line)
            block = block.next()
        return "\n".join(lines)

    # ------------------------------------------------------------------ what one sees and does

    def _show_example(self) -> None:
        pattern = self.value()
        try:
            said = f"例：{self._example(pattern)}" if pattern else ""
        except UserError as error:
            said = error.text.replace("没有写入任何数据。", "")
        self.shown.setText(said)
        self.setAccessibleDescription(said)

    def _verbs(self) -> list[Verb]:
        able = self.isEnabled()
        some = self.textCursor().hasSelection()
        return [
            *(
                Verb(f"插入「{name}」", partial(self.insert, field), able=lambda: able)
                for field, name in templates.choices(self._known).items()
            ),
            Verb("剪切", self.cut, "Ctrl+X", lambda: some),
            Verb("复制", self.copy, "Ctrl+C", lambda: some),
            Verb("粘贴", self.paste, "Ctrl+V", lambda: able),
        ]

    def createMimeDataFromSelection(self) -> QMimeData:
        """What is copied is the pattern, so that it can be pasted as one."""
        document = QTextDocument()
        QTextCursor(document).insertFragment(self.textCursor().selection())
        data = QMimeData()
        data.setText(self._pattern(document))
        return data

    def insertFromMimeData(self, source: QMimeData) -> None:
        """A pattern that is pasted comes as chips."""
        self._put(self.textCursor(), templates.typed(source.text(), self._known))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter ends the editing of a single line."""
        if self._lines == 1 and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._finish()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Leaving the field ends the editing; for its own menu it is not left."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._finish()

    def _finish(self) -> None:
        value = self.value()
        if "{" in self.toPlainText():  # a field that was typed with its braces becomes a chip
            self.fill(value)
        self.finished.emit()
