"""预览: a paper before it is paper. Saved as PDF, exported, or printed on a printer chosen here."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import QMarginsF, QRectF, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QPageLayout, QPageSize, QPainter, QShortcut
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.ground import temporary
from app.ground.errors import UserError
from app.ground.filenames import safe_name
from app.papers.engine import pages as papers
from app.papers.engine.pages import Make, Pages
from ui import theme
from ui.context import Context
from ui.kit import file_dialogs
from ui.kit.dialog import Dialog
from ui.kit.elided import ElidedLabel
from ui.kit.message import MessageBar
from ui.kit.paper_view import PaperView, picture
from ui.kit.text import label, literal

PRINT_DPI = 300


def preview(
    context: Context,
    title: str,
    make: Make,
    workbook: Make | None = None,
    *,
    options: PreviewOptions | None = None,
    parent: QWidget | None = None,
    opened: Callable[[PreviewDialog], object] | None = None,
) -> None:
    """Make a paper in the background, with progress and 取消, and show it.

    ``make(path, progress)`` writes the PDF, ``workbook(path, progress)`` the same as an .xlsx; both
    heed ``options``, which stand above the pages. ``opened(dialog)`` is called when the preview stands
    on the screen.
    """

    def show(ready: Callable[[], Pages]) -> None:
        dialog = PreviewDialog(context, title, ready(), workbook, parent)
        if options is not None:
            dialog.offer(options, make)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        if opened:
            opened(dialog)

    def job(progress: papers.Progress) -> Callable[[], Pages]:
        return papers.make(make, progress)

    context.work(f"正在生成{title}…", job, parent=parent, on_done=show)


class PreviewOptions(QWidget):
    """What can be chosen about a paper, which after ``changed`` is made anew.

    ``keep()`` is called when it was made as chosen, ``back()`` when it could not be: the one before is
    still on the screen.
    """

    changed = Signal()

    def __init__(
        self,
        keep: Callable[[], object],
        back: Callable[[], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.keep, self.back = keep, back


class PreviewDialog(Dialog):
    """A paper on the screen."""

    help_topic: ClassVar[str] = "打印"

    def __init__(
        self,
        context: Context,
        title: str,
        pages: Pages,
        workbook: Make | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.context = context
        self.pages = pages
        self._name, self._workbook = title, workbook
        self.setWindowTitle(f"预览 {title}")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        room = self.screen().availableGeometry()
        self.resize(min(theme.px(1080), room.width() - 80), min(theme.px(860), room.height() - 60))
        self.paper = PaperView(pages)
        self.paper.moved.connect(self._tell)
        self.message = MessageBar()
        self._place = label("", "muted")
        self._zoom = label("", "muted")
        self._zoom.setMinimumWidth(theme.px(48))
        self._zoom.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.printing = PrintPane(pages)
        self.printing.said.connect(self.message.show_text)
        self.printing.hide()
        self._making = 0
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._bar())
        column.addWidget(self.message)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.paper, 1)
        middle.addWidget(self.printing)
        column.addLayout(middle, 1)
        for keys, slot in (
            ("Ctrl++", lambda: self.paper.step_zoom(1)),
            ("Ctrl+=", lambda: self.paper.step_zoom(1)),
            ("Ctrl+-", lambda: self.paper.step_zoom(-1)),
            ("Ctrl+0", lambda: self.paper.set_zoom(1.0)),
            ("Ctrl+P", self.show_printing),
            ("Ctrl+S", self.save_pdf),
        ):
            QShortcut(QKeySequence(keys), self, slot)
        self.paper.fit("width" if pages.size(0)[0] < pages.size(0)[1] else "page")
        self.paper.setFocus()

    def offer(self, options: PreviewOptions, make: Make) -> None:
        """Let something be chosen below the bar; a change makes the paper anew, at the same place."""
        row = QFrame()
        theme.role(row, "plain")
        around = QHBoxLayout(row)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(options)
        self._column.insertWidget(1, row)

        def remake() -> None:
            self._making += 1
            turn = self._making
            self.message.show_text("")

            def failed(error: UserError) -> bool:
                if turn == self._making:
                    options.back()
                return self._failed(error)

            def show(ready: Callable[[], Pages]) -> None:
                pages = ready()
                if turn == self._making:
                    options.keep()
                    self._show_pages(pages)
                else:  # chosen anew while it was made
                    pages.close()

            self.context.work(
                f"正在生成{self._name}…",
                lambda progress: papers.make(make, progress),
                parent=self,
                on_done=show,
                on_error=failed,
            )

        options.changed.connect(remake)

    def _show_pages(self, pages: Pages) -> None:
        before, self.pages = self.pages, pages
        self.printing.show_pages(pages)
        self.paper.show_pages(pages)
        before.close()

    def _bar(self) -> QWidget:
        bar = QFrame()
        theme.role(bar, "plain")
        row = QHBoxLayout(bar)
        row.setContentsMargins(*(theme.px(m) for m in (18, 10, 18, 10)))
        row.setSpacing(theme.px(8))
        name = ElidedLabel("heading")
        name.show_text(self._name)
        row.addWidget(name, 1)
        row.addWidget(self._place)
        row.addStretch(1)
        row.addWidget(self._button("−", lambda: self.paper.step_zoom(-1), "缩小（Ctrl+−）", "icon"))
        row.addWidget(self._zoom)
        row.addWidget(self._button("＋", lambda: self.paper.step_zoom(1), "放大（Ctrl++）", "icon"))
        row.addWidget(self._button("整页", lambda: self.paper.fit("page"), "看到整页"))
        row.addWidget(self._button("页宽", lambda: self.paper.fit("width"), "与窗口同宽"))
        row.addSpacing(theme.px(12))
        if self._workbook is not None:
            row.addWidget(self._button("导出工作簿…", self.export, "保存为 .xlsx"))
        row.addWidget(self._button("保存 PDF…", self.save_pdf, "Ctrl+S"))
        row.addWidget(self._button("打印…", self.show_printing, "Ctrl+P", "primary"))
        return bar

    def _button(
        self, text: str, slot: Callable[[], object], tip: str, look: str = ""
    ) -> QPushButton:
        button = QPushButton(literal(text))
        button.setAutoDefault(False)
        button.setToolTip(tip)
        if len(text) == 1:
            button.setAccessibleName(tip)
        if look:
            theme.role(button, look)
        button.clicked.connect(lambda: slot())
        return button

    def _tell(self, page: int, zoom: float) -> None:
        self._place.setText(f"第 {page + 1} 页，共 {self.pages.count} 页")
        self._zoom.setText(f"{round(zoom * 100)}%")

    def show_printing(self) -> None:
        """Choose the printer beside the paper."""
        self.printing.setVisible(True)
        self.printing.start()

    def save_pdf(self) -> None:
        """Ask where, and copy the PDF there."""
        self._save("保存 PDF", file_dialogs.PDF, ".pdf", self.pages.save)

    def export(self) -> None:
        """Ask where, and write the same as a workbook."""
        make = self._workbook
        if make is None:
            return

        def write(path: Path) -> None:
            self.context.work(
                "正在导出工作簿…",
                lambda progress: make(path, progress),
                parent=self,
                on_done=lambda _: self.message.show_text(f"已导出：{path}", "good"),
                on_error=self._failed,
            )

        self._save("导出工作簿", file_dialogs.WORKBOOK, ".xlsx", write, said=False)

    def _save(
        self,
        title: str,
        kinds: str,
        suffix: str,
        write: Callable[[Path], object],
        *,
        said: bool = True,
    ) -> None:
        path = file_dialogs.save_as(self, title, safe_name(self._name, suffix), kinds)
        if path is None:
            return
        try:
            write(path)
        except UserError as error:
            self._failed(error)
            return
        if said:
            self.message.show_text(f"已保存：{path}", "good")

    def _failed(self, error: UserError) -> bool:
        self.message.show_text(error.text, "bad")
        return True

    def done(self, result: int) -> None:
        """Close the file with the dialog."""
        self.printing.stop()
        self.paper.sheets.stop()
        super().done(result)
        self.pages.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """The same by the window's own button."""
        self.printing.stop()
        super().closeEvent(event)


