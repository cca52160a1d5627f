"""The start page: create a school, open one, the recent ones, or look at the demonstration."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.file.session import Session
from app.ground import places
from app.ground.errors import UserError
from app.ground.jobs import Progress, Runner
from app.ground.settings import Settings
from app.text import secrecy
from ui import theme
from ui.bridge import Bridge
from ui.kit import file_dialogs, running
from ui.kit.card import Card
from ui.kit.link_button import link_button
from ui.kit.manual import ManualDialog
from ui.kit.message import MessageBar
from ui.kit.text import label
from ui.school.login import LoginDialog, OpeningDialog, RecoveryDialog

if TYPE_CHECKING:
    from ui.school.restore import RestoreDialog

DEMO_PASSWORD = "yanshi-2026"  # of a school of invented people, for looking around

FIRST_TIME = (
    "第一次使用，可以先看「演示学校」。换了电脑，或学校文件坏了：插上存备份的U盘，"
    "点下面的「从备份恢复…」。"
    f"{secrecy.CARRYING}"
)


class Way(QPushButton):
    """A way into a school; Enter goes it as the space bar does."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Outside dialogs a button does not hear Enter by itself."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


class Tile(Way):
    """A big button: icon, name, one line of what it does."""

    def __init__(self, icon: str, title: str, text: str) -> None:
        super().__init__()
        theme.role(self, "tile")
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        row = QHBoxLayout(self)
        row.setContentsMargins(*(theme.px(m) for m in (16, 12, 16, 12)))
        row.setSpacing(theme.px(14))
        sign = label()
        sign.setPixmap(theme.pixmap(icon, theme.ACCENT, 26))
        row.addWidget(sign)
        words = QVBoxLayout()
        words.setSpacing(theme.px(2))
        words.addWidget(label(title, "heading"))
        words.addWidget(label(text, "muted", wrap=True))
        row.addLayout(words, 1)


