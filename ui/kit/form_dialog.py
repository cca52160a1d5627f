"""A record in a dialog: fields, 保存, and what is wrong said inside."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.file.operation import Change, Operation
from app.file.rights import Right
from app.ground.errors import UserError
from ui import theme
from ui.context import Context
from ui.kit.allowed import grey
from ui.kit.dialog import Dialog
from ui.kit.forms import Field, Form
from ui.kit.half_filled import HalfFilled, Typed
from ui.kit.message import MessageBar
from ui.kit.scrolled import scrolled
from ui.kit.text import label, literal


class Checked(Typed, Protocol):
    """A part of a form: ``validate`` says in it what is wrong, if anything."""

    def validate(self) -> bool:
        """Tell whether nothing is."""
        ...


class FormDialog(Dialog):
    """Saves ``make(values)`` through the context and closes when that is done.

    Where the user lacks ``right``, which that needs, everything can be read and nothing saved.
    ``changed_only``: ``make`` gets only the fields that differ from ``values``. ``on_saved(change)``
    follows a save. Ctrl+Enter saves from anywhere.

    ``kept_as``: under which name what is half-filled is kept until next time, "" where there is nothing
    to lose. Whatever a subclass adds to type into goes into ``typed_into``, and is checked before a save.
    取消 gives it up, Esc does not.
    """

    def __init__(
        self,
        context: Context,
        title: str,
        fields: Sequence[Field],
        values: Mapping[str, Any],
        make: Callable[[dict[str, Any]], Operation[Any]],
        *,
        right: Right | None,
        kept_as: str,
        columns: int = 2,
        width: int = 620,
        save: str = "保存",
        changed_only: bool = False,
        on_saved: Callable[[Change[Any]], object] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.context = context
        self._make, self._on_saved, self._changed_only = make, on_saved, changed_only
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.resize(theme.px(width), theme.px(200))
        self.form = Form(fields, columns=columns)
        self.form.fill(values)
        self.form.touched.connect(self._mended)
        self._before = dict(values)
        self._doubted: list[str] = []
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(*(theme.px(m) for m in (24, 20, 24, 12)))
        self.body.setSpacing(theme.px(12))
        self.heading = label(title, "heading")
        self.body.addWidget(self.heading)
        self.half_filled = HalfFilled(context, kept_as, self)
        self.typed_into: dict[str, Checked] = {"form": self.form}
        self.body.addWidget(self.half_filled)
        self.body.addWidget(self.form)
        inside = QWidget()
        theme.role(inside, "page")
        inside.setLayout(self.body)
        self._inside = inside
        outer.addWidget(scrolled(inside, across=False), 1)
        self.message = MessageBar(closable=False)
        foot = self._foot = QVBoxLayout()
        foot.setContentsMargins(*(theme.px(m) for m in (24, 8, 24, 18)))
        foot.setSpacing(theme.px(8))
        foot.addWidget(self.message)
        self.row = QHBoxLayout()
        self.row.setSpacing(theme.px(10))
        self.row.addStretch(1)
        self.cancel_button = QPushButton("取消")
        self.cancel_button.setAutoDefault(False)
        self.cancel_button.setToolTip("不要填写的内容；按 Esc 离开，填的留到下次")
        self.cancel_button.clicked.connect(self.give_up)
        self.save_button = QPushButton(literal(save))
        theme.role(self.save_button, "primary")
        self.save_button.setDefault(True)
        self.save_button.clicked.connect(self.save)
        self.row.addWidget(self.cancel_button)
        self.row.addWidget(self.save_button)
        foot.addLayout(self.row)
        outer.addLayout(foot)
        QShortcut(QKeySequence("Ctrl+Return"), self, self.save)
        self.locked = context.missing(right) if right else ""
        if self.locked:
            self.form.set_locked(True)
            self.cancel_button.setText("关闭")
            self.cancel_button.setToolTip("")
            self.message.show_text(self.locked, "info")
            grey(self.save_button, self.locked)

    def showEvent(self, event: Any) -> None:
        """As tall as the fields want, within the screen."""
        if not self.locked:
            self.half_filled.begin(self.typed_into, self.form.names())
        self._fit()
        self._order_tabs()
        super().showEvent(event)

    def _fit(self) -> None:
        room = self.screen().availableGeometry().height() - theme.px(80)
        # a hint alone gives notes lines that stay empty
        wanted = sum(tall(part, self.width()) for part in (self.body, self._foot))
        self.resize(self.width(), min(room, max(self.height(), wanted)))

    def _order_tabs(self) -> None:
        """Buttons come after all fields, those a subclass has added too; begin at the first field."""
        within, last = self.nextInFocusChain(), None
        while within is not None and within is not self:
            if self._inside.isAncestorOf(within):
                last = within
            within = within.nextInFocusChain()
        if last is not None:
            self.setTabOrder(last, self.cancel_button)
            self.setTabOrder(self.cancel_button, self.save_button)
        focused = self.focusWidget()
        if focused is None or not self._inside.isAncestorOf(focused):
            self.form.enter()

    def values(self) -> dict[str, Any]:
        """What would be saved."""
        values = self.form.values()
        if self._changed_only:
            return {k: v for k, v in values.items() if v != self._before.get(k)}
        return values

    def give_up(self) -> None:
        """Close, and let go what was typed."""
        self.half_filled.finished()
        self.reject()

    def save(self) -> None:
        """Check, save, close; what is wrong is said and nothing is lost."""
        if self.locked:
            return
        self.message.show_text("")
        if [part for part in self.typed_into.values() if not part.validate()]:  # each says its own
            return
        if self._asks_first():
            return
        values = self.values()
        if self._changed_only and not values:
            self.half_filled.finished()
            self.accept()
            return
        self.save_button.setEnabled(False)
        self.context.run(
            self.half_filled.finishing(self._make(values)),
            parent=self,
            on_done=self._saved,
            on_error=self._refused,
            on_end=lambda: self.save_button.setEnabled(True),
        )

    def _asks_first(self) -> bool:
        """Ask about what is odd, once; who saves again has answered."""
        doubts = self.form.doubts()
        if not doubts or doubts == self._doubted:
            return False
        self._doubted = doubts
        again = f"没有写错，就再点一次“{self.save_button.text()}”。"
        self.message.show_text("".join(doubts) + again, "warn")
        self._fit()
        return True

    def _mended(self) -> None:
        """What was asked about is other now: the question goes."""
        if self._doubted and self.form.doubts() != self._doubted:
            self._doubted = []
            self.message.show_text("")

    def _saved(self, change: Change[Any]) -> None:
        self.half_filled.finished()
        self.accept()
        if self._on_saved is not None:
            self._on_saved(change)

    def _refused(self, error: UserError) -> bool:
        self.message.show_text(error.text, "bad")
        self._fit()  # what is said takes no room from the fields
        return True


def tall(part: QLayout, width: int) -> int:
    """Return how high a part of a dialog wants to be at a width."""
    if part.hasHeightForWidth():
        return part.totalHeightForWidth(width)
    return part.totalSizeHint().height()
