"""填了一半的表单: what was typed into a dialog outlives Esc, Alt+F4 and a crash, and is there again next time.

It is kept beside the file's records, for its user alone, until it is saved or given up. Passwords never are.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Protocol, TypeVar

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QDialog, QHBoxLayout, QWidget

from app.file.operation import Operation, Transaction
from app.school import unfinished
from ui import theme
from ui.context import Context
from ui.kit.link_button import link_button
from ui.kit.text import label

T = TypeVar("T")
KIND = "form"
SOON = 700  # ms from a key to the file: what a crash may take along


class Typed(Protocol):
    """A part of a dialog that is typed into; what ``typed`` gives is JSON, and ``retype`` takes it back.

    Where it is a dict, only the keys that differ from what stood there first are kept and given back.
    """

    touched: Any  # a signal: with every key and tick

    def typed(self) -> Any:
        """What stands in it, letter by letter, readable or not."""
        ...

    def retype(self, state: Any) -> None:
        """Put there what was typed."""
        ...


class HalfFilled(QWidget):
    """The line that says what came back, and the keeping. ``begin`` once the dialog is as it opens.

    ``key`` says of what the dialog is, the same next time; where it is "", nothing is kept.
    """

    def __init__(self, context: Context, key: str, dialog: QWidget) -> None:
        super().__init__(dialog)
        self.context, self.key = context, key
        self._named: dict[str, str] = {}
        self._parts: dict[str, Typed] = {}
        self._first: dict[str, Any] | None = None
        self._kept = ""  # as it lies in the file
        self._who = context.session.user_name
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON)
        self._soon.timeout.connect(self.keep)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        self.said = label("", "muted")
        self.anew_button = link_button("从头填", "不要上次填的，回到打开时的样子")
        self.anew_button.clicked.connect(self.begin_anew)
        row.addWidget(self.said)
        row.addWidget(self.anew_button)
        row.addStretch(1)
        self.hide()
        context.closing.connect(self._end)
        if isinstance(dialog, QDialog):
            dialog.rejected.connect(self.keep)

    def begin(self, parts: Mapping[str, Typed], named: Mapping[str, str] | None = None) -> None:
        """Take what stands there for the beginning, and put back what was left half-filled.

        ``named`` is what the user calls the keys of the parts' dicts.
        """
        self._named = dict(named or {})
        if self._first is not None or not self.key:
            return
        self._parts = dict(parts)
        self._first = self._typed()
        left = self.context.read(unfinished.get, self._who, KIND, self.key)
        if left is not None:
            self._put_back(left.content)
        for part in self._parts.values():
            part.touched.connect(self._touched)

    def keep(self) -> None:
        """Keep what differs from the beginning; where nothing does, there is nothing to keep."""
        self._soon.stop()
        if self._first is None or self.context.session.user_name != self._who:
            return
        state = {name: _other(self._first[name], now) for name, now in self._typed().items()}
        state = {name: other for name, other in state.items() if other is not None}
        content = json.dumps(state, ensure_ascii=False) if state else ""
        if content != self._kept:
            self._kept = content
            self.context.aside(
                unfinished.keep(KIND, self.key, content)
                if content
                else unfinished.discard(KIND, self.key)
            )

    def _end(self) -> None:
        """The file is about to be closed: the last that can be kept."""
        self.keep()
        self._first = None

    def finishing(self, work: Operation[T]) -> Operation[T]:
        """Return the write that saves the form, which sweeps what was kept of it along."""
        if self._first is None:
            return work
        self.keep()  # nothing of it comes after the write

        def finished(tx: Transaction) -> T:
            value = work.work(tx)
            unfinished.finished(tx, KIND, self.key)
            return value

        return replace(work, work=finished)

    def finished(self) -> None:
        """It is saved, by work that is no operation, or given up: nothing is kept any more."""
        self._soon.stop()
        if self._first is not None:
            self._first = None
            if self._kept:
                self.context.aside(unfinished.discard(KIND, self.key))

    def begin_anew(self) -> None:
        """Put back what stood there at the beginning."""
        for name, part in self._parts.items():
            part.retype((self._first or {})[name])
        self.keep()
        self.hide()

    def _typed(self) -> dict[str, Any]:
        # as JSON gives it back, so that both compare
        return json.loads(json.dumps({name: part.typed() for name, part in self._parts.items()}))

    def _put_back(self, content: str) -> None:
        self._kept = content
        try:
            states: dict[str, Any] = json.loads(content)
            for name, state in states.items():
                if name in self._parts:
                    self._parts[name].retype(state)
        except (ValueError, KeyError, TypeError, AttributeError, IndexError):
            self.begin_anew()  # of another version, whose form was another: the form opens all the same
            return
        self.said.setText("上次没有填完，已恢复 ·")
        keys = [k for s in states.values() for k in (s if isinstance(s, dict) else ())]
        names = "、".join(self._named[key] for key in keys if key in self._named)
        self.said.setToolTip(f"恢复的：{names}" if names else "")
        self.show()

    def _touched(self, *_: object) -> None:
        if not self._soon.isActive() and self._first is not None:
            self._soon.start()


def _other(first: Any, now: Any) -> Any:
    """What is other now than at first, None where nothing is."""
    if isinstance(first, dict) and isinstance(now, dict):
        return {k: v for k, v in now.items() if v != first.get(k)} or None
    return None if first == now else now