class StartPage(QWidget):
    """``opened(session)`` when a school is open."""

    opened = Signal(object)
    helped = Signal()
    restoring = Signal()
    replacing = Signal()  # a file is about to be restored: the school that is open is closed

    def __init__(
        self, settings: Settings, bridge: Bridge, runner: Runner, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.settings, self.bridge, self.runner = settings, bridge, runner
        self.dialog: OpeningDialog | None = None
        theme.role(self, "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        middle = QVBoxLayout()
        middle.setSpacing(theme.px(12))
        name = label("党校教务", "big")
        name.setStyleSheet(f"color: {theme.ACCENT}; font-size: {theme.px(28)}px;")
        middle.addStretch(2)
        middle.addWidget(name)
        middle.addWidget(
            label("从学员名册到结业证书，一所党校的教务工作在一台电脑上完成。", "muted")
        )
        middle.addWidget(label(secrecy.NOTICE, "strong"))
        middle.addSpacing(theme.px(8))
        self.message = MessageBar()
        middle.addWidget(self.message)
        columns = QHBoxLayout()
        columns.setSpacing(theme.px(20))
        columns.addLayout(self._tiles(), 1)
        columns.addWidget(self._recent_card(), 1)
        middle.addLayout(columns)
        foot = QHBoxLayout()
        foot.addWidget(label("不联网，数据加密保存在本机。", "quiet"))
        foot.addStretch(1)
        restore = link_button("从备份恢复…")
        restore.clicked.connect(self.restoring)
        foot.addWidget(restore)
        manual = link_button("使用手册（F1）")
        manual.clicked.connect(self.helped)
        foot.addWidget(manual)
        middle.addLayout(foot)
        middle.addStretch(3)
        outer = QHBoxLayout(self)
        outer.addStretch(1)
        inside = QWidget()
        inside.setLayout(middle)
        inside.setFixedWidth(theme.px(880))
        outer.addWidget(inside)
        outer.addStretch(1)
        self.reload()

    def _tiles(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(theme.px(12))
        self.new_tile = Tile("school", "新建学校", "填写学校名称，设一个密码，把恢复码留在纸上。")
        self.open_tile = Tile(
            "folder", "打开学校文件", "打开学校文件（.dxjw）；备份打开了只能查看。"
        )
        self.demo_tile = Tile(
            "star", "演示学校", "虚构的学员、课程和班次，随便试，弄坏了也没关系。"
        )
        self.new_tile.clicked.connect(self.new_school)
        self.open_tile.clicked.connect(self.choose)
        self.demo_tile.clicked.connect(self.open_demo)
        for tile in (self.new_tile, self.open_tile, self.demo_tile):
            column.addWidget(tile)
        column.addStretch(1)
        return column

    def _recent_card(self) -> Card:
        card = Card(margins=(16, 14, 10, 10))
        card.body.addWidget(label("最近打开", "heading"))
        self._recent = QVBoxLayout()
        self._recent.setContentsMargins(0, 0, theme.px(6), 0)
        self._recent.setSpacing(theme.px(2))
        inside = QWidget()
        inside.setLayout(self._recent)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inside)
        card.body.addWidget(scroll)
        return card

    def reload(self) -> None:
        """Show the recent files anew."""
        while (item := self._recent.takeAt(0)) is not None:
            if item.widget():
                item.widget().deleteLater()
        for text in self.settings.recent:
            self._recent.addWidget(self._recent_row(Path(text)))
        if not self.settings.recent:
            self._recent.addWidget(label("还没有打开过学校文件。", "muted", wrap=True))
            self._recent.addWidget(label(FIRST_TIME, "quiet", wrap=True))
        self._recent.addStretch(1)

    def showEvent(self, event: QShowEvent) -> None:
        """The file that was open last is one Enter away."""
        super().showEvent(event)
        row = self._recent.itemAt(0).widget()
        way = row.findChild(Way) if self.settings.recent and row else self.new_tile
        if way is not None:
            way.setFocus()

    def _recent_row(self, path: Path) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.px(2))
        button = Way()
        theme.role(button, "recent")
        inside = QVBoxLayout(button)
        inside.setContentsMargins(theme.px(8), theme.px(5), theme.px(8), theme.px(5))
        inside.setSpacing(theme.px(2))
        inside.addWidget(label(path.stem))
        where = label("", "quiet")
        where.setText(
            where.fontMetrics().elidedText(
                str(path.parent), Qt.TextElideMode.ElideMiddle, theme.px(330)
            )
        )
        inside.addWidget(where)
        button.setToolTip(str(path))
        button.setAccessibleName(f"打开 {path.stem}")
        button.clicked.connect(lambda: self.ask_password(path))
        forget = QPushButton()
        theme.role(forget, "bare")
        forget.setIcon(theme.icon("close", theme.QUIET, 14))
        forget.setToolTip("从列表中去掉（文件不动）")
        forget.setAccessibleName(f"从列表中去掉 {path.stem}")
        forget.clicked.connect(lambda: self._forget(path))
        line.addWidget(button, 1)
        line.addWidget(forget)
        return row

    def _forget(self, path: Path) -> None:
        self.settings.forgotten(str(path))
        QTimer.singleShot(0, self, self.reload)

    # ------------------------------------------------------------------ the four ways in

    def new_school(self) -> None:
        """Lead through a new school."""
        from ui.school.new_school import NewSchoolDialog

        dialog = NewSchoolDialog(self.bridge, self.runner, self.window())
        dialog.created.connect(self._show_code)
        self._ask(dialog)

    def choose(self) -> None:
        """Choose a school's file and ask for its password."""
        path = file_dialogs.open_one(
            self, "打开学校文件", file_dialogs.SCHOOL, str(places.school_files())
        )
        if path is not None:
            self.ask_password(path)

    def ask_password(self, path: Path) -> None:
        """Ask for the password of a file and open it; say where a file cannot be used."""
        if objection := places.objection(path):
            self.message.show_text(objection, "bad")
            return
        name = self.settings.users.get(str(path.resolve()), "")
        dialog = LoginDialog(self.bridge, self.runner, path, self.window(), name=name)
        dialog.recovery_asked.connect(lambda: self.recover(path))
        self._ask(dialog)

    def recover(self, path: Path) -> None:
        """Open a file with its recovery code."""
        self._ask(RecoveryDialog(self.bridge, self.runner, path, self.window()))

    def restore(
        self, copy: Path | None, target: Path | None = None, *, by_code: bool = False
    ) -> RestoreDialog | None:
        """Restore a backup, which is asked for where none is given; ``target`` is the file that it replaces."""
        from ui.school.restore import RestoreDialog, proposed

        copy = copy or file_dialogs.open_one(
            self, "从备份恢复", file_dialogs.SCHOOL, self._copies(target)
        )
        if copy is None:
            return None
        target = target or proposed(copy, self.settings.recent)
        name = self.settings.users.get(str(target.resolve()), "")
        dialog = RestoreDialog(
            self.bridge, self.runner, copy, target, self.window(), name=name, by_code=by_code
        )
        dialog.code_asked.connect(lambda one, to: self.restore(one, to, by_code=True))
        dialog.starting.connect(self.replacing)
        self._ask(dialog)
        return dialog

    def _copies(self, target: Path | None) -> str:
        """The folder where backups are looked for: the one named, or the one beside the school."""
        from app.file.keeping import FOLDER

        school = target or next(iter(map(Path, self.settings.recent)), None)
        beside = str(school.parent / FOLDER) if school is not None else ""
        return self.settings.backup_folder or beside

    def open_demo(self) -> None:
        """Open the demonstration school, built when it is first asked for."""
        from app import demo  # the whole of app/, for one button

        path = demo.place()

        def job(progress: Progress) -> Session:
            return demo.open_or_build(path, DEMO_PASSWORD, progress)

        running.start(
            self.bridge,
            lambda progress: self.runner.submit(lambda: job(progress)),
            parent=self,
            on_done=self.opened.emit,
            on_error=self._failed,
            text="正在准备演示学校…",
            lost=Session.close,  # the text was resized meanwhile, say, and the page is another
        )

    def show_help(self, topic: str) -> None:
        """Show the manual while no school is open."""
        dialog = ManualDialog(topic, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _ask(self, dialog: OpeningDialog) -> None:
        self.message.hide()
        self.dialog = dialog
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.opened.connect(self.opened)
        dialog.open()

    def _show_code(self, school: str, path: Path, code: str) -> None:
        self.settings.opened(path)  # it is there, whatever happens while the code is copied
        from ui.school.recovery_code import RecoveryCodeDialog

        RecoveryCodeDialog(school, path.name, code, self.window()).exec()

    def _failed(self, error: UserError) -> None:
        self.message.show_text(error.text, "bad")
