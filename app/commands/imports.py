"""import-…: workbooks into the file, everything found told row by row; a command for each kind of list."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from app.commands.command import Command, Parser, file_path, number, open_file
from app.commands.upkeep import telling
from app.exchange import KINDS, Kind
from app.file.operation import Operation
from app.file.session import Session
from app.ground.errors import UserError
from app.ground.jobs import Progress

if TYPE_CHECKING:
    from app.exchange.engine.asked import Asked, Decision, Decisions, Row, Spot
    from app.exchange.engine.importer import Review

SHOWN = 40  # characters of a cell


def _arguments(kind: Kind, one: Parser) -> None:
    if kind.into == "must":
        one.add_argument("code", metavar="CLASS", help="班次编号")
    one.add_argument("workbook", metavar="WORKBOOK", type=file_path, help=f"{kind.title[2:]}工作簿")
    one.add_argument("--sheet", metavar="NAME", help="工作表名（默认取有表头的）")
    one.add_argument("--column", metavar="表头=栏目", type=_column, action="append", default=[],
                     help="这一列是什么，如 职务职级=职务；工号=不导入；没有表头的写 A列=姓名；可写多次")  # fmt: skip
    if kind.into == "may":
        one.add_argument("--class", dest="code", metavar="CODE", help="同时入班：班次编号")
    one.add_argument("--dry-run", action="store_true", help="只检查，不写入")
    one.add_argument("--set", dest="cells", metavar="行.栏目=内容", nargs="*", default=[],
                     help="改正一格再核对，如 12.出生年月=1985.07；有几张工作表时写 表名!行.栏目=内容")  # fmt: skip
    one.add_argument("--leave-out", metavar="行", nargs="*", default=[],
                     help="这些行不导入；有几张工作表时写 表名!行")  # fmt: skip
    one.add_argument("--usual", metavar="栏目=内容", nargs="*", default=[],
                     help="空着的格子、没有的栏目都按这个读，如 类别=理论教育")  # fmt: skip
    if kind.doubts:
        one.add_argument("--same", metavar="行", type=_same, nargs="*", default=[],
                         help="这些行与档案中的同名者是同一人；同名者不止一人时写 行=档案号")  # fmt: skip
        one.add_argument("--other", metavar="行", type=number, nargs="*", default=[],
                         help="这些行是另一个人")  # fmt: skip
    one.add_argument("--marked", metavar="COPY", type=file_path, help="另存一份标出问题的工作簿")


def _column(text: str) -> tuple[str, str]:
    """Read 表头=栏目; a heading may itself hold a sign of equality, a field does not."""
    heading, parted, field = text.rpartition("=")
    if not parted or not heading.strip():
        raise argparse.ArgumentTypeError(f"应写成 表头=栏目，不能是「{text[:20]}」")
    return heading.strip(), field.strip()


def _same(text: str) -> tuple[int, int | None]:
    """Read 行 or 行=档案号."""
    row, parted, record = text.partition("=")
    return number(row), number(record) if parted else None


def _run(kind: Kind, options: Any) -> int:
    from app.classes import classes
    from app.exchange.engine.asked import Asked

    importer, shown = kind.importer(), telling()
    code = getattr(options, "code", None)
    with open_file(options.file, write=not options.dry_run) as session:
        if code:
            session.read(classes.by_code, code)

        reading = importer.read(options.workbook, progress=shown)
        asked = Asked((code or "").strip(), options.sheet, named=dict(options.column))

        def review(asked: Asked) -> Review:
            return session.read(importer.judged, reading, asked, shown)

        found = review(asked)
        if options.usual:
            usual = dict(_usual(found, text) for text in options.usual)
            found = review(asked := replace(asked, usual=usual))
        if options.cells or options.leave_out:
            typed = dict(_typed(found, text) for text in options.cells)
            left_out = frozenset(_place(found, text) for text in options.leave_out)
            found = review(asked := replace(asked, cells=typed, left_out=left_out))
        if kind.doubts and (decisions := _decisions(options, found)):
            found = review(replace(asked, decisions=decisions))
        return _import(session, found, importer.write(found, code), options, shown)


def _place(review: Review, text: str) -> Row:
    """Read 行 or 表名!行. Raises UserError where there is no such row, or it may be of several sheets."""
    sheet, parted, row = text.rpartition("!")
    known = [
        *(line.place for line in review.lines),
        *(one.place for one in review.skipped if one.heads),  # another table, with all below it
    ]
    places = [place for place in known if str(place[1]) == row.strip()]
    fitting = [place for place in places if not parted or place[0] == sheet]
    if len(fitting) != 1:
        why = "写明是哪张工作表的，如 表名!行" if fitting else "这一行没有可以导入的内容"
        raise UserError(f"第 {text} 行：{why}。没有写入任何数据。")
    return fitting[0]


def _typed(review: Review, text: str) -> tuple[Spot, str]:
    """Read 行.栏目=内容; a field goes by its heading, its name or its key. Raises UserError."""
    where, parted, value = text.partition("=")
    row, dot, name = where.partition(".")
    if not parted or not dot:
        raise UserError(
            f"「{text}」应写成 行.栏目=内容，如 12.出生年月=1985.07。没有写入任何数据。"
        )
    sheet, number = _place(review, row)
    line = next((line for line in review.lines if line.place == (sheet, number)), None)
    if line is None:
        raise UserError(f"第 {row} 行是另一个表头，没有可以改的。没有写入任何数据。")
    for column in line.part.columns:
        if name.strip() in (line.table.heading(column.key), column.key, *column.headings):
            return (sheet, number, column.key), value
    names = "、".join(line.called(column.key) for column in line.part.columns)
    raise UserError(f"没有「{name}」这一栏，只有{names}。没有写入任何数据。")


def _usual(review: Review, text: str) -> tuple[str, str]:
    """Read 栏目=内容 of a whole list. Raises UserError where there is no such field."""
    name, parted, value = text.partition("=")
    columns = {c.key: c.headings for line in review.lines for c in line.part.columns}
    for key, headings in columns.items():
        if parted and name.strip() in (key, *headings):
            return key, value.strip()
    raise UserError(f"「{text}」应写成 栏目=内容，如 类别=理论教育。没有写入任何数据。")


def _decisions(options: Any, review: Review) -> Decisions:
    """Answers to doubts: row number -> the student's id, or 'other'. Raises UserError."""
    doubts = {f.row: f.candidates for f in review.findings if f.severity == "doubt"}
    decisions: dict[int | Row, Decision] = dict.fromkeys(options.other, "other")
    for row, record in options.same:
        candidates = doubts.get(row, ())
        if record is not None:
            decisions[row] = record
        elif len(candidates) == 1:
            decisions[row] = candidates[0].id
        else:
            raise UserError(
                f"第 {row} 行不能这样确认；同名者不止一人时请写 行=档案号。没有写入任何数据。"
            )
    return decisions


