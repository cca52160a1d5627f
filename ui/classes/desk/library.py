"""课程库 beside the timetable: searched while typing, dragged from, or put in place with Enter."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QDrag,
    QDragEnterEvent,
    QDragMoveEvent,
    QFontMetricsF,
    QKeyEvent,
    QPainter,
    QPixmap,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.teaching.courses import CourseCard
from app.text.chinese import hours as hours_text
from ui import theme
from ui.classes.desk.course_card import KINDS, STAR, Face, paint, wrapped
from ui.classes.desk.grid import COURSE, carry
from ui.kit import verb_menu
from ui.kit.search_box import SearchBox
from ui.kit.sizes import sized, zoom
from ui.kit.text import label
from ui.kit.verb_menu import Verb

_Index = QModelIndex | QPersistentModelIndex
CARD_HEIGHT = 80
SCROLL_BAR = 14


def face(course: CourseCard) -> Face:
    """Return a course as its card shows it."""
    foot = f"{course.method_name} · {hours_text(course.quarter_hours)} 学时"
    people = course.venue or ""
    if course.teacher and course.teacher_kind == "leading_cadre":
        people = f"{STAR} {course.teacher} · {course.teacher_post or '领导干部'}"
    elif course.teacher:
        people = f"{course.teacher} · {KINDS.get(course.teacher_kind or '', '')}".rstrip("· ")
    return Face(course.title, course.category, people, foot)


class _Courses(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.courses: list[CourseCard] = []

    def show(self, courses: Sequence[CourseCard]) -> None:
        self.beginResetModel()
        self.courses = list(courses)
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.courses)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        shown = face(self.courses[index.row()])
        if role == Qt.ItemDataRole.DisplayRole:
            return shown.title
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return shown.spoken
        return shown if role == Qt.ItemDataRole.UserRole else None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsDragEnabled


class _Painter(QStyledItemDelegate):
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        view = self.parent()
        assert isinstance(view, QWidget)
        state = option.state  # pyright: ignore[reportAttributeAccessIssue]
        rect = option.rect  # pyright: ignore[reportAttributeAccessIssue]
        chosen = bool(state & QStyle.StateFlag.State_Selected) and view.hasFocus()
        box = QRectF(rect).adjusted(0, 0, 0, -7)
        paint(painter, box, index.data(Qt.ItemDataRole.UserRole), view.font(), selected=chosen)

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        view = self.parent()
        assert isinstance(view, QWidget)
        bold = sized(view.font(), 13, bold=True)
        shown: Face = index.data(Qt.ItemDataRole.UserRole)
        room = view.width() - SCROLL_BAR - 19
        more = QFontMetricsF(bold).height() * (len(wrapped(shown.title, bold, room, 2)) - 1)
        return QSize(100, round(CARD_HEIGHT * zoom(view.font()) + more) + 7)


class _View(QListView):
    chosen = Signal()
    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setItemDelegate(_Painter(self))
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setAccessibleName("课程库")

    def startDrag(self, supported: Qt.DropAction) -> None:
        """Lift the card itself, not a line of text."""
        index = self.currentIndex()
        model = self.model()
        assert isinstance(model, _Courses)
        if not index.isValid():
            return
        size = QSize(min(200, self.width()), round(CARD_HEIGHT * zoom(self.font())))
        pixmap = QPixmap(size * self.devicePixelRatioF())
        pixmap.setDevicePixelRatio(self.devicePixelRatioF())
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        box = QRectF(0, 0, size.width(), size.height())
        paint(painter, box, index.data(Qt.ItemDataRole.UserRole), self.font())
        painter.end()
        drag = QDrag(self)
        drag.setMimeData(carry(COURSE, model.courses[index.row()].id))
        drag.setPixmap(pixmap)
        drag.setHotSpot(QPoint(24, 20))
        drag.exec(Qt.DropAction.CopyAction)
        self.left.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Nothing is dropped here: it goes on to the desk behind, which takes lessons out."""
        event.ignore()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """The same."""
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter puts the course into the timetable."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chosen.emit()
        else:
            super().keyPressEvent(event)


class Library(QFrame):
    """The courses that search and category leave, as cards. It asks for them and shows them."""

    wanted = Signal(str, str)  # search text, category: the page reads and calls show_courses
    picked = Signal(int)  # course, to be put where the cursor of the timetable is
    looked_at = Signal(int)  # course under the cursor of the keyboard; 0 when it has left

    def __init__(
        self, categories: Sequence[tuple[str, str]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        theme.role(self, "card")
        self.search = SearchBox("课程、教师、拼音")
        self.search.setAccessibleName("搜索课程库")
        self.category = QComboBox()
        self.category.setAccessibleName("课程类别")
        for code, name in [("", "全部类别"), *categories]:
            self.category.addItem(name, code)
        self._view = _View(self)
        self._model = _Courses(self)
        self._view.setModel(self._model)
        self._nothing = label("", "muted", wrap=True)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._hint = label("", "quiet", wrap=True)
        heading = label("课程库", "heading")
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 12, 10, 10)
        column.setSpacing(8)
        for widget in (heading, self.search, self.category):
            column.addWidget(widget)
        column.addWidget(self._nothing, 1)  # in place of the list
        column.addWidget(self._view, 1)
        column.addWidget(self._hint)
        self.say("")
        self.search.searched.connect(self._ask)
        self.category.activated.connect(self._ask)
        self.search.returnPressed.connect(self._pick)
        self.search.moved_down.connect(self._enter_list)
        verb_menu.offer(self._view, lambda _: self._verbs())
        self._view.chosen.connect(self._pick)
        self._view.doubleClicked.connect(self._pick)
        self._view.left.connect(lambda: self.looked_at.emit(0))

    def show_courses(self, courses: Sequence[CourseCard]) -> None:
        """Show what was found; the first is ready for Enter."""
        before = self.current()
        self._model.show(courses)
        row = next((i for i, c in enumerate(courses) if before and c.id == before.id), 0)
        self._view.setCurrentIndex(self._model.index(row))
        self._nothing.setVisible(not courses)
        self._view.setVisible(bool(courses))
        searched = bool(self.search.text() or self.category.currentData())
        self._nothing.setText(
            "没有找到这样的课程。"
            if searched
            else "课程库还是空的，请先到「课程库」添加或导入课程。"
        )

    def current(self) -> CourseCard | None:
        """Return the course that Enter would take."""
        index = self._view.currentIndex()
        return self._model.courses[index.row()] if index.isValid() else None

    def courses(self) -> list[CourseCard]:
        """Return the courses shown."""
        return list(self._model.courses)

    def say(self, text: str) -> None:
        """Show a line at the foot; without text the usual one."""
        self._hint.setText(text or "拖入课表，或选定后按 Enter。")

    def _ask(self, *_: object) -> None:
        self.wanted.emit(self.search.text(), self.category.currentData())

    def _pick(self, *_: object) -> None:
        course = self.current()
        if course:
            self.picked.emit(course.id)

    def _verbs(self) -> list[Verb]:
        some = self.current() is not None
        return [Verb("排进选定的半天", self._pick, "Return", able=lambda: some)]

    def _enter_list(self) -> None:
        self._view.setFocus(Qt.FocusReason.TabFocusReason)
