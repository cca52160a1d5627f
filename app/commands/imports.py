"""import-roster, import-courses: workbooks into the file, everything found told row by row."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from app.commands.command import Command, Parser, open_file
from app.file.operation import Operation
from app.file.session import Session
from app.ground.errors import UserError

if TYPE_CHECKING:
    from app.exchange.engine.findings import Review
    from app.exchange.engine.matching import Decisions

SHOWN = 40  # characters of a cell


def _roster_arguments(one: Parser) -> None:
    one.add_argument("workbook", metavar="ROSTER", type=Path, help="名册工作簿")
    one.add_argument("--sheet", metavar="NAME", help="工作表名（默认取有表头的第一张）")
    one.add_argument("--class", dest="code", metavar="CODE", help="同时入班：班次编号")
    _both(one)


def _courses_arguments(one: Parser) -> None:
    one.add_argument("workbook", metavar="WORKBOOK", type=Path, help="师资课程工作簿")
    _both(one)


def _both(one: Parser) -> None:
    one.add_argument("--dry-run", action="store_true", help="只检查，不写入")
    one.add_argument("--same", metavar="行", nargs="*", default=[],
                     help="这些行与档案中的同名者是同一人；同名者不止一人时写 行=档案号")  # fmt: skip
    one.add_argument("--other", metavar="行", type=int, nargs="*", default=[],
                     help="这些行是另一个人")  # fmt: skip
    one.add_argument("--marked", metavar="COPY", type=Path, help="另存一份标出问题的工作簿")


def _import_roster(options: Any) -> int:
    from app.classes import classes
    from app.exchange import roster

    with open_file(options.file, write=not options.dry_run) as session:
        if options.code:
            session.read(classes.by_code, options.code)
        review = session.read(roster.review, options.workbook, sheet=options.sheet)
        decisions = _decisions(options, review)
        if decisions:
            review = session.read(
                roster.review, options.workbook, sheet=options.sheet, decisions=decisions
            )
        return _import(session, review, roster.write(review, options.code), options)


def _import_courses(options: Any) -> int:
    from app.exchange import teaching_list

    with open_file(options.file, write=not options.dry_run) as session:
        review = session.read(teaching_list.review, options.workbook)
        decisions = _decisions(options, review)
        if decisions:
            review = session.read(teaching_list.review, options.workbook, decisions=decisions)
        return _import(session, review, teaching_list.write(review), options)


def _decisions(options: Any, review: Review) -> Decisions:
    """Answers to doubts: row number -> the student's id, or 'other'. Raises UserError."""
    doubts = {f.row: f.candidates for f in review.findings if f.severity == "doubt"}
    decisions: dict[int, int | Literal["other"]] = dict.fromkeys(options.other, "other")
    for given in options.same:
        row, _, number = str(given).partition("=")
        candidates = doubts.get(int(row), ()) if row.isdigit() else ()
        if number.isdigit():
            decisions[int(row)] = int(number)
        elif len(candidates) == 1:
            decisions[int(row)] = candidates[0].id
        else:
            raise UserError(
                f"第 {row} 行不能这样确认；同名者不止一人时请写 行=档案号。没有写入任何数据。"
            )
    return decisions


def _import(session: Session, review: Review, writing: Operation[Any], options: Any) -> int:
    from app.exchange.engine import marked
    from app.exchange.engine.findings import DISPOSITIONS, SEVERITIES

    for found in review.findings:
        place = f"{found.sheet} 第 {found.row} 行" if found.row else found.sheet
        names = "".join(f"　[{c.id}] {c.label}" for c in found.candidates)
        value = _short(found.value)
        print(
            f"{SEVERITIES[found.severity]}　{place}　{found.column}　{value}　{found.text}{names}"
        )
    for skipped in review.skipped:
        print(f"已跳过　{skipped.sheet} 第 {skipped.row} 行　{_short(skipped.text)}")
    counts = [f"{DISPOSITIONS[d]} {n}" for d, n in review.counts.items() if n]
    print(f"{review.source.path.name}：{'，'.join(counts) or '没有可以导入的内容'}。")
    if options.marked:
        kept = marked.save_marked_copy(review, options.marked)
        print(
            f"已另存标注后的副本：{options.marked}" + ("" if kept else "（只保留内容，不含原格式）")
        )
    if not review.can_import:
        print("未写入任何数据。", file=sys.stderr)
        return 1
    if options.dry_run:
        print("试运行，未写入任何数据。")
        return 0
    change = session.run(writing)
    print(f"已{change.name}。可在“操作记录”中整体撤销。")
    return 0


def _short(text: str) -> str:
    """A cell's text on one line, cut where it is long; no control character reaches the terminal."""
    line = "".join(c if c.isprintable() else " " for c in text)
    return line if len(line) <= SHOWN else line[:SHOWN] + "…"


COMMANDS = (
    Command(
        "import-roster",
        "导入学员名册（.xlsx .xls .ods）",
        _import_roster,
        _roster_arguments,
    ),
    Command(
        "import-courses",
        "导入师资和课程（.xlsx .xls .ods）",
        _import_courses,
        _courses_arguments,
    ),
)
