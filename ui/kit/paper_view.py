"""The pages of a PDF below one another, each drawn when it comes into sight."""

from __future__ import annotations

from collections import OrderedDict

from PySide6.QtCore import QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from app.papers.engine.pages import Pages
from ui import theme

GAP = 16
KEPT = 12
SCREEN = 96 / 72  # pixels a point at 100 %
STEPS = (0.25, 0.33, 0.5, 0.67, 0.75, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0)


def picture(pages: Pages, page: int, scale: float) -> QImage:
    """Return a page as an image; scale 1 is 72 dpi."""
    width, height, stride, data = pages.render(page, scale)
    return QImage(data, width, height, stride, QImage.Format.Format_RGB32).copy()


class _Sheets(QWidget):
    """All pages in one tall widget; only those in sight are rendered, one at a time."""

    def __init__(self, pages: Pages) -> None:
        super().__init__()
        self._pages = pages
        self._zoom = 1.0
        self._drawn: OrderedDict[int, QPixmap] = OrderedDict()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._draw_next)
        self.frames: list[QRect] = []
        self.show_pages(pages)

    def show_pages(self, pages: Pages) -> None:
        """Take other pages; they are seen once they are laid out."""
        self._pages = pages
        self.setAccessibleName(f"文件预览，共 {pages.count} 页")

    def set_zoom(self, zoom: float, width: int) -> None:
        """Lay the pages out at a zoom (1 is 100 %), centred in ``width`` or what they need."""
        self._zoom = zoom
        sizes = []
        for page in range(self._pages.count):
            w, h = self._pages.size(page)
            sizes.append(QSize(round(w * SCREEN * zoom), round(h * SCREEN * zoom)))
        across = max([width, *(s.width() + 2 * GAP for s in sizes)])
        top, frames = GAP, []
        for size in sizes:
            frames.append(QRect(QPoint((across - size.width()) // 2, top), size))
            top += size.height() + GAP
        self.frames = frames
        self._drawn.clear()
        self.resize(across, top)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what is in sight; what is not rendered yet is asked for."""
        painter = QPainter(self)
        for page, frame in enumerate(self.frames):
            if not frame.intersects(event.rect()):
                continue
            painter.fillRect(frame, QColor(theme.CARD))
            ready = self._drawn.get(page)
            if ready is None:
                self._timer.start(0)
            else:
                self._drawn.move_to_end(page)
                painter.drawPixmap(frame, ready)
            painter.setPen(QColor(theme.LINE_FIRM))
            painter.drawRect(frame.adjusted(-1, -1, 0, 0))

    def stop(self) -> None:
        """Ask the pages for nothing more: their file is about to be closed."""
        self._timer.stop()
        self.frames = []

    def _draw_next(self) -> None:
        sight = self.visibleRegion().boundingRect()
        waiting = [
            page
            for page, frame in enumerate(self.frames)
            if page not in self._drawn and frame.intersects(sight)
        ]
        if not waiting:
            return
        page = waiting[0]
        ratio = self.devicePixelRatioF()
        image = picture(self._pages, page, self._zoom * SCREEN * ratio)
        image.setDevicePixelRatio(ratio)
        self._drawn[page] = QPixmap.fromImage(image)
        while len(self._drawn) > KEPT:
            self._drawn.popitem(last=False)
        self.update(self.frames[page])
        if len(waiting) > 1:
            self._timer.start(0)


class PaperView(QScrollArea):
    """``moved(page, zoom)`` tells the page in the middle of the view, from 0, and the zoom."""

    moved = Signal(int, float)

    def __init__(self, pages: Pages, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sheets = _Sheets(pages)
        self._pages = pages
        self._zoom: float | None = None  # None: as wide as the view
        self._fit = "width"
        self.setWidget(self.sheets)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.viewport().setStyleSheet(f"background: {theme.LINE};")
        self.sheets.setStyleSheet("background: transparent;")
        self.verticalScrollBar().valueChanged.connect(lambda _: self._tell())

    def show_pages(self, pages: Pages) -> None:
        """Show other pages at the same place; those before are not asked for again."""
        self._pages = pages
        self.sheets.show_pages(pages)
        self._lay_out()

    @property
    def page(self) -> int:
        """The page in the middle of the view, from 0."""
        middle = self.verticalScrollBar().value() + self.viewport().height() // 2
        return next(
            (i for i, f in enumerate(self.sheets.frames) if f.bottom() + GAP >= middle),
            max(0, len(self.sheets.frames) - 1),
        )

    @property
    def zoom(self) -> float:
        """How large the pages are shown; 1 is 100 %."""
        return self._zoom if self._zoom is not None else self._fitting()

    def set_zoom(self, zoom: float) -> None:
        """Show the pages at a zoom."""
        self._zoom = zoom
        self._lay_out()

    def step_zoom(self, step: int) -> None:
        """Larger (1) or smaller (-1)."""
        now = self.zoom
        if step > 0:
            self.set_zoom(next((s for s in STEPS if s > now + 0.01), STEPS[-1]))
        else:
            self.set_zoom(next((s for s in reversed(STEPS) if s < now - 0.01), STEPS[0]))

    def fit(self, how: str) -> None:
        """Show the pages as wide as the view ("width"), or whole ("page")."""
        self._fit, self._zoom = how, None
        self._lay_out()

    def go(self, page: int) -> None:
        """Bring the head of a page into view."""
        if self.sheets.frames:
            page = max(0, min(page, len(self.sheets.frames) - 1))
            self.verticalScrollBar().setValue(self.sheets.frames[page].top() - GAP)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep fitting, and keep the page."""
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        page = self.page
        self.sheets.set_zoom(self.zoom, self.viewport().width())
        self.go(page)
        self._tell()

    def _fitting(self) -> float:
        width = max(self._pages.size(i)[0] for i in range(self._pages.count))
        height = max(self._pages.size(i)[1] for i in range(self._pages.count))
        bar = self.verticalScrollBar().sizeHint().width() if self._pages.count > 1 else 0
        room = self.width() - bar - 2 * GAP
        zoom = room / (width * SCREEN)
        most = (self.height() - 2 * GAP) / (height * SCREEN) if self._fit == "page" else 1.5
        return max(0.1, min(zoom, most))

    def _tell(self) -> None:
        self.moved.emit(self.page, self.zoom)
