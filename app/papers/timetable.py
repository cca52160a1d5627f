"""课程表 (documents.md row 2): a class day by day with its verdicts, landscape A4 or .xlsx."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from sqlite_utils import Database

from app.classes import classes, lessons
from app.ground.errors import UserError
from app.ground.files import replacing
from app.ground.jobs import Progress
from app.papers.engine import flow, fonts, verdict_box, workbook
from app.papers.engine.canvas import A4, INK, MM, Style, landscape
from app.papers.engine.flow import Columns, Element, Gap, Margins, Sheet, Text, Whole
from app.papers.engine.table import Cell, Column, Table
from app.papers.engine.verdict_box import Verdict
from app.rules import answering, profiles
from app.school import school
from app.teaching import teachers
from app.text import chinese, codes

HEADINGS = ("日期", "时间", "教学内容", "授课人", "教学方式", "地点", "主持人", "学时")
CHANGES = "如有变动另行通知。"

_TITLE = Style("song-bold", 21, 30, INK, "centre")
_STATE = Style("kai", 12, 18, INK, "centre")
_LINE = Style("song", 10, 17)
_HEADING = Style("hei-bold", 11, 18)
_BODY = Style("song", 10, 14.2)


@dataclass(frozen=True, slots=True)
class Row:
    """One lesson: ISO date, half-day's name, clock as HH:MM, hours in quarter-hours."""

    date: str
    half: str
    starts_at: str
    ends_at: str
    title: str
    lecturers: tuple[str, ...]
    method: str
    place: str
    chair: str
    quarter_hours: int
    counted: bool

    @property
    def clock(self) -> str:
        """The clock as printed: 8:30—11:50."""
        return f"{self.starts_at.lstrip('0')}—{self.ends_at.lstrip('0')}"


@dataclass(frozen=True, slots=True)
class Timetable:
    """A class's timetable as it is printed; `quarter_hours` is the view's sum of counted hours."""

    name: str
    school: str
    start_date: str | None
    end_date: str | None
    draft: bool
    version: int
    approved_on: str | None
    approved_by: str
    approved_as: tuple[str, ...]
    profile: str
    class_teacher: str
    contact: str
    people: int
    quarter_hours: int
    rows: tuple[Row, ...]
    verdicts: tuple[Verdict, ...]
    notes: str

    @property
    def state(self) -> str:
        """What stands under the title: the version, who approved it, the day, the papers that say so."""
        if self.draft:
            return f"第 {self.version} 版（草案，尚未审定）"
        day = chinese.day(self.approved_on) if self.approved_on else ""
        said = f"{self.approved_by}{' ' if self.approved_by and day else ''}{day}"
        papers = f"（{'、'.join(self.approved_as)}）" if self.approved_as else ""
        return f"第 {self.version} 版" + (f"　{said}审定{papers}" if said else papers)


def gather(db: Database, class_id: int) -> Timetable:
    """Read a class's timetable. Raises UserError when the class is not there, or was brought in."""
    about, summary, our = classes.get(db, class_id), classes.summary(db, class_id), school.get(db)
    if about.brought_in:
        raise UserError(f"「{about.name}」是补录的班次，没有课程安排可以打印。没有生成文件。")
    teacher = about.class_teacher_id
    profile = profiles.get(db, about.profile_id)
    return Timetable(
        name=chinese.class_title(about.name, about.issue),
        school=our.name,
        start_date=summary.start_date,
        end_date=summary.end_date,
        draft=about.status == "draft",
        version=about.version,
        approved_on=about.approved_on or (about.approved_at or "")[:10] or None,
        approved_by=about.approved_by,
        approved_as=tuple(filter(None, (about.minutes, about.document_number))),
        profile=f"{profile.title}（指标第 {profile.version} 版）",
        class_teacher=teachers.get(db, teacher).name if teacher else "",
        contact=about.contact or our.contact,
        people=summary.enrolled_count,
        quarter_hours=summary.quarter_hours,
        rows=_rows(db, class_id),
        verdicts=verdict_box.of_class(db, class_id),
        notes="口径：" + "".join(answering.notes(db)),
    )


def _rows(db: Database, class_id: int) -> tuple[Row, ...]:
    halves = {half.code: half.name for half in school.half_days(db)}
    methods = codes.names(db, "teaching_method")
    return tuple(
        Row(
            date=lesson.date,
            half=halves[lesson.half],
            starts_at=lesson.starts_at,
            ends_at=lesson.ends_at,
            title=lesson.title,
            lecturers=tuple(map(_lecturer, lesson.lecturers)),
            method=methods[lesson.method],
            place=lesson.venue or "",
            chair=lesson.chair,
            quarter_hours=lesson.quarter_hours,
            counted=bool(lesson.counted),
        )
        for lesson in lessons.of_class(db, class_id)
    )


def _lecturer(who: lessons.Lecturer) -> str:
    post = f"{who.unit_name}{who.post}"
    return f"{who.name}（{post}）" if post else who.name


def write(data: Timetable, path: str | Path, progress: Progress | None = None) -> int:
    """Write the PDF and return the number of pages.

    Raises UserError naming characters that cannot be printed, Cancelled, StoreError.
    """
    fonts.require(_texts(data))
    sheet = Sheet(
        landscape(A4),
        f"{data.name}课程表",
        Margins(17 * MM, 16 * MM, 17 * MM, 16 * MM),
        watermark="草案" if data.draft else "",
        foot_left=data.school,
        running=f"{data.name}课程表　{data.state}",
    )
    with fonts.printing(), replacing(path) as temporary:
        return flow.write(temporary, sheet, _elements(data), progress)


