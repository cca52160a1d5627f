"""Short questions and notes, in the program's own look."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ui import theme
from ui.kit.dialog import Dialog
from ui.kit.text import label, literal


class Question(Dialog):
    """A heading, a text, and at most two buttons. Accepted when the first is chosen."""

    def __init__(
        self, parent: QWidget | None, title: str, text: str, yes: str, no: str, danger: bool
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(theme.px(400))
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.px(m) for m in (24, 20, 24, 18)))
        column.setSpacing(theme.px(10))
        column.addWidget(label(title, "heading", wrap=True))
        body = label(text, wrap=True, select=True)
        body.setMinimumWidth(theme.px(380))
        column.addWidget(body)
        column.addSpacing(theme.px(8))
        row = QHBoxLayout()
        row.setSpacing(theme.px(10))
        row.addStretch(1)
        self.no_button = QPushButton(literal(no))
        self.yes_button = QPushButton(literal(yes))
        theme.role(self.yes_button, "danger" if danger else "primary")
        self.yes_button.clicked.connect(self.accept)
        self.no_button.clicked.connect(self.reject)
        self.no_button.setVisible(bool(no))
        row.addWidget(self.no_button)
        row.addWidget(self.yes_button)
        column.addLayout(row)
        (self.no_button if danger and no else self.yes_button).setDefault(True)
        self.setWindowModality(Qt.WindowModality.WindowModal)


def confirm(
    parent: QWidget | None,
    title: str,
    text: str,
    yes: str,
    *,
    no: str = "取消",
    danger: bool = False,
) -> bool:
    """Ask before something that cannot be undone; only then."""
    return Question(parent, title, text, yes, no, danger).exec() == QDialog.DialogCode.Accepted


def open_question(
    parent: QWidget | None,
    title: str,
    text: str,
    yes: str,
    *,
    no: str = "取消",
    danger: bool = False,
) -> Question:
    """Put a question or a note on the screen and go on; nothing waits for the answer."""
    question = Question(parent, title, text, yes, no, danger)
    question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    question.open()
    return question


def first(
    parent: QWidget, title: str, what_goes: str, yes: str, then: Callable[[], object]
) -> Question | None:
    """Do something that takes something away once what goes has been read; at once where nothing of worth does."""
    if not what_goes:
        then()
        return None
    question = open_question(parent.window(), title, what_goes, yes, danger=True)
    question.accepted.connect(lambda: then())
    return question


def note(parent: QWidget | None, title: str, text: str) -> Question:
    """Tell something that needs no answer."""
    return open_question(parent, title, text, "知道了", no="")
