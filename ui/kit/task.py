"""A question whose answer takes a moment of work: a form, the work beside the window, errors inside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.file import passwords
from app.ground.errors import UserError
from app.ground.jobs import Progress, Runner
from ui import theme
from ui.bridge import Bridge
from ui.kit import running
from ui.kit.dialog import Dialog
from ui.kit.forms import Field, Form
from ui.kit.half_filled import HalfFilled
from ui.kit.link_button import link_button
from ui.kit.message import MessageBar
from ui.kit.text import label, literal


class TaskDialog(Dialog):
    """``do`` is what the button does, which reads ``go``; ``work`` does it and then calls back."""

    def __init__(
        self,
        bridge: Bridge,
        runner: Runner,
        title: str,
        text: str,
        fields: Sequence[Field],
        go: str,
        do: Callable[[], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._do = do
        self._bridge, self._runner = bridge, runner
        self._half_filled: HalfFilled | None = None
        self.setWindowTitle(title)
        self.setMinimumWidth(theme.px(480))
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.px(m) for m in (24, 20, 24, 18)))
        column.setSpacing(theme.px(12))
        column.addWidget(label(title, "heading"))
        self.text = label(text, "muted", wrap=True)
        self.text.setVisible(bool(text))
        self.text.setMinimumWidth(theme.px(432))  # or the height would be that of fewer lines
        column.addWidget(self.text)
        self.form = Form(fields, columns=2)
        column.addWidget(self.form)
        self.message = MessageBar(closable=False)
        column.addWidget(self.message)
        self.row = QHBoxLayout()
        self.row.setSpacing(theme.px(10))
        self.row.addStretch(1)
        cancel = QPushButton("取消")
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.give_up)
        self.go_button = QPushButton(literal(go))
        theme.role(self.go_button, "primary")
        self.go_button.setDefault(True)
        self.go_button.clicked.connect(self.go)
        self.row.addWidget(cancel)
        self.row.addWidget(self.go_button)
        column.addLayout(self.row)
        self.setWindowModality(Qt.WindowModality.WindowModal)

    def go(self) -> None:
        """Do what the dialog is for."""
        self._do()

    def work(
        self,
        text: str,
        job: Callable[[Progress], Any],
        on_done: Callable[[Any], object],
        lost: Callable[[Any], object] = lambda _: None,
    ) -> None:
        """Do work beside the window; what goes wrong is said in the dialog.

        A dialog that is closed meanwhile asks the work to stop; ``lost`` has what comes of it all the same.
        """
        self.message.show_text("")

        def submit(progress: Progress) -> Future[Any]:
            return self._runner.submit(lambda: job(progress))

        def done(value: Any) -> None:
            (lost if progress.cancelled and not self.isVisible() else on_done)(value)

        progress = running.start(
            self._bridge,
            submit,
            parent=self,
            on_done=done,
            on_error=self._failed,
            lost=lost,
            on_end=lambda: self.go_button.setEnabled(True),  # after a bug, too
            text=text,
        )
        self.go_button.setEnabled(False)
        self.rejected.connect(
            lambda: progress.cancel()
        )  # not the bound method: see ui/kit/running.py

    def tell(self, text: str, tone: str = "info") -> None:
        """Say something in the dialog, which grows by it."""
        self._column.setEnabled(False)  # grows once: Windows refuses the size in between
        self.message.show_text(text, tone)
        self.adjustSize()
        self._column.setEnabled(True)

    def keep_as(self, half_filled: HalfFilled) -> None:
        """Have what is half-filled kept until next time; its line stands above the form."""
        self._half_filled = half_filled
        self._column.insertWidget(self._column.indexOf(self.form), half_filled)

    def showEvent(self, event: QShowEvent) -> None:
        """Put back what was left half-filled."""
        if self._half_filled is not None:
            self._half_filled.begin({"form": self.form}, self.form.names())
        super().showEvent(event)

    def give_up(self) -> None:
        """Close, and let go what was typed."""
        self.finished_with()
        self.reject()

    def finished_with(self) -> None:
        """It is done, or given up: nothing typed is kept any more."""
        if self._half_filled is not None:
            self._half_filled.finished()

    def _failed(self, error: UserError) -> None:
        self.tell(error.text, "bad")


def password_fields() -> list[Field]:
    """Return the fields of a new password, typed twice."""
    return [
        Field("password", "新密码", "password", required=True, note="至少 8 个字符，不全是数字。"),
        Field("again", "确认密码", "password", required=True),
    ]


def offer_passphrase(dialog: TaskDialog) -> QPushButton:
    """Put a button into a dialog with ``password_fields`` that fills them with a passphrase, and shows it."""
    button = link_button("想一个密码", "四个词和一个两位数，好记，不好猜。")

    def fill() -> None:
        found = passwords.propose()
        dialog.form.fill({"password": found.text, "again": found.text})
        dialog.tell(f"密码：{found.text}\n记作“{found.words}”。请先抄下来，记住以后再销毁。")

    button.clicked.connect(fill)
    dialog.row.insertWidget(0, button)
    return button


def same(form: Form) -> bool:
    """Tell whether both passwords are the same; say so below the second where they are not."""
    values = form.values()
    if values["password"] != values["again"]:
        form.set_error("again", "两次输入的密码不一样。")
        form.field("again").setFocus()
        return False
    return True
