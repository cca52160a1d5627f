"""A chart drawn from its description, once: paper and screen show the same drawing of reportlab's.

``draw`` lays it out in a width, ``Drawn.put`` sets it on a page, ``picture`` gives it as SVG with the place of every
bar, so that the window knows what is pointed at. Lengths are points or pixels, as ``size``, that of the text, is.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby

from reportlab.graphics import renderPDF, renderSVG
from reportlab.graphics.shapes import Drawing, Line, Rect, String
from reportlab.lib.colors import HexColor

from app.classes.charts import Bar, Chart
from app.papers.engine import fonts
from app.papers.engine.canvas import Canvas, Style
from app.papers.engine.flow import cut
from app.papers.engine.linebreak import measure

_INK, _QUIET, _LINE = "#1F2328", "#5F6973", "#E3E6EA"
_VALUE, _BEFORE = "#2763CE", "#A9BDE3"
_VERDICT = {"passed": "#157A5C", "below": "#B3261E", "above": "#B3261E", "unassessed": "#5F6973"}
_FACE = "hei"
_FAMILIES = {"hei": "Noto Sans SC", "song": "LXGW WenKai", "rare": "HanaMinB"}
_to_svg: Callable[..., str] = vars(renderSVG)["drawToString"]  # whose types say nothing of useClip
_FAMILY = re.compile(r"font-family: ([a-z-]+)")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a bar lies, with its label and its value; from the upper left corner of the drawing."""

    key: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart for the screen."""

    svg: str
    width: float
    height: float
    places: tuple[Place, ...]


class Drawn:
    """A chart being drawn, y growing downward."""

    def __init__(self, width: float, height: float, size: float) -> None:
        self.width, self.height, self.size = width, height, size
        self.drawing = Drawing(width, height)
        self.places: list[Place] = []

    def put(self, canvas: Canvas, x: float, top: float) -> None:
        """Set it on a page."""
        renderPDF.draw(self.drawing, canvas.pdf, x, top - self.height)

    def text(
        self, x: float, middle: float, text: str, align: str = "left", ink: str = _INK
    ) -> None:
        """Write a line whose middle lies at a height, in the face that has each character."""
        x -= self.wide(text) * {"left": 0.0, "centre": 0.5, "right": 1.0}[align]
        base = self.height - middle - 0.36 * self.size
        for face, run in groupby(text, lambda one: fonts.face_for(one, _FACE) or _FACE):
            said = "".join(run)
            fonts.face(face)
            made = String(x, base, said, fontName=face, fontSize=self.size, fillColor=HexColor(ink))
            self.drawing.add(made)
            x += self.wide(said)

    def wide(self, text: str) -> float:
        """Width of a text."""
        return measure(text, _FACE) * self.size

    def box(self, x: float, y: float, width: float, height: float, ink: str) -> None:
        """Fill a rectangle."""
        if width > 0 and height > 0:
            low = self.height - y - height
            shape = Rect(x, low, width, height)
            shape.fillColor, shape.strokeColor = HexColor(ink), None
            self.drawing.add(shape)

    def rule(
        self, x1: float, y1: float, x2: float, y2: float, ink: str = _LINE, weight: float = 0.07
    ) -> None:
        """Draw a line, its weight in em."""
        ends = (x1, self.height - y1, x2, self.height - y2)
        width = weight * self.size
        self.drawing.add(Line(*ends, strokeColor=HexColor(ink), strokeWidth=width))


def draw(chart: Chart, width: float, size: float, height: float = 0.0) -> Drawn:
    """Draw a chart; standing bars fill ``height``, lying ones take what they need."""
    if chart.standing:
        return _standing(chart, Drawn(width, max(height, 15 * size), size))
    return _lying(chart, Drawn(width, _lying_height(chart, size), size))


def picture(chart: Chart, width: float, size: float, height: float = 0.0) -> Picture:
    """Draw a chart for the screen, where the bundled faces are known by their families."""
    drawn = draw(chart, width, size, height)
    # a clipPath, which it would write otherwise, is painted by Qt
    text: str = _to_svg(drawn.drawing, useClip=True)
    text = _FAMILY.sub(lambda found: f"font-family: '{_FAMILIES[found[1]]}'", text)
    return Picture(text, drawn.width, drawn.height, tuple(drawn.places))


def texts(chart: Chart) -> str:
    """Return all that is written in it, so that no character is printed as an empty box."""
    said = [chart.title, chart.unit, chart.note, chart.rule, *chart.series]
    return "".join((*said, *(bar.label + bar.text + bar.before_text for bar in chart.bars)))


# ------------------------------------------------------------------ what both have

_HEAD = 2.4  # em above the plot: the title, and what the colours mean
_FOOT = 1.8  # em below it: the numbers of the axis


def _head(chart: Chart, on: Drawn) -> None:
    """The title at the left; at the right what the colours and the line mean."""
    em, x = on.size, on.width
    if chart.rule and any(bar.limit is not None for bar in chart.bars):
        x -= on.wide(chart.rule)
        on.text(x, 0.9 * em, chart.rule, ink=_QUIET)
        x -= 0.7 * em
        on.rule(x, 0.35 * em, x, 1.45 * em, _INK, 0.12)
        x -= 1.2 * em
    for name, ink in ((chart.series[1], _BEFORE), (chart.series[0], _VALUE)):
        if name and chart.series[1]:
            x -= on.wide(name)
            on.text(x, 0.9 * em, name, ink=_QUIET)
            x -= 1.2 * em
            on.box(x, 0.5 * em, 0.8 * em, 0.8 * em, ink)
            x -= 1.2 * em
    on.text(0, 0.9 * em, cut(chart.title, Style(_FACE, em), x))
    unit, after = f"单位：{chart.unit}", on.wide(chart.title) + em
    if after + on.wide(unit) < x:
        on.text(after, 0.9 * em, unit, ink=_QUIET)


def _steps(chart: Chart) -> tuple[float, list[float]]:
    """Where the axis ends, and where it has lines: four or five, at round numbers."""
    tallest = max((max(b.value, b.before or 0, b.limit or 0) for b in chart.bars), default=0)
    most = max(tallest, chart.most)
    rough = most / 4
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(n * power for n in (1, 2, 2.5, 5, 10) if n * power >= rough - 1e-9)
    step = step if chart.unit == "学时" else max(1.0, math.ceil(step))
    count = math.ceil(most / step - 1e-9)
    return count * step, [n * step for n in range(count + 1)]


def _ink(bar: Bar) -> str:
    return _VERDICT.get(bar.verdict, _VALUE)


def _said(value: float) -> str:
    return f"{value:,.2f}".rstrip("0").rstrip(".")


# ------------------------------------------------------------------ bars that lie


def _row(chart: Chart) -> float:
    """Height of a bar's row in em."""
    return 2.6 if chart.series[1] else 2.0


