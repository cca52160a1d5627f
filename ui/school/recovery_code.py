"""The recovery code on the screen, to be printed or copied by hand before going on."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QFont,
    QPageSize,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.ground import temporary
from ui import theme
from ui.kit import pdf
from ui.kit.card import Card
from ui.kit.dialog import Dialog
from ui.kit.text import label

FORGOTTEN = (
    "忘记密码，或密钥文件（.dxkey）丢失时，在打开学校文件时点“用恢复码打开”，"
    "照抄上面的字母和数字，并设一个新密码。"
)


DOTS = 1200  # an inch
LATER = "更换完成以后它才有效，原来的恢复码只能打开以前的备份。"


class RecoveryCodeDialog(Dialog):
    """Closes only once the user says that the code is on paper.

    ``instead``: it is to take the place of the present one, which can be left as it is.
    """

    help_topic: ClassVar[str] = "备份与密码"

    def __init__(
        self,
        school: str,
        file: str,
        code: str,
        parent: QWidget | None = None,
        *,
        instead: bool = False,
    ) -> None:
        super().__init__(parent)
        self.school, self.file, self.code = school, file, code
        self._instead = instead
        self.setWindowTitle("恢复码")
        self.setMinimumWidth(theme.px(560))
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.px(m) for m in (24, 20, 24, 18)))
        column.setSpacing(theme.px(12))
        heading = "请先把新恢复码留在纸上" if instead else "请把恢复码留在纸上"
        column.addWidget(label(heading, "heading"))
        column.addWidget(
            label(
                "忘记密码，或密钥文件丢失时，只有恢复码能打开学校文件。"
                "谁有恢复码谁就能打开，请与公章一样保管，不要存在这台电脑上。"
                + (LATER if instead else ""),
                wrap=True,
            )
        )
        card = Card(margins=(16, 16, 16, 16))
        shown = label(
            _lines(code), "code", select=True
        )  # groups stand in columns, the last ones too
        shown.setAccessibleName("恢复码")
        card.body.addWidget(shown, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(card)
        column.addLayout(self._onto_paper())
        column.addLayout(self._foot())

    def _onto_paper(self) -> QHBoxLayout:
        row = QHBoxLayout()
        print_button = QPushButton("打印…")
        print_button.clicked.connect(self.print_)
        print_button.setAutoDefault(False)
        pdf_button = QPushButton("存为 PDF…")
        pdf_button.setToolTip("请存到U盘，打印后删除。")
        pdf_button.clicked.connect(self.save)
        pdf_button.setAutoDefault(False)
        row.addWidget(print_button)
        row.addWidget(pdf_button)
        self.saved = label("", "muted", wrap=True)
        row.addWidget(self.saved, 1)
        return row

    def _foot(self) -> QHBoxLayout:
        self.tick = QCheckBox("已抄写或打印，并已核对")
        self.go_on = QPushButton("更换密钥" if self._instead else "完成")
        theme.role(self.go_on, "primary")
        self.go_on.setEnabled(False)
        self.go_on.setDefault(True)
        self.go_on.clicked.connect(self.accept)
        self.tick.toggled.connect(self.go_on.setEnabled)
        foot = QHBoxLayout()
        foot.addWidget(self.tick)
        foot.addStretch(1)
        if self._instead:
            cancel = QPushButton("取消")
            cancel.setAutoDefault(False)
            cancel.clicked.connect(self.reject)
            foot.addWidget(cancel)
        foot.addWidget(self.go_on)
        return foot

    def reject(self) -> None:
        """Esc and the window's cross do nothing until a code that is valid is on paper."""
        if self._instead or self.tick.isChecked():
            super().reject()

    def print_(self) -> None:
        """Print one page with the code, on the printer chosen."""
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
        if QPrintDialog(printer, self).exec() == QDialog.DialogCode.Accepted:
            with temporary.for_libraries():  # where the printing system puts what waits to be sent
                self.paper().print_(printer)

    def save(self) -> None:
        """Write the same page as a PDF."""
        self.saved.setText(pdf.saved(pdf.save(self, self.paper(), "恢复码.pdf", DOTS)))

    def paper(self) -> QTextDocument:
        """The page that is printed."""
        document = QTextDocument(self)
        cursor = QTextCursor(document)
        for text, size, bold in (
            (f"{self.school} 恢复码", 15, True),
            (f"学校文件：{self.file}", 10, False),
            (_lines(self.code), 18, False),
            (FORGOTTEN, 10, False),
            ("谁有恢复码谁就能打开学校文件，请与公章一样保管。", 10, False),
        ):
            look, apart = QTextCharFormat(), QTextBlockFormat()
            first = [theme.fixed()] if text == _lines(self.code) else []
            look.setFontFamilies([*first, *theme.FAMILIES])
            look.setFontPointSize(size)
            look.setFontWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
            apart.setBottomMargin(10)
            cursor.setBlockFormat(apart)
            cursor.insertText(text.replace("\n", "\u2028"), look)  # lines of one paragraph
            cursor.insertBlock()
        return document


def _lines(code: str) -> str:
    groups = code.replace("\n", "-").split("-")
    return "\n".join("   ".join(groups[i : i + 4]) for i in range(0, len(groups), 4))
