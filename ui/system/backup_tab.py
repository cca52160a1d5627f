"""系统设置 · 备份: where copies go by themselves, one now, and those that are there."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.file import backup
from app.file.keeping import Kept
from app.ground.errors import UserError
from app.ground.jobs import Progress
from app.text import secrecy
from ui import theme
from ui.context import Context
from ui.kit import file_dialogs
from ui.kit.allowed import grey
from ui.kit.card import Card
from ui.kit.part import Part
from ui.kit.text import label
from ui.system.copies_card import CopiesCard


class BackupTab(Part):
    """Copies go into one folder and onto one stick; the last one is remembered for the rail."""

    title = "备份"
    help_topic = "备份与密码"
    kinds = frozenset({"rehearsal"})

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.setMaximumWidth(theme.px(960))
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, theme.px(12), 0, 0)
        column.setSpacing(theme.px(14))
        column.addWidget(self._now_card())
        self.copies = CopiesCard(context)
        self.table = self.copies.table
        self.copies.setMinimumHeight(theme.px(230))
        column.addWidget(self.copies, 1)
        column.addWidget(
            label(
                "恢复：选中一份，点「恢复…」；别处的备份，点「文件 · 从备份恢复」。"
                "程序先检查备份，把现在的学校文件放在一边，再换成备份里的；"
                "密码与备份时相同。打开备份文件只能查看。",
                "muted",
                wrap=True,
            )
        )
        scroll = QScrollArea()  # large text on a small screen
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(inside)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)

    def _now_card(self) -> Card:
        card = Card(margins=(20, 16, 20, 16), spacing=10)
        head = QHBoxLayout()
        head.addWidget(label("备份到哪里", "heading"))
        head.addStretch(1)
        self.button = QPushButton("立即备份")
        theme.role(self.button, "primary")
        self.button.clicked.connect(self.back_up)
        head.addWidget(self.button)
        card.body.addLayout(head)
        self.automatic = QCheckBox("自动备份：每天、关闭时、大批写入之前，以及插上U盘时")
        self.automatic.setToolTip(
            "写完后打开检查过才算数；旧的自动备份逐渐减少：最近几天的全留，以前的每天、每周、每月留一份。"
        )
        self.automatic.clicked.connect(self._switch)
        card.body.addWidget(self.automatic)
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(10))
        grid.setVerticalSpacing(theme.px(8))
        self.folder, self.stick = QLineEdit(), QLineEdit()
        browse, self.stick_button = QPushButton("换个文件夹…"), QPushButton("指定U盘…")
        browse.clicked.connect(self._browse)
        self.stick_button.clicked.connect(self._name_stick)
        self.no_stick = QPushButton("不用U盘")
        self.no_stick.clicked.connect(lambda: self._take_stick(None))
        for row, (name, field, *buttons) in enumerate(
            (("文件夹", self.folder, browse), ("U盘", self.stick, self.stick_button, self.no_stick))
        ):
            field.setReadOnly(True)
            field.setAccessibleName("备份文件夹" if row == 0 else "备份用的U盘")
            grid.addWidget(label(name, "label"), row, 0)
            grid.addWidget(field, row, 1)
            for place, button in enumerate(buttons):
                grid.addWidget(button, row, 2 + place)
        card.body.addLayout(grid)
        card.body.addWidget(label(secrecy.CARRYING, "quiet", wrap=True))
        self.last = label("", "muted")
        card.body.addWidget(self.last)
        self.before = label("", "muted", wrap=True, select=True)
        card.body.addWidget(self.before)
        return card

    def reload(self) -> None:
        """Show places and copies as they are."""
        context = self.context
        keeper, settings, session = context.keeper, context.settings, context.session
        self.automatic.setChecked(settings.automatic)
        self.folder.setText(str(keeper.folder))
        places, stick = keeper.places(), keeper.stick
        there = "已插上" if len(places) > 1 else "没有插上"
        self.stick.setText(f"{stick.called()} {stick.folder}（{there}）" if stick else "还没有指定")
        self.no_stick.setVisible(stick is not None)
        key = str(session.path.resolve())
        at, outside = settings.backups.get(key, ""), settings.outside.get(key, "")
        text = f"上次备份：{at}" if at else "这个学校文件还没有在这台电脑上备份过。"
        self.last.setText(f"{text}　U盘或移动硬盘上：{outside or '还没有'}")
        kept = backup.before_upgrades(session.path)
        self.before.setText("；".join(f"升级前的备份（{c.at}）：{c.path}" for c in kept))
        self.before.setVisible(bool(kept))
        for button in (self.button, self.automatic, self.stick_button, self.no_stick):
            grey(button, context.missing("backup"))
        self.copies.reload()

    def back_up(self) -> None:
        """Make a copy now, in every place that is there."""
        session, places = self.context.session, self.context.keeper.places()
        name = backup.proposed_name(session)

        def job(progress: Progress) -> Kept:
            kept = Kept()
            for place in places:
                kept.made.append(backup.snapshot(session, place.folder / name, progress))
                kept.places.append(place)
            return kept

        self.context.work("正在备份…", job, parent=self, on_done=self._done)

    def _done(self, kept: Kept) -> None:
        self.context.keeper.note(kept)
        self.context.backed_up.emit()
        where = "、".join(place.name for place in kept.places)
        self.context.say(f"已备份并检查：{kept.made[0].name}（{where}）")
        self.reload()

    def _switch(self, on: bool) -> None:
        self.context.settings.automatic = on
        self.context.settings.save()

    def _browse(self) -> None:
        chosen = file_dialogs.folder(self, "备份到", str(self.context.keeper.folder))
        if chosen is not None:
            self.context.settings.backup_folder = str(chosen)
            self.context.settings.save()
            self.reload()

    def _name_stick(self) -> None:
        chosen = file_dialogs.folder(self, "选择U盘或移动硬盘上的文件夹")
        if chosen is not None:
            self._take_stick(chosen)

    def _take_stick(self, folder: Path | None) -> None:
        try:
            self.context.keeper.name_stick(folder)
        except UserError as error:
            self.context.warn(error.text)
        else:
            self.context.say(
                f"备份今后也放到「{folder}」。" if folder else "备份今后不再放到U盘上。"
            )
        self.reload()
