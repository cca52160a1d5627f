"""One half-day of the timetable and the lesson cards stacked in it; the board fills them."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui import theme
from ui.classes.desk.course_card import Face, paint
from ui.kit.sizes import sized

GAP = 4


class LessonCard(QWidget):
    """A lesson, painted; it takes no clicks itself, the grid does."""

    def __init__(self, parent: QWidget, lesson_id: int, face: Face) -> None:
        super().__init__(parent)
        self.lesson_id = lesson_id
        self.face = face
        self._selected = self._locked = self._cut = False
        self.setAccessibleName(face.spoken)
        tip = "\n".join(
            t for t in (face.title, face.clock, face.people, face.foot, face.warning) if t
        )
        self.setToolTip(tip)

    def show_as(self, *, selected: bool, locked: bool, cut: bool) -> None:
        """Say how the card looks: under the cursor, of an approved class, about to be moved."""
        if (selected, locked, cut) != (self._selected, self._locked, self._cut):
            self._selected, self._locked, self._cut = selected, locked, cut
            self.update()

    def picture(self) -> QPixmap:
        """Return the card as it looks in the hand while it is dragged."""
        pixmap = QPixmap(self.size() * self.devicePixelRatioF())
        pixmap.setDevicePixelRatio(self.devicePixelRatioF())
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        paint(painter, QRectF(self.rect()), self.face, self.font())
        painter.end()
        return pixmap

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the card."""
        painter = QPainter(self)
        paint(
            painter,
            QRectF(self.rect()),
            self.face,
            self.font(),
            selected=self._selected,
            locked=self._locked,
            faded=self._cut,
        )


class Cell(QWidget):
    """A half-day: a dashed box with an invitation while it is empty, otherwise a stack of cards."""

    def __init__(self, parent: QWidget, day: str, half: str, spoken: str) -> None:
        super().__init__(parent)
        self.day = day
        self.half = half
        self.cards: list[LessonCard] = []
        self._spoken = spoken
        self._look = (False, False, False, False)
        self.fill([])

    def fill(self, faces: list[tuple[int, Face]]) -> None:
        """Show these lessons (id, face), the first on top."""
        for card in self.cards:
            card.hide()
            card.deleteLater()
        self.cards = [LessonCard(self, lesson_id, face) for lesson_id, face in faces]
        for card in self.cards:
            card.show()
        said = "；".join(face.spoken for _, face in faces) or "空"
        self.setAccessibleName(f"{self._spoken}，{said}")
        self._arrange()
        self.update()

    def show_as(self, *, current: bool, focused: bool, target: bool, locked: bool) -> None:
        """Say how the cell looks: with the cursor on it, under a drag, of an approved class."""
        if (current, focused, target, locked) != self._look:
            self._look = (current, focused, target, locked)
            self._arrange()
            self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the cards their share of the new size."""
        self._arrange()

    def _arrange(self) -> None:
        count = len(self.cards)
        if not count:
            return
        inset = 4 if self._look[2] else 0
        height = (self.height() - 2 * inset - GAP * (count - 1)) / count
        for place, card in enumerate(self.cards):
            top = round(inset + place * (height + GAP))
            bottom = round(inset + place * (height + GAP) + height)
            card.setGeometry(inset, top, self.width() - 2 * inset, max(1, bottom - top))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the empty box, and the highlight of a drop target."""
        current, focused, target, locked = self._look
        if self.cards and not target:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        strong = target or (current and focused)
        pen = QPen(QColor(theme.LINE_FIRM), 1, Qt.PenStyle.DashLine)
        if strong:
            pen = QPen(QColor(theme.ACCENT), 1.5)
        elif current and not locked:
            pen.setColor(QColor(theme.ACCENT))
        painter.setPen(pen)
        ground = QColor(theme.ACCENT_SOFT) if strong else QColor(Qt.GlobalColor.transparent)
        painter.setBrush(ground)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        if locked or self.cards:
            return
        painter.setFont(sized(self.font(), 13))
        painter.setPen(QColor(theme.ACCENT if strong else theme.QUIET))
        text = "放在这里" if target else "＋ 拖入课程"
        if painter.fontMetrics().horizontalAdvance(text) > self.width() - 8:
            text = "＋"
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, text)
