"""Opening a school's file: with a password, or with the recovery code; and creating one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from app import opening
from app.file.session import Session
from app.file.wholeness import LacksWork
from app.ground import places
from app.ground.errors import UserError
from app.ground.filenames import safe_name
from app.ground.jobs import Progress, Runner
from app.school.school import LEVELS
from ui import theme
from ui.bridge import Bridge
from ui.kit import ask, file_dialogs
from ui.kit.forms import Field
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
        super().__init__(bridge, runner, "打开学校文件", path.name, fields, "打开", parent)
        self.path = path
        if self._asks_name and name:
            self.form.fill({"name": name})
            self.form.field("password").setFocus()
        self.text.setToolTip(str(path))
        forgotten = QPushButton("忘记密码？用恢复码打开")
        theme.role(forgotten, "link")
        forgotten.setAutoDefault(False)
        forgotten.clicked.connect(self._forgotten)
        self.row.insertWidget(0, forgotten)

    def go(self) -> None:
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
            parent,
        )
        self.path = path
        offer_passphrase(self)

    def go(self) -> None:
        """Open the file."""
        if self.form.validate() and same(self.form):
            values = self.form.values()
            self.open_by(
                "正在打开…",
                lambda p: opening.open_with_recovery(
                    self.path, values["code"], values["password"], progress=p, despite=self.despite
                ),
            )


class NewSchoolDialog(OpeningDialog):
    """Creates a school's file. ``created(code)`` before ``opened``: the recovery code to keep."""

    created = Signal(str, object, str)  # school, path of its file, recovery code

    def __init__(self, bridge: Bridge, runner: Runner, parent: QWidget | None = None) -> None:
        fields = [
            Field("name", "学校名称", required=True, span=2, hint="如 中共青山县委党校"),
            Field("level", "级别", "choice", tuple(LEVELS.items())),
            Field("user", "您的姓名", required=True, hint="记入操作记录"),
            Field(
                "folder",
                "存放位置",
                required=True,
                span=2,
                note="学校的全部数据都在一个加密文件里，请放在本机硬盘或U盘上。",
                check=lambda folder: places.objection(Path(folder), new=True),
            ),
            *password_fields(),
        ]
        super().__init__(bridge, runner, "新建学校", "", fields, "建立", parent)
        self.form.fill({"level": "county", "folder": str(places.school_files())})
        self.browse = QPushButton("换个文件夹…")
        theme.role(self.browse, "link")
        self.browse.setAutoDefault(False)
        self.browse.clicked.connect(self._browse)
        self.row.insertWidget(0, self.browse)
        offer_passphrase(self)

    def go(self) -> None:
        """Create the file, show its recovery code, open it."""
        if not self.form.validate() or not same(self.form):
            return
        values = self.form.values()
        path = Path(values["folder"]) / safe_name(values["name"], ".dxjw")

        def job(_: Progress) -> tuple[str, Session | UserError]:
            code = opening.create(
                path,
                name=values["name"],
                password=values["password"],
                level=values["level"],
                user_name=values["user"],
            )
            try:
                return code, opening.open_school(path, values["password"])
            except UserError as error:  # the school is there, and its code is shown all the same
                return code, error

        def done(result: tuple[str, Session | UserError]) -> None:
            code, opened = result
            self.created.emit(values["name"], path, code)
            if isinstance(opened, UserError):
                self._failed(opened)
            else:
                self._opened(opened)

        def lost(result: tuple[str, Session | UserError]) -> None:
            if isinstance(result[1], Session):
                result[1].close()

        self.work("正在建立学校…", job, done, lost)

    def _browse(self) -> None:
        chosen = file_dialogs.folder(self, "存放位置", self.form.values()["folder"])
        if chosen is not None:
            self.form.fill({"folder": str(chosen)})
            # said now, not after the passwords were typed
            self.form.set_error("folder", places.objection(chosen, new=True))
