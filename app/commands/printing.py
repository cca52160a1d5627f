"""print, summary: any paper of the register as PDF or workbook, the statistics of a year as a workbook."""

from __future__ import annotations

from typing import Any

from app import papers
from app.certificates import ledger
from app.classes import classes, statistics
from app.commands.command import Command, Parser, file_path, number, open_file, year
from app.file.session import Session
from app.ground.errors import UserError
from app.papers import Kind, Of, Subject
from app.papers.options import Columns, Option, Tick
from app.people import students

WORKBOOK = ".xlsx"
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


def _summary_arguments(one: Parser) -> None:
    """The paper of a year asked for most, by a name of its own."""
    one.add_argument("--year", metavar="Y", type=year, required=True, help="年份")
    one.add_argument(
        "--out", metavar="XLSX", type=file_path, required=True, help="工作簿（或 .pdf）"
    )
    chosen = {f"choose_{key}": None for key in _options()}
    one.set_defaults(usage=one.error, kind="summary", code=None, person=None, **chosen)


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
    _only_what_is_written(kind, options)
    with open_file(options.file) as session:
        chosen = _chosen(kind, options, kind.of_school(session.read))
        subject = _subject(session, kind, options)
        if options.out.suffix.lower() == WORKBOOK:
            kind.write_workbook(session.read, subject, options.out, chosen)
            print(options.out)
        else:
            pages = kind.write(session.read, subject, options.out, chosen)
            print(f"{options.out}（{pages} 页）")
    return 0


def _only_what_is_written(kind: Kind, options: Any) -> None:
    """See that the file's ending promises what this paper can be. Raises UserError."""
    ending = options.out.suffix.lower()
    if ending == WORKBOOK and not kind.workbook:
        options.usage(f"{kind.name}只有 PDF，没有工作簿")
    elif ending not in ("", ".pdf", WORKBOOK):
        forms = ".pdf 或 .xlsx" if kind.workbook else ".pdf"
        raise UserError(f"不能写成 {ending} 文件，请换一个以 {forms} 结尾的文件名。没有写文件。")


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


def _chosen(kind: Kind, options: Any, of_school: dict[str, Any]) -> dict[str, Any]:
    """What is chosen for a paper, else what the school keeps.

    To name a column behind a tick is to set the tick, and the reverse; one that is named is shown if empty.
    """
    chosen = kind.chosen(of_school)
    typed = [o for o in kind.options if getattr(options, f"choose_{o.key}") is not None]
    for option in typed:
        chosen[option.key] = option.read(getattr(options, f"choose_{option.key}"))
    for option in typed:
        if isinstance(option, Columns):
            if option.blank:
                chosen[option.blank] = True
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
    if kind.of != "year":
        return None
    if kind.key == "ledger":
        held, missing = session.read(ledger.of_year, options.year), "没有签发证书"
    else:
        held = session.read(statistics.class_statistics, options.year)
        missing = "没有班次（草案不计）"
    if not held:
        raise UserError(f"{options.year} 年{missing}。没有写文件。")
    return options.year


COMMANDS = (
    Command("print", "打印一份材料为 PDF 或工作簿", _print, _print_arguments),
    Command("summary", "导出年度办班情况统计", _print, _summary_arguments),
)
