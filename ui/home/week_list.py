"""The lessons of a week as lines below their days; painted, for a school may hold hundreds."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.home.this_week import Day, Held
from app.text import chinese
from ui import theme
from ui.kit import verb_menu
from ui.kit.verb_menu import Verb

HEAD, LINE = 34, 52  # px of a day's heading and of a lesson at 100 %
CLOCK = 104  # px of the column with the clock
BESIDE, MORE = 42, 20  # px left and right of a lesson's words; of a line more
Index = QModelIndex | QPersistentModelIndex


class Week(QAbstractListModel):
    """A row for each day and for each of its lessons; days off without lessons are left out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: list[Day | Held] = []
        self.today = ""

    def show(self, days: Sequence[Day], today: str) -> None:
        """Show a week as seen on a day."""
        self.beginResetModel()
        self.today = today
        self.rows = []
        for day in days:
            if day.lessons or day.date == today or chinese.as_date(day.date).weekday() < 5:
                self.rows += [day, *day.lessons]
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Days and lessons."""
        return 0 if parent.isValid() else len(self.rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Lessons alone can be picked."""
        if isinstance(self.rows[index.row()], Day):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What is read aloud, and shown where there is no room for it."""
        row = self.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return heading(row, self.today) if isinstance(row, Day) else told(row)
        if role == Qt.ItemDataRole.ToolTipRole and isinstance(row, Held):
            return told(row)
        return None


def heading(day: Day, today: str) -> str:
    """Return 星期一 11-16 · 今天."""
    parts = [f"{chinese.weekday(day.date)} {day.date[5:]}", *([day.mark] if day.mark else [])]
    return " · ".join([*parts, *(["今天"] if day.date == today else [])])


def beside(one: Held) -> list[str]:
    """Return class, lecturers and place of a lesson, as far as they are known."""
    draft = "（草案）" if one.draft else ""
    return [t for t in (one.class_name + draft, one.lecturers, one.venue) if t]


def told(one: Held) -> str:
    """Return all of a lesson in two lines."""
    return f"{one.half} {one.starts_at}—{one.ends_at} {one.title}\n{' · '.join(beside(one))}"


class _Painter(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        model, view = index.model(), self.parent()
        assert isinstance(model, Week) and isinstance(view, QListView)
        row = model.rows[index.row()]
        if isinstance(row, Day):
            return QSize(theme.px(100), theme.px(HEAD))
        return QSize(theme.px(100), theme.px(LINE + MORE * (len(_beside(row, view)) - 1)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        assert isinstance(model, Week)
        row = model.rows[index.row()]
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]
        state: QStyle.StateFlag = option.state  # pyright: ignore[reportAttributeAccessIssue]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(row, Day):
            _paint_day(painter, rect, row, model.today)
        else:
            view = self.parent()
            assert isinstance(view, QListView)
            _paint_lesson(painter, rect, state, row, _beside(row, view))
        painter.restore()


def _paint_day(painter: QPainter, rect: QRect, day: Day, today: str) -> None:
    inside = rect.adjusted(theme.px(10), theme.px(6), -theme.px(10), 0)
    painter.setFont(theme.font(13, bold=day.date == today))
    painter.setPen(QColor(theme.ACCENT if day.date == today else theme.QUIET))
    middle = Qt.AlignmentFlag.AlignVCenter
    painter.drawText(inside, middle | Qt.AlignmentFlag.AlignLeft, heading(day, today))
    if not day.lessons:
        painter.setFont(theme.font(12))
        painter.setPen(QColor(theme.QUIET))
        painter.drawText(inside, middle | Qt.AlignmentFlag.AlignRight, "没有课")
    painter.setPen(QColor(theme.LINE))
    painter.drawLine(QPoint(inside.left(), rect.bottom()), QPoint(inside.right(), rect.bottom()))


def _beside(one: Held, view: QListView) -> list[str]:
    """What stands below the title, on two lines where one is too short."""
    room = view.viewport().width() - theme.px(CLOCK + BESIDE)
    whole = " · ".join(beside(one))
    fits = QFontMetrics(theme.font(12)).horizontalAdvance(whole) <= room
    return (
        [whole] if fits or len(beside(one)) == 1 else [beside(one)[0], " · ".join(beside(one)[1:])]
    )


def _paint_lesson(
    painter: QPainter, rect: QRect, state: QStyle.StateFlag, one: Held, below: Sequence[str]
) -> None:
    room = rect.adjusted(theme.px(6), theme.px(2), -theme.px(6), -theme.px(2))
    if state & QStyle.StateFlag.State_Selected or state & QStyle.StateFlag.State_MouseOver:
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.ACCENT_SOFT if chosen else theme.HOVER))
        painter.drawRoundedRect(room, theme.px(6), theme.px(6))
    edge = QRect(room.left() + theme.px(4), room.top() + theme.px(6), theme.px(4), 0)
    edge.setBottom(room.bottom() - theme.px(6))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.CATEGORY.get(one.category, theme.QUIET)))
    painter.drawRoundedRect(edge, 2, 2)
    left = edge.right() + theme.px(9)
    upper = QRect(left, room.top() + theme.px(4), theme.px(CLOCK), theme.px(20))
    lower = upper.translated(0, theme.px(20))
    _write(painter, upper, f"{one.starts_at}—{one.ends_at}", 13, theme.TEXT)
    _write(painter, lower, one.half, 12, theme.QUIET)
    for line in (upper, lower):
        line.setLeft(left + theme.px(CLOCK))
        line.setRight(room.right() - theme.px(6))
    _write(painter, upper, one.title, 14, theme.TEXT, bold=True)
    for place, text in enumerate(below):
        _write(painter, lower.translated(0, theme.px(MORE * place)), text, 12, theme.QUIET)


def _write(
    painter: QPainter, rect: QRect, text: str, size: int, ink: str, *, bold: bool = False
) -> None:
    painter.setFont(theme.font(size, bold=bold))
    painter.setPen(QColor(ink))
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)


class WeekList(QListView):
    """``opened(lesson)`` by a click or Enter."""

    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        opens = Verb(
            "到这节课",
            lambda: self._open(self.currentIndex()),
            "Return",
            able=lambda: self.currentIndex().isValid(),
        )
        verb_menu.offer(self, lambda _: [opens])
        self.week = Week(self)
        self.setModel(self.week)
        self.setItemDelegate(_Painter(self))
        self.setAccessibleName("本周课程")
        self.setMouseTracking(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.clicked.connect(self._open)

    def show_days(self, days: Sequence[Day], today: str) -> None:
        """Show a week, today at the top where it lies in it."""
        self.week.show(days, today)
        for place, row in enumerate(self.week.rows):
            if isinstance(row, Day) and row.date == today:
                self.scrollTo(self.week.index(place), QAbstractItemView.ScrollHint.PositionAtTop)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the lesson picked."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def _open(self, index: Index) -> None:
        row = self.week.rows[index.row()]
        if isinstance(row, Held):
            self.opened.emit(row)
