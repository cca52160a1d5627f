"""The questions about users: another one, another role, one's own password, the recovery code."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app import opening
from app.file.rights import User
from app.ground.errors import UserError
from app.school import users
from ui.context import Context
from ui.kit.form_dialog import FormDialog
from ui.kit.forms import Field
from ui.kit.task import TaskDialog, password_fields, same

USERS = frozenset({"user"})
TOPIC = "用户与权限"


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
        parent: QWidget | None,
    ) -> None:
        super().__init__(context.bridge, context.runner, title, text, fields, go, parent)
        self.context = context

    def _failed(self, error: UserError) -> None:
        super()._failed(error)
        self.form.enter()


class ChangePasswordDialog(UserDialog):
    """For the user at work, who says the old password."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        fields = [Field("old", "现在的密码", "password", required=True, span=2), *password_fields()]
        super().__init__(context, "修改密码", "", fields, "修改", parent)

    def go(self) -> None:
        """Change the password."""
        if self.form.validate() and same(self.form):
            values = self.form.values()
            self.work(
                "正在修改密码…",
                lambda _: opening.change_password(
                    self.context.session, values["old"], values["password"]
                ),
                self._done,
            )

    def _done(self, _: object) -> None:
        self.accept()
        self.context.say("密码已修改。旧备份仍用旧密码打开。")


class AddUserDialog(UserDialog):
    """Another user with a role and a password of their own."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        fields = [
            Field("name", "姓名", required=True),
            Field("role", "角色", "choice", context.read(users.roles)),
            *password_fields(),
        ]
        text = "每人用自己的姓名和密码打开，操作记录里分得清是谁做的；能做什么由角色决定。"
        super().__init__(context, "添加用户", text, fields, "添加", parent)
        self.form.fill({"role": users.FACTS["role"].usual})

    def go(self) -> None:
        """Add the user."""
        if self.form.validate() and same(self.form):
            values = self.form.values()
            self.work(
                "正在添加用户…",
                lambda _: opening.add_user(
                    self.context.session,
                    values["name"],
                    values["password"],
                    role=values["role"],
                ),
                self._done,
            )

    def _done(self, _: object) -> None:
        self.accept()
        self.context.changed.emit(USERS)
        self.context.say("已添加用户。")


class RecoveryCodeQuestion(UserDialog):
    """``answered(code)`` once the 管理员 has said the password again."""

    answered = Signal(str)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        fields = [Field("password", "您的密码", "password", required=True, span=2)]
        text = "谁有恢复码谁就能打开学校文件，所以请再输入一次您的密码。"
        super().__init__(context, "显示恢复码", text, fields, "显示", parent)

    def go(self) -> None:
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
            width=420,
            changed_only=True,
            parent=parent,
        )
