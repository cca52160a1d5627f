"""One password, for a backup that another opened then."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ui import theme
from ui.kit.dialog import Dialog
from ui.kit.forms import Field, Form
from ui.kit.text import label


class PasswordQuestion(Dialog):
    """``answered(password)`` when one was typed."""

    help_topic = "备份与密码"
    answered = Signal(str)

    def __init__(self, title: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setMinimumWidth(theme.px(440))
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.px(m) for m in (24, 20, 24, 18)))
        column.setSpacing(theme.px(12))
        column.addWidget(label(title, "heading", wrap=True))
        column.addWidget(label(text, "muted", wrap=True))
        self.form = Form([Field("password", "当时的密码", "password", required=True)], columns=1)
        column.addWidget(self.form)
        row = QHBoxLayout()
        row.addStretch(1)
        cancel, self.go_button = QPushButton("取消"), QPushButton("打开")
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        theme.role(self.go_button, "primary")
        self.go_button.setDefault(True)
        self.go_button.clicked.connect(self.go)
        row.addWidget(cancel)
        row.addWidget(self.go_button)
        column.addLayout(row)
        self.form.enter()

    def go(self) -> None:
        """Give the password to whoever asked."""
        if self.form.validate():
            password = self.form.values()["password"]
            self.accept()
            self.answered.emit(password)
