"""The manual: topics at the left, the page at the right. Its pages lie in resources/manual."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QFile, QIODevice, QSize, Qt, QUrl
from PySide6.QtGui import (
    QImage,
    QPageSize,
    QResizeEvent,
    QShowEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextImageFormat,
    QTextLength,
    QTextTable,
)
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from app.ground import paths, temporary
from ui import theme
from ui.kit import pdf, verb_menu
from ui.kit.card import Card
from ui.kit.dialog import fit
from ui.kit.text import label

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

PICTURE = 700  # px of a picture at 100 %, where there is room
_PICTURE = re.compile(r"!\[[^]]*]\((pictures/[a-z0-9-]+\.png)\)")
_SMOOTH = Qt.TransformationMode.SmoothTransformation
_IMAGE = QTextDocument.ResourceType.ImageResource.value
DOTS = 96  # an inch, as on the screen: letters have the size of a book's
BETWEEN = 610  # of these between the margins of A4
TOPICS = (
    "开始",
    "工作台",
    "班次名单",
    "班次与课程编排",
    "学员名单",
    "审定与重开",
    "补录以前的班次",
    "课程库",
    "师资库",
    "场地",
    "学员档案",
    "导入名册",
    "导入师资和课程",
    "证书",
    "证书台账",
    "打印",
    "统计",
    "纳入教学情况",
    "政策指标",
    "类别与专题",
    "放假与调休",
    "学校资料",
    "用户与权限",
    "备份与密码",
    "操作记录",
    "检查学校文件",
    "显示与锁定",
    "保密检查说明",
)


class Topic(QTextBrowser):
    """A page of the manual: text alone, whatever stands in it; nothing is fetched for it."""

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Return nothing."""
        return None