def _elements(data: Timetable) -> list[Element]:
    when = "待定"
    if data.start_date and data.end_date:
        when = chinese.span(data.start_date, data.end_date)
    elements: list[Element] = [
        Text(f"{data.name}课程表", _TITLE, below=2),
        Text(data.state, _STATE, below=6),
        Columns(
            f"培训时间：{when}",
            f"班主任：{data.class_teacher}" if data.class_teacher else "",
            f"学员 {data.people} 人　计 {chinese.hours(data.quarter_hours)} 学时",
            _LINE,
            below=3,
        ),
        _table(data),
        Gap(4),
        Columns(f"联系方式：{data.contact}" if data.contact else "", "", CHANGES, _LINE),
    ]
    if data.verdicts:
        heading = Text(f"课程结构审核　依据：{data.profile}", _HEADING, above=10, below=4)
        elements.append(Whole(verdict_box.table(data.verdicts), heading))
        elements.append(Text(data.notes, Style("song", 9, 14), above=4))
    return elements


def _table(data: Timetable) -> Table:
    columns = [
        Column(least=52, align="centre"),
        Column(least=90, align="centre"),
        Column(least=120, most=330, stretch=2),
        Column(least=90, most=230, stretch=1),
        Column(least=50, most=64, align="centre"),
        Column(least=50, most=110, align="centre", stretch=0.3),
        Column(least=40, most=70, align="centre"),
        Column(least=32, align="centre"),
    ]
    groups: list[list[list[Cell]]] = []
    for date, held in groupby(data.rows, key=lambda row: row.date):
        rows: list[list[Cell]] = []
        for number, row in enumerate(held):
            cells = [
                Cell(f"{row.half} {row.clock}"),
                Cell(row.title),
                Cell("\n".join(row.lecturers)),
                Cell(row.method),
                Cell(row.place),
                Cell(row.chair),
                Cell(_hours(row)),
            ]
            rows.append([Cell(""), *cells] if number == 0 else cells)
        text = f"{chinese.month_day(date)}\n{chinese.weekday(date)}"
        rows[0][0] = Cell(text, down=len(rows))
        groups.append(rows)
    if not groups:
        empty = Cell("尚未安排课程", across=len(columns), align="centre")
        groups.append([[empty]])
    else:
        total = Cell("合计", across=7, align="centre", style=_BODY.but(face="hei-bold"))
        hours = Cell(chinese.hours(data.quarter_hours), style=_BODY.but(face="hei-bold"))
        groups.append([[total, Cell(hours.text, style=hours.style, align="centre")]])
    head = [[Cell(text) for text in HEADINGS]]
    return Table(columns, head, groups, _BODY, least_row=22)


def _hours(row: Row) -> str:
    return chinese.hours(row.quarter_hours) if row.counted else "不计"


def _texts(data: Timetable) -> Iterator[tuple[str, str]]:
    yield "班次名称和抬头", f"{data.name}{data.school}{data.contact}{data.class_teacher}"
    for row in data.rows:
        for lecturer in row.lecturers:
            yield f"授课人 {lecturer}", lecturer
        yield f"{chinese.month_day(row.date)}《{row.title}》", row.title + row.place + row.chair
    yield from verdict_box.texts(data.verdicts)
    yield "口径", data.notes


def write_workbook(data: Timetable, path: str | Path, progress: Progress | None = None) -> None:
    """Write it as .xlsx, the verdicts on a second sheet. Raises Cancelled, StoreError."""
    widths = (12, 16, 40, 36, 10, 16, 10, 8)
    kinds = ("text",) * 7 + ("number",)
    fields = [
        workbook.Field(heading, width, kind, centre=heading not in ("教学内容", "授课人"))  # type: ignore[arg-type]
        for heading, width, kind in zip(HEADINGS, widths, kinds, strict=True)
    ]
    rows: list[list[workbook.Value]] = []
    merged: list[tuple[int, int, int]] = []
    for date, held in groupby(data.rows, key=lambda row: row.date):
        first = len(rows)
        for row in held:
            rows.append(
                [
                    f"{chinese.month_day(date)}\n{chinese.weekday(date)}",
                    f"{row.half} {row.clock}",
                    row.title,
                    "\n".join(row.lecturers),
                    row.method,
                    row.place,
                    row.chair,
                    row.quarter_hours / 4 if row.counted else "不计",
                ]
            )
        if len(rows) - first > 1:
            merged.append((first, len(rows) - 1, 0))
    pages = [
        workbook.Page(
            "课程表",
            f"{data.name}课程表",
            fields,
            rows,
            above=[data.state],
            below=[f"联系方式：{data.contact}", CHANGES] if data.contact else [CHANGES],
            total=["合计", "", "", "", "", "", "", data.quarter_hours / 4],
            merged=merged,
        )
    ]
    if data.verdicts:
        name = "课程结构审核"
        basis = f"依据：{data.profile}"
        pages.append(
            verdict_box.page(name, f"{data.name}{name}", data.verdicts, basis, [data.notes])
        )
    workbook.write(path, pages, progress)
