"""办班情况统计表 (documents.md row 10): a year's classes on landscape A3, or as .xlsx."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from app.classes import statistics
from app.classes.charts import Chart, all_of_year
from app.classes.statistics import ClassStatistics
from app.ground.files import replacing
from app.ground.jobs import Progress
from app.papers.engine import chart, flow, fonts, verdict_box, workbook
from app.papers.engine.canvas import A3, INK, MM, Canvas, Style, landscape
from app.papers.engine.flow import Columns, Element, Figure, Gap, Margins, Sheet, Text, Whole
from app.papers.engine.table import Cell, Column, Table
from app.papers.engine.verdict_box import Verdict
from app.rules import answering
from app.rules.verdicts import Share
from app.school import school
from app.text import chinese

_TITLE = Style("song-bold", 22, 34, INK, "centre")
_LINE = Style("song", 10, 18)
_HEADING = Style("hei-bold", 11, 18)
_BODY = Style("song", 9, 12.6)
_CHART = 9.0  # points of the text in a chart
_BETWEEN = 30.0  # points between two charts
_TOTAL = Style("hei-bold", 9, 12.6, INK, "centre")
_BAD = Style("hei-bold", 9, 12.6, (0.70, 0.12, 0.10), "centre")

_PEOPLE = ("planned_count", "enrolled_count", "completed_count", "person_days")

NOTES = (
    "说明：1．班次按结业日期归入年度，草案不计。2．学时为计入学时；占比为该项学时占其计算基数的比例，"
    "基数依各班次所用政策指标，注明“门”的按课程门数计算；括号内是换另一种基数（课程门数或学时）的占比。3．人天数为入班人数乘以授课天数。"
)

BROUGHT_IN = "备注写明“补录”的班次办在启用本程序之前，人数、天数和学时按填写的计，不评定比例。"


@dataclass(frozen=True, slots=True)
class Statistics:
    """A year's classes as summary.class_statistics gives them.

    `rules` are (code, title) of the shares that any of them is judged by.
    """

    year: int
    school: str
    rules: tuple[tuple[str, str], ...]
    rows: tuple[ClassStatistics, ...]
    periods: tuple[Verdict, ...]
    answers: tuple[str, ...]
    charts: tuple[Chart, ...] = ()

    @property
    def notes(self) -> str:
        """What stands below the table: how it is counted, and the school's answers."""
        brought = (BROUGHT_IN,) if any(row.brought_in for row in self.rows) else ()
        told = (*self.answers, *brought)
        return NOTES + "".join(f"{n}．{text}" for n, text in enumerate(told, 4))

    @property
    def title(self) -> str:
        """Title of the paper."""
        return f"{self.school}{self.year}年办班情况统计表"

    def total(self, name: str) -> int:
        """Sum of a column over the classes; unknown counts as nothing."""
        return sum(getattr(row, name) or 0 for row in self.rows)


def gather(db: Database, year: int, *, charts: str = "with") -> Statistics:
    """Read the classes that ended in `year`, ``charts`` "with" their charts; a year without any gives no rows."""
    rows = statistics.class_statistics(db, year)
    return Statistics(
        year=year,
        school=school.get(db).name,
        rules=tuple(statistics.rules(db, rows)),
        rows=tuple(rows),
        periods=verdict_box.of_year(db, year),
        answers=answering.notes(db),
        charts=tuple(all_of_year(db, year)) if charts == "with" else (),
    )


def write(data: Statistics, path: str | Path, progress: Progress | None = None) -> int:
    """Write the PDF and return the number of pages.

    Raises UserError naming characters that cannot be printed, Cancelled, StoreError.
    """
    fonts.require(_texts(data))
    sheet = Sheet(
        landscape(A3),
        data.title,
        Margins(18 * MM, 15 * MM, 18 * MM, 15 * MM),
        running=data.title,
    )
    elements: list[Element] = [
        Text(data.title, _TITLE, below=6),
        Columns(
            f"填报单位：{data.school}",
            f"统计年度：{data.year}年",
            "填表人：　　　　　　填表日期：　　　　年　　月　　日",
            _LINE,
            below=3,
        ),
        _table(data),
        Gap(5),
        Text(data.notes, Style("song", 9, 14)),
    ]
    if data.periods:
        heading = Text("学期、年度比例（各班次合并计算）", _HEADING, above=10, below=4)
        elements.append(Whole(verdict_box.table(data.periods), heading))
    if data.charts:
        elements += _figures(data.charts, sheet.width)
    with fonts.printing(), replacing(path) as temporary:
        return flow.write(temporary, sheet, elements, progress)


