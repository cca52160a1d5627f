"""系统设置 · 用户与密码: who may open the file, each one's role, the recovery code."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app import opening
from app.file.rights import User
from app.school import school, unfinished, users
from ui import theme
from ui.context import Context
from ui.kit import ask
from ui.kit.allowed import grey
from ui.kit.card import Card
from ui.kit.columns import Column
from ui.kit.link_button import link_button
from ui.kit.manual import ManualDialog
from ui.kit.part import Part
from ui.kit.small_table import SmallTable
from ui.kit.text import label
from ui.school.recovery_code import RecoveryCodeDialog
from ui.system.lock_card import LockCard
from ui.system.rekey_dialog import RekeyDialog
from ui.system.user_dialogs import (
    TOPIC,
    USERS,
    AddUserDialog,
    ChangePasswordDialog,
    GivePasswordDialog,
    RecoveryCodeQuestion,
    RoleDialog,
)

CODE = (
    "所有密码都忘记，或密钥文件（.dxkey）丢失时，只有恢复码能打开学校文件。请打印后与公章一样保管。"
)
KEY = (
    "有人调离，或U盘、电脑可能落到别人手里时，请更换密钥："
    "以前复制走的密钥文件和以前的恢复码就打不开今天的学校文件。"
    "每个人的密码不变：别人可能知道谁的密码，要先改那个密码，再更换密钥。"
)


def _offer(title: str, texts: Sequence[QWidget], button: QPushButton) -> QHBoxLayout:
    row, words = QHBoxLayout(), QVBoxLayout()
    for text in (label(title, "heading"), *texts):
        words.addWidget(text)
    row.addLayout(words, 1)
    row.addWidget(button)
    return row


class UsersTab(Part):
    """Users and what opens the file."""

    title = "用户与密码"
    help_topic = "用户与权限"
    kinds = frozenset({"user", "school"})

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.px(12), 0, 0)
        column.setSpacing(theme.px(14))
        listed = Card(margins=(20, 16, 20, 16), spacing=10)
        head = QHBoxLayout()
        head.addWidget(label("用户", "heading"), 1)
        self.remove_button = QPushButton("删除用户")
        theme.role(self.remove_button, "danger")
        self.remove_button.clicked.connect(self.remove)
        self.role_button = QPushButton("更换角色…")
        self.role_button.clicked.connect(self.change_role)
        self.give_button = QPushButton("设定密码…")
        self.give_button.clicked.connect(self.give_password)
        self.password_button = QPushButton("修改我的密码…")
        self.password_button.clicked.connect(self.change_password)
        self.add_button = QPushButton("添加用户…")
        self.add_button.clicked.connect(lambda: AddUserDialog(context, self.window()).open())
        for button in (
            self.remove_button,
            self.role_button,
            self.give_button,
            self.password_button,
            self.add_button,
        ):
            head.addWidget(button)
        listed.body.addLayout(head)
        self.table = SmallTable(
            (
                Column("name", "姓名", 200, stretch=True, bold=True),
                Column("role_name", "角色", 120),
                Column("you", "", 120),
            )
        )
        self.table.setAccessibleName("用户")
        self.table.setMinimumHeight(theme.px(160))
        self.table.picked.connect(self._enable)
        self.table.opened.connect(lambda _: self.change_role())
        self.table.offer(self.role_button, self.give_button, self.remove_button, self.add_button)
        listed.body.addWidget(self.table)
        listed.body.addLayout(self._what_roles_are())
        column.addWidget(listed, 1)
        self.code_button = QPushButton("显示并打印…")
        self.code_button.clicked.connect(self.show_code)
        self.rekey_button = QPushButton("更换密钥…")
        self.rekey_button.clicked.connect(lambda: self.rekey())
        self.rekeyed = label("", "muted", wrap=True)
        code = Card(margins=(20, 16, 20, 16), spacing=10)
        text = label(CODE, "muted", wrap=True)
        code.body.addLayout(_offer("恢复码", [text], self.code_button))
        text = label(KEY, "muted", wrap=True)
        code.body.addLayout(_offer("密钥", [text, self.rekeyed], self.rekey_button))
        column.addWidget(code)
        self.lock = LockCard(context)
        column.addWidget(self.lock)
        column.addStretch(1)
        self.setMaximumWidth(theme.px(860))

    def _what_roles_are(self) -> QHBoxLayout:
        row = QHBoxLayout()
        text = "角色是分工，不是保密：能打开学校文件的人，都看得到里面的全部内容。"
        row.addWidget(label(text, "quiet", wrap=True), 1)
        more = link_button("各角色能做什么")
        more.clicked.connect(self._show_roles)
        row.addWidget(more, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def reload(self) -> None:
        """Show the users as the file has them."""
        me = self.context.session.user
        bare, due = opening.state_of_ring(self.context.session)
        self.table.fill(
            [
                {
                    "id": u.id,
                    "name": u.name,
                    "role_name": u.role_name,
                    "you": "现在打开的人"
                    if me and u.id == me.id
                    else "没有密码"
                    if u.id in bare
                    else "",
                }
                for u in self.context.read(users.all)
            ]
        )
        changed = self.context.read(school.key_changed_at)
        last = f"上次更换：{changed}。" if changed else "还没有更换过。"
        self.rekeyed.setText(f"{due[:10]} 起应当更换，请尽快。" if due else last)
        theme.role(self.rekeyed, "warn" if due else "muted")
        self.lock.reload()
        self._enable()

    def change_role(self) -> None:
        """Ask for another role of the user picked."""
        one = self._picked()
        if one is not None and self.role_button.isEnabled():
            RoleDialog(self.context, one, self.window()).open()

    def remove(self) -> None:
        """Take the access of the user picked."""
        one = self._picked()
        if one is None:
            return
        text = (
            f"{one.name}将不能再用自己的密码打开学校文件。操作记录保留。旧备份不受影响。"
            f"{self.context.read(unfinished.leaving, one.name)}\n\n"
            "他复制过密钥文件的话，用它还能打开今天的学校文件，所以接着请更换密钥。"
        )
        if ask.confirm(self.window(), "删除用户", text, "删除", danger=True):
            self.context.work(
                "正在删除用户…",
                lambda _: opening.remove_user(self.context.session, one.id),
                parent=self,
                on_done=lambda _: self._removed(one),
                on_error=lambda _: self.context.changed.emit(USERS),
            )

    def _removed(self, one: User) -> None:
        self.context.changed.emit(USERS)
        self.rekey(why=f"已删除{one.name}。")

    def rekey(self, *, why: str = "") -> None:
        """Lead to another key for the file."""
        RekeyDialog(self.context, self.window(), why=why).open()

    def change_password(self) -> None:
        """Ask for another password of whoever is at work."""
        dialog = ChangePasswordDialog(self.context, self.window())
        dialog.known.connect(lambda: self.rekey(why="您的密码已改好。"))
        dialog.open()

    def give_password(self) -> None:
        """Ask for a password for the user picked."""
        one = self._picked()
        if one is not None:
            GivePasswordDialog(self.context, one, self.window()).open()

    def show_code(self) -> None:
        """Show the recovery code again, to whoever says the password again."""
        question = RecoveryCodeQuestion(self.context, self.window())
        question.answered.connect(self.reveal)
        question.open()

    def reveal(self, code: str) -> None:
        """Show the code, to be printed or copied by hand."""
        name = self.context.read(school.get).name
        RecoveryCodeDialog(name, self.context.session.path.name, code, self.window()).open()

    def _show_roles(self) -> None:
        manual = ManualDialog(TOPIC, self.window())
        manual.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        manual.open()

    def _picked(self) -> User | None:
        picked = self.table.current_id()
        return next((u for u in self.context.read(users.all) if u.id == picked), None)

    def _enable(self) -> None:
        why, one, me = self.context.missing("users"), self._picked(), self.context.session.user
        mine = bool(one and me and one.id == me.id)
        grey(self.add_button, why)
        grey(self.code_button, why)
        picked = "" if one is not None else "请先选中一位用户。"
        grey(self.role_button, why or picked)
        own = "自己的密码请点“修改我的密码”。" if mine else ""
        grey(self.give_button, why or picked or own)
        grey(self.rekey_button, why)
        oneself = "不能删除自己，请由另一位管理员来删除。" if mine else ""
        grey(self.remove_button, why or picked or oneself)
        self.password_button.setEnabled(me is not None)
