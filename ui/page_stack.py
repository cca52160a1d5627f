"""The pages of an open school: made when they are asked for, read anew when stale, and the way back."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.ground.errors import UserError
from ui.context import Context
from ui.kit.page import Page
from ui.page_register import HOME, PAGES, page_class

FAR = 30
"""Pages that one can go back."""
IDLE, TURN = 500, 30
"""Milliseconds before the code of pages not yet shown is loaded, and between one and the next."""


class PageStack(QStackedWidget):
    """``name`` and ``args`` say which page is shown, and of what.

    ``turning`` comes before a page is shown and ``shown`` after; ``turned`` when one tells more of
    itself; ``refused`` says why one cannot be shown any more.
    """

    turning = Signal()
    shown = Signal()
    turned = Signal()
    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context: Context | None = None
        self.name = ""
        self.args: dict[str, object] = {}
        self.trail: list[tuple[str, dict[str, object]]] = []
        self._made: dict[str, Page] = {}
        self._stale: set[str] = set()
        self.unloaded = list(PAGES)
        self.idle = QTimer(self)
        self.idle.setSingleShot(True)
        self.idle.timeout.connect(self._load)

    def go(self, name: str, **args: object) -> None:
        """Show a page; a page that cannot be shown any more says why and leads home."""
        if self.context is None:
            return
        if self.current() is not None and (self.name, self.args) != (name, args):
            self.trail.append((self.name, self.place()))
            del self.trail[:-FAR]
        self.show_page(name, args)

    def back(self) -> None:
        """Show the page before this one."""
        if self.context is not None:
            name, args = self.trail.pop() if self.trail else (HOME, {})
            self.show_page(name, args)

    def page(self, name: str) -> Page:
        """Return a page, made when it is first asked for."""
        assert self.context is not None
        if name not in self._made:
            self._made[name] = page_class(name)(self.context)
            self._made[name].turned.connect(self.turned)
            self.addWidget(self._made[name])
            self._stale.add(name)
        return self._made[name]

    def _load(self) -> None:
        """Load the code of one page after the other once the first is painted: no click waits for it."""
        if self.unloaded:
            page_class(self.unloaded.pop(0))
            self.idle.start(TURN)

    def current(self) -> Page | None:
        """The page that is shown."""
        return self._made.get(self.name)

    def place(self) -> dict[str, object]:
        """Return what leads back to what is shown: of what it is, and where in it one is."""
        page = self.current()
        return {**self.args, **page.place()} if page is not None else dict(self.args)

    def show_page(self, name: str, args: dict[str, object]) -> None:
        """Show a page without a way back to the one before."""
        page = self.page(name)
        self.turning.emit()
        try:
            page.open(**args)
            if name in self._stale or args:
                page.reload()
        except UserError as error:
            self._stale.add(name)
            if name != HOME:
                self.trail = [t for t in self.trail if t[0] != name]
                self.show_page(HOME, {})
            self.refused.emit(error.text)
            return
        self._stale.discard(name)
        self.name, self.args = name, dict(args)
        self.setCurrentWidget(page)
        self.shown.emit()
        page.setFocus()

    def spoil(self, kinds: frozenset[str]) -> None:
        """Pages that show one of the kinds are stale."""
        for name, page in self._made.items():
            if page.kinds & kinds or "user" in kinds:  # another role: what is grey is another
                self._stale.add(name)

    def refresh(self) -> None:
        """Read the page that is shown anew where it is stale."""
        if self.name in self._stale:
            self.reload()

    def reload(self) -> None:
        """Read the page that is shown anew; one whose record is gone is left."""
        page = self.current()
        if page is None:
            return
        try:
            page.reload()
            self._stale.discard(self.name)
        except UserError as error:  # what it showed was deleted: by an undo, say
            text = error.text
            QTimer.singleShot(0, self, lambda: self._leave(text))

    def _leave(self, text: str) -> None:
        gone = self.args.items()
        self.trail = [t for t in self.trail if t[0] != self.name or not gone <= t[1].items()]
        self.back()
        self.refused.emit(text)

    def clear(self, *, half_typed: bool = True) -> None:
        """Take every page away; ``half_typed`` False: nothing that was being typed is saved."""
        for page in self._made.values():
            if not half_typed:
                page.drop()
                page.hide()  # while the veil has the focus, so that no field is left
            self.removeWidget(page)
            page.deleteLater()
        self._made, self._stale, self.name = {}, set(), ""
