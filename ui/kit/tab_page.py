"""A page of tabs: it unites the kinds of its parts and hands over what is asked of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from PySide6.QtCore import QEvent
from PySide6.QtGui import QFocusEvent, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QApplication, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from app.file.rights import Right
from ui import theme
from ui.context import Context
from ui.kit.page import Page
from ui.kit.part import Part, Verb
from ui.kit.scrolled import scrolled
from ui.kit.text import literal


class TabPage(Page):
    """``open(tab=…)`` shows a tab; every part is told the other arguments.

    A page names its parts by the keys of ``open`` and puts its own head above the tabs; its ``kinds`` are
    those of the head, and then those of its parts as well. Only the tab that is seen is read.
    """

    made_of: ClassVar[Mapping[str, type[Part]]] = {}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.kinds = cls.kinds.union(*(part.kinds for part in cls.made_of.values()))

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.parts = {key: made(context) for key, made in self.made_of.items()}
        self.bar = QTabBar()
        self.bar.setExpanding(False)
        self.bar.setDrawBase(False)
        self.stack = QStackedWidget()
        for part in self.parts.values():
            self.bar.addTab(literal(part.title))
            self.stack.addWidget(part if part.fills else scrolled(part))
        self.head = QVBoxLayout()
        self.head.setSpacing(theme.px(4))
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.px(m) for m in theme.MARGIN))
        column.setSpacing(theme.px(4))
        column.addLayout(self.head)
        column.addWidget(self.bar)
        column.addWidget(self.stack, 1)
        self.bar.currentChanged.connect(self._turn)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tabs stand closer where there is no room for all, before the first of them is scrolled away."""
        super().resizeEvent(event)
        font = theme.font(bold=True)
        words = sum(QFontMetrics(font).horizontalAdvance(p.title) for p in self.parts.values())
        wanted = words + len(self.parts) * 2 * theme.px(18)
        room = self.width() - 2 * theme.px(theme.MARGIN[0])
        look = "tight" if wanted > room else ""
        if look != (self.bar.property("role") or ""):
            theme.role(self.bar, look)
            QApplication.sendEvent(
                self.bar, QEvent(QEvent.Type.StyleChange)
            )  # lays the tabs out anew

    @property
    def tab(self) -> str:
        """The key of the tab shown."""
        return list(self.parts)[self.bar.currentIndex()]

    @property
    def shown(self) -> Part:
        """The part that is seen."""
        return self.parts[self.tab]

    def turn(self, tab: str) -> None:
        """Show a tab; a key that there is not leaves the one shown."""
        if tab in self.parts:
            self.bar.setCurrentIndex(list(self.parts).index(tab))

    def open(self, **args: object) -> None:
        """Show a tab, for what the arguments say; without a tab the one shown stays."""
        tab = args.pop("tab", None)
        for part in self.parts.values():
            part.open(**args)
        self.bar.blockSignals(True)  # the window reloads the page after
        self.turn(str(tab))
        self.bar.blockSignals(False)
        self.stack.setCurrentIndex(self.bar.currentIndex())

    def place(self) -> dict[str, object]:
        """The tab shown."""
        return {"tab": self.tab}

    def reload(self) -> None:
        """Read what is seen; the other tabs are read when they are shown."""
        self.shown.reload()

    @property
    def ready(self) -> bool:
        """Whether it is known of what the tabs are to be."""
        return True

    def _turn(self, place: int) -> None:
        self.stack.setCurrentIndex(place)
        if self.ready:
            self.shown.reload()
        self.turned.emit()

    # ------------------------------------------------------------------ handed over

    def topic(self) -> str:
        """The topic of the tab shown, else the page's own."""
        return self.shown.topic() or self.help_topic

    def drop(self) -> None:
        """Nothing is kept in any tab."""
        for part in self.parts.values():
            part.drop()

    def answers(self, verb: Verb) -> bool:
        """What the page does itself, and what the tab shown does."""
        own = getattr(type(self), verb) is not getattr(TabPage, verb)
        return own or self.shown.answers(verb)

    def needs(self) -> Right | None:
        """What the tab shown needs to begin something."""
        return self.shown.needs()

    def look(self) -> None:
        """Ctrl+F: search in the tab."""
        self.shown.look()

    def begin(self) -> None:
        """Ctrl+N: begin what the tab begins."""
        self.shown.begin()

    def export(self) -> None:
        """Ctrl+E: write what the tab shows into a workbook."""
        self.shown.export()

    def print_(self) -> None:
        """Ctrl+P: preview the paper of the tab."""
        self.shown.print_()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Work goes on in the tab shown."""
        self.shown.setFocus(event.reason())
