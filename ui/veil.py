"""锁定: a veil over everything the window shows, until somebody says who he is.

Nothing under it is closed or left, so that what was half typed is there again for the same user.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QMainWindow,
    QPushButton,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from app import opening
from app.ground.errors import UserError
from app.ground.jobs import Progress, Runner
from app.school import users
from ui import theme
from ui.bridge import Bridge, alive
from ui.context import Context
from ui.kit import running
from ui.kit.busy import BusyVeil
from ui.kit.card import Card
from ui.kit.forms import Field, Form
from ui.kit.message import MessageBar
from ui.kit.text import label

OTHERS = "换成另一位用户后，{name}没有保存的填写内容不保留。"


class Veil(QWidget):
    """``entered(same)``: somebody has gone to work, the user of before or another; then ``lift`` it."""

    entered = Signal(bool)

    def __init__(self, window: QMainWindow, context: Context, runner: Runner) -> None:
        super().__init__(window)
        self.hide()
        self._window, self._context, self._runner = window, context, runner
        self._bridge = Bridge(self)  # the window's own waits until the veil is lifted
        self._hidden: list[QWidget] = []
        self._before: QWidget | None = None
        me = context.session.user
        self._me = me.id if me else 0
        self._name = me.name if me else ""
        everyone = [(u.id, u.name) for u in context.read(users.all)]
        self.form = Form(
            [
                Field("user", "姓名", "choice", everyone),
                Field("password", "密码", "password", required=True),
            ],
            columns=1,
        )
        self.form.fill({"user": self._me})
        self.note = label("", "muted", wrap=True)
        self.message = MessageBar(closable=False)
        self.button = QPushButton("解锁")
        theme.role(self.button, "primary")
        self.button.clicked.connect(self.enter)
        self.form.field("user").finished.connect(self._tell)
        self.form.field("password").returnPressed.connect(self.enter)  # pyright: ignore[reportAttributeAccessIssue]
        self._lay_out()

    def _lay_out(self) -> None:
        card = Card(margins=(28, 24, 28, 24), spacing=12)
        card.setFixedWidth(theme.px(400))
        card.body.addWidget(label("已锁定", "heading"))
        card.body.addWidget(
            label("输入密码，接着刚才的地方继续；也可以换一位用户。", "muted", wrap=True)
        )
        for widget in (self.form, self.note, self.message, self.button):
            card.body.addWidget(widget)
        column = QVBoxLayout(self)
        column.addWidget(card, 0, Qt.AlignmentFlag.AlignCenter)

    # ------------------------------------------------------------------ down and up

    def fall(self, *, switching: bool = False) -> None:
        """Cover the window and hide every other; questions that wait for an answer are withdrawn.

        ``switching``: the user goes of his own will, so what he was typing is left like any field.
        """
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
        QToolTip.hideText()
        for widget in QApplication.topLevelWidgets():
            if widget is not self._window and isinstance(widget, QDialog) and widget.isVisible():
                self._hidden.append(widget)
                widget.hide()
        self._before = self._window.focusWidget()
        self._window.installEventFilter(self)
        self.setGeometry(self._window.rect())
        self.raise_()
        self.show()
        field = self.form.field("user" if switching else "password")
        if switching or self._before is None:
            field.setFocus()
        else:
            with QSignalBlocker(self._before):  # it is not left: what is half typed stays so
                field.setFocus()
        self._tell()

    def enter(self) -> None:
        """Try the password."""
        if not self.form.validate():
            return
        values = self.form.values()
        self.message.show_text("")
        self.button.setEnabled(False)

        def job(_: Progress) -> Any:
            return self._runner.submit(
                lambda: opening.enter(self._context.session, values["user"], values["password"])
            )

        running.start(
            self._bridge,
            job,
            parent=None,
            on_done=lambda _: self.entered.emit(values["user"] == self._me),
            on_error=self._failed,
        )

    def _failed(self, error: UserError) -> None:
        self.button.setEnabled(True)
        self.message.show_text(error.text, "bad")
        field = self.form.field("password")
        field.setFocus()
        field.selectAll()  # type: ignore[union-attr]

    def lift(self, same: bool) -> None:
        """Show what was hidden again; to another user only the window itself."""
        self._window.removeEventFilter(self)
        self.hide()
        for widget in self._hidden:
            if not alive(widget):
                continue
            if same:
                widget.show()
            elif isinstance(widget, QDialog):
                widget.done(QDialog.DialogCode.Rejected)
                widget.deleteLater()
        if same and self._before is not None and alive(self._before):
            self._before.setFocus()
        self.deleteLater()

    def _tell(self) -> None:
        other = self.form.values()["user"] != self._me
        self.note.setText(OTHERS.format(name=self._name) if other and self._name else "")
        self.note.setVisible(bool(self.note.text()))

    # ------------------------------------------------------------------ what Qt calls

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay as large as the window and above all that comes into it."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.ChildPolished):
            self.setGeometry(self._window.rect())
            self.raise_()
        return False

    def focusNextPrevChild(self, following: bool) -> bool:
        """Tab goes round among the veil's own."""
        stops = [self.form.field("user"), self.form.field("password"), self.button]
        now = self._window.focusWidget()
        place = next((i for i, w in enumerate(stops) if w is now or w.isAncestorOf(now)), 0)
        stops[(place + (1 if following else -1)) % len(stops)].setFocus(
            Qt.FocusReason.TabFocusReason
        )
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        """Nothing shows through."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.PAGE))


def working() -> bool:
    """Tell whether work is under way in any window: it is waited for, since it will want to say something."""
    veils = (v for w in QApplication.topLevelWidgets() for v in w.findChildren(BusyVeil))
    return any(not veil.lifted for veil in veils)
