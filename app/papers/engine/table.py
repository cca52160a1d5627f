"""Tables on paper: measured columns, merged cells, heads that repeat over pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from app.papers.engine.canvas import HAIR, INK, Align, Canvas, Style, natural
from app.papers.engine.linebreak import Line, break_lines, widest_atom

PAD_X = 3.2
PAD_Y = 2.6


@dataclass(frozen=True, slots=True)
class Cell:
    """Text in a table, over `across` columns and `down` rows; `style` overrides the column's."""

    text: str = ""
    across: int = 1
    down: int = 1
    style: Style | None = None
    align: Align | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """How a column is set: least and most width in points, share of what is left over."""

    least: float = 20.0
    most: float = 400.0
    stretch: float = 0.0
    align: Align = "left"
    style: Style | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """A cell with its place in the grid and its lines."""

    cell: Cell
    row: int
    column: int
    style: Style
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """Measured rows that belong together: heights in points and the cells on them."""

    heights: tuple[float, ...]
    cells: tuple[Placed, ...]

    @property
    def height(self) -> float:
        """Height of all rows together."""
        return sum(self.heights)


@dataclass(frozen=True)
class Table:
    """A head of one or more rows, and groups of rows.

    A group is kept on one page if it can be; a cell that goes down over rows on both sides of a
    page's end is drawn on both. Every row lists only the cells that begin in it, as in HTML.
    """

    columns: Sequence[Column]
    head: Sequence[Sequence[Cell]]
    groups: Sequence[Sequence[Sequence[Cell]]]
    style: Style = field(default_factory=lambda: Style("song", 9.5, 13.5))
    head_style: Style = field(default_factory=lambda: Style("hei-bold", 9.5, 13.5, INK, "centre"))
    least_row: float = 0.0

    def measured(self, width: float) -> Measured:
        """Fix column widths for a measure of `width` points and break every cell's text."""
        widths = self._widths(width)
        return Measured(
            tuple(widths),
            self._grid(self.head, widths, True),
            tuple(self._grid(group, widths, False) for group in self.groups),
        )

    def _style(self, cell: Cell, column: int, head: bool) -> Style:
        base = self.head_style if head else (self.columns[column].style or self.style)
        style = cell.style or base
        align = cell.align or (style.align if head or cell.style else self.columns[column].align)
        return style.but(align=align)

    def _widths(self, total: float) -> list[float]:
        least = [column.least for column in self.columns]
        wish = list(least)
        for is_head, rows in [(True, self.head), *((False, group) for group in self.groups)]:
            for _, column, cell in placed(rows, len(self.columns)):
                if cell.across > 1 or not cell.text:
                    continue
                style = self._style(cell, column, is_head)
                most = self.columns[column].most
                need = widest_atom(cell.text, style.face) * style.size + 2 * PAD_X + 0.1
                least[column] = max(least[column], min(need, most))
                want = natural(cell.text, style) + 2 * PAD_X + 0.1
                wish[column] = max(wish[column], min(want, most), least[column])
        return _shared(total, least, wish, [column.stretch for column in self.columns])

    def _grid(self, rows: Sequence[Sequence[Cell]], widths: Sequence[float], head: bool) -> Grid:
        heights = [self.least_row] * len(rows)
        cells: list[Placed] = []
        for row, column, cell in placed(rows, len(widths)):
            style = self._style(cell, column, head)
            room = sum(widths[column : column + cell.across]) - 2 * PAD_X
            lines: list[Line] = []
            if cell.text:
                lines = break_lines(cell.text, style.face, room / style.size, style.indent, 1.6)
            cells.append(Placed(cell, row, column, style, tuple(lines)))
        for item in sorted(cells, key=lambda item: item.cell.down):
            need = len(item.lines) * item.style.leading + 2 * PAD_Y
            own = range(item.row, min(item.row + item.cell.down, len(heights)))
            short = need - sum(heights[n] for n in own)
            if short > 0:
                for n in own:
                    heights[n] += short / len(own)
        return Grid(tuple(heights), tuple(cells))


@dataclass(frozen=True, slots=True)
class Measured:
    """A table whose columns and rows have their sizes."""

    widths: tuple[float, ...]
    head: Grid
    groups: tuple[Grid, ...]


def placed(rows: Sequence[Sequence[Cell]], columns: int) -> Iterator[tuple[int, int, Cell]]:
    """Give every cell its (row, column): after cells from above that still go down."""
    taken: set[tuple[int, int]] = set()
    for row, cells in enumerate(rows):
        column = 0
        for cell in cells:
            while (row, column) in taken:
                column += 1
            if column + cell.across > columns:
                raise ValueError(f"row {row} has more cells than the table has columns")
            yield row, column, cell
            taken.update(
                (row + down, column + across)
                for down in range(cell.down)
                for across in range(cell.across)
            )
            column += cell.across


def _shared(
    total: float, least: Sequence[float], wish: Sequence[float], stretch: Sequence[float]
) -> list[float]:
    """Share out a measure: wishes if they fit, the rest by `stretch`; else from least to wish."""
    spare = total - sum(wish)
    if spare >= 0:
        parts = sum(stretch)
        if not parts:
            parts, stretch = sum(wish), wish
        return [w + spare * s / parts for w, s in zip(wish, stretch, strict=True)]
    room, span = total - sum(least), sum(wish) - sum(least)
    if room >= 0 and span > 0:
        return _filled(room, least, wish, stretch)
    return [w * total / sum(least) for w in least]


def _filled(
    room: float, least: Sequence[float], wish: Sequence[float], stretch: Sequence[float]
) -> list[float]:
    """Share out `room` by stretch (0 counts as 1), but to none more than it wishes."""
    extra = [0.0] * len(least)
    weights = [share or 1.0 for share in stretch]
    thirsty = [n for n in range(len(least)) if wish[n] > least[n]]
    while thirsty and room > 1e-9:
        unit = room / sum(weights[n] for n in thirsty)
        for n in list(thirsty):
            given = min(unit * weights[n], wish[n] - least[n] - extra[n])
            extra[n] += given
            room -= given
            if wish[n] - least[n] - extra[n] <= 1e-9:
                thirsty.remove(n)
    return [base + more for base, more in zip(least, extra, strict=True)]


def draw_rows(
    canvas: Canvas,
    x: float,
    top: float,
    widths: Sequence[float],
    grid: Grid,
    rows: range | None = None,
) -> float:
    """Draw rows of a grid below `top` with thin rules around every cell; return the y below."""
    rows = range(len(grid.heights)) if rows is None else rows
    edges = [top]
    for row in rows:
        edges.append(edges[-1] - grid.heights[row])
    for item in grid.cells:
        first = max(item.row, rows.start)
        last = min(item.row + item.cell.down, rows.stop)
        if first >= last:
            continue
        left = x + sum(widths[: item.column])
        wide = sum(widths[item.column : item.column + item.cell.across])
        upper, lower = edges[first - rows.start], edges[last - rows.start]
        canvas.box(left, lower, wide, upper - lower, HAIR)
        if item.lines:
            high = len(item.lines) * item.style.leading
            start = upper - (upper - lower - high) / 2
            canvas.lines(left + PAD_X, start, wide - 2 * PAD_X, item.lines, item.style)
    return edges[-1]