def _lying_height(chart: Chart, size: float) -> float:
    note = 1.8 if chart.note else 0.0
    return (_HEAD + len(chart.bars) * _row(chart) + _FOOT + note) * size


def _lying(chart: Chart, on: Drawn) -> Drawn:
    em = on.size
    _head(chart, on)
    label = min(max((on.wide(b.label) for b in chart.bars), default=0), 0.36 * on.width)
    value = max((on.wide(b.text) for b in chart.bars), default=0)
    left, right = label + 0.8 * em, on.width - value - 0.8 * em
    end, lines = _steps(chart)
    top, bottom = _HEAD * em, (_HEAD + len(chart.bars) * _row(chart)) * em
    for at in lines:
        x = left + (right - left) * at / end
        on.rule(x, top, x, bottom, _LINE if at else _QUIET)
        on.text(x, bottom + 0.9 * em, _said(at), "centre", _QUIET)
    for place, bar in enumerate(chart.bars):
        y = top + place * _row(chart) * em
        on.places.append(Place(bar.key, 0, y, on.width, _row(chart) * em))
        _lying_bar(chart, bar, on, y, (left, (right - left) / end))
    if chart.note:
        on.text(
            0, bottom + (_FOOT + 0.8) * em, cut(chart.note, Style(_FACE, em), on.width), ink=_QUIET
        )
    return on


def _lying_bar(chart: Chart, bar: Bar, on: Drawn, y: float, scale: tuple[float, float]) -> None:
    em, (left, unit) = on.size, scale
    middle = y + _row(chart) * em / 2
    label = cut(bar.label, Style(_FACE, em), left - 0.8 * em)
    on.text(left - 0.8 * em, middle, label, "right")
    thick = 1.1 * em
    upper = middle - thick / 2 if bar.before is None else middle - 0.85 * em
    on.box(left, upper, bar.value * unit, thick, _ink(bar))
    if bar.before is not None:
        on.box(left, upper + thick, bar.before * unit, 0.6 * em, _BEFORE)
    bad = bar.verdict and bar.verdict != "passed"
    beyond = max(bar.value, bar.limit or 0) if bar.limit else bar.value
    ink = _ink(bar) if bad else _INK
    on.text(left + beyond * unit + 0.5 * em, upper + thick / 2, bar.text, ink=ink)
    if bar.limit is not None:
        x = left + bar.limit * unit
        on.rule(x, y + 0.15 * em, x, y + (_row(chart) - 0.15) * em, _INK, 0.12)


# ------------------------------------------------------------------ bars that stand


def _standing(chart: Chart, on: Drawn) -> Drawn:
    em = on.size
    _head(chart, on)
    end, lines = _steps(chart)
    left = max(on.wide(_said(at)) for at in lines) + 0.8 * em
    top, bottom = (_HEAD + 1.2) * em, on.height - _FOOT * em
    unit = (bottom - top) / end
    for at in lines:
        y = bottom - at * unit
        on.rule(left, y, on.width, y, _LINE if at else _QUIET)
        on.text(left - 0.5 * em, y, _said(at), "right", _QUIET)
    each = (on.width - left) / max(len(chart.bars), 1)
    for place, bar in enumerate(chart.bars):
        x = left + place * each
        on.places.append(Place(bar.key, x, _HEAD * em, each, on.height - _HEAD * em))
        on.text(x + each / 2, bottom + 0.9 * em, bar.label, "centre", _QUIET)
        wide = min(0.36 * each, 2.4 * em)
        start = x + each / 2 - (wide if bar.before is not None else wide / 2)
        on.box(start, bottom - bar.value * unit, wide, bar.value * unit, _ink(bar))
        if bar.value:
            on.text(start + wide / 2, bottom - bar.value * unit - 0.7 * em, bar.text, "centre")
        if bar.before:
            high = bar.before * unit
            on.box(start + wide, bottom - high, wide, high, _BEFORE)
    return on
