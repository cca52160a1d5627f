"""空白模板: a workbook to fill in for each list, with the school's own words to choose from in its cells."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlite_utils import Database

from app.exchange import Kind
from app.exchange.engine import unit_post
from app.exchange.engine.parts import Part
from app.exchange.engine.tables import Column
from app.exchange.lecturers import KIND
from app.file.kinds import Kind as FactKind
from app.ground.files import replacing
from app.people import units
from app.teaching import courses, teachers, venues

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

LINES = 2000  # rows that have a list to choose from
MANY = 1000  # words of such a list
CHOICES, HINTS = "选项", "填写说明"
_FIRST = ("date", "half", "clock")  # what a plan begins with
_LAST = ("remark",)
_WIDE = {"title": 36, "unit_name": 28, "post": 24, "id_number": 22, "teacher": 16, "lecturer": 20,
         "remark": 24, "topics": 20, "venue": 20, "clock": 16, "field": 20}  # fmt: skip
_HINTS: Mapping[str, str] = {
    "birth_date": "如 1985.07；写成 1985-07-01 也可以。",
    "id_number": "18 位，整列已设为文本。",
    "teacher": "新的写上单位，放在括号里：张三（县财政局）。",
    "lecturer": "几个人用顿号隔开。",
    "title": "",
    "clock": "如 8:30-11:30；空着按半天的常规时间。",
    **dict.fromkeys(("starts", "ends"), "如 8:30；起止写在“时间”一栏里的不用。"),
    "date": "如 2026-11-02。",
    "quarter_hours": "如 4；空着的，课程按 4 学时、课程安排按课程库。",
    "topics": "几个专题用顿号隔开。",
    "dates": "如 2025年3月3日至3月7日；开始、结束日期分两列写时不用。",
    "certificate": "照证书原样写。",
    "class_hours": "全班的学时；与全班不同的学员写自己的。",
    "typed_people": "名单不全时写。",
    "counted": "空着按教学方式。",
}
_BY_NAME: Mapping[str, Callable[[Database], Sequence[str]]] = {
    "unit_name": lambda db: units.names(db, limit=MANY),
    "venue": lambda db: [one.name for one in venues.choices(db, limit=MANY)],
    "teacher": lambda db: [one.name for one in teachers.choices(db, limit=MANY)],
    "lecturer": lambda db: [one.name for one in teachers.choices(db, limit=MANY)],
    KIND: lambda db: [name for _, name in teachers.FACTS["kind"].options(db)],
}
_NEW = ("unit_name", "teacher", "lecturer", "venue")  # of these, what is written may be new
_ONLY = {"sex": ("男", "女")}  # of the codes, what a list is asked for
_TEXT: frozenset[FactKind] = frozenset(("identity", "birth", "text"))


@dataclass(frozen=True)
class Heading:
    """A column of a template; ``words`` are offered in its cells, ``closed``: nothing else may stand there."""

    key: str
    name: str
    required: bool
    text: bool
    words: tuple[str, ...] = ()
    closed: bool = False


def headings(db: Database, part: Part) -> list[Heading]:
    """Return the columns of a template of one sort of table, in their order."""
    offered = part.offers(db)
    by_name = dict(_BY_NAME)
    if part.key == "lesson":
        by_name["title"] = lambda db: [one.title for one in courses.library(db, limit=MANY)]
    found: list[Heading] = []
    for column in sorted(part.columns, key=_place):
        key = column.key
        if key == unit_post.KEY:  # unit and post have columns of their own
            continue
        fact = part.facts.get(key)
        words, closed = _ONLY.get(key, offered.get(key, ())), key in offered
        if fact is not None and fact.kind == "flag":
            words, closed = ("是", "否"), True
        if key in by_name:
            words, closed = tuple(by_name[key](db)), key == KIND
        several = fact is not None and fact.kind == "codes"
        found.append(
            Heading(
                key,
                column.name,
                key in part.required,
                fact is None or fact.kind in _TEXT,
                tuple(words),
                closed and not several,
            )
        )
    return found


def write(db: Database, kind: Kind, path: Path) -> None:
    """Write the template of a list. Raises StoreError where the file cannot be written."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    lists = _Lists(book)
    said: list[tuple[str, list[Heading]]] = []
    for part in kind.importer().parts:
        columns = headings(db, part)
        said.append((part.what, columns))
        _sheet(book.create_sheet(part.what), columns, lists)
    _hints(book.create_sheet(HINTS), kind, said)
    lists.finish()
    whole = io.BytesIO()
    book.save(whole)
    with replacing(path) as temporary:
        temporary.write_bytes(whole.getbuffer())


