"""Laying paragraphs, boxes and tables over pages, with a foot on each: 第 1 页 共 3 页."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.ground.jobs import Progress
from app.papers.engine.canvas import MM, QUIET, Canvas, Style, natural
from app.papers.engine.linebreak import break_lines
from app.papers.engine.table import Grid, Measured, Table, draw_rows

Draw = Callable[[Canvas, float, float], None]
"""Draws something: paper, left edge, top edge."""


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph, with space in points above and below it."""

    text: str
    style: Style
    above: float = 0.0
    below: float = 0.0


@dataclass(frozen=True, slots=True)
class Gap:
    """Empty space in points; it is dropped at the head of a page."""

    height: float


@dataclass(frozen=True, slots=True)
class Columns:
    """Short texts on one line: at the left edge, in the middle, at the right edge."""

    left: str = ""
    middle: str = ""
    right: str = ""
    style: Style = field(default_factory=Style)
    below: float = 0.0


@dataclass(frozen=True, slots=True)
class Whole:
    """A table that stays on one page, with what stands above it."""

    table: Table
    heading: Text | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """Something drawn that stays whole on one page: ``height`` in points."""

    draw: Draw
    height: float


Element = Text | Gap | Columns | Table | Whole | Figure


@dataclass(frozen=True, slots=True)
class Margins:
    """White around the page's text, in points."""

    top: float = 18 * MM
    right: float = 16 * MM
    bottom: float = 18 * MM
    left: float = 16 * MM


@dataclass(frozen=True, slots=True)
class Sheet:
    """What all pages of a paper share."""

    size: tuple[float, float]
    title: str
    margins: Margins = field(default_factory=Margins)
    watermark: str = ""
    foot_left: str = ""
    running: str = ""
    """Stands small at the head of the second and later pages."""

    @property
    def width(self) -> float:
        """Measure in points between the margins."""
        return self.size[0] - self.margins.left - self.margins.right

    @property
    def height(self) -> float:
        """Points between the top and bottom margins."""
        return self.size[1] - self.margins.top - self.margins.bottom


@dataclass(slots=True)
class _Pager:
    """Collects what is drawn on which page, and where."""

    sheet: Sheet
    pages: list[list[tuple[Draw, float]]] = field(default_factory=lambda: [[]])
    used: float = 0.0

    @property
    def left(self) -> float:
        return self.sheet.height - self.used

    @property
    def empty(self) -> bool:
        return not self.pages[-1]

    def turn(self) -> None:
        self.pages.append([])
        self.used = 0.0

    def put(self, draw: Draw, height: float) -> None:
        """Place something at the current height; the caller has seen that it fits."""
        self.pages[-1].append((draw, self.used))
        self.used += height

    def put_whole(self, draw: Draw, height: float) -> None:
        """Place something here, or on the next page if it does not fit here."""
        if height > self.left + 0.01 and not self.empty:
            self.turn()
        self.put(draw, height)


def write(
    path: Path, sheet: Sheet, elements: Sequence[Element], progress: Progress | None = None
) -> int:
    """Lay the elements over pages and write the PDF; return the number of pages.

    Raises Cancelled (from `progress`) between pages.
    """
    progress = progress or Progress()
    pages = paginate(sheet, elements)
    canvas = Canvas(path, sheet.size, sheet.title)
    left = sheet.margins.left
    for number, page in enumerate(pages, start=1):
        progress.step(number - 1, len(pages), f"正在排版第 {number} 页，共 {len(pages)} 页")
        if sheet.watermark:
            canvas.watermark(sheet.watermark, min(sheet.size) * 0.32)
        for draw, used in page:
            draw(canvas, left, canvas.height - sheet.margins.top - used)
        _furniture(canvas, sheet, number, len(pages))
        canvas.turn()
    canvas.save()
    progress.step(len(pages), len(pages), "")
    return len(pages)


def _furniture(canvas: Canvas, sheet: Sheet, number: int, count: int) -> None:
    """Draw the page's foot, and the running head from the second page on."""
    style = Style("song", 8.5, 12, QUIET)
    base = sheet.margins.bottom - 9 * MM
    canvas.text(canvas.width / 2, base, f"第 {number} 页 共 {count} 页", style.but(align="centre"))
    if sheet.foot_left:
        left = cut(sheet.foot_left, style, sheet.width / 2 - 16 * MM)
        canvas.text(sheet.margins.left, base, left, style)
    if number > 1 and sheet.running:
        top = canvas.height - sheet.margins.top + 4 * MM
        right = cut(sheet.running, style, sheet.width)
        canvas.text(canvas.width - sheet.margins.right, top, right, style.but(align="right"))


_END = 16  # characters


def cut(text: str, style: Style, width: float) -> str:
    """Return what of a line goes into `width` points, with … for its middle: the end says which paper."""
    if natural(text, style) <= width:
        return text
    end = text[-_END:]
    while text and natural(f"{text}…{end}", style) > width:
        text = text[:-1]
    return f"{text}…{end}"


