"""比例指标: how far a share has come, and how far it would with the course in the hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.rules.advice import amount_text
from app.rules.verdicts import Share
from app.text import chinese
from ui import theme
from ui.kit.sizes import sized, zoom

MARKS = {"passed": "✓", "below": "✗", "above": "✗", "unassessed": "—"}


class Meter(QWidget):
    """One share: title and percent, a bar with the minimum marked, part of total and the verdict.

    Everything shown is the view's verdict; with ``preview`` it shows what the shares would be.
    """

    def __init__(self, share: Share, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._share = share
        self._preview: Share | None = None
        self._other = ""
        self._tell()

    @property
    def share(self) -> Share:
        """What is shown."""
        return self._preview or self._share

    def show_share(self, share: Share, other: str = "") -> None:
        """Show the share as it stands; ``other`` is the figure of the base that the rule does not go by."""
        if bool(other) != bool(self._other):
            self.updateGeometry()
        self._share, self._preview, self._other = share, None, other
        self._tell()

    def preview(self, share: Share | None) -> None:
        """Show what the share would be, or again what it is."""
        if share != self._preview:
            self._preview = share
            self._tell()

    def text(self) -> str:
        """The meter in words: '互动式教学 22.2% 8 / 36 学时 还差 3 学时'."""
        part, verdict = self._amounts()
        return f"{self.share.title} {_percent(self.share)} {part} {verdict}"

    def _tell(self) -> None:
        asked, clause = self.share.asked, self.share.clause
        self.setAccessibleName(
            f"{self.text()}，要求 {asked}" + (f"，依据 {clause}" if clause else "")
        )
        doubt = "" if self.share.verified else "（待核）"
        told = f"要求 {asked}" + (f" · {clause}{doubt}" if clause else "")
        self.setToolTip(f"{told}\n{self._other}" if self._other else told)
        self.update()

    def _amounts(self) -> tuple[str, str]:
        share = self.share
        whole = amount_text(share.total, share.base)
        part = amount_text(share.part, share.base).rpartition(" ")[0]
        if share.verdict == "unassessed":
            return f"0 / {whole}", "未评定"
        if share.verdict == "passed":
            return f"{part} / {whole}", "达标"
        word = "还差" if share.verdict == "below" else "超出"
        return f"{part} / {whole}", f"{word} {amount_text(share.missing, share.base)}"

    def sizeHint(self) -> QSize:
        """Four lines of text, five with the other figure; what does not fit beside another has its own."""
        lines = bool(self._other) + self._parted() + (22 / 17) * self._stacked()
        return QSize(200, round((80 + 17 * lines) * zoom(self.font())))

    def minimumSizeHint(self) -> QSize:
        """As high as the hint, but narrow if it must be."""
        return QSize(120, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Narrower, it may want more lines."""
        super().resizeEvent(event)
        self.updateGeometry()

    def _stacked(self) -> bool:
        """Whether the title takes a line of its own, above the percent; a preview moves nothing."""
        bold, percent = sized(self.font(), 14, bold=True), _percent(self._share)
        return _wide(bold, self._share.title) + 8 + _wide(bold, percent) > self.width()

    def _parted(self) -> bool:
        """Whether the other figure takes two lines."""
        return _wide(sized(self.font(), 12), self._other) > self.width() and "，" in self._other

    def _other_lines(self) -> list[str]:
        """The other figure, before and behind its comma where one line is too narrow."""
        first, comma, rest = self._other.rpartition("，")
        if self._parted():
            return [first + comma, rest]
        return [self._other] if self._other else []

    def _foot(self, room: float) -> tuple[str, str]:
        """Part of total and the verdict: where there is no room for both, the unit is said once, or not."""
        small = sized(self.font(), 12)
        heavy = sized(self.font(), 12, bold=self.share.verdict in ("below", "above"))
        part, verdict = self._amounts()
        if self.share.verdict == "passed":
            verdict = f"{MARKS[self.share.verdict]} {verdict}"
        bare = [text.removesuffix(" 学时").removesuffix(" 门") for text in (part, verdict)]
        ways = ((part, verdict), (part, bare[1]), (bare[0], verdict), (bare[0], bare[1]))
        fitting = (way for way in ways if _wide(small, way[0]) + _wide(heavy, way[1]) + 6 <= room)
        return next(fitting, ways[-1])

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the meter; a preview is a paler bar beyond, and an arrow between two percents."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale, share = zoom(self.font()), self.share
        bold, small = sized(self.font(), 14, bold=True), sized(self.font(), 12)
        colour = QColor(theme.VERDICT[share.verdict])
        width, line = self.width(), round(22 * scale)
        right, left = Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignLeft
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(bold)
        top = line if self._stacked() else 0
        percent = self._percent_text()
        taken = 0 if top else _wide(bold, percent) + 8
        title = QFontMetricsF(bold).elidedText(
            share.title, Qt.TextElideMode.ElideRight, width - taken
        )
        painter.setPen(QColor(theme.TEXT))
        painter.drawText(QRectF(0, 0, width, line), left | middle, title)
        painter.setPen(colour)
        painter.drawText(QRectF(0, top, width, line), right | middle, percent)
        line += top
        self._paint_bar(painter, QRectF(0, line + 7 * scale, width, 8 * scale), colour)
        painter.setFont(small)
        mark = share.asked
        at = width * (share.minimum or share.maximum or 0) / 100
        half = QFontMetricsF(small).horizontalAdvance(mark) / 2
        at = min(max(at, half), width - half)
        painter.setPen(QColor(theme.QUIET))
        below = line + 20 * scale
        painter.drawText(
            QRectF(at - half - 2, below, 2 * half + 4, 16 * scale),
            Qt.AlignmentFlag.AlignCenter,
            mark,
        )
        foot = QRectF(0, below + 17 * scale, width, 18 * scale)
        part, verdict = self._foot(width)
        heavy = sized(self.font(), 12, bold=share.verdict in ("below", "above"))
        painter.drawText(foot, left | middle, part)
        for place, text in enumerate(self._other_lines(), start=1):
            painter.drawText(foot.translated(0, 17 * scale * place), left | middle, text)
        painter.setPen(colour)
        painter.setFont(heavy)
        painter.drawText(foot, right | middle, verdict)

    def _percent_text(self) -> str:
        now = _percent(self._share)
        then = _percent(self.share)
        short = "—" if now == "未评定" else now
        if self._preview:
            return f"{short} → {then}"
        return short

    def _paint_bar(self, painter: QPainter, bar: QRectF, colour: QColor) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.LINE))
        round_end = bar.height() / 2
        painter.drawRoundedRect(bar, round_end, round_end)
        now, then = _fraction(self._share), _fraction(self.share)
        if self._preview and then != now:
            paler = QColor(colour)
            paler.setAlpha(110)
            _fill(painter, bar, max(now, then), paler)
            _fill(painter, bar, min(now, then), colour)
        else:
            _fill(painter, bar, then, colour)
        for limit in (self.share.minimum, self.share.maximum):
            if limit:
                at = bar.left() + bar.width() * limit / 100
                line = QRectF(at - 1, bar.top() - 4, 2, bar.height() + 8)
                painter.fillRect(line, QColor(theme.TEXT))


