"""print, summary: any paper of the register as PDF or workbook, the statistics of a year as a workbook."""

from __future__ import annotations

from typing import Any

from app import papers
from app.classes import classes
from app.commands.command import Command, Parser, file_path, number, open_file, year
from app.file.session import Session
from app.ground.errors import UserError
from app.papers import Kind, Of, Subject
from app.papers.options import Columns, Option, Tick
from app.people import students

SUBJECTS = {"class": "CLASS", "year": "--year", "person": "--person"}
"""Which argument says what a paper is of."""


def _print_arguments(one: Parser) -> None:
    one.add_argument("code", metavar="CLASS", nargs="?", help=f"班次编号：{_names('class')}")
    one.add_argument("--kind", choices=[kind.key for kind in papers.KINDS], required=True,
                     help="、".join(f"{kind.key} {kind.name}" for kind in papers.KINDS))  # fmt: skip
    one.add_argument(
        "--out", metavar="PDF", type=file_path, required=True, help="PDF 文件（或 .xlsx）"
    )
    if names := _names("year"):
        one.add_argument("--year", metavar="Y", type=year, help=f"年份：{names}")
    if names := _names("person"):
        one.add_argument("--person", metavar="ID", type=number, help=f"学员的档案号：{names}")
    for key, (option, kinds) in _options().items():
        text = f"{option.help}（{'、'.join(kind.name for kind in kinds)}）"
        if isinstance(option, Tick):
            one.add_argument(
                f"--{key}", dest=f"choose_{key}", action="store_const", const="", help=text
            )
        else:
            one.add_argument(f"--{key}", dest=f"choose_{key}", metavar=option.metavar, help=text)
    one.set_defaults(usage=one.error, year=None, person=None)


def _names(of: Of) -> str:
    return "、".join(kind.name for kind in papers.kinds_of(of))


def _options() -> dict[str, tuple[Option, list[Kind]]]:
    """Every option of the register, with the kinds that have it."""
    found: dict[str, tuple[Option, list[Kind]]] = {}
    for kind in papers.KINDS:
        for option in kind.options:
            found.setdefault(option.key, (option, []))[1].append(kind)
    return found


def _print(options: Any) -> int:
    kind = papers.kind(options.kind)
    _only_its_own(kind, options)
    chosen = _chosen(kind, options)
    with open_file(options.file) as session:
        subject = _subject(session, kind, options)
        if options.out.suffix.lower() == ".xlsx":
            kind.write_workbook(session.read, subject, options.out, chosen)
            print(options.out)
        else:
            pages = kind.write(session.read, subject, options.out, chosen)
            print(f"{options.out}（{pages} 页）")
    return 0


def _only_its_own(kind: Kind, options: Any) -> None:
    """Leave with status 2 where an argument is missing, or is none of this paper's."""
    given = {"class": options.code, "year": options.year, "person": options.person}
    for of, value in given.items():
        if of == kind.of and value is None:
            options.usage(f"the following arguments are required: {SUBJECTS[of]}")
        if of != kind.of and value is not None:
            options.usage(f"{kind.name}不用 {SUBJECTS[of]}")
    own = {option.key for option in kind.options}
    for key in _options():
        if getattr(options, f"choose_{key}") is not None and key not in own:
            options.usage(f"{kind.name}没有选项 --{key}")
    if options.out.suffix.lower() == ".xlsx" and not kind.workbook:
        options.usage(f"{kind.name}只有 PDF，没有工作簿")


def _chosen(kind: Kind, options: Any) -> dict[str, Any]:
    """What is chosen for a paper. To name a column behind a tick is to set the tick, and the reverse."""
    chosen = kind.chosen()
    typed = [o for o in kind.options if getattr(options, f"choose_{o.key}") is not None]
    for option in typed:
        chosen[option.key] = option.read(getattr(options, f"choose_{option.key}"))
    for option in typed:
        if isinstance(option, Columns):
            for column, tick in option.gates.items():
                if chosen[tick]:
                    chosen[option.key] = option.with_column(chosen[option.key], column)
                chosen[tick] = chosen[tick] or column in chosen[option.key]
    return chosen


def _subject(session: Session, kind: Kind, options: Any) -> Subject:
    if kind.of == "class":
        return session.read(classes.by_code, options.code).id
    if kind.of == "person":
        session.read(students.get, options.person)
        return options.person
    return options.year if kind.of == "year" else None


def _summary_arguments(one: Parser) -> None:
    one.add_argument("--year", metavar="Y", type=year, required=True, help="年份")
    one.add_argument(
        "--out", metavar="XLSX", type=file_path, required=True, help="工作簿（或 .pdf）"
    )


def _summary(options: Any) -> int:
    paper = papers.kind("summary").paper()
    with open_file(options.file) as session:
        figures = session.read(paper.gather, options.year)
    if not figures.rows:
        raise UserError(f"{options.year} 年没有班次。")
    if options.out.suffix.lower() == ".pdf":
        paper.write(figures, options.out)
    else:
        paper.write_workbook(figures, options.out)
    print(f"{options.out}（{len(figures.rows)} 个班次）")
    return 0


COMMANDS = (
    Command("print", "打印一份材料为 PDF 或工作簿", _print, _print_arguments),
    Command("summary", "导出年度办班情况统计", _summary, _summary_arguments),
)
