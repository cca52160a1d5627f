"""Opening a school's file: with a password, or with the recovery code."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from app import opening
from app.file.session import Session
from app.file.wholeness import LacksWork
from app.ground.errors import UserError
from app.ground.jobs import Progress, Runner
from ui import theme
from ui.bridge import Bridge
from ui.kit import ask
from ui.kit.forms import Field
from ui.kit.link_button import link_button
from ui.kit.task import TaskDialog, offer_passphrase, password_fields, same

DESPITE = (
    "这份文件里没有的工作不会自己回来，要重新录入。操作记录里会写明是谁、从哪里接着用的。\n\n"
    "如果原来的学校文件还在，请先取消，把它重新备份或复制过来。"
)


class OpeningDialog(TaskDialog):
    """``opened(session)`` when the file is open."""

    opened = Signal(object)
    despite = False  # whether a file that lacks work is to be used knowingly
    _go_on: QPushButton | None = None

    def open_by(self, text: str, job: Callable[[Progress], Session]) -> None:
        """Do the opening; who closed the dialog meanwhile has nothing left open."""
        self.work(text, job, self._opened, Session.close)

    def _opened(self, opened: Session) -> None:
        self.opened.emit(opened)
        self.accept()

    def _failed(self, error: UserError) -> None:
        if isinstance(error, LacksWork) and self._go_on is None:
            self._go_on = QPushButton("仍用这份文件…")
            self._go_on.setAutoDefault(False)
            self._go_on.clicked.connect(self.go_on)
            self.row.insertWidget(self.row.count() - 2, self._go_on)
            # not the dialog's own: that would grow it twice, and the first size may come last
            self.message.setMinimumWidth(theme.px(512))
        super()._failed(error)

    def go_on(self) -> None:
        """Ask whether the file is to be used although work is missing, and open it."""
        question = ask.open_question(self, "仍用这份文件？", DESPITE, "仍用这份文件", danger=True)
        question.accepted.connect(self._despite)

    def _despite(self) -> None:
        self.despite = True
        self.go()


class LoginDialog(OpeningDialog):
    """Asks for the password of a file; ``recovery_asked`` when it is forgotten.

    Of a file with several users it asks for the name too; ``name`` is who opened it here last.
    """

    help_topic: ClassVar[str] = "备份与密码"

    recovery_asked = Signal()

    def __init__(
        self,
        bridge: Bridge,
        runner: Runner,
        path: Path,
        parent: QWidget | None = None,
        *,
        name: str = "",
    ) -> None:
        self._asks_name = opening.asks_name(path)
        who = [Field("name", "姓名", required=True, span=2)] if self._asks_name else []
        fields = [*who, Field("password", "密码", "password", required=True, span=2)]
        super().__init__(
            bridge, runner, "打开学校文件", path.name, fields, "打开", self._go, parent
        )
        self.path = path
        if self._asks_name and name:
            self.form.fill({"name": name})
            self.form.field("password").setFocus()
        self.text.setToolTip(str(path))
        forgotten = link_button("忘记密码？用恢复码打开")
        forgotten.clicked.connect(self._forgotten)
        self.row.insertWidget(0, forgotten)

    def _go(self) -> None:
        """Open the file."""
        if self.form.validate():
            values = self.form.values()
            self.open_by(
                "正在打开…",
                lambda p: opening.open_school(
                    self.path,
                    values["password"],
                    name=values.get("name"),
                    progress=p,
                    despite=self.despite,
                ),
            )

    def _failed(self, error: UserError) -> None:
        super()._failed(error)
        field = self.form.field("password")
        field.setFocus()
        field.selectAll()  # type: ignore[union-attr]

    def _forgotten(self) -> None:
        self.reject()
        self.recovery_asked.emit()


class RecoveryDialog(OpeningDialog):
    """Opens a file with its recovery code and gives its first user a new password."""

    help_topic: ClassVar[str] = "备份与密码"

    def __init__(
        self, bridge: Bridge, runner: Runner, path: Path, parent: QWidget | None = None
    ) -> None:
        code = Field(
            "code",
            "恢复码",
            "area",
            required=True,
            span=2,
            lines=3,
            hint="照抄纸上的字母和数字；空格、横线、大小写都不要紧。",
        )
        super().__init__(
            bridge,
            runner,
            "用恢复码打开",
            f"{path.name}：以第一位管理员的身份打开，他的密码改为下面的新密码。",
            [code, *password_fields()],
            "打开",
            self._go,
            parent,
        )
        self.path = path
        offer_passphrase(self)

    def _go(self) -> None:
        """Open the file."""
        if self.form.validate() and same(self.form):
            values = self.form.values()
            self.open_by(
                "正在打开…",
                lambda p: opening.open_with_recovery(
                    self.path, values["code"], values["password"], progress=p, despite=self.despite
                ),
            )
