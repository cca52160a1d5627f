"""The backups that are there, and what can be done with one: restored on trial, things taken out of it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from app import papers, rekeying
from app.file import backup, rehearsal
from app.file.rehearsal import Report
from app.ground.errors import UserError
from app.ground.jobs import Progress
from app.retrieval.shelf import Shelf
from app.school import rehearsals
from ui import theme
from ui.context import Context
from ui.kit import ask
from ui.kit.allowed import grey
from ui.kit.card import Card
from ui.kit.columns import Cell, Column
from ui.kit.small_table import SmallTable
from ui.kit.text import label
from ui.papers.paper_preview import show
from ui.system.password_question import PasswordQuestion
from ui.system.retrieval_dialog import RetrievalDialog

FORMER = "，旧密钥"
FORMER_TIP = "更换密钥以前的备份：要用当时的密码或恢复码打开，那时能打开学校文件的人也能打开它。"


def _size(value: object) -> Cell:
    return Cell(f"{int(str(value)) / 1_048_576:.1f} MB")


def _origin(value: object) -> Cell:
    text = str(value)
    return Cell(text, tip=FORMER_TIP if text.endswith(FORMER) else "")


class CopiesCard(Card):
    """Of every place that copies go to, and those that an upgrade left beside the school's file."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent, margins=(1, 12, 1, 12), spacing=6)
        self.context = context
        head = label("备份", "heading")
        head.setContentsMargins(theme.px(19), 0, 0, 0)
        self.body.addWidget(head)
        self.table = SmallTable(
            (
                Column("name", "文件", 260, stretch=True),
                Column("at", "时间", 140),
                Column("origin", "来历", 120, format=_origin),
                Column("place", "位置", 130),
                Column("size", "大小", 80, "right", _size),
            )
        )
        self.table.setAccessibleName("备份文件")
        self.table.set_empty("这里还没有备份", "插上U盘，指定好，点「立即备份」。")
        self.table.picked.connect(self._settle)
        self.body.addWidget(self.table, 1)
        self.body.addLayout(self._foot())

    def _foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setContentsMargins(theme.px(19), theme.px(4), theme.px(16), 0)
        foot.setSpacing(theme.px(10))
        self.last = label("", "muted", wrap=True)
        foot.addWidget(self.last, 1)
        self.print_button = QPushButton("打印演练记录")
        self.print_button.clicked.connect(self.print_record)
        self.rehearse_button = QPushButton("恢复演练")
        self.rehearse_button.setToolTip(
            "把选中的备份恢复到内存，逐表核对；不改动备份，也不改动学校文件。"
        )
        self.rehearse_button.clicked.connect(lambda: self.rehearse())
        self.retrieve_button = QPushButton("从中取回…")
        self.retrieve_button.setToolTip("从选中的备份里取回一个班次、一名学员、一门课程……")
        self.retrieve_button.clicked.connect(lambda: self.retrieve())
        self.restore_button = QPushButton("恢复…")
        self.restore_button.setToolTip("用选中的备份换下现在的学校文件；换之前先检查，问过才换。")
        self.restore_button.clicked.connect(lambda: self.context.restoring.emit(self.chosen()))
        for button in (
            *(self.print_button, self.rehearse_button),
            *(self.retrieve_button, self.restore_button),
        ):
            foot.addWidget(button)
        self.table.offer(
            *(self.rehearse_button, self.retrieve_button),
            *(self.restore_button, self.print_button),
        )
        return foot

    def reload(self) -> None:
        """Show the copies that are there, the latest first."""
        session, former = self.context.session, self._former()
        rows = [
            (copy, place.name)
            for place in self.context.keeper.places()
            for copy in backup.copies(place.folder)
        ]
        rows += [(copy, "学校文件旁边") for copy in backup.before_upgrades(session.path)]
        self.table.fill(
            [
                {
                    "id": str(copy.path),
                    "name": copy.path.name,
                    "at": copy.at,
                    "origin": _made(copy.path.name) + (FORMER if copy.path in former else ""),
                    "place": place,
                    "size": copy.size,
                }
                for copy, place in sorted(rows, key=lambda row: row[0].at, reverse=True)
            ]
        )
        kept = self.context.read(rehearsals.all)
        self.last.setText(
            f"上次恢复演练：{kept[0].at[:16]}　{'全部相符' if kept[0].passed else '有不符，见记录'}"
            if kept
            else "还没有做过恢复演练：选中一份备份，试一试它能不能恢复。"
        )
        self.print_button.setVisible(bool(kept))
        self._settle()

    def _former(self) -> set[Path]:
        """The copies that have a key of before; of a ring that is lost nobody knows."""
        with suppress(UserError):
            return set(rekeying.earlier_copies(self.context.session, self.context.keeper).paths)
        return set()

    def chosen(self) -> Path | None:
        """Return the copy picked."""
        picked = self.table.current_id()
        return Path(picked) if picked else None

    def rehearse(self, password: str = "") -> None:
        """Restore the copy picked on trial, tell what came of it, and put it on record."""
        path, session = self.chosen(), self.context.session
        if path is None or not self.rehearse_button.isEnabled():
            return

        def job(progress: Progress) -> Report:
            key = rehearsal.key_to(
                path, session.with_key(lambda held: held.key), password, progress
            )
            return session.read(lambda db: rehearsal.rehearse(path, key, db, progress))

        self.context.work(
            "正在恢复演练…",
            job,
            parent=self,
            on_done=self._rehearsed,
            on_error=lambda error: self._failed(path, error, self.rehearse),
        )

    def retrieve(self, password: str = "") -> None:
        """Look through the copy picked, to take things out of it."""
        path, session = self.chosen(), self.context.session
        if path is None:
            return

        def job(progress: Progress) -> Shelf:
            key = rehearsal.key_to(
                path, session.with_key(lambda held: held.key), password, progress
            )
            return Shelf(path, key, progress)

        self.context.work(
            "正在打开备份…",
            job,
            parent=self,
            on_done=self._look_through,
            on_error=lambda error: self._failed(path, error, self.retrieve),
        )

    def _look_through(self, shelf: Shelf) -> None:
        dialog = RetrievalDialog(self.context, shelf, self.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _failed(self, path: Path, error: UserError, again: Callable[[str], None]) -> bool:
        """Ask for the password of that time where the key was another; else it is told as usual."""
        if not isinstance(error, rehearsal.OtherKey):
            return False
        question = PasswordQuestion(f"打开「{path.name}」", error.text, self.window())
        question.answered.connect(again)
        question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        question.open()
        return True

    def _rehearsed(self, report: Report) -> None:
        keep = rehearsals.keep(report, self.context.session.user_name)
        self.context.run(keep, parent=self, toast=False, on_done=lambda _: self.reload())
        good = "备份完好，未比较" if report.uncompared else "全部相符"
        title = f"恢复演练：{'有不符' if report.faults else good}"
        ask.note(self.window(), title, f"{report.line}\n已记入演练记录，可以打印。")

    def print_record(self) -> None:
        """Preview the record of rehearsals."""
        show(self.context, papers.kind("rehearsals"), None, "", parent=self)

    def _settle(self) -> None:
        """Enable what can be done with what is picked."""
        grey(
            self.rehearse_button,
            self.context.missing("backup") or ("" if self.chosen() else "请先选中一份备份。"),
        )
        for button in (self.retrieve_button, self.restore_button):
            grey(button, "" if self.chosen() else "请先选中一份备份。")


def _made(name: str) -> str:
    for mark, word in ((" 自动备份 ", "自动"), ("（升级前第", "升级前")):
        if mark in name:
            return word
    return "手动"
