"""print, summary: papers of a class as PDF, the statistics of a year as a workbook."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from app.classes import classes
from app.commands.command import Command, Parser, open_file
from app.ground.errors import UserError


def _print_arguments(one: Parser) -> None:
    one.add_argument("code", metavar="CLASS", help="班次编号")
    one.add_argument("--kind", choices=("timetable", "roster", "certificates"), required=True,
                     help="课程表、花名册或证书")  # fmt: skip
    one.add_argument("--out", metavar="PDF", type=Path, required=True, help="PDF 文件")
    one.add_argument("--identity", action="store_true", help="花名册带身份证号")


def _print(options: Any) -> int:
    from app.papers import certificates as certificate_paper
    from app.papers import roster as roster_paper
    from app.papers import timetable as timetable_paper

    with open_file(options.file) as session:
        class_id = session.read(classes.by_code, options.code).id
        if options.kind == "timetable":
            pages = timetable_paper.write(
                session.read(timetable_paper.gather, class_id), options.out
            )
        elif options.kind == "roster":
            people = session.read(roster_paper.gather, class_id, identity=options.identity)
            pages = roster_paper.write(people, options.out)
        else:
            issued = session.read(certificate_paper.gather, class_id)
            pages = certificate_paper.write(issued, options.out)
    print(f"{options.out}（{pages} 页）")
    return 0


def _summary_arguments(one: Parser) -> None:
    one.add_argument("--year", metavar="Y", type=int, required=True, help="年份")
    one.add_argument("--out", metavar="XLSX", type=Path, required=True, help="工作簿（或 .pdf）")


def _summary(options: Any) -> int:
    from app.papers import statistics as statistics_paper

    with open_file(options.file) as session:
        figures = session.read(statistics_paper.gather, options.year)
    if not figures.rows:
        raise UserError(f"{options.year} 年没有班次。")
    if options.out.suffix.lower() == ".pdf":
        statistics_paper.write(figures, options.out)
    else:
        statistics_paper.write_workbook(figures, options.out)
    print(f"{options.out}（{len(figures.rows)} 个班次）")
    return 0


COMMANDS = (
    Command("print", "打印一个班的材料为 PDF", _print, _print_arguments),
    Command("summary", "导出年度办班情况统计", _summary, _summary_arguments),
)
