"""系统设置 · 操作记录: who did what and when; an import of weeks ago can be taken back here."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app import history
from app.file import archiving
from app.rules import profiles
from ui import theme
from ui.context import Context
from ui.kit import ask, columns
from ui.kit.allowed import grey
from ui.kit.card import Card
from ui.kit.columns import Cell, Column
from ui.kit.part import Part
from ui.kit.small_table import SmallTable
from ui.kit.text import label
from ui.system.archive_dialog import ArchiveDialog

BATCH = 200
LINES = 6  # of what an operation changed
_STATES = {"done": "", "undone": "已撤销", "dropped": "已撤销"}


def _state(value: object) -> Cell:
    return Cell(_STATES.get(str(value), ""), theme.QUIET)


class JournalTab(Part):
    """The latest operations, and more on demand."""

    title = "操作记录"
    help_topic = "操作记录"
    kinds = frozenset(  # every change is shown here
        {
            *("school", "half_day", "holiday", "user", "package", "rehearsal", "mending"),
            "known_heading",
            *("unit", "student", "hour_entry", "teacher", "venue", "course"),
            *("class", "class_span", "lesson", "lesson_lecturer", "enrolment", "attendance"),
            *("certificate", "class_kind", "course_module", "course_topic_of", "lesson_topic"),
            *profiles.TABLES,
        }
    )

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._shown = BATCH
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.px(12), 0, 0)
        column.setSpacing(theme.px(10))
        self.table = SmallTable(
            (
                Column("at", "时间", 150, format=columns.moment),
                Column("user_name", "用户", 100),
                Column("name", "操作", 300, stretch=True, bold=True),
                Column("change_count", "改动", 80, "right", columns.number, tip="改动了多少条记录"),
                Column("state", "状态", 90, format=_state),
            )
        )
        self.table.setAccessibleName("操作记录")
        self.table.picked.connect(self._show_picked)
        card = Card(margins=(1, 1, 1, 1))
        card.body.addWidget(self.table)
        self.detail = label("", "muted", wrap=True, select=True)
        self.detail.setContentsMargins(*(theme.px(m) for m in (16, 6, 16, 8)))
        self.detail.hide()
        card.body.addWidget(self.detail)
        column.addWidget(card, 1)
        row = QHBoxLayout()
        row.setSpacing(theme.px(10))
        self.note = label("", "muted")
        self.more_button = QPushButton("更早的记录")
        self.more_button.clicked.connect(self._more)
        self.archive_button = QPushButton("归档…")
        self.archive_button.setToolTip("把旧的操作记录移到一个加密的归档文件里。")
        self.archive_button.clicked.connect(self.archive)
        self.undo_button = QPushButton("撤销这一项")
        self.undo_button.setToolTip(
            "只撤销选中的这一项；它之后的记录若还在用它，会说明原因，不会改动。"
        )
        self.undo_button.clicked.connect(self.take_back)
        row.addWidget(self.note, 1)
        row.addWidget(self.more_button)
        row.addWidget(self.archive_button)
        row.addWidget(self.undo_button)
        column.addLayout(row)
        self.table.offer(self.undo_button, self.more_button, self.archive_button)
        self._undoable: dict[int, frozenset[str]] = {}  # what may be taken back, and its rights
        self._counts: dict[int, int] = {}
        self._goes: dict[int, str] = {}

    def reload(self) -> None:
        """Read the latest operations."""
        entries = self.context.session.operations(self._shown)
        self._undoable = {
            e.id: e.rights for e in entries if e.undo == "stack" and e.state == "done"
        }
        self._counts = {e.id: e.change_count for e in entries}
        self._goes = {e.id: history.what_goes(e) for e in entries}
        self.table.fill([{key: getattr(e, key) for key in e.__dataclass_fields__} for e in entries])
        self.more_button.setVisible(len(entries) == self._shown)
        archived = self.context.read(archiving.archives)
        older = f"{archived[-1].last_at[:10]} 以前的已归档。" if archived else ""
        self.note.setText(f"最近 {len(entries):,} 项。证书的签发和作废不能撤销。{older}")
        grey(self.archive_button, self.context.missing("users"))
        self._show_picked()

    def take_back(self) -> None:
        """Take back the operation picked, alone."""
        number = self.table.current_id()
        if self.undo_button.isEnabled():
            ask.first(
                self,
                "撤销这一项",
                self._goes[number],
                "撤销",
                lambda: self.context.take_back(number, parent=self),
            )

    def archive(self) -> None:
        """Ask which operations go into an archive."""
        dialog = ArchiveDialog(self.context, self.context.keeper.folder, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(self.reload)
        dialog.open()

    def _more(self) -> None:
        self._shown += BATCH
        self.reload()

    def _show_picked(self) -> None:
        """Say what the operation picked has changed, and whether it can be taken back."""
        picked = self.table.current_id()
        lines: list[str] = []
        if picked is not None:
            lines = self.context.read(history.of_operation, picked, LINES)
            more = self._counts.get(picked, 0) - len(lines)
            lines += [f"……另有 {more:,} 处"] if more > 0 else []
        self.detail.setText("\n".join(lines))
        self.detail.setVisible(bool(lines))
        picked = self.table.current_id()
        why = self.context.session.missing(*self._undoable.get(picked, ()))
        grey(self.undo_button, why, able=picked in self._undoable)
