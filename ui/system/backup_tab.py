"""系统设置 · 备份: a checked, encrypted copy, now; and the copies that are there."""

from __future__ import annotations

import datetime
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.file import backup
from app.ground.jobs import Progress
from ui import theme
from ui.context import Context
from ui.kit import file_dialogs
from ui.kit.allowed import grey
from ui.kit.card import Card
from ui.kit.columns import Cell, Column
from ui.kit.part import Part
from ui.kit.small_table import SmallTable
from ui.kit.text import label


def _size(value: object) -> Cell:
    return Cell(f"{int(str(value)) / 1_048_576:.1f} MB")


class BackupTab(Part):
    """Copies go into one folder; the last one is remembered for the rail."""

    title = "备份"
    help_topic = "备份与密码"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.setMaximumWidth(theme.px(860))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.px(12), 0, 0)
        column.setSpacing(theme.px(14))
        now = Card(margins=(20, 16, 20, 16), spacing=10)
        now.body.addWidget(label("备份", "heading"))
        now.body.addWidget(
            label(
                "备份是完整的加密副本，连同密钥文件一起复制，写完后打开检查过才算数。"
                "请备份到U盘或移动硬盘，与电脑分开存放。",
                "muted",
                wrap=True,
            )
        )
        row = QHBoxLayout()
        row.setSpacing(theme.px(10))
        self.folder = QLineEdit()
        self.folder.setReadOnly(True)
        self.folder.setAccessibleName("备份文件夹")
        browse = QPushButton("换个文件夹…")
        browse.clicked.connect(self._browse)
        self.button = QPushButton("立即备份")
        theme.role(self.button, "primary")
        self.button.clicked.connect(self.back_up)
        row.addWidget(self.folder, 1)
        row.addWidget(browse)
        row.addWidget(self.button)
        now.body.addLayout(row)
        self.last = label("", "muted")
        now.body.addWidget(self.last)
        self.before = label("", "muted", wrap=True, select=True)
        now.body.addWidget(self.before)
        column.addWidget(now)
        there = Card(margins=(1, 12, 1, 1), spacing=6)
        head = label("这个文件夹里的学校文件", "heading")
        head.setContentsMargins(theme.px(19), 0, 0, 0)
        there.body.addWidget(head)
        self.table = SmallTable(
            (
                Column("name", "文件", 260, stretch=True),
                Column("at", "时间", 150),
                Column("size", "大小", 90, "right", _size),
            )
        )
        self.table.setAccessibleName("备份文件")
        self.table.set_empty("这里还没有备份", "插上U盘，选好文件夹，点「立即备份」。")
        there.body.addWidget(self.table)
        column.addWidget(there, 1)
        column.addWidget(
            label(
                "恢复：在开始页打开备份文件即可，密码与备份时相同；要接着用，请把备份和它的密钥文件一起复制回原来的文件夹。",
                "muted",
                wrap=True,
            )
        )

    @property
    def target(self) -> Path:
        """The folder that backups go to: beside the school's file until another is chosen."""
        chosen = self.context.settings.backup_folder
        return Path(chosen) if chosen else self.context.session.path.parent / "备份"

    def reload(self) -> None:
        """Show folder and copies as they are."""
        self.folder.setText(str(self.target))
        at = self.context.settings.backups.get(str(self.context.session.path.resolve()), "")
        self.last.setText(f"上次备份：{at}" if at else "这个学校文件还没有在这台电脑上备份过。")
        kept = backup.before_upgrades(self.context.session.path)
        self.before.setText("；".join(f"升级前的备份（{c.at}）：{c.path}" for c in kept))
        self.before.setVisible(bool(kept))
        grey(self.button, self.context.missing("backup"))
        found = backup.copies(self.target)
        self.table.fill(
            [{"id": str(c.path), "name": c.path.name, "at": c.at, "size": c.size} for c in found]
        )

    def back_up(self) -> None:
        """Make a copy now."""
        session = self.context.session
        target = self.target / backup.proposed_name(session)

        def job(progress: Progress) -> Path:
            return backup.snapshot(session, target, progress)

        self.context.work("正在备份…", job, parent=self, on_done=self._done)

    def _done(self, path: Path) -> None:
        at = f"{datetime.datetime.now():%Y-%m-%d %H:%M}"
        self.context.settings.backed_up(self.context.session.path, at, path.parent)
        self.context.backed_up.emit()
        self.context.say(f"已备份并检查：{path.name}")
        self.reload()

    def _browse(self) -> None:
        chosen = file_dialogs.folder(self, "备份到", str(self.target))
        if chosen is not None:
            self.context.settings.backup_folder = str(chosen)
            self.context.settings.save()
            self.reload()