class Manual(QWidget):
    """Shows one topic; links between topics are followed inside."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pictures: dict[str, QImage] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(14))
        left = Card(margins=(6, 8, 6, 8))
        left.setFixedWidth(theme.px(200))
        self.topics = QListWidget()
        self.topics.setAccessibleName("手册目录")
        for topic in TOPICS:
            item = QListWidgetItem(topic, self.topics)
            item.setSizeHint(QSize(0, theme.px(36)))
        self.topics.currentTextChanged.connect(self._read)
        left.body.addWidget(self.topics)
        right = Card(margins=(28, 18, 12, 12))
        self.browser = Topic()
        self.browser.setOpenLinks(False)
        self.browser.setMaximumWidth(theme.px(780))  # longer lines are hard to read
        self.browser.setAccessibleName("手册正文")
        self.browser.anchorClicked.connect(self._follow)
        across = QHBoxLayout()
        across.addWidget(self.browser, 1)
        across.addStretch(0)
        right.body.addLayout(across)
        self.print_button, self.pdf_button = QPushButton("打印本页…"), QPushButton("存为 PDF…")
        self.print_button.clicked.connect(self.print_)
        self.pdf_button.clicked.connect(self.save)
        foot = QHBoxLayout()
        verb_menu.offer(self.topics, lambda _: (self.print_button, self.pdf_button))
        for button in (self.print_button, self.pdf_button):
            theme.role(button, "small")
            button.setAutoDefault(False)
            foot.addWidget(button)
        self.saved = label("", "muted", wrap=True)
        foot.addWidget(self.saved, 1)
        right.body.addLayout(foot)
        row.addWidget(left)
        row.addWidget(right, 1)

    def show_topic(self, topic: str) -> None:
        """Show a topic; one that is not in the manual shows the first."""
        place = TOPICS.index(topic) if topic in TOPICS else 0
        self.topics.setCurrentRow(place)

    def print_(self) -> None:
        """Ask for a printer and print the topic."""
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
        with temporary.for_libraries():
            if QPrintDialog(printer, self).exec() == QDialog.DialogCode.Accepted:
                self._put(printer)

    def save(self) -> None:
        """Write the topic as a PDF."""
        topic = self.topics.currentItem().text()
        paper = self.paper()
        self.saved.setText(pdf.saved(pdf.save(self, paper, f"{topic}.pdf", DOTS)))
        paper.deleteLater()

    def _put(self, printer: QPrinter) -> None:
        """Set the topic on A4; at the resolution of the screen its letters have the size of a book's."""
        printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
        paper = self.paper()
        paper.print_(printer)
        paper.deleteLater()

    def _follow(self, url: QUrl) -> None:
        self.show_topic(url.path().removesuffix(".md"))

    def _read(self, topic: str) -> None:
        self.saved.setText("")
        file = QFile(str(paths.RESOURCES / "manual" / f"{topic}.md"))
        text = ""
        if file.open(QIODevice.OpenModeFlag.ReadOnly):
            text = bytes(file.readAll().data()).decode("utf-8")
            file.close()
        document = self.browser.document()
        document.setDefaultFont(theme.font(15))
        document.setMarkdown(text)
        self._space()
        self._show_pictures(text)
        self._head_tables()
        self.browser.moveCursor(QTextCursor.MoveOperation.Start)

    def _show_pictures(self, text: str) -> None:
        """Give the document its pictures, which it asks nobody for, no wider than the page."""
        document = self.browser.document()
        self._pictures = {
            name: QImage(str(paths.RESOURCES / "manual" / name)) for name in _PICTURE.findall(text)
        }
        self._scale_pictures()
        block = document.begin()
        while block.isValid():
            first = QTextCursor(block)
            first.movePosition(QTextCursor.MoveOperation.Right)
            if first.charFormat().isImageFormat():
                self._fit(QTextCursor(block), first.charFormat().toImageFormat())
            block = block.next()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Pictures are drawn smoothly at the width there is."""
        super().resizeEvent(event)
        self._scale_pictures()

    def _scale_pictures(self) -> None:
        document, dots = self.browser.document(), self.devicePixelRatioF()
        room = self.browser.viewport().width() - 2 * round(document.documentMargin())
        width = round(min(theme.px(PICTURE), max(room, 1)) * dots)
        for name, picture in self._pictures.items():
            shown = picture.scaledToWidth(width, _SMOOTH)
            shown.setDevicePixelRatio(dots)
            document.addResource(_IMAGE, QUrl(name), shown)
        if self._pictures:
            document.markContentsDirty(0, document.characterCount())

    def _fit(self, cursor: QTextCursor, wide: QTextImageFormat) -> None:
        """Let a picture, which stands alone in its paragraph, be as wide as the page at most."""
        over = cursor.blockFormat()
        over.setLineHeight(0, QTextBlockFormat.LineHeightTypes.SingleHeight.value)
        cursor.setBlockFormat(over)
        wide.setMaximumWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
        cursor.movePosition(QTextCursor.MoveOperation.Right, QTextCursor.MoveMode.KeepAnchor)
        cursor.setCharFormat(wide)

    def paper(self) -> QTextDocument:
        """Return the topic as it is set on paper: its pictures with all their dots, between the margins."""
        paper = self.browser.document().clone(self)
        for name, picture in self._pictures.items():
            sharp = picture.copy()
            sharp.setDevicePixelRatio(max(1.0, picture.width() / BETWEEN))
            paper.addResource(_IMAGE, QUrl(name), sharp)
        return paper

    def _head_tables(self) -> None:
        """Let the head of a table stand on every page of paper that the table reaches."""
        for frame in self.browser.document().rootFrame().childFrames():
            if isinstance(frame, QTextTable):
                made = frame.format()
                made.setHeaderRowCount(1)
                frame.setFormat(made)

    def _space(self) -> None:
        """Give paragraphs air and headings their size; Markdown has no say in that."""
        block = self.browser.document().begin()
        while block.isValid():
            cursor = QTextCursor(block)
            made = QTextBlockFormat(block.blockFormat())
            made.setLineHeight(135, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
            made.setTopMargin(theme.px(14 if made.headingLevel() else 3))
            made.setBottomMargin(theme.px(4))
            cursor.setBlockFormat(made)
            if made.headingLevel():
                cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
                look = QTextCharFormat()
                look.setFont(theme.font(20 if made.headingLevel() == 1 else 16, bold=True))
                cursor.mergeCharFormat(look)
            block = block.next()


class ManualDialog(QDialog):
    """The manual in a window of its own, while no school is open."""

    def __init__(self, topic: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("使用手册")
        self.resize(theme.px(1040), theme.px(640))
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.px(14),) * 4)
        self.manual = Manual()
        column.addWidget(self.manual)
        self.manual.show_topic(topic)
        self.setWindowModality(Qt.WindowModality.WindowModal)

    def showEvent(self, event: QShowEvent) -> None:
        """No larger than the screen."""
        super().showEvent(event)
        fit(self)
