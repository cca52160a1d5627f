"""The questions about users: another one, another role, one's own password, the recovery code."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app import opening
from app.file.rights import User
from app.ground.errors import UserError
from app.ground.jobs import Progress
from app.school import users
from ui.context import Context
from ui.kit.form_dialog import FormDialog
from ui.kit.forms import Field
from ui.kit.half_filled import HalfFilled
from ui.kit.task import TaskDialog, offer_passphrase, password_fields, same

USERS = frozenset({"user"})
TOPIC = "用户与权限"


def own_password() -> Field:
    """Return the field of the password of whoever is at work, asked for again."""
    return Field("own", "您自己的密码", "password", required=True, span=2)


class UserDialog(TaskDialog):
    """What the dialogs about users have in common: the session, and the manual's page."""

    help_topic = TOPIC

    def __init__(
        self,
        context: Context,
        title: str,
        text: str,
        fields: list[Field],
        go: str,
        do: Callable[[], object],
        parent: QWidget | None,
    ) -> None:
        super().__init__(context.bridge, context.runner, title, text, fields, go, do, parent)
        self.context = context

    def _failed(self, error: UserError) -> None:
        super()._failed(error)
        self.form.enter()


class ChangePasswordDialog(UserDialog):
    """For the user at work, who says the old password; ``known`` where somebody else may know it."""

    known = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        fields = [
            Field("old", "现在的密码", "password", required=True, span=2),
            *password_fields(),
            Field("known", "别人可能知道现在的密码，改好以后要请管理员更换密钥", "check", span=2),
        ]
        super().__init__(context, "修改密码", "", fields, "修改", self._go, parent)
        offer_passphrase(self)

    def _go(self) -> None:
        """Change the password."""
        if self.form.validate() and same(self.form):
            values = self.form.values()
            self.work(
                "正在修改密码…",
                lambda _: opening.change_password(
                    self.context.session,
                    values["old"],
                    values["password"],
                    known=bool(values["known"]),
                ),
                lambda _: self._done(bool(values["known"])),
            )

    def _done(self, known: bool) -> None:
        self.accept()
        self.context.changed.emit(USERS)
        self.context.say("密码已修改。旧备份仍用旧密码打开。")
        if known and self.context.may("users"):
            self.known.emit()


class AddUserDialog(UserDialog):
    """Another user with a role and a password of their own."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        fields = [
            Field("name", "姓名", required=True),
            Field("role", "角色", "choice", context.read(users.roles)),
            *password_fields(),
            own_password(),
        ]
        text = "每人用自己的姓名和密码打开，操作记录里分得清是谁做的；能做什么由角色决定。"
        super().__init__(context, "添加用户", text, fields, "添加", self._go, parent)
        offer_passphrase(self)
        self.form.fill({"role": users.FACTS["role"].usual})
        self.keep_as(HalfFilled(context, "user:new", self))

    def _go(self) -> None:
        """Add the user."""
        if self.form.validate() and same(self.form):
            values = self.form.values()

            def job(_: Progress) -> int:
                session = self.context.session
                opening.confirm(session, values["own"])
                return opening.add_user(
                    session, values["name"], values["password"], role=values["role"]
                )

            self.work("正在添加用户…", job, self._done)

    def _done(self, _: object) -> None:
        self.finished_with()
        self.accept()
        self.context.changed.emit(USERS)
        self.context.say("已添加用户。")


class GivePasswordDialog(UserDialog):
    """A new password for somebody else, who has forgotten it or has none."""

    def __init__(self, context: Context, user: User, parent: QWidget | None = None) -> None:
        text = (
            f"{user.name}原来的密码从此不再有效。请当面告诉本人，并请他自己再改一次。"
            "别人可能知道原来的密码时，接着请更换密钥：复制走的密钥文件，用原来的密码还能打开。"
        )
        fields = [*password_fields(), own_password()]
        super().__init__(context, f"设定{user.name}的密码", text, fields, "设定", self._go, parent)
        self.user = user
        offer_passphrase(self)

    def _go(self) -> None:
        """Give the password."""
        if self.form.validate() and same(self.form):
            values = self.form.values()
            self.work(
                "正在设定密码…",
                lambda _: opening.give_password(
                    self.context.session, self.user.id, values["password"], values["own"]
                ),
                self._done,
            )

    def _done(self, _: object) -> None:
        self.accept()
        self.context.changed.emit(USERS)
        self.context.say(f"已设定{self.user.name}的密码。")


class RecoveryCodeQuestion(UserDialog):
    """``answered(code)`` once the 管理员 has said the password again."""

    answered = Signal(str)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        fields = [Field("password", "您的密码", "password", required=True, span=2)]
        text = "谁有恢复码谁就能打开学校文件，所以请再输入一次您的密码。"
        super().__init__(context, "显示恢复码", text, fields, "显示", self._go, parent)

    def _go(self) -> None:
        """Ask for the code."""
        if self.form.validate():
            password = self.form.values()["password"]
            self.work(
                "正在核对密码…",
                lambda _: opening.recovery_code(self.context.session, password),
                self._done,
            )

    def _done(self, code: str) -> None:
        self.accept()
        self.answered.emit(code)


class RoleDialog(FormDialog):
    """Which role a user has from now on."""

    help_topic = TOPIC

    def __init__(self, context: Context, user: User, parent: QWidget | None = None) -> None:
        super().__init__(
            context,
            f"{user.name}的角色",
            [Field("role", "角色", "choice", context.read(users.roles), span=2)],
            {"role": user.role},
            lambda values: users.set_role(user.id, values["role"]),
            right="users",
            kept_as="",  # one choice, which is made or not
            width=420,
            changed_only=True,
            parent=parent,
        )
