"""The window: start page, or rail and pages of an open school. All wiring stands in ``_connect``."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app import exchange
from app.file.session import Session
from app.ground.errors import UserError
from app.ground.jobs import Runner, Thread
from app.ground.settings import Settings
from app.school import school
from ui import last_place, theme, window_dialogs
from ui.bridge import Bridge
from ui.context import Context
from ui.exchange import blank_template
from ui.idle import Idle
from ui.kit.message import Toast
from ui.kit.page import Page
from ui.kit.text import titled
from ui.menus import Menus
from ui.notices import Notices
from ui.page_register import LOWER, UNDER, UPPER
from ui.page_stack import IDLE, PageStack
from ui.rail import Rail
from ui.safekeeping import Keeping
from ui.school.start import StartPage
from ui.veil import Veil, working

if TYPE_CHECKING:
    from ui.certificates.verification import VerificationDialog

PROGRAM = "党校教务"
UPGRADED = "这个学校文件由旧版程序保存，已升级；升级前的备份在"
WORKING = 500
"""Milliseconds between two looks whether work that a lock waits for is done."""
WIDE, HIGH, TITLE = 1366, 768, 40
NARROW, LOW = 1320, 690  # the smallest screen less its bars, of any text
"""Pixels of the window when it is first opened, and what its title bar takes."""


class MainWindow(QMainWindow):
    """One window, one school at a time."""

    closing = Signal()  # before the school is closed, which may take a while

    def __init__(self, settings: Settings, bridge: Bridge, runner: Runner | None = None) -> None:
        super().__init__()
        self.settings = settings
        self.bridge = bridge
        self.runner = runner or Thread("dangxiao-work")
        self._given_runner = runner
        self.context: Context | None = None
        self.veil: Veil | None = None
        self.away = Idle(self)
        self.away.passed.connect(self.lock)
        self.keeping = Keeping(self, bridge, runner)
        self.setMinimumSize(min(theme.px(900), NARROW), min(theme.px(600), LOW))
        self.resize(WIDE, HIGH)
        self._build()
        self._connect()
        self._show_names()
        if settings.window:
            self.restoreGeometry(QByteArray.fromBase64(settings.window.encode("ascii")))

    def begin(self) -> None:
        """Show the window as it was left; on a small screen the first time filling it."""
        room = self.screen().availableGeometry()
        if self.settings.window or (room.width() > WIDE and room.height() > HIGH + TITLE):
            self.show()
        else:
            self.showMaximized()

    # ------------------------------------------------------------------ building

    def _build(self) -> None:
        self.menus = Menus(self)
        self.actions_by_key = self.menus.actions
        self.undo_button, self.redo_button = self.menus.undo_button, self.menus.redo_button
        self.start = StartPage(self.settings, self.bridge, self.runner)
        self.rail = Rail(UPPER, LOWER)
        self.pages = PageStack()
        self.notices = Notices()
        self.bar, self.bar_room = self.notices.bar, self.notices.room
        inside = QWidget()
        theme.role(inside, "page")
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self.notices)
        right.addWidget(self.pages, 1)
        row = QHBoxLayout(inside)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addLayout(right, 1)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.start)
        self.stack.addWidget(inside)
        self.setCentralWidget(self.stack)
        self.toast = Toast(self)

    def _connect(self) -> None:
        """Every wire of the window, one a line; those of an open school are in ``_connect_school``."""
        does: dict[str, Callable[[], object]] = {
            "open_start": lambda: self.leave_school() if self.context else self.start.choose(),
            "new": lambda: self._on_page(lambda page: page.begin()),
            "export": lambda: self._on_page(lambda page: page.export()),
            "print": lambda: self._on_page(lambda page: page.print_()),
            "backup": lambda: self.go("system", tab="backup"),
            "restore": self.restore,
            "switch": lambda: self.lock(switching=True),
            "lock": self.lock,
            "quit": self.close,
            "undo": lambda: self.context and self.context.undo(self),
            "redo": lambda: self.context and self.context.redo(self),
            "find": lambda: self._on_page(lambda page: page.look()),
            "back": self.back,
            "reload": self.pages.reload,
            "larger": lambda: self.resize_text(+1),
            "smaller": lambda: self.resize_text(-1),
            "help": self.show_help,
            "verify": self.verify,
            "about": self.show_about,
        }
        for name, _, _ in (*UPPER, *LOWER[:1]):
            does[name] = lambda name=name: self.go(name)
        for kind in exchange.KINDS:
            does[f"import_{kind.key}"] = lambda key=kind.key: self.go("import", kind=key)
            does[f"template_{kind.key}"] = lambda kind=kind: blank_template.save(
                self.context, self, kind
            )
        for key, action in self.actions_by_key.items():
            action.triggered.connect(lambda _=False, key=key: does[key]())
        self.start.opened.connect(self.show_school)
        self.start.helped.connect(self.show_help)
        self.start.restoring.connect(self.restore)
        self.start.replacing.connect(self.leave_school)
        self.notices.backup.restore_button.clicked.connect(self.restore)
        self.rail.picked.connect(self._picked)
        self.pages.turning.connect(self.bar_room.hide)
        self.pages.shown.connect(self._page_shown)
        self.pages.turned.connect(self._show_names)
        self.pages.refused.connect(lambda text: self._said(text, "warn", False))
        self.bar.close_button.clicked.connect(self.bar_room.hide)
        self.toast.undo_asked.connect(self.actions_by_key["undo"].trigger)
        self.undo_button.clicked.connect(self.actions_by_key["undo"].trigger)
        self.redo_button.clicked.connect(self.actions_by_key["redo"].trigger)

    def _connect_school(self, context: Context) -> None:
        context.changed.connect(self._changed)
        context.asked.connect(lambda page, args: self.go(page, **args))
        context.left.connect(self.back)
        context.said.connect(self._said)
        context.backed_up.connect(self._show_names)
        context.restoring.connect(lambda copy: self.start.restore(copy, context.session.path))
        context.text_sized.connect(self.set_text_size)
        context.lock_set.connect(self.away.watch)

    # ------------------------------------------------------------------ a school comes and goes

    def show_school(self, session: Session) -> None:
        """Show an open school, at the page where it was left; one that cannot be shown is closed."""
        try:
            self.leave_school()
            self._show_school(session)
        except BaseException as error:
            try:
                self.leave_school()
            finally:
                session.close()
            if not isinstance(error, UserError):
                raise
            self.start.message.show_text(error.text, "bad")

    def _show_school(self, session: Session) -> None:
        context = Context(session, self.settings, self.bridge, self._given_runner, self)
        self.context = self.pages.context = context
        self._connect_school(context)
        if not session.is_backup:
            self.settings.opened(session.path, session.user_name)
        self.notices.show_school(context)
        self.stack.setCurrentIndex(1)
        self._show_names()
        name, args = last_place.of(context)
        self.go(name, **args)
        upgraded = session.upgraded_from
        told = [] if upgraded is None else [f"{UPGRADED}「{upgraded}」。", *session.news]
        if told or session.told:
            tone = "warn" if session.told else "info"
            self._said("\n".join((*told, *session.told)), tone, False)
        self.pages.idle.start(IDLE)
        # who could unlock it cannot be read
        self.away.watch(0 if session.only_read else self.settings.lock_minutes)
        if not session.is_backup:
            self.keeping.watch(context)

    def leave_school(self) -> None:
        """Close the school that is open, remembering where one was, and show the start page."""
        context = self.context
        if context is None:
            return
        try:
            self._remember()
            self._clear_away()
            self.keeping.finish()
        finally:  # or the file could not be opened again, not even here
            self.context = None
            context.close()
        context.deleteLater()
        self.bar_room.hide()
        self.toast.hide()
        self.start.reload()
        self._show_names()

    def _clear_away(self) -> None:
        """Leave nothing of the open school in the window."""
        self.context = self.pages.context = None
        self.away.watch(0)
        if self.veil is not None:
            self.veil.deleteLater()
            self.veil = None
            self.bridge.release()
        self.stack.setCurrentIndex(0)
        self.pages.clear()
        self.pages.trail = []

    # ------------------------------------------------------------------ locked

    @property
    def locked(self) -> bool:
        """Whether the veil is down."""
        return self.veil is not None

    def lock(self, *, switching: bool = False) -> None:
        """Let nobody see or do anything until a user of the file gives the password.

        Work under way is waited for. ``switching``: another user is about to go to work.
        """
        if self.context is None or self.locked:
            return
        if working():
            QTimer.singleShot(WORKING, self, lambda: self.lock(switching=switching))
            return
        self.bridge.hold()
        self.veil = Veil(self, self.context, self.runner)
        self.veil.entered.connect(self._entered)
        self.veil.fall(switching=switching)
        self._show_names()

    def _entered(self, same: bool) -> None:
        veil, self.veil = self.veil, None
        assert veil is not None and self.context is not None
        self.bridge.release()
        if not same:
            name, args = self.page_name, self.pages.place()
            self.pages.clear(half_typed=False)
            self.pages.trail = []
            self.bar_room.hide()
            self.toast.hide()
            self.pages.show_page(name, args)
            self.settings.opened(self.context.session.path, self.context.session.user_name)
            self.notices.show_school(self.context)
        veil.lift(same)
        self._show_names()

    def _remember(self) -> None:
        if self.context is not None and self.current() is not None:
            last_place.keep(self.context, self.page_name, self.pages.place())
        self.settings.window = bytes(self.saveGeometry().toBase64().data()).decode("ascii")
        self.settings.save()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Everything is saved already; closing never asks, and closing twice does not wait for a copy."""
        if self.keeping.closing is not None:
            self.keeping.closing.cancel()
            event.ignore()
            return
        self.closing.emit()
        self._remember()
        self.leave_school()
        if self._given_runner is None:
            self.runner.close()
        event.accept()

    # ------------------------------------------------------------------ pages

    @property
    def page_name(self) -> str:
        """Which page is shown, "" where none is."""
        return self.pages.name

    def go(self, name: str, **args: object) -> None:
        """Show a page; a page that cannot be shown any more says why and leads home."""
        self.pages.go(name, **args)

    def back(self) -> None:
        """Show the page before this one."""
        self.pages.back()

    def page(self, name: str) -> Page:
        """Return a page, made when it is first asked for."""
        return self.pages.page(name)

    def current(self) -> Page | None:
        """The page that is shown."""
        return self.pages.current()

    def _page_shown(self) -> None:
        self.notices.show_page(self.page_name)
        self._mark()
        self._show_names()
        self._remember()  # now, not on closing: the power may fail

    def _changed(self, kinds: frozenset[str]) -> None:
        """What is seen of these kinds reloads now, what is not when it is shown."""
        self.toast.hide()  # its 撤销 would take back another operation now
        self.pages.spoil(kinds)
        self._show_names()
        self.pages.refresh()

    def _on_page(self, do: Callable[[Page], object]) -> None:
        page = self.current()
        if page is not None:
            do(page)

    def _picked(self, name: str) -> None:
        if name == "backup":
            self.go("system", tab="backup")
        elif name == "help":
            self.show_help()
        else:
            self.go(name)
        self._mark()

    def _mark(self) -> None:
        """Mark the entry of the rail that the page shown belongs to."""
        page, name = self.current(), self.page_name
        self.rail.show_page((page.belongs() if page is not None else "") or UNDER.get(name, name))

    # ------------------------------------------------------------------ what the window says

    def _said(self, text: str, tone: str, undo: bool) -> None:
        if tone == "good":
            self.toast.show_text(text, undo=undo)
        else:
            self.bar.show_text(text, tone)
            self.bar_room.show()

    def _show_names(self) -> None:
        """Title, menus, rail, as the file has them; of a locked window nothing."""
        context, locked = self.context, self.locked
        self.menus.show(context, self.current(), locked=locked)
        if context is None or locked:
            self.setWindowTitle(f"已锁定 — {PROGRAM}" if locked else PROGRAM)
            return
        name = context.read(school.get).name
        self.setWindowTitle(titled(f"{name} · {context.session.path.name} — {PROGRAM}"))
        at = None
        if not context.session.is_backup:
            at = self.settings.backups.get(str(context.session.path.resolve()), "")
        self.rail.show_school(name, context.session.user, at)

    def resize_text(self, step: int) -> None:
        """Enlarge or reduce the text by one size; pages are made anew."""
        sizes = theme.SIZES
        nearest = min(sizes, key=lambda s: abs(s - self.settings.text_percent))
        place = max(0, min(len(sizes) - 1, sizes.index(nearest) + step))
        self.set_text_size(sizes[place])

    def set_text_size(self, percent: int) -> None:
        """Set the text size in percent; what measures itself in px is built again."""
        self.settings.text_percent = percent
        self.settings.save()
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        theme.apply(app, percent)
        QTimer.singleShot(0, self, self._rebuild)

    def _rebuild(self) -> None:
        context, name, args = self.context, self.page_name, self.pages.place()
        before = self.pages
        before.clear()
        self.toast.deleteLater()
        self._build()
        self.pages.context, self.pages.trail = context, before.trail
        self._connect()
        self._show_names()
        if context is not None:
            self.stack.setCurrentIndex(1)
            self.pages.show_page(name, args)

    def show_help(self) -> None:
        """Open the manual at the page of what is shown."""
        if self.context is None:
            self.start.show_help(self.topic())
        elif self.page_name != "help":
            self.go("help", topic=self.topic())

    def topic(self) -> str:
        """Return the topic of the manual about the page that is shown."""
        page = self.current()
        return page.topic() if page is not None else "开始"

    def verify(self) -> VerificationDialog:
        """Judge certificates that someone brings; no school need be open."""
        session = self.context.session if self.context is not None else None
        return window_dialogs.verify(self.bridge, self.runner, session, self)

    def restore(self) -> None:
        """Let a backup take the place of the school that is open, or of another."""
        if self.locked:
            return
        session = self.context.session if self.context is not None else None
        backup = session.path if session is not None and session.is_backup else None
        self.start.restore(backup, session.path if session is not None and not backup else None)

    def show_about(self) -> None:
        """Say what this is, what it is made of, and under which licences."""
        window_dialogs.about(self)