def _place(column: Column) -> int:
    if column.key in _FIRST:
        return _FIRST.index(column.key) - len(_FIRST)
    return int(column.key in _LAST)


class _Lists:
    """The words to choose from, a column of a hidden sheet for each list."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._known: dict[tuple[str, ...], str] = {}

    def range(self, words: tuple[str, ...]) -> str:
        """Return where these words stand, as a formula."""
        from openpyxl.utils import get_column_letter, quote_sheetname

        if words not in self._known:
            letter = get_column_letter(len(self._known) + 1)
            place = f"{quote_sheetname(CHOICES)}!${letter}$1:${letter}${len(words)}"
            self._known[words] = place
        return self._known[words]

    def finish(self) -> None:
        """Write them all, behind the other sheets."""
        if not self._known:
            return
        sheet = self._book.create_sheet(CHOICES)
        for column, words in enumerate(self._known, start=1):
            for row, word in enumerate(words, start=1):
                _text(sheet, row, column, word)
        sheet.sheet_state = "hidden"


def _sheet(sheet: Worksheet, columns: Sequence[Heading], lists: _Lists) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    line = Side("thin", color="FF808080")
    for number, one in enumerate(columns, start=1):
        letter = get_column_letter(number)
        head = _text(sheet, 1, number, f"{one.name}*" if one.required else one.name)
        head.font = Font("黑体", 10, bold=True)
        head.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        head.border = Border(left=line, right=line, top=line, bottom=line)
        head.fill = PatternFill("solid", fgColor="FFF1F3F6")
        sheet.column_dimensions[letter].width = _WIDE.get(one.key, 12)
        if one.text:  # or an identity number loses its last digits
            sheet.column_dimensions[letter].number_format = "@"
        if one.words:
            cells = f"{letter}2:{letter}{LINES + 1}"
            words = lists.range(one.words)
            rule = DataValidation("list", formula1=words, allow_blank=True, sqref=cells)
            rule.showErrorMessage = one.closed
            rule.errorTitle, rule.error = one.name, "请从下拉列表里选一个。"
            sheet.add_data_validation(rule)
    sheet.row_dimensions[1].height = 24
    sheet.freeze_panes = "A2"


def _hints(sheet: Worksheet, kind: Kind, said: Sequence[tuple[str, Sequence[Heading]]]) -> None:
    from openpyxl.styles import Alignment, Font

    for row, text in enumerate(_sentences(kind, said), start=1):
        cell = _text(sheet, row, 1, text)
        cell.alignment = Alignment(vertical="top", wrap_text=True)
        cell.font = Font("黑体" if row == 1 else "宋体", 12 if row == 1 else 10, bold=row == 1)
    sheet.column_dimensions["A"].width = 90


def _sentences(kind: Kind, said: Sequence[tuple[str, Sequence[Heading]]]) -> Iterator[str]:
    yield f"{kind.title[2:]}模板怎样填"
    yield "一行一条，从第 2 行写起；标 * 的必填，其余的可以空着，不用的列可以删去，列的顺序不要紧。"
    lists = any(one.words for _, columns in said for one in columns)
    yield f"{'有下拉列表的格子点右边的小箭头选；' if lists else ''}这张说明不会导入。"
    for what, columns in said:
        for one in columns:
            if hint := _chosen(one) + _HINTS.get(one.key, ""):
                yield f"{what}的“{one.name}”：{hint}"


def _chosen(one: Heading) -> str:
    """What is said of the list to choose from; where the file has nothing yet, that there is none."""
    if one.key in _NEW:
        yet = "可以从下拉列表里选，也可以写新的。"
        return yet if one.words else "直接写；学校文件里有了以后，再存的模板带下拉列表。"
    if not one.words or one.key in _HINTS:
        return ""
    return "从下拉列表里选。" if one.closed else "可以从下拉列表里选。"


def _text(sheet: Worksheet, row: int, column: int, text: str) -> Cell:
    """Put a text in a cell that stays one, whatever it begins with."""
    from openpyxl.cell.cell import Cell

    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)
    cell.value = text
    cell.data_type = "s"
    if text[:1] in ("=", "+", "-", "@"):
        cell.quotePrefix = True
    return cell
