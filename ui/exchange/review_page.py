"""Import: choose a workbook, mend it and decide on the page, write it whole. One page for every kind of list."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtCore import QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from app import exchange
from app.classes import classes, enrolment
from app.exchange import half_done
from app.exchange.engine.asked import Asked
from app.exchange.engine.importer import Review
from app.exchange.half_done import TakenUp
from app.ground.errors import UserError
from app.ground.filenames import safe_name
from app.ground.jobs import Progress
from app.text import chinese
from ui import theme
from ui.bridge import alive
from ui.context import Context
from ui.exchange import blank_template, saying
from ui.exchange.half_done_list import HalfDoneList, go_on
from ui.exchange.judging import Judged, Judging, with_rows
from ui.exchange.kept_review import KeptReview
from ui.exchange.review_foot import ReviewFoot
from ui.exchange.review_pane import ReviewPane
from ui.kit import file_dialogs
from ui.kit.card import Card
from ui.kit.elided import ElidedLabel
from ui.kit.empty_state import EmptyState
from ui.kit.page import Page
from ui.kit.page_header import PageHeader
from ui.kit.scrolled import scrolled

SUFFIXES = (".xlsx", ".xls", ".ods")
SLOW = 150
"""Milliseconds of judging after which it is said."""


TOPICS = {
    **dict.fromkeys(("courses", "plan"), "导入师资和课程"),
    "past": "补录以前的班次",
}
"""Topics of the manual about lists that are no rosters."""


class ReviewPage(Page):
    """``open(kind=…, path=…, class_id=…, resume=…)``: a kind of the register, else rosters; each is optional,
    but where a list must go into a class, that one. ``resume`` is the key of a half-done review.

    ``strip`` is the room above the grid; ``ask(asked)`` is the one way to have it judged otherwise.
    """

    kinds: ClassVar[frozenset[str]] = frozenset({"class"})
    help_topic: ClassVar[str] = "导入名册"

    def __init__(self, context: Context, parent: Any = None) -> None:
        super().__init__(context, parent)
        self.kind = exchange.KINDS[0]
        self.path: Path | None = None
        self.review: Review | None = None
        self._class_id: int | None = None
        self._waiting: Callable[[], None] | None = None
        self.kept = KeptReview(context)
        self.judging = Judging(context, self)
        self.setAcceptDrops(True)
        self._build()
        self._slow = QTimer(self)
        self._slow.setSingleShot(True)
        self._slow.setInterval(SLOW)
        self._slow.timeout.connect(lambda: self.foot.show_busy())
        self.judging.waiting.connect(lambda: self._slow.start())
        self.judging.done.connect(lambda found: self._show(found))
        self.judging.settled.connect(lambda: self._settled())
        self.pane.asked.connect(lambda asked: self.ask(asked))
        self.pane.taken_back.connect(lambda: self.take_back())
        self.target.currentIndexChanged.connect(lambda _: self._show_foot())
        self.target.activated.connect(lambda _: self._keep())

    def _build(self) -> None:
        self.header = PageHeader(self.kind.title)
        self.source = ElidedLabel("muted")
        self.header.after_title(self.source)
        self.header.add_button("返回", self.context.back, icon="back")
        self.reread_button = self.header.add_button("重新读取", self.reread)
        self.choose_button = self.header.add_button("选择文件…", self.choose, icon="folder")
        self.half_done = HalfDoneList()
        self.half_done.resumed.connect(lambda one: go_on(self.context, one))
        self.half_done.thrown_away.connect(lambda key: self._throw_away(key))
        self.empty = EmptyState(*self.kind.first)
        self.empty.add_button("选择文件…", self.choose, "primary")
        self.empty.add_button("空白模板…", self.save_template)
        start = Card()
        start.body.addWidget(self.half_done)
        start.body.addWidget(self.empty, 1)
        self.pane = ReviewPane(self.context, lambda: self.asked)
        self.strip = self.pane.strip
        self.foot = ReviewFoot()
        self.target = self.foot.target
        self.promise, self.import_button = self.foot.promise, self.foot.import_button
        self.foot.copy_button.clicked.connect(self.save_copy)
        self.foot.leave_button.clicked.connect(self.leave_out_errors)
        self.import_button.clicked.connect(self.import_all)
        reviewing = Card(margins=(0, 0, 0, 0), spacing=12, look="bare")
        reviewing.body.addWidget(self.pane, 1)
        reviewing.body.addWidget(self.foot)
        self.stack = QStackedWidget()
        self.stack.addWidget(start)
        self.stack.addWidget(scrolled(reviewing))
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.px(m) for m in theme.MARGIN))
        column.setSpacing(theme.px(12))
        column.addWidget(self.header)
        column.addWidget(self.stack, 1)

    # ------------------------------------------------------------------------------ what it shows

    def open(self, **args: object) -> None:
        """Begin anew for a kind of workbook, a class, a file. Raises UserError without the class that
        a list must go into.
        """
        names = ("kind", "class_id", "path", "resume")
        key, class_id, path, resume = (args.get(name) for name in names)
        kind = exchange.kind(key) if isinstance(key, str) else exchange.KINDS[0]
        if kind.into == "must" and not isinstance(class_id, int):
            raise UserError(f"{kind.title}：请先打开一个草案班次，从它的「更多」菜单进入。")
        self.kind = kind
        self._class_id = class_id if isinstance(class_id, int) else None
        self._forget()
        if isinstance(resume, str):
            self._waiting = lambda: self.resume(resume)
        elif isinstance(path, Path):
            self._waiting = lambda: self.read(path)
        self.header.set_title(self.kind.title)
        self.empty.show_text(*self.kind.first)
        self._show_half_done()

    def _forget(self) -> None:
        self.judging.stop()
        self.pane.clear()
        self.path = self.review = self._waiting = None
        self.kept.key = ""
        self.source.show_text("")
        self.stack.setCurrentIndex(0)
        self._offer_others(False)

    def _offer_others(self, whether: bool) -> None:
        self.choose_button.setVisible(whether)
        self.reread_button.setVisible(whether)

    def place(self) -> dict[str, object]:
        """The review on the screen."""
        here: dict[str, object] = {"kind": self.kind.key, "class_id": self._class_id}
        if self.review is None:
            return here
        return here | ({"resume": self.kept.key} if self.kept.key else {"path": self.path})

    def drop(self) -> None:
        """What is being typed is not said in another's name."""
        self.pane.grid.drop_line()

    def topic(self) -> str:
        """What F1 opens is about the list."""
        return TOPICS.get(self.kind.key, self.help_topic)

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
            self._offer_classes(self._class_id if self.review is None else chosen)
        elif self.kind.into == "must" and self.review is None:
            self.source.show_text(self._class_title())
        for widget in (self.target, self.foot.target_label):
            widget.setVisible(self.kind.into == "may")
        if self._waiting is not None:
            begin, self._waiting = self._waiting, None
            begin()

    def _show_half_done(self) -> None:
        self.half_done.show_reviews(
            self.context.read(half_done.all, self.context.session.user_name), self.kind.key
        )

    def _offer_classes(self, wanted: object) -> None:
        if not self.target.offer(self.context.read(classes.all, archived=False), wanted):
            self.context.warn(f"选定的{half_done.CLASS_GONE}")
            self._class_id = None  # told once

    def _class_title(self) -> str:
        one = self.context.read(classes.get, self._class_id)
        return chinese.class_title(one.name, one.issue)

    def _code(self, class_id: object) -> str:
        return self.context.read(classes.get, class_id).code if class_id is not None else ""

    def _class_code(self) -> str:
        """The class that a list goes into, "" where it need not, or is chosen in the foot."""
        return self._code(self._class_id) if self._within else ""

    @property
    def _within(self) -> bool:
        return self.kind.into == "must" or (not self.kind.into and self._class_id is not None)

    # ------------------------------------------------------------------------------ reading

    def choose(self) -> None:
        """Ask for a workbook."""
        path = file_dialogs.open_one(self, self.kind.title, file_dialogs.ANY_WORKBOOK)
        if path is not None:
            self.read(path)

    def save_template(self) -> None:
        """Write a blank workbook of this list, to be filled in."""
        blank_template.save(self.context, self, self.kind)

    def begin(self) -> None:
        """Ctrl+N: another workbook."""
        self.choose()

    def read(self, path: Path) -> None:
        """Review a workbook in the background; nothing is written."""
        self._take_up(path, self.review if path == self.path else None)

    def reread(self) -> None:
        """Read the same file again: it has been mended, say."""
        if self.path is not None:
            self.read(self.path)

    def resume(self, key: str) -> None:
        """Go on with a half-done review, with the workbook as it was kept."""
        user = self.context.session.user_name
        found = self.context.read(half_done.get, user, key)
        if found is None:
            self.context.warn("这份核对已经完成、丢弃，或是别的用户作的。")
            self._show_half_done()
            return
        content = self.context.read(half_done.content, user, key)
        self._take_up(found.path, None, content)

    def _take_up(self, path: Path, held: Review | None, content: bytes | None = None) -> None:
        session, kind, code = self.context.session, self.kind, self._class_code()
        if held is not None:
            held = self.judging.latest(held)

        def job(progress: Progress) -> tuple[TakenUp, Judged]:
            taken = half_done.take_up(
                *(session, kind.importer(), kind.key, path, code),
                kept=content,
                held=held,
                progress=progress,
            )
            return taken, with_rows(taken.review)

        self.context.work(
            f"正在核对 {path.name}…",
            job,
            parent=self,
            on_done=lambda found: self._taken_up(path, *found),
        )

    def _taken_up(self, path: Path, taken: TakenUp, found: Judged) -> None:
        """Show what was read, and say what was taken over from before."""
        asked = taken.review.asked
        self.path = path
        initial = (Asked(asked.class_code),) if taken.resumed else ()
        self.judging.begin(self.kind.importer(), taken.reading, asked, initial)
        went_over = self.kept.take(self.kind.key, taken)
        self.pane.clear()
        self._show(found)
        if taken.resumed:
            there = self.target.choose(taken.target)
            self.context.warn(taken.words(class_there=there), "info" if there else "warn")
        elif went_over:
            self._keep()
        if taken.lost:
            lost = f"有 {taken.lost} 处改正或答复在新的工作簿里对不上，没有带过来，请再看一遍。"
            self.context.warn(lost)

    def _show(self, found: Judged) -> None:
        review = self.review = found.review
        self.stack.setCurrentIndex(1)
        self._offer_others(True)
        where = f" · 工作表「{review.sheet}」" if review.sheet else ""
        head = f" · 表头在第 {_heading_rows(review)} 行" if review.header_row else ""
        where += head + (f" · {self._class_title()}" if self._within else "")
        self.source.show_text(f"{review.source.path.name}{where}")
        self.pane.show_judged(found, can_take_back=self.judging.can_take_back)
        self._show_foot()

    # ------------------------------------------------------------------------------ mending

    @property
    def asked(self) -> Asked:
        """What has been said to the review so far."""
        return self.judging.asked

    def ask(self, asked: Asked) -> None:
        """Have the workbook judged as it is asked for now; what was said is kept."""
        self.judging.ask(asked)
        self._keep()

    def take_back(self) -> None:
        """Take the last of it back."""
        self.judging.take_back()
        self._keep()

    def leave_out_errors(self) -> None:
        """Leave every row out that has an error, and another table below; the others can be imported then."""
        asked, judged = self.asked, self.pane.judged
        for rows in judged.tables if judged is not None else ():
            asked = saying.left_out(asked, rows, [*rows.numbers("error"), *rows.barring()], True)
        self.ask(asked)

    def _keep(self) -> None:
        """Keep what was said so far, so that nothing that happens now loses it."""
        review, asked = self.review, self.asked
        if review is None:
            return
        self.kept.keep(self.kind.key, review, asked, self.target.currentData())

    def _throw_away(self, key: str) -> None:
        self.context.aside(
            half_done.discard(key),
            lambda: self._show_half_done() if alive(self) and not self.context.closed else None,
        )

    # ------------------------------------------------------------------------------ writing

    def _show_foot(self) -> None:
        """Say what importing would do, and whether there is anything to import."""
        found, review = self.pane.judged, self.review
        if found is None or review is None:
            return
        inside = self._inside(review)
        missing = self.context.missing(self.kind.right)
        self.foot.show_review(
            found, self.kind, idle=self._idle(review), inside=inside, missing=missing
        )

    def _settled(self) -> None:
        self._slow.stop()
        self._show_foot()

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

        self.context.work("正在保存标注后的副本…", save, parent=self, on_done=done)

    def import_all(self) -> None:
        """Write everything, as one step that can be undone."""
        review = self.review
        if self.judging.busy:
            self._slow.stop()
            self.foot.show_busy(wanted=True)
            return
        if review is None or not review.can_import:
            return
        class_id = self.target.currentData() if self.kind.into == "may" else self._class_id
        writing = self.kind.importer().write(
            review, self._code(class_id) or None, kept=self.kept.ends
        )
        self.context.run(
            writing,
            parent=self,
            on_done=lambda _: self._imported(class_id),
            on_error=lambda _: self.judging.again(),  # what it was judged by is another now
        )

    def _imported(self, class_id: object) -> None:
        self._forget()
        if class_id is not None:
            self.context.go("class", class_id=class_id, tab=self.kind.tab)
        else:
            self.context.go(self.kind.after, **self.kind.seen)

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


def _heading_rows(review: Review) -> str:
    """Return the rows of the heading of the first table, from 1: 3、4."""
    head = review.tables[0][1].head
    return "、".join(str(row + 1) for row in range(head.top, head.bottom + 1))
