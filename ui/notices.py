"""What stands above the pages: that a backup is open, that something was left half done, what went wrong."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.school import unfinished
from ui import theme
from ui.context import Context
from ui.kit.message import MessageBar
from ui.school.restore import BackupBar

REVIEW = "review"  # the kind of half-done work that is a list under review


class HalfDoneBar(MessageBar):
    """Offers the reviews of lists that its user has left half done, when the school is opened."""

    def __init__(self) -> None:
        super().__init__()
        self.button = QPushButton("接着核对")
        theme.role(self.button, "small")
        self.button.clicked.connect(lambda: self._go_on())
        self.add(self.button)
        self._context: Context | None = None
        self._only = ""

    def show_for(self, context: Context) -> None:
        """Offer them; nothing where there are none."""
        self._context = context
        left = context.read(unfinished.all, context.session.user_name, REVIEW)
        if not left:
            self.hide()
            return
        from app.exchange import half_done

        reviews = context.read(half_done.all, context.session.user_name)
        if not reviews:  # another version has written them
            self.hide()
            return
        latest = reviews[0]
        named = f"「{latest.path.name}」（{latest.at[5:16]}，{latest.words()}）"
        self._only = latest.key if len(reviews) == 1 else ""
        self.show_text(
            f"有一份没有完成的名单核对：{named}。"
            if self._only
            else f"有 {len(reviews)} 份没有完成的名单核对，最近的是{named}。",
            "info",
        )

    def _go_on(self) -> None:
        context = self._context
        if context is None:
            return
        self.hide()
        if not self._only:
            context.go("import")  # they are listed there
            return
        from app.exchange import half_done
        from ui.exchange.half_done_list import go_on

        found = context.read(half_done.get, context.session.user_name, self._only)
        if found is not None:
            go_on(context, found)


class Notices(QWidget):
    """``bar`` says what went wrong, in ``room``; ``backup`` and ``half_done`` stand over it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.backup = BackupBar()
        self.half_done = HalfDoneBar()
        self.bar = MessageBar()
        self.room = QWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.backup)
        self._half_done_room = QWidget()
        for room, bar in ((self._half_done_room, self.half_done), (self.room, self.bar)):
            around = QHBoxLayout(room)
            around.setContentsMargins(*(theme.px(m) for m in (22, 12, 22, 0)))
            around.addWidget(bar)
            column.addWidget(room)
        self.room.hide()
        self._half_done_room.hide()
        self.half_done.close_button.clicked.connect(self._half_done_room.hide)
        self.half_done.button.clicked.connect(self._half_done_room.hide)

    def show_school(self, context: Context) -> None:
        """Say what is to be said of a school that is opened."""
        self.backup.show_for(context.session.is_backup)
        self.half_done.show_for(context)
        self._half_done_room.setVisible(not self.half_done.isHidden())

    def show_page(self, name: str) -> None:
        """What the page says itself is not said above it."""
        if name in ("import", "home"):
            self._half_done_room.hide()
