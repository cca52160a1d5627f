"""更换密钥: the password again, the new recovery code onto paper, then the work."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app import opening, rekeying
from app.file.rekey import Rekeyed
from app.school import school
from ui.context import Context
from ui.kit import ask
from ui.kit.forms import Field
from ui.school.recovery_code import RecoveryCodeDialog
from ui.system.user_dialogs import USERS, UserDialog

WHY = (
    "以前复制走的密钥文件，更换以后打不开今天的学校文件。每个人的密码不变，恢复码换成新的；"
    "备份仍用备份时的密码和恢复码。"
)
FIRST = (
    "别人可能知道谁的密码，请先取消，由他“修改我的密码”，或由您给他“设定密码”，再来更换密钥；"
    "顺序反了，知道密码的人还能打开。"
)
MANY = 8  # copies named in a note


class RekeyDialog(UserDialog):
    """Asks for the password of the 管理员; what follows is led by the window it stands over."""

    def __init__(self, context: Context, parent: QWidget | None = None, *, why: str = "") -> None:
        """``why``: what was done just now, whether a user removed or a password changed, if anything."""
        fields = [Field("password", "您的密码", "password", required=True, span=2)]
        text = f"{why}{WHY}" if why else f"{WHY}\n\n{FIRST}"
        super().__init__(context, "更换密钥", text, fields, "下一步", self._go, parent)

    def _go(self) -> None:
        """See that it is the password, then show the new code."""
        if self.form.validate():
            password = self.form.values()["password"]
            self.work(
                "正在核对密码…",
                lambda _: opening.confirm(self.context.session, password),
                lambda _: self._show_code(password),
            )

    def _show_code(self, password: str) -> None:
        key, code = rekeying.propose()
        name = self.context.read(school.get).name
        shown = RecoveryCodeDialog(
            name, self.context.session.path.name, code, self.parentWidget(), instead=True
        )
        shown.accepted.connect(lambda: change(self.context, key, password, self.parentWidget()))
        self.accept()
        shown.open()


def change(context: Context, key: bytes, password: str, window: QWidget | None) -> None:
    """Change the key with progress, and tell what is left to be done."""
    context.work(
        "正在更换密钥…",
        lambda progress: rekeying.change(context.session, key, password, progress),
        parent=window,
        on_done=lambda done: _tell(context, done, window),
    )


def _tell(context: Context, done: Rekeyed, window: QWidget | None) -> None:
    context.changed.emit(USERS | {"school"})
    parts = ["请用新恢复码，旧的只能打开以前的备份。每个人的密码不变。"]
    if done.without_password:
        parts.append(f"要重新设定密码：{'、'.join(done.without_password)}。")
    earlier = rekeying.earlier_copies(context.session, context.keeper)
    old = earlier.paths
    if old:
        # with the folder: the copies in two places have one name
        named = [f"{path.name}（{path.parent}）" for path in old[:MANY]]
        more = ["……"] if len(old) > MANY else []
        parts.append("\n".join([f"这 {len(old)} 份备份仍用原来的密钥：", *named, *more]))
        parts.append("请马上再备份一次；旧备份不再需要时请删除。")
    else:
        parts.append("请马上再备份一次。")
    parts.append(earlier.unseen)
    ask.note(window, "已更换密钥", "\n\n".join(parts))