class Meters(QWidget):
    """All the shares of a class, one below the other."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(12))
        self.meters: dict[str, Meter] = {}

    def show_shares(self, shares: Sequence[Share], others: Mapping[str, str] | None = None) -> None:
        """Show these shares; a meter that stays keeps its place, so nothing flickers.

        ``others`` by rule are the figures of the base that each does not go by.
        """
        if list(self.meters) != [s.rule for s in shares]:
            for meter in self.meters.values():
                self._column.removeWidget(meter)
                meter.hide()
                meter.deleteLater()
            self.meters = {s.rule: Meter(s, self) for s in shares}
            for meter in self.meters.values():
                self._column.addWidget(meter)
        for share in shares:
            self.meters[share.rule].show_share(share, (others or {}).get(share.rule, ""))

    def preview(self, shares: Sequence[Share] = ()) -> None:
        """Show what the shares would be; without any, what they are."""
        would = {s.rule: s for s in shares}
        for rule, meter in self.meters.items():
            meter.preview(would.get(rule))


def _wide(font: QFont, text: str) -> float:
    return QFontMetricsF(font).horizontalAdvance(text)


def _percent(share: Share) -> str:
    return chinese.percent(share.part, share.total, share.minimum)


def _fraction(share: Share) -> float:
    return share.part / share.total if share.total else 0.0


def _fill(painter: QPainter, bar: QRectF, fraction: float, colour: QColor) -> None:
    if fraction <= 0:
        return
    painter.setBrush(colour)
    width = max(bar.height(), bar.width() * min(1.0, fraction))
    painter.drawRoundedRect(
        QRectF(bar.left(), bar.top(), width, bar.height()), bar.height() / 2, bar.height() / 2
    )
