"""纳入教学情况统计表: what was and will be taught of each topic in a year, by semester, and its lessons."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from app.classes import topics_taught
from app.classes.topics_taught import Row, Taught
from app.ground.files import replacing
from app.ground.jobs import Progress
from app.papers.engine import flow, fonts, workbook
from app.papers.engine.canvas import A4, INK, MM, Style, landscape
from app.papers.engine.flow import Columns, Element, Gap, Margins, Sheet, Text
from app.papers.engine.table import Cell, Column, Table
from app.school import school
from app.text import chinese

_TITLE = Style("song-bold", 21, 32, INK, "centre")
_LINE = Style("song", 10, 18)
_HEADING = Style("hei-bold", 11, 18)
_BODY = Style("song", 9.5, 13.5)
_NONE = Style("hei-bold", 9.5, 13.5, (0.54, 0.35, 0.0), "centre")

NOTES = (
    "说明：1．按课次上课日期归入学期和年度，草案班次不计；一节课可以属于几个专题。2．“已上”为填表当天以前的课次。"
    "3．学时为计入学时；授课人、学员不重复计人。"
)
COLUMNS: dict[str, tuple[str, Column, float]] = {
    "place": ("序号", Column(least=28, align="centre"), 6),
    "name": ("专题", Column(least=120, most=300, stretch=2), 36),
    "clause": ("依据", Column(least=70, most=150, stretch=0.6), 20),
    "classes": ("班次", Column(least=34, align="centre"), 8),
    "lessons": ("课次", Column(least=34, align="centre"), 8),
    "held_lessons": ("其中\n已上", Column(least=34, align="centre"), 8),
    "hours": ("学时", Column(least=34, align="centre"), 8),
    "held_hours": ("其中\n已上", Column(least=34, align="centre"), 8),
    "lecturers": ("授课人", Column(least=40, align="centre"), 8),
    "people": ("学员", Column(least=40, align="centre"), 8),
}
LESSONS: dict[str, tuple[str, Column, float]] = {
    "topic": ("专题", Column(least=90, most=200, stretch=1), 26),
    "when": ("日期", Column(least=60, align="centre"), 12),
    "name": ("课程", Column(least=120, most=280, stretch=2), 36),
    "where": ("班次、授课人", Column(least=120, most=300, stretch=2), 40),
    "hours": ("学时", Column(least=34, align="centre"), 8),
}


@dataclass(frozen=True, slots=True)
class Topics:
    """A year's topics, the whole year first, then by semester; ``lessons`` are (topic, row) of the year."""

    year: int
    school: str
    periods: tuple[tuple[str, tuple[Taught, ...]], ...]
    lessons: tuple[tuple[str, Row], ...]

    @property
    def title(self) -> str:
        """Title of the paper."""
        return f"{self.school}{self.year}年纳入教学情况统计表"


def gather(db: Database, year: int) -> Topics:
    """Read what a year's lessons teach of each topic; a year without any gives noughts."""
    found = [
        (one, tuple(topics_taught.of_period(db, one))) for one in topics_taught.periods(db, year)
    ]
    lessons = [
        (one.name, row)
        for one in found[0][1]
        for row in topics_taught.rows(db, str(year), one.topic, "lessons")
    ]
    return Topics(year, school.get(db).name, tuple(found), tuple(lessons))


def write(data: Topics, path: str | Path, progress: Progress | None = None) -> int:
    """Write the PDF and return the number of pages.

    Raises UserError naming characters that cannot be printed, Cancelled, StoreError.
    """
    fonts.require(_texts(data))
    sheet = Sheet(
        landscape(A4),
        data.title,
        Margins(17 * MM, 14 * MM, 17 * MM, 14 * MM),
        foot_left=data.school,
        running=data.title,
    )
    elements: list[Element] = [
        Text(data.title, _TITLE, below=6),
        Columns(
            f"填报单位：{data.school}",
            f"统计年度：{data.year}年",
            "填表人：　　　　　　",
            _LINE,
            below=2,
        ),
    ]
    for period, taught in data.periods:
        elements.append(Text(_heading(period), _HEADING, above=6, below=3))
        elements.append(_table(taught))
    elements += [Gap(4), Text(NOTES, Style("song", 9, 14))]
    if data.lessons:
        elements.append(Text("课次明细（全年）", _HEADING, above=10, below=3))
        elements.append(_lessons(data))
    with fonts.printing(), replacing(path) as temporary:
        return flow.write(temporary, sheet, elements, progress)


