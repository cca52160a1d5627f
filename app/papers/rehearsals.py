"""恢复演练记录: every rehearsal of the school, on A4 across, to be signed and kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from app.ground.files import replacing
from app.ground.jobs import Progress
from app.papers.engine import flow, fonts
from app.papers.engine.canvas import A4, INK, MM, Style, landscape
from app.papers.engine.flow import Columns, Element, Gap, Margins, Sheet, Text
from app.papers.engine.table import Cell, Column, Table
from app.school import rehearsals, school
from app.school.rehearsals import Rehearsal

_TITLE = Style("song-bold", 20, 30, INK, "centre")
_LINE = Style("song", 10, 18)
_BODY = Style("song", 9, 13)

NOTES = (
    "说明：把备份恢复到内存，逐表核对记录数和校验值，与备份自己的操作记录、与现在的学校文件核对；"
    "不改动备份，也不改动学校文件。校验值是恢复的全部内容的 SHA-256。"
)
_HEADS = (
    ("序号", Column(least=28, align="centre")),
    ("演练时间", Column(least=84, most=90, align="centre")),
    ("操作人", Column(least=44, most=70, align="centre")),
    ("备份文件", Column(least=120, most=190, stretch=1)),
    ("内容到", Column(least=84, most=90, align="centre")),
    ("表", Column(least=26, align="centre")),
    ("记录", Column(least=44, align="right")),
    ("校验值", Column(least=90, most=130, stretch=0.6)),
    ("结果", Column(least=120, most=240, stretch=1.4)),
)


@dataclass(frozen=True, slots=True)
class Record:
    """The rehearsals of a school, the latest first."""

    school: str
    rows: tuple[Rehearsal, ...]

    @property
    def title(self) -> str:
        """Title of the paper."""
        return f"{self.school}备份恢复演练记录"


def gather(db: Database, _: None = None) -> Record:
    """Read every rehearsal; a school that has made none gives no rows."""
    return Record(school.get(db).name, tuple(rehearsals.all(db)))


def write(data: Record, path: str | Path, progress: Progress | None = None) -> int:
    """Write the PDF and return the number of pages. Raises UserError, Cancelled, StoreError."""
    texts = [data.title, *(text for row in _rows(data) for text in row)]
    fonts.require(("恢复演练记录", text) for text in texts)
    sheet = Sheet(
        landscape(A4),
        data.title,
        Margins(16 * MM, 14 * MM, 16 * MM, 14 * MM),
        running=data.title,
    )
    head = [Cell(name) for name, _ in _HEADS]
    groups = [[[Cell(text) for text in row]] for row in _rows(data)]
    if not groups:
        groups = [[[Cell("还没有做过恢复演练", across=len(_HEADS), align="centre")]]]
    elements: list[Element] = [
        Text(data.title, _TITLE, below=6),
        Columns("", "", "审核人：　　　　　　日期：　　　　年　　月　　日", _LINE, below=3),
        Table([column for _, column in _HEADS], [head], groups, _BODY, least_row=24),
        Gap(5),
        Text(NOTES, Style("song", 9, 14)),
    ]
    with fonts.printing(), replacing(path) as temporary:
        return flow.write(temporary, sheet, elements, progress)


def _rows(data: Record) -> Iterator[list[str]]:
    for place, one in enumerate(data.rows):
        yield [
            str(len(data.rows) - place),
            one.at[:16],
            one.user_name,
            one.backup_name,
            one.backup_at[:16],
            str(one.table_count),
            f"{one.row_count:,}",
            one.digest[:16],
            ("" if one.passed else "不符：") + one.words,
        ]
