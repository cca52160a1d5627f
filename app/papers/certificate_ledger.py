"""证书台账: what was issued in a year, voided and reissued ones with what they stand for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from app.certificates import ledger
from app.ground.files import replacing
from app.ground.jobs import Progress
from app.papers.engine import flow, fonts, workbook
from app.papers.engine.canvas import A4, INK, MM, Style, landscape
from app.papers.engine.flow import Columns, Gap, Margins, Sheet, Text
from app.papers.engine.table import Cell, Column, Table
from app.school import school
from app.text import chinese

_TITLE = Style("song-bold", 21, 32, INK, "centre")
_LINE = Style("song", 10, 18)
_BODY = Style("song", 9.5, 13.5)
_NAME = Style("kai", 11, 14.5)


@dataclass(frozen=True, slots=True)
class Line:
    """One certificate, in the order of issue."""

    place: int
    number: str
    name: str
    class_name: str
    dates: str
    hours: str
    issue_date: str
    state: str
    remark: str


@dataclass(frozen=True, slots=True)
class Issued:
    """The certificates of a year by their days of issue."""

    year: int
    school: str
    lines: tuple[Line, ...]
    voided: int
    brought_in: int = 0

    @property
    def title(self) -> str:
        """Title of the paper."""
        return f"{self.school}{self.year}年证书台账"

    @property
    def totals(self) -> str:
        """The line below the table."""
        issued = len(self.lines) - self.brought_in
        brought = f"另有补录 {self.brought_in} 张，不是本程序签发的。" if self.brought_in else ""
        return (
            f"共签发 {issued} 张，有效 {issued - self.voided} 张，作废 {self.voided} 张。{brought}"
        )


FIELDS: dict[str, tuple[str, Column, float]] = {
    "place": ("序号", Column(least=28, align="centre"), 6),
    "number": ("证书编号", Column(least=90, most=150), 20),
    "name": ("姓名", Column(least=58, most=142, align="centre", style=_NAME), 12),
    "class_name": ("班次", Column(least=120, most=300, stretch=2), 36),
    "dates": ("起止日期", Column(least=112, align="centre"), 24),
    "hours": ("学时", Column(least=30, align="centre"), 8),
    "issue_date": ("签发日期", Column(least=58, align="centre"), 12),
    "state": ("状态", Column(least=30, align="centre"), 8),
    "remark": ("备注", Column(least=80, most=180, stretch=1), 30),
}
"""Heading, how it is set on paper, width in the workbook (characters), by attribute."""


def gather(db: Database, year: int) -> Issued:
    """Read what was issued in a year; one without any gives no lines."""
    rows = ledger.of_year(db, year)
    return Issued(
        year=year,
        school=school.get(db).name,
        lines=tuple(_line(place, row) for place, row in enumerate(rows, 1)),
        voided=sum(row["status"] == "voided" and not row["brought_in"] for row in rows),
        brought_in=sum(bool(row["brought_in"]) for row in rows),
    )


def _line(place: int, row: dict[str, object]) -> Line:
    text = {key: str(value or "") for key, value in row.items()}
    void = f"{text['void_date']} 作废：{text['void_reason']}" if text["void_date"] else ""
    reissued = f"补发自 {text['replaces']}" if text["replaces"] else ""
    instead = f"由 {text['replaced_by']} 代替" if text["replaced_by"] else ""
    brought = "补录" if row["brought_in"] and void else ""
    return Line(
        place=place,
        number=text["number"],
        name=text["student_name"],
        class_name=text["class_name"],
        dates=f"{text['start_date']} 至 {text['end_date'][5:]}",
        hours=chinese.hours(int(text["quarter_hours"])),
        issue_date=text["issue_date"],
        state=text["status_name"],
        remark="；".join(part for part in (brought, reissued, void, instead) if part),
    )


def write(data: Issued, path: str | Path, progress: Progress | None = None) -> int:
    """Write the PDF and return the number of pages.

    Raises UserError naming who has a character that cannot be printed, Cancelled, StoreError.
    """
    fonts.require(_texts(data))
    sheet = Sheet(
        landscape(A4),
        data.title,
        Margins(17 * MM, 14 * MM, 17 * MM, 14 * MM),
        foot_left=data.school,
        running=data.title,
    )
    groups = [[[Cell(str(getattr(line, key))) for key in FIELDS]] for line in data.lines]
    if not groups:
        groups = [[[Cell("没有签发证书", across=len(FIELDS), align="centre")]]]
    table = Table(
        [column for _, column, _ in FIELDS.values()],
        [[Cell(heading) for heading, _, _ in FIELDS.values()]],
        groups,
        _BODY,
        least_row=22,
    )
    elements = [
        Text(data.title, _TITLE, below=6),
        table,
        Gap(4),
        Columns(data.totals, "", "", _LINE),
    ]
    with fonts.printing(), replacing(path) as temporary:
        return flow.write(temporary, sheet, elements, progress)


def _texts(data: Issued) -> Iterator[tuple[str, str]]:
    yield "学校名称", data.school
    for line in data.lines:
        text = "".join(str(getattr(line, key)) for key in FIELDS)
        yield f"{line.name}的证书 {line.number}", text


def write_workbook(data: Issued, path: str | Path, progress: Progress | None = None) -> None:
    """Write the same as .xlsx."""
    fields = [
        workbook.Field(
            heading, width, "number" if key == "place" else "text", centre=column.align == "centre"
        )
        for key, (heading, column, width) in FIELDS.items()
    ]
    lines = [[getattr(line, key) for key in FIELDS] for line in data.lines]
    page = workbook.Page("证书台账", data.title, fields, lines, below=[data.totals])
    workbook.write(path, [page], progress)