def _figures(shown: Sequence[Chart], width: float) -> Iterator[Figure]:
    """Two charts on a line, each drawn as on the screen; the heading stays with the first."""
    half = (width - _BETWEEN) / 2
    for place in range(0, len(shown), 2):
        pair = [chart.draw(one, half, _CHART) for one in shown[place : place + 2]]
        above = 0 if place else 34

        def draw(
            canvas: Canvas,
            x: float,
            top: float,
            pair: list[chart.Drawn] = pair,
            above: float = above,
        ) -> None:
            if above:
                canvas.text(x, top - above + 14, "统计图", _HEADING)
            for number, one in enumerate(pair):
                one.put(canvas, x + number * (half + _BETWEEN), top - above)

        yield Figure(draw, above + max(one.height for one in pair) + 14)


_BEFORE = (
    ("序号", Column(least=26, align="centre"), 6),
    ("班次名称", Column(least=96, most=230, stretch=2), 34),
    ("类别", Column(least=38, most=50, align="centre"), 10),
    ("期次", Column(least=26, most=44, align="centre"), 8),
    ("主办单位", Column(least=60, most=120, stretch=0.6), 20),
    ("承办单位", Column(least=60, most=120, stretch=0.6), 20),
    ("起止时间", Column(least=60, most=70, align="centre"), 18),
    ("天数", Column(least=28, align="centre"), 6),
    ("学时", Column(least=30, align="centre"), 8),
    ("培训对象", Column(least=56, most=140, stretch=0.8), 22),
    ("计划\n人数", Column(least=30, align="centre"), 8),
    ("入班\n人数", Column(least=30, align="centre"), 8),
    ("结业\n人数", Column(least=30, align="centre"), 8),
    ("人天数", Column(least=36, align="centre"), 9),
)
_AFTER = (
    ("党性\n分析", Column(least=30, align="centre"), 8),
    ("现场教学\n次数", Column(least=40, align="centre"), 10),
    ("评估\n结果", Column(least=34, most=70, align="centre"), 12),
    ("经费\n（元）", Column(least=44, align="right"), 14),
    ("备注", Column(least=40, most=110, stretch=0.6), 18),
)
"""Heading, column on paper, width in the workbook (characters)."""


def _table(data: Statistics) -> Table:
    columns = [column for _, column, _ in _BEFORE]
    columns += [Column(least=34, align="centre") for _ in data.rules for _ in range(2)]
    columns += [column for _, column, _ in _AFTER]
    deep = 2 if data.rules else 1
    first = [Cell(heading, down=deep) for heading, *_ in _BEFORE]
    first += [Cell(title, across=2) for _, title in data.rules]
    first += [Cell(heading, down=deep) for heading, *_ in _AFTER]
    head = [first]
    if data.rules:
        head.append([Cell(text) for _ in data.rules for text in ("学时", "占比")])
    groups = [[_cells(data, number, row)] for number, row in enumerate(data.rows, start=1)]
    if groups:
        groups.append([_total_cells(data)])
    else:
        empty = f"{data.year}年没有已审定的班次"
        groups.append([[Cell(empty, across=len(columns), align="centre")]])
    return Table(
        columns, head, groups, _BODY, Style("hei-bold", 9, 12.6, INK, "centre"), least_row=26
    )


def _cells(data: Statistics, number: int, row: ClassStatistics) -> list[Cell]:
    cells = [Cell(text) for text in _before(number, row)]
    for code, _ in data.rules:
        share = row.shares.get(code)
        bad = _BAD if share and share.verdict == "below" else None
        cells.append(Cell(_amount(share)))
        cells.append(Cell(_both(row, code), style=bad, align="centre"))
    return cells + [Cell(text) for text in _after(row)]


def _amount(share: Share | None) -> str:
    """The part of a share: hours, or courses with their measure word."""
    if share is None:
        return "—"
    return f"{share.part}门" if share.base == "courses" else chinese.hours(share.part)


def _percent(share: Share | None) -> str:
    """The share, with a word where it falls short."""
    if share is None:
        return "—"
    text = chinese.percent(share.part, share.total, share.minimum)
    return f"{text}\n（不足）" if share.verdict == "below" else text


def _both(row: ClassStatistics, code: str) -> str:
    """The share, and in brackets what it is by the base that the rule does not go by."""
    text = _percent(row.shares.get(code))
    bases = row.bases.get(code)
    return f"{text}\n（{bases.other_share}）" if bases else text


def _before(number: int, row: ClassStatistics) -> list[str]:
    return [
        str(number),
        row.name,
        row.kind,
        chinese.issue_name(row.issue),
        row.host,
        row.organiser,
        _dates(row),
        str(row.teaching_days),
        chinese.hours(row.quarter_hours),
        row.audience,
        "" if row.planned_count is None else str(row.planned_count),
        str(row.enrolled_count),
        str(row.completed_count),
        str(row.person_days),
    ]


