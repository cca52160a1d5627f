"""What is shown when the program itself is at fault."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.kit.dialog import Dialog
from ui.kit.text import label


class CrashDialog(Dialog):
    """Says that nothing is lost, and gives the details for the technician to copy."""

    def __init__(self, details: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("程序出错")
        self.resize(theme.px(620), theme.px(400))
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.px(m) for m in (24, 20, 24, 18)))
        column.setSpacing(theme.px(10))
        column.addWidget(label("程序出错，数据没有丢失。", "heading"))
        column.addWidget(
            label(
                "刚才的操作没有完成，已经保存的内容都在。可以继续使用；如果再次出现，"
                "请把下面的内容复制给技术人员。",
                wrap=True,
            )
        )
        self.details = QPlainTextEdit(details)
        self.details.setReadOnly(True)
        self.details.setAccessibleName("出错详情")
        column.addWidget(self.details, 1)
        row = QHBoxLayout()
        self.copy_button = QPushButton("复制详情")
        self.copy_button.clicked.connect(lambda: QGuiApplication.clipboard().setText(details))
        close = QPushButton("继续使用")
        theme.role(close, "primary")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        row.addWidget(self.copy_button)
        row.addStretch(1)
        row.addWidget(close)
        column.addLayout(row)
