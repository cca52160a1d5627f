"""The card of a course or lesson, painted alike in library, timetable and under the hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPainterPath,
    QPen,
    QTextLayout,
    QTextOption,
)

from ui import theme
from ui.kit.sizes import sized

STAR = "★"
KINDS = {"full_time": "专职", "part_time": "兼职", "leading_cadre": "领导干部", "expert": "专家"}


class _Lecturer(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def post(self) -> str: ...


@dataclass(frozen=True)
class Face:
    """What a card says; ``people`` begins with a star where a leading cadre lectures.

    ``warning`` is what stands against the lesson; ``grave`` where it bars the approval. ``clock`` is there
    where several lessons share a half-day.
    """

    title: str
    category: str
    people: str = ""
    foot: str = ""
    warning: str = ""
    grave: bool = True
    clock: str = ""

    @property
    def leading(self) -> bool:
        """Whether a leading cadre lectures."""
        return self.people.startswith(STAR)

    @property
    def spoken(self) -> str:
        """The card in one sentence, for a screen reader."""
        people = self.people.replace(STAR, "领导干部")
        return "，".join(p for p in (self.title, self.clock, people, self.foot, self.warning) if p)


def people_text(lecturers: Sequence[_Lecturer], place: str = "") -> str:
    """Return who lectures, and where it matters more, the place: '★ 何军 · 县纪委书记'."""
    if not lecturers:
        return place
    if len(lecturers) > 1:
        star = f"{STAR} " if any(t.kind == "leading_cadre" for t in lecturers) else ""
        return star + "、".join(t.name for t in lecturers)
    one = lecturers[0]
    if one.kind == "leading_cadre":
        return f"{STAR} {one.name}" + (f" · {one.post}" if one.post else "")
    return f"{one.name} · {KINDS.get(one.kind, one.kind)}"


def category_colour(category: str) -> QColor:
    """Return the colour of a content category; quiet where it has none."""
    return QColor(theme.CATEGORY.get(category, theme.QUIET))


def category_ink(category: str) -> QColor:
    """Return the same colour as it is written with: dark enough to be read at 12 px."""
    inks = {"theory": theme.INFO, "professional": theme.GOOD, "knowledge": theme.WARN}
    return QColor(inks.get(category) or theme.CATEGORY.get(category, theme.QUIET))


def wrapped(text: str, font: QFont, width: float, most: int) -> list[str]:
    """Return the text in at most ``most`` lines of ``width`` pixels, the last one cut."""
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    ends: list[tuple[int, int]] = []
    while len(ends) <= most:
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(max(1.0, width))
        ends.append((line.textStart(), line.textLength()))
    layout.endLayout()
    lines = [text[start : start + length].strip() for start, length in ends]
    if len(lines) > most:
        rest = text[ends[most - 1][0] :] if most else ""
        cut = QFontMetricsF(font).elidedText(rest, Qt.TextElideMode.ElideRight, width)
        lines = [*lines[: most - 1], cut] if most else []
    return lines


def paint(
    painter: QPainter,
    rect: QRectF,
    face: Face,
    font: QFont,
    *,
    selected: bool = False,
    locked: bool = False,
    faded: bool = False,
) -> None:
    """Paint a card into ``rect``: category edge, title, people, at the foot method and hours."""
    painter.save()
    # half a pen of the frame lies outside; text that finds no room stays off the neighbours
    painter.setClipRect(rect.adjusted(-1, -1, 1, 1), Qt.ClipOperation.IntersectClip)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if faded:
        painter.setOpacity(0.45)
    _paint_frame(painter, rect, face, selected=selected, locked=locked)
    _paint_text(painter, rect, face, font)
    painter.restore()


def _paint_frame(
    painter: QPainter, rect: QRectF, face: Face, *, selected: bool, locked: bool
) -> None:
    box = rect.adjusted(0.5, 0.5, -0.5, -0.5)
    shape = QPainterPath()
    shape.addRoundedRect(box, 6, 6)
    ground = theme.ACCENT_SOFT if selected else theme.HEAD if locked else theme.CARD
    painter.fillPath(shape, QColor(ground))
    painter.save()
    painter.setClipPath(shape, Qt.ClipOperation.IntersectClip)
    painter.fillRect(QRectF(box.left(), box.top(), 4, box.height()), category_colour(face.category))
    painter.restore()
    strong = selected or (bool(face.warning) and face.grave)
    painter.setPen(QPen(QColor(theme.ACCENT if strong else theme.LINE), 1.5 if strong else 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(shape)


_LEADING = 1.24  # of the size of the type: Chinese leaves no more air above and below


_TIGHT = 1.08  # where two lessons share a half-day


def _step(font: QFont, leading: float = _LEADING) -> float:
    return leading * font.pixelSize()


def _paint_text(painter: QPainter, rect: QRectF, face: Face, font: QFont) -> None:
    """Title first; people and foot as far as there is room for them."""
    bold, small = sized(font, 13, bold=True), sized(font, 12)
    title_step, small_step = _step(bold), _step(small)
    inside = rect.adjusted(12, 7, -7, -6)
    if inside.height() < 2 * (title_step + small_step) + 2:
        inside = rect.adjusted(12, 4, -7, -4)
    if face.clock and inside.height() < 2 * title_step + 2 * small_step:
        _paint_tight(painter, rect, face, font)
        return
    if inside.height() < title_step + 2:
        inside = rect.adjusted(12, (rect.height() - title_step) / 2, -7, 0)
    room = inside.height() - (small_step if face.foot else 0)
    foot_fits = bool(face.foot) and room >= title_step - 1
    if not foot_fits:
        room = inside.height()
    people_lines = 1 if face.people and room >= title_step + small_step else 0
    most = max(1, int((room - people_lines * small_step) // title_step))
    mark = 18 if face.warning else 0
    if most == 1 and len(wrapped(face.title, bold, inside.width() - mark, 2)) > 1:
        people_lines, most = 0, max(1, int(room // title_step))  # the title tells more than a name
    titles = wrapped(face.title, bold, inside.width() - mark, min(most, 3))
    y = _write(painter, inside.left(), inside.top(), titles, bold, QColor(theme.TEXT)) + 2
    if people_lines:
        bottom = inside.bottom() - (small_step if foot_fits else 0)
        most = max(1, min(2, int((bottom - y + 2) // small_step)))
        lines = _people_lines(face.people, small, inside.width(), most)
        _write(painter, inside.left(), y, lines, small, _people_ink(face))
    if foot_fits:
        foot = _fitted(face, small, inside.width() + 3)
        top = inside.bottom() - small_step
        _write(painter, inside.left(), top, [foot], small, category_ink(face.category))
    if face.warning:
        _paint_warning(painter, rect, font, grave=face.grave)


def _write(
    painter: QPainter,
    x: float,
    y: float,
    lines: Sequence[str],
    font: QFont,
    ink: QColor,
    leading: float = _LEADING,
) -> float:
    """Write lines below a height and return the height below them."""
    painter.setFont(font)
    painter.setPen(ink)
    for line in lines:
        # a character ends 0.12 em below its baseline
        painter.drawText(QPointF(x, y + (0.38 + leading / 2) * font.pixelSize()), line)
        y += _step(font, leading)
    return y


def _people_ink(face: Face) -> QColor:
    return QColor(theme.WARN if face.leading else theme.QUIET)


def tight_lines(face: Face, font: QFont, width: float, height: float) -> list[str]:
    """Return who and when on a card that has ``height`` for it, in the smaller type: both whole, if they can be."""
    name, start = face.people.partition(" · ")[0], face.clock.partition("—")[0]
    metrics = QFontMetricsF(font)
    for one in (f"{name} {face.clock}".strip(), f"{name} {start}".strip()):
        if metrics.horizontalAdvance(one) <= width:
            return [one]
    if 2 * _step(font, _TIGHT) > height + 2:
        return [metrics.elidedText(one, Qt.TextElideMode.ElideRight, width)]
    whole = metrics.horizontalAdvance(face.clock) <= width
    return [*_people_lines(name, font, width, 1), face.clock if whole else start]


def _paint_tight(painter: QPainter, rect: QRectF, face: Face, font: QFont) -> None:
    """One of several in a half-day: a line of its title, then who and when, which must be legible."""
    bold, small = sized(font, 12, bold=True), sized(font, 11)
    inside = rect.adjusted(10, 1, -4, -1)
    head = _step(bold, _TIGHT)
    lines = tight_lines(face, small, inside.width(), inside.height() - head)
    if lines[-1].endswith("…"):  # a size smaller, rather than not when
        small = sized(font, 10)
        lines = tight_lines(face, small, inside.width(), inside.height() - head)
    high = head + len(lines) * _step(small, _TIGHT)
    y = inside.top() + max(0.0, (inside.height() - high) / 2)
    mark = 18 if face.warning else 0
    title = wrapped(face.title, bold, inside.width() - mark, 1)
    y = _write(painter, inside.left(), y, title, bold, QColor(theme.TEXT), _TIGHT)
    _write(painter, inside.left(), y, lines, small, _people_ink(face), _TIGHT)
    if face.warning:
        _paint_warning(painter, rect, font, grave=face.grave)


def _people_lines(people: str, font: QFont, width: float, most: int) -> list[str]:
    """One line; where that is too narrow, the name and then the post."""
    name, dot, post = people.partition(" · ")
    if most > 1 and dot and QFontMetricsF(font).horizontalAdvance(people) > width:
        return [*wrapped(name, font, width, 1), *wrapped(post, font, width, most - 1)]
    if dot and QFontMetricsF(font).horizontalAdvance(people) > width:
        people = name  # whole, rather than cut behind its first character
    if QFontMetricsF(font).horizontalAdvance(people) > width:
        people = people.removeprefix(f"{STAR} ")  # which its ink tells as well
    return wrapped(people, font, width, most)


def _fitted(face: Face, font: QFont, width: float) -> str:
    """The whole foot, the more tightly the narrower the card is; of several lessons when each is."""
    metrics, foot = QFontMetricsF(font), face.foot
    tight, last = foot.replace(" · ", " "), foot.rpartition(" · ")[2]
    texts = [foot, tight, tight.replace(" 学", "学"), last]
    if clock := face.clock:
        texts = [f"{clock} · {foot}", f"{clock} {last}", clock, clock.partition("—")[0]]
    for text in texts:
        if metrics.horizontalAdvance(text) <= width:
            return text
    return metrics.elidedText(tight, Qt.TextElideMode.ElideRight, width)


def _paint_warning(painter: QPainter, rect: QRectF, font: QFont, *, grave: bool) -> None:
    """A red disc where the approval is barred, an amber one where it is only a warning."""
    disc = QRectF(rect.right() - 22, rect.top() + 7, 15, 15)
    painter.setPen(QPen(QColor(theme.ACCENT if grave else theme.WARN), 1))
    painter.setBrush(QColor(theme.ACCENT if grave else theme.WARN_SOFT))
    painter.drawEllipse(disc)
    painter.setPen(QColor(theme.CARD if grave else theme.WARN))
    painter.setFont(sized(font, 11, bold=True))
    painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, "!")