def _dates(row: ClassStatistics) -> str:
    return f"{chinese.month_day(row.start_date)}至{chinese.month_day(row.end_date)}"


def _after(row: ClassStatistics) -> list[str]:
    return [
        *_of_lessons(row),
        row.evaluation,
        "" if row.cost_fen is None else f"{row.cost_fen / 100:.2f}",
        row.remarks,
    ]


def _of_lessons(row: ClassStatistics) -> tuple[str, str]:
    """Party analysis and on-site teaching; of a class brought in there are no lessons to tell."""
    if row.brought_in:
        return "—", "—"
    return ("有" if row.party_analysis else "无"), str(row.on_site_count)


def _total_cells(data: Statistics) -> list[Cell]:
    cost = data.total("cost_fen")
    texts = [
        str(data.total("teaching_days")),
        chinese.hours(data.total("quarter_hours")),
        "",
        *(str(data.total(name)) for name in _PEOPLE),
        *[""] * (2 * len(data.rules)),
        "",
        str(data.total("on_site_count")),
        "",
    ]
    label = Cell(f"合计　{len(data.rows)} 个班次", across=7, style=_TOTAL)
    cells = [label, *(Cell(text, style=_TOTAL) for text in texts)]
    return [
        *cells,
        Cell(f"{cost / 100:.2f}" if cost else "", style=_TOTAL, align="right"),
        Cell(""),
    ]


def _texts(data: Statistics) -> Iterator[tuple[str, str]]:
    yield "学校名称", data.title
    for number, row in enumerate(data.rows, start=1):
        yield f"班次 {row.name}", "".join((*_before(number, row), *_after(row)))
    yield "比例指标", "".join(title for _, title in data.rules)
    yield from verdict_box.texts(data.periods)
    yield "口径", data.notes
    yield "统计图", "".join(chart.texts(one) for one in data.charts)


def write_workbook(data: Statistics, path: str | Path, progress: Progress | None = None) -> None:
    """Write the statistics as .xlsx with numbers as numbers. Raises Cancelled, StoreError."""
    numbers = {"序号", "天数", "学时", "计划人数", "入班人数", "结业人数", "人天数"}
    numbers |= {"现场教学次数", "经费（元）"}

    def plain(columns: Sequence[tuple[str, Column, int]]) -> list[workbook.Field]:
        return [
            workbook.Field(
                heading.replace("\n", ""),
                width,
                "number" if heading.replace("\n", "") in numbers else "text",
                centre=column.align == "centre",
            )
            for heading, column, width in columns
        ]

    fields = plain(_BEFORE)
    for _, title in data.rules:
        fields.append(workbook.Field("学时", 9, "number", title))
        fields.append(workbook.Field("占比", 10, "percent", title))
        fields.append(workbook.Field("另一种基数占比", 10, "percent", title))
    fields += plain(_AFTER)
    pages = [
        workbook.Page(
            f"{data.year}年办班情况",
            data.title,
            fields,
            [_values(data, number, row) for number, row in enumerate(data.rows, start=1)],
            above=[f"填报单位：{data.school}　　统计年度：{data.year}年"],
            below=[data.notes],
            total=_total_values(data) if data.rows else None,
            a3=True,
        )
    ]
    if data.periods:
        name = "学期、年度比例"
        pages.append(
            verdict_box.page(name, f"{data.year}年{name}", data.periods, below=data.answers)
        )
    workbook.write(path, pages, progress)


def _values(data: Statistics, number: int, row: ClassStatistics) -> list[workbook.Value]:
    values: list[workbook.Value] = [
        number,
        row.name,
        row.kind,
        chinese.issue_name(row.issue),
        row.host,
        row.organiser,
        _dates(row),
        row.teaching_days,
        row.quarter_hours / 4,
        row.audience,
        row.planned_count,
        row.enrolled_count,
        row.completed_count,
        row.person_days,
    ]
    for code, _ in data.rules:
        share = row.shares.get(code)
        hours = share is not None and share.base != "courses"
        values.append(share.part / 4 if share and hours else _amount(share))
        values.append(_percent(share).replace("\n", ""))
        values.append(row.bases[code].other_share if code in row.bases else "—")
    values += [
        _of_lessons(row)[0],
        None if row.brought_in else row.on_site_count,
        row.evaluation,
        None if row.cost_fen is None else row.cost_fen / 100,
        row.remarks,
    ]
    return values


def _total_values(data: Statistics) -> list[workbook.Value]:
    return [
        "合计",
        f"{len(data.rows)} 个班次",
        *[None] * 5,
        data.total("teaching_days"),
        data.total("quarter_hours") / 4,
        None,
        *(data.total(name) for name in _PEOPLE),
        *[None] * (3 * len(data.rules)),
        None,
        data.total("on_site_count"),
        None,
        data.total("cost_fen") / 100,
        None,
    ]