def _heading(period: str) -> str:
    return topics_taught.period_text(period)


def _table(taught: tuple[Taught, ...]) -> Table:
    groups = [[_cells(place, one)] for place, one in enumerate(taught, 1)]
    if not groups:
        groups = [[[Cell("还没有专题", across=len(COLUMNS), align="centre")]]]
    return Table(
        [column for _, column, _ in COLUMNS.values()],
        [[Cell(heading) for heading, _, _ in COLUMNS.values()]],
        groups,
        _BODY,
        least_row=20,
    )


def _cells(place: int, one: Taught) -> list[Cell]:
    cells = [Cell(str(text)) for text in _values(place, one).values()]
    if not one.lessons:
        cells[4] = Cell("未安排", style=_NONE)
    return cells


def _values(place: int, one: Taught) -> dict[str, str | int]:
    return {
        "place": place,
        "name": one.name,
        "clause": one.clause,
        "classes": one.classes,
        "lessons": one.lessons,
        "held_lessons": one.held_lessons,
        "hours": chinese.hours(one.quarter_hours),
        "held_hours": chinese.hours(one.held_quarter_hours),
        "lecturers": one.lecturers,
        "people": one.people,
    }


def _lessons(data: Topics) -> Table:
    return Table(
        [column for _, column, _ in LESSONS.values()],
        [[Cell(heading) for heading, _, _ in LESSONS.values()]],
        [[[Cell(text) for text in _lesson(topic, row)]] for topic, row in data.lessons],
        _BODY,
        least_row=18,
    )


def _lesson(topic: str, row: Row) -> tuple[str, ...]:
    return (topic, row.when, row.name, row.where, chinese.hours(row.quarter_hours))


def _texts(data: Topics) -> Iterator[tuple[str, str]]:
    yield "学校名称", data.school
    for _, taught in data.periods:
        for one in taught:
            yield f"专题 {one.name}", one.name + one.clause
    for topic, row in data.lessons:
        yield f"课次 {row.name}", "".join(_lesson(topic, row))


def write_workbook(data: Topics, path: str | Path, progress: Progress | None = None) -> None:
    """Write a sheet for the year and for each semester, and one of the lessons. Raises Cancelled, StoreError."""
    texts = ("name", "clause")
    fields = [
        workbook.Field(heading.replace("\n", ""), width, "text" if key in texts else "number")
        for key, (heading, _, width) in COLUMNS.items()
    ]
    pages = [
        workbook.Page(
            _heading(period),
            data.title,
            fields,
            [_numbers(place, one) for place, one in enumerate(taught, 1)],
            above=[f"填报单位：{data.school}　　{data.year}年{_heading(period)}"],
            below=[NOTES],
        )
        for period, taught in data.periods
    ]
    lesson_fields = [
        workbook.Field(heading, width, "number" if key == "hours" else "text")
        for key, (heading, _, width) in LESSONS.items()
    ]
    rows = [[*_lesson(topic, row)[:-1], row.quarter_hours / 4] for topic, row in data.lessons]
    pages.append(workbook.Page("课次明细", f"{data.year}年课次明细", lesson_fields, rows))
    workbook.write(path, pages, progress)


def _numbers(place: int, one: Taught) -> list[workbook.Value]:
    values: dict[str, workbook.Value] = dict(_values(place, one))
    values |= {"hours": one.quarter_hours / 4, "held_hours": one.held_quarter_hours / 4}
    return list(values.values())