def _import(
    session: Session, review: Review, writing: Operation[Any], options: Any, shown: Progress
) -> int:
    from app.exchange.engine import marked
    from app.exchange.engine.findings import DISPOSITIONS, SEVERITIES

    for found in review.findings:
        name = _short(review.name_of(found.sheet, found.row))
        place = f"{found.sheet} 第 {found.row} 行 {name}".rstrip() if found.row else found.sheet
        names = "".join(f"　[{c.id}] {c.label}" for c in found.candidates)
        names += "　可选：" + "、".join(c.label for c in found.choices) if found.choices else ""
        value = _short(found.value)
        print(
            f"{SEVERITIES[found.severity]}　{place}　{found.column}　{value}　{found.text}{names}"
        )
    for sheet, row in sorted(review.asked.left_out):
        print(f"不导入　{sheet} 第 {row} 行 {_short(review.name_of(sheet, row))}".rstrip())
    for skipped in review.skipped:
        print(f"已跳过　{skipped.sheet} 第 {skipped.row} 行　{_short(skipped.text)}")
    counts = [f"{DISPOSITIONS[d]} {n}" for d, n in review.counts.items() if n]
    print(f"{review.source.path.name}：{'，'.join(counts) or '没有可以导入的内容'}。")
    if options.marked:
        kept = marked.save_marked_copy(review, options.marked, shown)
        print(
            f"已另存标注后的副本：{options.marked}" + ("" if kept else "（只保留内容，不含原格式）")
        )
    if not review.can_import:
        print("未写入任何数据。", file=sys.stderr)
        return 1
    if options.dry_run:
        print("试运行，未写入任何数据。")
        return 0
    change = session.run(writing, shown)
    print(f"已{change.name}。可在“操作记录”中整体撤销。")
    return 0


def _short(text: str) -> str:
    """A cell's text on one line, cut where it is long; no control character reaches the terminal."""
    line = "".join(c if c.isprintable() else " " for c in text)
    return line if len(line) <= SHOWN else line[:SHOWN] + "…"


def _template_arguments(one: Parser) -> None:
    one.add_argument("kind", choices=[kind.key for kind in KINDS],
                     help="、".join(f"{kind.key} {kind.title[2:]}" for kind in KINDS))  # fmt: skip
    one.add_argument("--out", metavar="XLSX", type=file_path, required=True, help="工作簿")


def _template(options: Any) -> int:
    from app.exchange import blank_workbooks

    kind = next(one for one in KINDS if one.key == options.kind)
    with open_file(options.file, write=False) as session:
        session.read(blank_workbooks.write, kind, options.out)
    print(f"已写出{kind.title[2:]}的空白模板：{options.out}")
    return 0


COMMANDS = (
    *(
        Command(kind.command, kind.help, partial(_run, kind), partial(_arguments, kind))
        for kind in KINDS
    ),
    Command("template", "写出一份空白模板，单元格带下拉列表", _template, _template_arguments),
)
