"""学员花名册 (documents.md row 3): who is in a class, unit and post as they were at enrolment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from app.classes import classes
from app.ground.files import replacing
from app.ground.jobs import Progress
from app.papers.engine import flow, fonts, workbook
from app.papers.engine.canvas import A4, INK, MM, Style, landscape
from app.papers.engine.flow import Columns, Gap, Margins, Sheet, Text
from app.papers.engine.table import Cell, Column, Table
from app.school import school
from app.text import chinese, posts

_TITLE = Style("song-bold", 21, 32, INK, "centre")
_LINE = Style("song", 10, 18)
_BODY = Style("song", 9.5, 13.5)
_NAME = Style("kai", 11, 14.5)


@dataclass(frozen=True, slots=True)
class Person:
    """One line of the roster; codes are already names, birth is ISO text to the month or day."""

    number: int
    name: str
    sex: str
    ethnic_group: str
    birth_date: str
    political_status: str
    education: str
    unit_name: str
    post: str
    full_post: str
    post_level: str
    group_name: str
    role: str
    phone: str
    remark: str
    id_number: str

    @property
    def birth(self) -> str:
        """Birth month as rosters have it: 1978.05."""
        return self.birth_date[:7].replace("-", ".")

    @property
    def unit_and_post(self) -> str:
        """Unit and post in one cell, as they came in one or composed."""
        return posts.full(self.unit_name, self.post, self.full_post)


@dataclass(frozen=True, slots=True)
class Roster:
    """A class's roster; the counts are of those on it."""

    name: str
    school: str
    start_date: str | None
    end_date: str | None
    people: tuple[Person, ...]
    women: int
    minorities: int
    outside_party: int
    columns: tuple[str, ...]

    @property
    def totals(self) -> str:
        """The line below the table."""
        return (
            f"共 {len(self.people)} 人，其中女 {self.women} 人，"
            f"少数民族 {self.minorities} 人，非中共党员 {self.outside_party} 人。"
        )


@dataclass(frozen=True, slots=True)
class _Field:
    """A column: its heading, how it is set on paper, its width in the workbook (characters)."""

    heading: str
    column: Column
    width: float


FIELDS = {
    "number": _Field("序号", Column(least=26, align="centre"), 6),
    "name": _Field("姓名", Column(least=58, most=142, align="centre", style=_NAME), 12),
    "sex": _Field("性别", Column(least=28, align="centre"), 6),
    "ethnic_group": _Field("民族", Column(least=36, most=60, align="centre"), 10),
    "birth": _Field("出生\n年月", Column(least=42, align="centre"), 10),
    "political_status": _Field("政治\n面貌", Column(least=46, most=60, align="centre"), 12),
    "education": _Field("学历", Column(least=36, most=56, align="centre"), 10),
    "unit_name": _Field("单位", Column(least=70, most=190, stretch=1), 26),
    "post": _Field("职务", Column(least=70, most=190, stretch=1), 26),
    "unit_and_post": _Field("单位及职务", Column(least=110, most=300, stretch=2), 40),
    "post_level": _Field("职务\n层次", Column(least=34, most=64, align="centre"), 12),
    "group_name": _Field("组别", Column(least=30, most=50, align="centre"), 8),
    "role": _Field("班内\n职务", Column(least=34, most=60, align="centre"), 10),
    "id_number": _Field("身份证号", Column(least=96, align="centre"), 21),
    "phone": _Field("联系电话", Column(least=64, most=80, align="centre"), 14),
    "remark": _Field("备注", Column(least=36, most=90, stretch=0.5), 16),
}
"""What a roster can show of a person, by attribute."""

COLUMNS = tuple(key for key in FIELDS if key not in ("unit_name", "post"))
"""What it shows unless told otherwise."""

ORDERS = {
    "list": "",
    "group": "e.group_name = '', min(e.number) OVER (PARTITION BY e.group_name),",
    "unit": "(SELECT min(u.pinyin) FROM unit u WHERE u.school_id = 1 AND u.name = e.unit_name), e.unit_name,",
    "name": "s.pinyin,",
}
"""Orders of the people, before that of the list."""


