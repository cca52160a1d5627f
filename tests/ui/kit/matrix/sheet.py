"""A grid over the students of a class: 序号 and 姓名, then 组别, 班内职务, 备注, 状态 to type in."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QInputMethodEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.classes import classes, enrolment
from app.people import students
from app.text import codes
from tests.ui import keys
from ui.context import Context
from ui.kit import columns as c
from ui.kit.columns import Column
from ui.kit.matrix import typed
from ui.kit.matrix.matrix import Matrix
from ui.kit.matrix.model import MatrixModel

NAMES = ("张伟", "王芳", "李娜", "刘洋", "陈静", "杨帆")
COLUMNS = (
    Column("number", "序号", 60, "right", c.number),
    Column("name", "姓名", 120, bold=True),
    Column("group_name", "组别", 100),
    Column("role", "班内职务", 120),
    Column("remark", "备注", 160, stretch=True),
    Column("status", "状态", 100, format=c.enrolment_status),
)
GROUP, ROLE, REMARK, STATUS = 2, 3, 4, 5
ROLES = ("班长", "副班长", "学习委员")


class Sheet:
    """A grid as a page holds it: reloaded after every write, with a user's hands."""

    def __init__(self, qtbot: QtBot, context: Context, names: tuple[str, ...] = NAMES) -> None:
        self.qtbot, self.context, session = qtbot, context, context.session
        self.class_id = session.run(classes.create({"code": "1", "name": "测试班"})).value
        ids = [session.run(students.create({"name": name})).value for name in names]
        session.run(enrolment.enrol(self.class_id, ids))
        self.model = MatrixModel(
            context.read,
            enrolment.LISTING,
            COLUMNS,
            {
                "group_name": typed.line(10),
                "role": typed.line(words=ROLES),
                "remark": typed.lines(),
                "status": typed.coded(list(codes.ENROLMENT_STATUSES.items())),
            },
        )
        self.grid = Matrix(context, self.model, enrolment.fill)
        self.model.setParent(self.grid)
        self.warned: list[str] = []
        context.said.connect(
            lambda text, tone, _: self.warned.append(text) if tone != "good" else 0
        )
        context.changed.connect(lambda _: self.reload())
        self.window = QWidget()
        self.after = QLineEdit()  # what comes after the grid
        column = QVBoxLayout(self.window)
        column.addWidget(self.grid)
        column.addWidget(self.after)
        qtbot.addWidget(self.window)
        self.window.resize(720, 460)
        self.reload()
        self.window.show()
        self.window.activateWindow()
        self.grid.setFocus()
        qtbot.waitUntil(self.grid.hasFocus)

    def write(self, row: int, column: int, text: str) -> None:
        """Let the file say something, not by typing."""
        cells = {self.model.id_at(row): {COLUMNS[column].key: text}}
        self.context.session.run(enrolment.fill(cells))
        self.reload()

    def hold_reloads(self) -> None:
        """Let the page hear of nothing that is written."""
        self.context.changed.disconnect()

    def reload(self) -> None:
        self.model.show(scope={"class_id": self.class_id})

    def go(self, row: int, column: int) -> None:
        self.grid.go((row, column))

    def press(self, *names: str) -> None:
        """See ``keys.press``."""
        keys.press(*names)

    def compose(self, *steps: str, commit: str = "") -> None:
        """Compose as an input method does, step by step, then commit ("": give it up)."""
        for step in steps:
            QApplication.sendEvent(keys.target(), QInputMethodEvent(step, []))
        last = QInputMethodEvent("", [])
        last.setCommitString(commit)
        if commit or steps:
            QApplication.sendEvent(keys.target(), last)

    def composing(self, step: str) -> None:
        QApplication.sendEvent(keys.target(), QInputMethodEvent(step, []))

    def settle(self) -> None:
        """Let what was written come back."""
        QApplication.processEvents()

    def column(self, column: int) -> list[str]:
        """What a column of the file says, in the order shown."""
        self.settle()
        key = COLUMNS[column].key
        rows = self.context.read(enrolment.LISTING.rows, list(self.model.ids))
        return [str(rows[i][key]) for i in self.model.ids]

    def shown(self, column: int) -> list[str]:
        self.settle()
        return [self.model.cell(row, column).text for row in range(self.model.rowCount())]

    def row(self) -> int:
        here = self.grid.here()
        assert here is not None
        return here[0]

    def corner(self, row: int, column: int) -> QPoint:
        return self.grid.visualRect(self.model.index(row, column)).topLeft()

    def middle(self, row: int, column: int) -> QPoint:
        return self.grid.visualRect(self.model.index(row, column)).center()

    def double_click(self, row: int, column: int) -> None:
        port = self.grid.viewport()
        for click in (self.qtbot.mouseClick, self.qtbot.mouseDClick):
            click(port, Qt.MouseButton.LeftButton, pos=self.middle(row, column))

    def pick(self, row: int, column: int) -> None:
        """Click with Ctrl: one more cell is selected."""
        self.qtbot.mouseClick(
            self.grid.viewport(),
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.ControlModifier,
            self.middle(row, column),
        )

    def move_mouse(self, to: QPoint) -> None:
        """Move with the left button held, which qtbot does not say."""
        port, left = self.grid.viewport(), Qt.MouseButton.LeftButton
        event = QMouseEvent(
            QEvent.Type.MouseMove, QPointF(to), QPointF(port.mapToGlobal(to)), left, left,
            Qt.KeyboardModifier.NoModifier,
        )  # fmt: skip
        QApplication.sendEvent(port, event)

    def menu(self) -> QMenu:
        """The context menu at the cursor."""
        at = self.grid.visualRect(self.grid.currentIndex()).center()
        event = QContextMenuEvent(
            QContextMenuEvent.Reason.Mouse, at, self.grid.viewport().mapToGlobal(at)
        )
        QApplication.sendEvent(self.grid.viewport(), event)
        (menu,) = [
            w for w in QApplication.topLevelWidgets() if isinstance(w, QMenu) and w.isVisible()
        ]
        menu.close()
        return menu

    def text(self) -> str:
        line = self.grid.line()
        assert line is not None
        return line.text()

    def clip(self, text: str | None = None) -> str:
        if text is not None:
            QApplication.clipboard().setText(text)
        return QApplication.clipboard().text()

    def selected(self) -> list[str]:
        """The selection as a picture: '#' selected, '@' the cursor."""
        places, here = set(self.grid.places()), self.grid.here()
        return [
            "".join(
                "@" if (r, c) == here else "#" if (r, c) in places else "·"
                for c in range(self.model.columnCount())
            )
            for r in range(self.model.rowCount())
        ]
