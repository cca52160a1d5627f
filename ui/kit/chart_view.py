"""A chart on the screen: the drawing that paper has, with bars to click, to hover and to reach by keys."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.classes.charts import Bar, Chart
from ui import theme

TYPE = 13  # px of the text in a chart
_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Home: -1000,
    Qt.Key.Key_End: 1000,
}


class ChartView(QWidget):
    """``picked(key)``: a bar was clicked, or Enter pressed on it. It is as tall as its bars need."""

    picked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.MinimumExpanding)
        self._chart: Chart | None = None
        self._current = ""  # the bar whose rows are shown
        self._at = ""  # the bar that keys are on
        self._hovered = ""
        self._drawn: tuple[float, float, float] | None = None  # the size that the picture has
        self._picture = QSvgRenderer()
        self._places: dict[str, QRectF] = {}

    # ------------------------------------------------------------------ what is shown

    def show_chart(self, chart: Chart, current: str = "") -> None:
        """Show a chart with the bar of this key picked."""
        self._chart, self._drawn, self._hovered = chart, None, ""
        self.setAccessibleName(chart.title)
        self.mark(current)
        self.updateGeometry()
        self.update()

    def mark(self, key: str) -> None:
        """Show which bar is picked."""
        self._current = self._at = key
        self._tell()
        self.update()

    def said(self, key: str) -> str:
        """Return a bar in words: what a tooltip and a screen reader say."""
        bar = self._bar(key)
        if self._chart is None or bar is None:
            return ""
        now, before = self._chart.series
        # a percentage says its unit itself
        unit = "" if self._chart.unit == "%" else f" {self._chart.unit}"
        text = f"{bar.label}：{bar.text}{unit}"
        if bar.limit is not None:
            text += (
                f"，{self._chart.rule}"
                if "不同" not in self._chart.rule
                else f"，规定 {bar.limit}%"
            )
        return f"{text}（{now}），{bar.before_text}{unit}（{before}）" if before else text

    def place(self, key: str) -> QRectF:
        """Return where a bar lies, its label with it."""
        self._draw()
        return self._places.get(key, QRectF())

    def _bar(self, key: str) -> Bar | None:
        bars = self._chart.bars if self._chart else ()
        return next((bar for bar in bars if bar.key == key), None)

    def _tell(self) -> None:
        self.setAccessibleDescription(self.said(self._at))

    # ------------------------------------------------------------------ drawing

    def sizeHint(self) -> QSize:
        """As tall as the bars need."""
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        """Bars that lie need a height each, months a little room."""
        self._draw()
        tall = 15 * theme.px(TYPE)
        if self._chart is not None and not self._chart.standing and self._drawn:
            tall = round(self._picture.viewBoxF().height())
        return QSize(theme.px(320), tall)

    def _draw(self) -> None:
        wanted = (float(max(self.width(), 320)), float(self.height()), float(theme.px(TYPE)))
        if self._chart is None or self._drawn == wanted:
            return
        if self._drawn and not self._chart.standing and self._drawn[::2] == wanted[::2]:
            return
        from app.papers.engine import chart  # what it draws with is heavy

        width, height, size = wanted
        made = chart.picture(self._chart, width, size, height)
        self._picture.load(QByteArray(made.svg.encode("utf-8")))
        self._places = {p.key: QRectF(p.x, p.y, p.width, p.height) for p in made.places}
        self._drawn = wanted
        self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground of the bars pointed at and picked, then the drawing."""
        self._draw()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for key, ink in ((self._hovered, theme.HOVER), (self._current, theme.ACCENT_SOFT)):
            if key in self._places:
                painter.fillRect(self._places[key], QColor(ink))
        if self._drawn:
            self._picture.render(painter, self._picture.viewBoxF())
        if self.hasFocus() and self._at in self._places:
            painter.setPen(QPen(QColor(theme.ACCENT), theme.px(2)))
            painter.drawRect(self._places[self._at].adjusted(1, 1, -1, -1))

    # ------------------------------------------------------------------ hand and keys

    def key_at(self, at: QPoint) -> str:
        """Return the bar at a place, else the one that keys are on."""
        return self._under(at.x(), at.y()) or self._at

    def _under(self, x: float, y: float) -> str:
        return next((key for key, place in self._places.items() if place.contains(x, y)), "")

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The bar under the hand can be clicked."""
        self._hover(self._under(event.position().x(), event.position().y()))

    def leaveEvent(self, event: QEvent) -> None:
        """None is under the hand."""
        self._hover("")

    def _hover(self, key: str) -> None:
        if key != self._hovered:
            self._hovered = key
            hand = Qt.CursorShape.PointingHandCursor if key else Qt.CursorShape.ArrowCursor
            self.setCursor(hand)
            self.setToolTip(self.said(key))
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open the rows of the bar clicked."""
        key = self._under(event.position().x(), event.position().y())
        if key and event.button() == Qt.MouseButton.LeftButton:
            self.mark(key)
            self.picked.emit(key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go from bar to bar, Enter and space open its rows."""
        keys = [bar.key for bar in self._chart.bars] if self._chart else []
        key = Qt.Key(event.key())
        if keys and key in _STEPS:
            at = keys.index(self._at) if self._at in keys else -1
            self._at = keys[max(0, min(len(keys) - 1, at + _STEPS[key]))]
            self._tell()
            self.update()
        elif self._at in keys and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.mark(self._at)
            self.picked.emit(self._at)
        else:
            super().keyPressEvent(event)