def paginate(sheet: Sheet, elements: Sequence[Element]) -> list[list[tuple[Draw, float]]]:
    """Give for each page what is drawn on it: (draw, points below the top margin)."""
    pager = _Pager(sheet)
    for element in elements:
        if isinstance(element, Text):
            _text(pager, element)
        elif isinstance(element, Gap):
            if not pager.empty:
                pager.used = min(pager.used + element.height, sheet.height)
        elif isinstance(element, Columns):
            _columns(pager, element)
        elif isinstance(element, Whole):
            _whole(pager, element)
        elif isinstance(element, Figure):
            pager.put_whole(element.draw, element.height)
        else:
            _table(pager, element.measured(sheet.width))
    return pager.pages


def _text(pager: _Pager, element: Text) -> None:
    style, width = element.style, pager.sheet.width
    lines = break_lines(element.text, style.face, width / style.size, style.indent)
    height = element.above + len(lines) * style.leading + element.below

    def draw(canvas: Canvas, x: float, top: float) -> None:
        if style.spacing:
            base = top - element.above - style.leading / 2 - 0.38 * style.size
            canvas.text(x + width / 2, base, element.text, style.but(align="centre"))
        else:
            canvas.lines(x, top - element.above, width, lines, style)

    pager.put_whole(draw, height)


def _columns(pager: _Pager, element: Columns) -> None:
    style, width = element.style, pager.sheet.width

    def draw(canvas: Canvas, x: float, top: float) -> None:
        base = top - style.leading / 2 - 0.38 * style.size
        canvas.text(x, base, element.left, style.but(align="left"))
        canvas.text(x + width / 2, base, element.middle, style.but(align="centre"))
        canvas.text(x + width, base, element.right, style.but(align="right"))

    pager.put_whole(draw, style.leading + element.below)


def _whole(pager: _Pager, element: Whole) -> None:
    measured = element.table.measured(pager.sheet.width)
    heading = element.heading
    above = heading.above + heading.style.leading + heading.below if heading else 0.0
    height = above + measured.head.height + sum(group.height for group in measured.groups)
    if height > pager.sheet.height:
        if heading:
            _text(pager, heading)
        _table(pager, measured)
        return

    def draw(canvas: Canvas, x: float, top: float) -> None:
        if heading:
            style = heading.style
            lines = break_lines(heading.text, style.face, pager.sheet.width / style.size)
            canvas.lines(x, top - heading.above, pager.sheet.width, lines, style)
        y = draw_rows(canvas, x, top - above, measured.widths, measured.head)
        for group in measured.groups:
            y = draw_rows(canvas, x, y, measured.widths, group)

    pager.put_whole(draw, height)


_TOGETHER = 3
"""So many last groups of a table stay together: one row alone on a page looks like a mistake."""
_AFTER = 26.0
"""Points kept free for the line that follows a table."""


def _table(pager: _Pager, table: Measured) -> None:
    fresh = True
    head = table.head.height
    tail = len(table.groups) - _TOGETHER
    for index, group in enumerate(table.groups):
        if index == tail and not fresh and not pager.empty:
            rest = sum(item.height for item in table.groups[index:]) + _AFTER
            if rest > pager.left and rest + head <= pager.sheet.height:
                pager.turn()
                fresh = True
        need = group.height + (head if fresh else 0.0)
        # the first day below the title is parted rather than the title left alone on its page
        begins = index == 0 and fresh and head + group.heights[0] <= pager.left
        if need > pager.left + 0.01 and group.height + head <= pager.sheet.height and not begins:
            if not pager.empty:
                pager.turn()
            fresh = True
        if need - group.height + group.heights[0] > pager.left + 0.01 and not pager.empty:
            pager.turn()
            fresh = True
        start = 0
        while start < len(group.heights):
            if fresh:
                pager.put(_rows(table, table.head, range(len(table.head.heights))), head)
                fresh = False
            stop = _fitting(group, start, pager.left)
            part = range(start, stop)
            pager.put(_rows(table, group, part), sum(group.heights[n] for n in part))
            start = stop
            if start < len(group.heights):
                pager.turn()
                fresh = True
    if not table.groups:
        pager.put_whole(_rows(table, table.head, range(len(table.head.heights))), head)


def _fitting(group: Grid, start: int, room: float) -> int:
    """Return the row after the last that fits; one row at least, however high it is."""
    stop = start
    while stop < len(group.heights) and group.heights[stop] <= room + 0.01:
        room -= group.heights[stop]
        stop += 1
    return max(stop, start + 1)


def _rows(table: Measured, grid: Grid, rows: range) -> Draw:
    def draw(canvas: Canvas, x: float, top: float) -> None:
        draw_rows(canvas, x, top, table.widths, grid, rows)

    return draw