class PrintPane(QFrame):
    """Printer, copies, pages; prints a page at a time, so that it can be stopped."""

    said = Signal(str, str)

    def __init__(self, pages: Pages, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.role(self, "plain")
        self.setFixedWidth(theme.px(260))
        self._pages = pages
        self._queue: list[int] = []
        self._painter: QPainter | None = None
        self._printer: QPrinter | None = None
        self._total = 0
        self.printer = QComboBox()
        self.printer.setAccessibleName("打印机")
        self.copies = QSpinBox()
        self.copies.setRange(1, 99)
        self.copies.setAccessibleName("份数")
        self.range = QLineEdit()
        self.range.setAccessibleName("页码")
        self.note = label("", "quiet", wrap=True)
        self.button = QPushButton("打印")
        self.button.setAutoDefault(False)
        theme.role(self.button, "primary")
        self.button.clicked.connect(self._clicked)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._next)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.px(m) for m in (18, 14, 18, 14)))
        column.setSpacing(theme.px(6))
        column.addWidget(label("打印", "heading"))
        for name, field in (("打印机", self.printer), ("份数", self.copies), ("页码", self.range)):
            column.addSpacing(theme.px(4))
            column.addWidget(label(name, "label"))
            column.addWidget(field)
        column.addSpacing(theme.px(8))
        column.addWidget(self.button)
        column.addWidget(self.note)
        column.addStretch(1)
        self.show_pages(pages)

    def show_pages(self, pages: Pages) -> None:
        """Print other pages from now on; what was being printed stops."""
        self.stop()
        self._pages = pages
        self.range.setPlaceholderText(f"全部（1-{pages.count}），或如 1,3-5")

    def start(self) -> None:
        """Look for printers; the usual one is chosen."""
        self.printer.clear()
        self.printer.addItems(QPrinterInfo.availablePrinterNames())
        usual = self.printer.findText(QPrinterInfo.defaultPrinterName())
        self.printer.setCurrentIndex(max(0, usual))
        found = self.printer.count() > 0
        self.printer.setEnabled(found)
        self.button.setEnabled(found)
        self.note.setText(
            "" if found else "这台电脑没有装打印机。可以先「保存 PDF」，到别的电脑上打印。"
        )
        (self.button if found else self.range).setFocus()

    def _clicked(self) -> None:
        if self._queue:
            self.stop()
            return
        numbers = page_numbers(self.range.text(), self._pages.count)
        if numbers is None:
            self.note.setText(f"页码请写成 1,3-5 的样子，最大 {self._pages.count}。")
            self.range.setFocus()
            return
        printer = QPrinter(QPrinterInfo.printerInfo(self.printer.currentText()))
        printer.setResolution(PRINT_DPI)
        self.print_on(printer, numbers * self.copies.value())

    def print_on(self, printer: QPrinter, numbers: list[int]) -> None:
        """Print the pages (from 0) on a printer, one after the other."""
        self._printer, self._queue, self._total = printer, list(numbers), len(numbers)
        self._set_up(self._queue[0])
        painter = QPainter()
        with temporary.for_libraries():  # where the printing system puts what waits to be sent
            begun = painter.begin(printer)
        if not begun:
            self._queue = []
            self.said.emit(
                "打印机没有响应，没有打印。请检查打印机是否开机、连接，再试一次。", "bad"
            )
            return
        self._painter = painter
        self.button.setText("停止")
        self._timer.start(0)

    def stop(self) -> None:
        """Stop after the page that is being printed."""
        if self._painter is not None:
            done = self._total - len(self._queue)
            self._queue = []
            self._finish(f"已停止，送出了 {done} 页。", "warn")

    def _set_up(self, page: int) -> None:
        assert self._printer is not None
        width, height = self._pages.size(page)
        across = width > height
        size = QSizeF(min(width, height), max(width, height))
        self._printer.setPageSize(QPageSize(size, QPageSize.Unit.Point))
        self._printer.setPageOrientation(
            QPageLayout.Orientation.Landscape if across else QPageLayout.Orientation.Portrait
        )
        self._printer.setFullPage(True)
        self._printer.setPageMargins(QMarginsF(), QPageLayout.Unit.Point)

    def _next(self) -> None:
        if self._painter is None or self._printer is None or not self._queue:
            return
        done = self._total - len(self._queue)
        page = self._queue.pop(0)
        if done:
            self._set_up(page)
            self._printer.newPage()
        image = picture(self._pages, page, self._printer.resolution() / 72)
        width, height = self._pages.size(page)
        dots = self._printer.resolution() / 72
        self._painter.drawImage(QRectF(0, 0, width * dots, height * dots), image)
        self.note.setText(f"正在打印 {done + 1} / {self._total}")
        if not self._queue:
            self._finish(f"已送往打印机，共 {self._total} 页。", "good")

    def _finish(self, text: str, tone: str) -> None:
        self._timer.stop()
        if self._painter is not None:
            self._painter.end()
        self._painter = self._printer = None
        self.button.setText("打印")
        self.note.setText("")
        self.said.emit(text, tone)


def page_numbers(text: str, count: int) -> list[int] | None:
    """Return '1,3-5' as pages from 0, all for nothing, None where it cannot be read."""
    if not text.strip():
        return list(range(count))
    numbers: list[int] = []
    for part in re.split(r"[,，、\s]+", text.strip()):
        found = re.fullmatch(r"(\d+)(?:[-—~至](\d+))?", part)
        if not found:
            return None
        first, last = int(found[1]), int(found[2] or found[1])
        if not 1 <= first <= last <= count:
            return None
        numbers.extend(range(first - 1, last))
    return numbers
