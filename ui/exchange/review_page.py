"""导入: everything that is wrong with a workbook at once, before anything is written."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout

from app import exchange
from app.classes import classes, enrolment
from app.exchange.engine.findings import SEVERITIES
from app.exchange.engine.importer import Review
from app.ground.errors import UserError
from app.ground.filenames import safe_name
from app.ground.jobs import Progress
from app.text import chinese
from ui import theme
from ui.context import Context
from ui.exchange.count_tiles import CountTiles
from ui.exchange.finding_table import FindingTable
from ui.kit import file_dialogs
from ui.kit.allowed import grey
from ui.kit.card import Card
from ui.kit.chips import ChipBar
from ui.kit.empty_state import EmptyState
from ui.kit.page import Page
from ui.kit.page_header import PageHeader
from ui.kit.text import label, literal

SUFFIXES = (".xlsx", ".xls", ".ods")


class ReviewPage(Page):
    """``open(kind=…, path=…, class_id=…)``: a kind of the register, else rosters; each is optional,
    but where a list must go into a class, that one.
    """

    kinds: ClassVar[frozenset[str]] = frozenset({"class"})
    help_topic: ClassVar[str] = "导入名册"

    def __init__(self, context: Context, parent: Any = None) -> None:
        super().__init__(context, parent)
        self.kind = exchange.KINDS[0]
        self.path: Path | None = None
        self.review: Review | None = None
        self.decisions: dict[Any, Any] = {}
        self._class_id: int | None = None
        self._waiting: Path | None = None
        self.setAcceptDrops(True)
        self.header = PageHeader(self.kind.title)
        self.source = label("", "muted")
        self.header.after_title(self.source)
        self.header.add_button("返回", self.context.back, icon="back")
        self.choose_button = self.header.add_button("选择文件…", self.choose, icon="folder")
        self.empty = EmptyState(*self.kind.first)
        self.empty.add_button("选择文件…", self.choose, "primary")
        start = Card()
        start.body.addWidget(self.empty)
        self.stack = QStackedWidget()
        self.stack.addWidget(start)
        self.stack.addWidget(self._review_pane())
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.px(m) for m in theme.MARGIN))
        column.setSpacing(theme.px(12))
        column.addWidget(self.header)
        column.addWidget(self.stack, 1)

    def _review_pane(self) -> Card:
        pane = Card(margins=(0, 0, 0, 0), spacing=12, look="bare")
        self.tiles = CountTiles()
        self.chips = ChipBar()
        self.target = QComboBox()
        self.target.setAccessibleName("同时编入班次")
        self.target.setMinimumWidth(theme.px(300))
        self.target.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.again_button = QPushButton("撤回全部确认")
        theme.role(self.again_button, "link")
        self.again_button.clicked.connect(self._undecide)
        filters = QHBoxLayout()
        filters.addWidget(self.chips, 1)
        filters.setSpacing(theme.px(10))
        filters.addWidget(self.again_button)
        self._target_label = label("同时编入", "muted")
        filters.addWidget(self._target_label)
        filters.addWidget(self.target)
        self.table = FindingTable()
        self.table.decided.connect(self.decide)
        table = Card(margins=(1, 1, 1, 1))
        table.body.addWidget(self.table)
        self.detail = label("", "muted", wrap=True, select=True)
        self.detail.setContentsMargins(*(theme.px(m) for m in (16, 2, 16, 8)))
        self.detail.hide()
        table.body.addWidget(self.detail)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._show_detail())
        self.promise = label("", "muted", wrap=True)
        self.copy_button = QPushButton("保存标注后的副本…")
        self.reread_button = QPushButton("重新读取")
        self.import_button = QPushButton("导入")
        theme.role(self.import_button, "primary")
        self.copy_button.clicked.connect(self.save_copy)
        self.reread_button.clicked.connect(self.reread)
        self.import_button.clicked.connect(self.import_all)
        foot = QHBoxLayout()
        foot.setSpacing(theme.px(10))
        foot.addWidget(self.promise, 1)
        for widget in (
            self.copy_button,
            self.reread_button,
            self.import_button,
        ):
            foot.addWidget(widget)
        pane.body.addWidget(self.tiles)
        pane.body.addLayout(filters)
        pane.body.addWidget(table, 1)
        pane.body.addLayout(foot)
        self.chips.picked.connect(self.table.show_only)
        self.target.currentIndexChanged.connect(lambda _: self._show_foot())
        return pane

    # ------------------------------------------------------------------------------ what it shows

    def open(self, **args: object) -> None:
        """Begin anew for a kind of workbook, a class, a file. Raises UserError without the class that
        a list must go into.
        """
        key, class_id, path = (args.get(name) for name in ("kind", "class_id", "path"))
        kind = exchange.kind(key) if isinstance(key, str) else exchange.KINDS[0]
        if kind.into == "must" and not isinstance(class_id, int):
            raise UserError(f"{kind.title}：请先打开一个草案班次，从它的「更多」菜单进入。")
        self.kind = kind
        self._class_id = class_id if isinstance(class_id, int) else None
        self.path = self.review = None
        self.decisions = {}
        self._waiting = path if isinstance(path, Path) else None
        self.header.set_title(self.kind.title)
        self.source.setText("")
        self.empty.show_text(*self.kind.first)
        self.stack.setCurrentIndex(0)
        self.choose_button.hide()

    def belongs(self) -> str:
        """The class it goes into, else where one sees what has come."""
        return self.kind.after if self._class_id is None else "classes"

    def reload(self) -> None:
        """Read the class, or those that it may go into; a file given with ``open`` is read now.

        Raises UserError where the class is gone.
        """
        chosen = self.target.currentData() if self.target.count() else self._class_id
        self.target.clear()
        if self.kind.into == "may":
            self._fill_target(self._class_id if self.review is None else chosen)
        elif self.kind.into == "must" and self.review is None:
            self.source.setText(self._class_title())
        for widget in (self.target, self._target_label):
            widget.setVisible(self.kind.into == "may")
        if self._waiting is not None:
            path, self._waiting = self._waiting, None
            self.read(path)

    def _fill_target(self, wanted: object) -> None:
        self.target.addItem("不编入班次", None)
        for one in self.context.read(classes.all, archived=False):
            if one.status != "closed":
                self.target.addItem(chinese.class_title(one.name, one.issue), one.id)
        self.target.setCurrentIndex(max(0, self.target.findData(wanted)))

    def _class_title(self) -> str:
        one = self.context.read(classes.get, self._class_id)
        return chinese.class_title(one.name, one.issue)

    def _code(self, class_id: object) -> str:
        return self.context.read(classes.get, class_id).code if class_id is not None else ""

    def choose(self) -> None:
        """Ask for a workbook."""
        path = file_dialogs.open_one(self, self.kind.title, file_dialogs.ANY_WORKBOOK)
        if path is not None:
            self.read(path)

    def begin(self) -> None:
        """Ctrl+N: another workbook."""
        self.choose()

    def read(self, path: Path) -> None:
        """Review a workbook in the background; nothing is written."""
        if path != self.path:
            self.decisions = {}
        decisions, session = dict(self.decisions), self.context.session
        code = self._code(self._class_id) if self.kind.into == "must" else ""
        kind = self.kind

        def job(progress: Progress) -> Review:
            return session.read(
                kind.importer().review, path, code, decisions=decisions, progress=progress
            )

        self.context.work(
            f"正在核对 {path.name}…",
            job,
            parent=self,
            on_done=lambda found: self._show(path, found),
        )

    def reread(self) -> None:
        """Read the same file again: it has been mended, say."""
        if self.path is not None:
            self.read(self.path)

    def _show(self, path: Path, review: Review) -> None:
        self.path, self.review = path, review
        self.stack.setCurrentIndex(1)
        self.choose_button.show()
        where = f" · 工作表「{review.sheet}」" if review.sheet else ""
        head = f" · 表头在第 {review.header_row} 行" if review.header_row else ""
        into = f" · {self._class_title()}" if self.kind.into == "must" else ""
        self.source.setText(f"{path.name}{where}{head}{into}")
        self.tiles.show_counts(review.counts, self.kind)
        found = review.severities
        self.chips.set_chips(
            [("", "全部", len(review.findings))]
            + [(s, SEVERITIES[s], n) for s, n in found.items() if n]
        )
        self.table.show_findings(review.findings, review.name_of)
        self.table.show_only(self.chips.current)
        self.again_button.setVisible(bool(self.decisions))
        self.again_button.setText(literal(f"撤回已作的 {len(self.decisions)} 处确认"))
        self.copy_button.setEnabled(bool(review.findings))
        self._show_foot()

    def _show_foot(self) -> None:
        """Say what importing would do, and whether there is anything to import."""
        review = self.review
        if review is None:
            return
        inside, idle = self._inside(review), self._idle(review)
        kept = f"{inside} 人已在这个班：组别、班内职务和备注不改动，请在学员页里填写。"
        promise = f"未写入任何数据。{idle}。" if idle else self._promise(review)
        self.promise.setText(promise + (kept if inside else ""))
        self.import_button.setText(literal(f"导入 {len(review.entries)} {self.kind.unit}"))
        why = self.context.missing(self.kind.right) or idle
        grey(self.import_button, why, able=review.can_import)

    def _inside(self, review: Review) -> int:
        """How many of a roster are in the class chosen already."""
        class_id = self.target.currentData() if self.kind.into == "may" else None
        if class_id is None:
            return 0
        there = set(self.context.read(enrolment.student_ids, class_id))
        return sum(entry.record_id in there for entry in review.entries)

    def _idle(self, review: Review) -> str:
        """Why there is nothing to import, "" where there is."""
        counts, many = review.counts, len(review.entries)
        if not review.can_import or counts["new"] or counts["changed"]:
            return ""
        if self.kind.into != "may" or self.target.currentData() is None:
            return f"都{self.kind.there}，没有要导入的"
        return "都已在这个班，没有要导入的" if self._inside(review) == many else ""

    def _show_detail(self) -> None:
        """Say the selected finding in full, below the table."""
        finding = self.table.current()
        text = ""
        if finding is not None:
            place = "，".join(t for t in (finding.cell, finding.column) if t)
            text = f"{place}：{finding.text}" if place else finding.text
        self.detail.setText(text)
        self.detail.setVisible(bool(text))

    def _promise(self, review: Review) -> str:
        found = review.severities
        parts = []
        if found["error"]:
            parts.append(f"改正 {found['error']} 处错误")
        if found["doubt"]:
            parts.append(f"确认 {found['doubt']} 处疑问")
        skipped = f"跳过合计、备注等 {len(review.skipped)} 行。" if review.skipped else ""
        if parts:
            return (
                f"未写入任何数据。{'、'.join(parts)}后可整体导入，导入后可随时整体撤销。{skipped}"
            )
        if not review.can_import:
            return f"未写入任何数据。这个文件里没有可以导入的内容。{skipped}"
        return f"未写入任何数据。可以整体导入，导入后可随时整体撤销。{skipped}"

    # ---------------------------------------------------------------------------- what is asked for

    def decide(self, row: int, answer: object) -> None:
        """Answer a doubt: the id of the same person, or "other"."""
        self.decisions[row] = answer
        self.reread()

    def _undecide(self) -> None:
        self.decisions = {}
        self.reread()

    def save_copy(self) -> None:
        """Save a copy of the workbook with what was found marked in it."""
        review, path = self.review, self.path
        if review is None or path is None:
            return
        name = safe_name(path.stem, "（标注）.xlsx")
        target = file_dialogs.save_as(
            self, "保存标注后的副本", name, file_dialogs.WORKBOOK, str(path.parent)
        )
        if target is None:
            return

        def save(progress: Progress) -> bool:
            from app.exchange.engine.marked import save_marked_copy

            return save_marked_copy(review, target, progress)

        def done(whole: bool) -> None:
            note = "" if whole else "（原表的格式没有保留，只有内容和标注）"
            self.context.say(f"已保存标注后的副本：{target.name}{note}")

        self.context.work(
            "正在保存标注后的副本…",
            save,
            parent=self,
            on_done=done,
        )

    def import_all(self) -> None:
        """Write everything, as one step that can be undone."""
        review = self.review
        if review is None or not review.can_import:
            return
        class_id = self.target.currentData() if self.kind.into == "may" else self._class_id
        writing = self.kind.importer().write(review, self._code(class_id) or None)
        self.context.run(writing, parent=self, on_done=lambda _: self._imported(class_id))

    def _imported(self, class_id: object) -> None:
        self.review = None
        self.stack.setCurrentIndex(0)
        if class_id is not None:
            self.context.go("class", class_id=class_id, tab=self.kind.tab)
        else:
            self.context.go(self.kind.after)

    # -------------------------------------------------------------------------------------- a file

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take a workbook that is dropped here."""
        if _dropped(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Review it."""
        path = _dropped(event)
        if path is not None:
            event.acceptProposedAction()
            self.read(path)


def _dropped(event: QDropEvent) -> Path | None:
    for url in event.mimeData().urls():
        path = Path(url.toLocalFile())
        if url.isLocalFile() and path.suffix.lower() in SUFFIXES:
            return path
    return None
