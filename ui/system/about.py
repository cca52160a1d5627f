"""关于: which version this is, everything it is made of, and under which licences."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app import __version__
from app.ground import components
from app.ground.errors import UserError
from app.text import secrecy
from ui import theme
from ui.kit.card import Card
from ui.kit.columns import Column
from ui.kit.dialog import Dialog
from ui.kit.elided import ElidedLabel
from ui.kit.small_table import SmallTable
from ui.kit.text import label

WORDS = (
    "从学员名册到结业证书，一所党校的教务工作在一台电脑上完成。"
    "不联网；学校文件加密保存，没有密码或恢复码打不开。\n"
    f"{secrecy.NOTICE}\n"
    "自由软件，MIT 许可。下面是随程序一起提供的全部部件和它们的许可。"
)
FROM_SOURCE = "从源代码运行，没有部件清单文件（SBOM）；安装后它在程序文件夹的 licences 里。"


class AboutDialog(Dialog):
    """``licences`` is the installed program's folder of texts; None in a checkout."""

    help_topic: ClassVar[str] = "开始"

    def __init__(self, licences: Path | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._licences = licences
        self._parts: list[components.Component] = []
        self.setWindowTitle("关于党校教务")
        room = self.screen().availableGeometry().size()
        if parent is not None:
            room = room.expandedTo(parent.window().size())
        self.resize(QSize(theme.px(1120), theme.px(640)).boundedTo(room * 0.94))
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.px(m) for m in (24, 20, 24, 18)))
        column.setSpacing(theme.px(12))
        column.addLayout(self._head())
        column.addLayout(self._lists(), 1)
        column.addLayout(self._foot())
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._fill()

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.px(16))
        sign = label()
        sign.setPixmap(QApplication.windowIcon().pixmap(theme.px(56)))
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(theme.px(4))
        self.version = label(f"党校教务 {__version__}", "big", select=True)
        words.addWidget(self.version)
        words.addWidget(label(WORDS, "muted", wrap=True))
        row.addLayout(words, 1)
        return row

    def _lists(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.px(14))
        left = Card(margins=(1, 1, 1, 1))
        self.table = SmallTable(
            (
                Column("name", "部件", 150, stretch=True),
                Column("version", "版本", 108),
                Column("licence", "许可", 130),
            )
        )
        self.table.setAccessibleName("部件")
        self.table.picked.connect(self._show)
        left.body.addWidget(self.table)
        right = Card(margins=(14, 10, 4, 10))
        self.name = label("", "heading", wrap=True, select=True)
        right.body.addWidget(self.name)
        self.text = QPlainTextEdit()
        self.text.setFont(theme.font(12))  # these texts are broken into lines of 80 characters
        self.text.setReadOnly(True)
        self.text.setAccessibleName("许可文本")
        self.text.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.text.setStyleSheet("QPlainTextEdit { border: none; padding: 0; }")
        right.body.addWidget(self.text)
        row.addWidget(left, 3)
        row.addWidget(right, 4)
        return row

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.px(10))
        if self._licences is None:
            row.addWidget(label(FROM_SOURCE, "quiet", wrap=True), 1)
        else:
            row.addWidget(label("部件清单（SBOM，CycloneDX）：", "quiet"))
            self.where = ElidedLabel("quiet")
            self.where.show_text(str(self._licences / components.LISTED))
            row.addWidget(self.where, 1)
            self.folder_button = QPushButton("打开所在文件夹")
            self.folder_button.setAutoDefault(False)
            url = QUrl.fromLocalFile(str(self._licences))
            self.folder_button.clicked.connect(lambda: QDesktopServices.openUrl(url))
            row.addWidget(self.folder_button)
        close = QPushButton("关闭")
        theme.role(close, "primary")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        row.addWidget(close)
        return row

    def _fill(self) -> None:
        try:
            self._parts = components.shipped(self._licences)
        except UserError as error:
            self.table.set_empty("没有清单")
            self.text.setPlainText(error.text)
            return
        rows = [
            {"id": n, "name": part.name, "version": part.version, "licence": part.licence}
            for n, part in enumerate(self._parts)
        ]
        self.table.fill(rows)
        self.table.selectRow(0)
        self.table.setFocus()

    def _show(self) -> None:
        """The text of the part that is picked, read only now."""
        number = self.table.current_id()
        if number is not None:
            part = self._parts[number]
            self.name.setText(f"{part.name} {part.version}".strip() + f"　{part.licence}")
            try:
                self.text.setPlainText(components.text(part))
            except UserError as error:
                self.text.setPlainText(error.text)