def gather(
    db: Database,
    class_id: int,
    *,
    identity: bool = False,
    columns: Sequence[str] | None = None,
    order: str = "list",
    blank: bool = False,
) -> Roster:
    """Read the roster of a class without those who left it; with `identity`, their ID numbers, too.

    `columns` are keys of FIELDS, those that the school has chosen unless told; what nobody has anything in
    falls away unless `blank`. `order` is one of ORDERS. Raises UserError when the class is not there.
    """
    columns = columns or school.get(db).roster_columns.split() or COLUMNS
    about, summary = classes.get(db, class_id), classes.summary(db, class_id)
    rows = list(
        db.query(
            "SELECT e.number, s.name, coalesce(x.name, '') AS sex,"
            " coalesce(g.name, '') AS ethnic_group, coalesce(s.birth_date, '') AS birth_date,"
            " coalesce(p.name, '') AS political_status, s.education, e.unit_name, e.post, e.full_post,"
            " coalesce(l.name, e.rank) AS post_level, e.group_name, e.role, s.phone, e.remark,"
            " coalesce(s.id_number, '') AS id_number, s.sex AS sex_code,"
            " s.ethnic_group AS group_code, e.political_status AS status_code"
            " FROM enrolment e JOIN student s ON s.id = e.student_id"
            " LEFT JOIN sex x ON x.code = s.sex"
            " LEFT JOIN ethnic_group g ON g.code = s.ethnic_group"
            " LEFT JOIN political_status p ON p.code = e.political_status"
            " LEFT JOIN post_level l ON l.code = e.post_level"
            " WHERE e.class_id = ? AND e.status <> 'withdrawn'"
            f" ORDER BY {ORDERS[order]} e.number, e.id",
            [class_id],
        )
    )
    women = minorities = outside = 0
    people: list[Person] = []
    for place, row in enumerate(rows, start=1):
        women += row.pop("sex_code") == "2"
        minorities += row.pop("group_code") not in (None, "01")
        outside += row.pop("status_code") not in (None, "01", "02")
        row["number"] = place  # without gaps, whatever numbers the list itself keeps
        if not identity:
            row["id_number"] = ""
        people.append(Person(**row))
    return Roster(
        name=chinese.class_title(about.name, about.issue),
        school=school.get(db).name,
        start_date=summary.start_date,
        end_date=summary.end_date,
        people=tuple(people),
        women=women,
        minorities=minorities,
        outside_party=outside,
        columns=_shown(columns, people, identity, blank) or ("name",),
    )


def _shown(
    columns: Sequence[str], people: Sequence[Person], identity: bool, blank: bool
) -> tuple[str, ...]:
    """Return those of the columns that are shown."""
    known = [k for k in columns if k in FIELDS and (identity or k != "id_number")]
    if blank or not people:
        return tuple(known)
    return tuple(k for k in known if any(str(getattr(one, k)) for one in people))


def _dates(data: Roster) -> str:
    if data.start_date and data.end_date:
        return f"培训时间：{chinese.span(data.start_date, data.end_date)}"
    return "培训时间：待定"


def write(data: Roster, path: str | Path, progress: Progress | None = None) -> int:
    """Write the PDF and return the number of pages.

    Raises UserError naming who has a character that cannot be printed, Cancelled, StoreError.
    """
    fonts.require(_texts(data))
    title = f"{data.name}学员花名册"
    sheet = Sheet(
        landscape(A4),
        title,
        Margins(17 * MM, 14 * MM, 17 * MM, 14 * MM),
        foot_left=data.school,
        running=title,
    )
    fields = [FIELDS[key] for key in data.columns]
    groups = [[[Cell(str(getattr(p, key))) for key in data.columns]] for p in data.people]
    if not groups:
        groups = [[[Cell("尚无学员", across=len(fields), align="centre")]]]
    table = Table(
        [field.column for field in fields],
        [[Cell(field.heading) for field in fields]],
        groups,
        _BODY,
        least_row=22,
    )
    elements = [
        Text(title, _TITLE, below=6),
        Columns(_dates(data), "", f"共 {len(data.people)} 人", _LINE, below=2),
        table,
        Gap(4),
        Columns(data.totals, "", "", _LINE),
    ]
    with fonts.printing(), replacing(path) as temporary:
        return flow.write(temporary, sheet, elements, progress)


def _texts(data: Roster) -> Iterator[tuple[str, str]]:
    yield "班次名称和抬头", data.name + data.school
    for person in data.people:
        text = person.name + "".join(str(getattr(person, key)) for key in data.columns)
        yield f"学员 {person.name}（序号 {person.number}）", text


def write_workbook(data: Roster, path: str | Path, progress: Progress | None = None) -> None:
    """Write the roster as .xlsx, identity numbers and telephones as text."""
    page = workbook.Page(
        "学员花名册",
        f"{data.name}学员花名册",
        [
            workbook.Field(
                FIELDS[key].heading.replace("\n", ""),
                FIELDS[key].width,
                "number" if key == "number" else "text",
                centre=FIELDS[key].column.align == "centre",
            )
            for key in data.columns
        ],
        [[getattr(person, key) for key in data.columns] for person in data.people],
        above=[_dates(data)],
        below=[data.totals],
    )
    workbook.write(path, [page], progress)
