"""系统设置 · 用户与密码: who may open the file, one's own password, the recovery code."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app import opening
from app.school import school, users
from ui import theme
from ui.context import Context
from ui.kit import ask
from ui.kit.card import Card
from ui.kit.columns import Column
from ui.kit.forms import Field
from ui.kit.small_table import SmallTable
from ui.kit.task import TaskDialog, password_fields, same
from ui.kit.text import label
from ui.school.recovery_code import RecoveryCodeDialog

USERS = frozenset({"user"})


class ChangePasswordDialog(TaskDialog):
    """The old password tells whose it is."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        fields = [Field("old", "现在的密码", "password", required=True, span=2), *password_fields()]
        super().__init__(context.bridge, context.runner, "修改密码", "", fields, "修改", parent)
        self.context = context

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


class AddUserDialog(TaskDialog):
    """Another user with a password of their own."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        fields = [Field("name", "姓名", required=True, span=2), *password_fields()]
        super().__init__(
            context.bridge,
            context.runner,
            "添加用户",
            "每人用自己的密码打开，操作记录里分得清是谁做的。",
            fields,
            "添加",
            parent,
        )
        self.context = context

    def go(self) -> None:
        """Add the user."""
        if self.form.validate() and same(self.form):
            values = self.form.values()
            self.work(
                "正在添加用户…",
                lambda _: opening.add_user(
                    self.context.session, values["name"], values["password"], role="registrar"
                ),
                self._done,
            )

    def _done(self, _: object) -> None:
        self.accept()
        self.context.changed.emit(USERS)
        self.context.say("已添加用户。")


class UsersTab(QWidget):
    """Users and what opens the file."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.px(12), 0, 0)
        column.setSpacing(theme.px(14))
        users = Card(margins=(20, 16, 20, 16), spacing=10)
        head = QHBoxLayout()
        head.addWidget(label("用户", "heading"), 1)
        self.remove_button = QPushButton("删除用户")
        theme.role(self.remove_button, "danger")
        self.remove_button.clicked.connect(self.remove)
        self.password_button = QPushButton("修改我的密码…")
        self.password_button.clicked.connect(
            lambda: ChangePasswordDialog(context, self.window()).open()
        )
        self.add_button = QPushButton("添加用户…")
        self.add_button.clicked.connect(lambda: AddUserDialog(context, self.window()).open())
        for button in (self.remove_button, self.password_button, self.add_button):
            head.addWidget(button)
        users.body.addLayout(head)
        self.table = SmallTable((Column("name", "姓名", 200, stretch=True), Column("you", "", 120)))
        self.table.setAccessibleName("用户")
        self.table.setMinimumHeight(theme.px(160))
        self.table.picked.connect(self._enable)
        users.body.addWidget(self.table)
        column.addWidget(users, 1)
        code = Card(margins=(20, 16, 20, 16), spacing=10)
        row = QHBoxLayout()
        words = QVBoxLayout()
        words.addWidget(label("恢复码", "heading"))
        words.addWidget(
            label(
                "所有密码都忘记，或密钥文件（.dxkey）丢失时，只有恢复码能打开学校文件。"
                "请打印后与公章一样保管。",
                "muted",
                wrap=True,
            )
        )
        row.addLayout(words, 1)
        self.code_button = QPushButton("显示并打印…")
        self.code_button.clicked.connect(self.show_code)
        row.addWidget(self.code_button)
        code.body.addLayout(row)
        column.addWidget(code)
        column.addStretch(1)
        self.setMaximumWidth(theme.px(860))

    def reload(self) -> None:
        """Show the users as the file has them."""
        me = self.context.session.user_name
        self.table.fill(
            [
                {"id": u.id, "name": u.name, "you": "现在打开的人" if u.name == me else ""}
                for u in self.context.read(users.all)
            ]
        )
        self._enable()

    def remove(self) -> None:
        """Take the access of the user picked."""
        user_id = self.table.current_id()
        name = next((u.name for u in self.context.read(users.all) if u.id == user_id), "")
        text = f"{name}将不能再用自己的密码打开学校文件。操作记录保留。旧备份不受影响。"
        if ask.confirm(self.window(), "删除用户", text, "删除", danger=True):
            self.context.work(
                "正在删除用户…",
                lambda _: opening.remove_user(self.context.session, user_id),
                parent=self,
                on_done=lambda _: self.context.changed.emit(USERS),
            )

    def show_code(self) -> None:
        """Show the recovery code again."""
        code = opening.recovery_code(self.context.session)
        name = self.context.read(school.get).name
        RecoveryCodeDialog(name, self.context.session.path.name, code, self.window()).open()

    def _enable(self) -> None:
        self.remove_button.setEnabled(self.table.current_id() is not None)
