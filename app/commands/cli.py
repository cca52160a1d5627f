"""The command line: the whole of app/ without a screen, and the way into the window.

Exit status: 0 done; 1 something the user must mend; 2 wrong usage.
"""

from __future__ import annotations

import argparse
import errno
import getpass
import importlib
import json
import os
import stat
import sys
import warnings
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal, NoReturn

from app import __version__, demo
from app.classes import classes
from app.exchange import roster, teaching_list
from app.exchange.engine import marked, unpack
from app.exchange.engine.books import READ_OPTION
from app.exchange.engine.findings import DISPOSITIONS, SEVERITIES, Review
from app.exchange.engine.matching import Decisions
from app.file import backup, sql
from app.file.operation import Operation
from app.file.session import Session
from app.file.store import SUFFIX
from app.ground import apart, files, log
from app.ground.errors import UserError
from app.opening import open_school
from app.papers import certificates as certificate_paper
from app.papers import roster as roster_paper
from app.papers import statistics as statistics_paper
from app.papers import timetable as timetable_paper
from app.rules import advice, verdicts
from app.text import chinese, codes

PASSWORD = "DANGXIAO_PASSWORD"
# Named, not imported: app/ knows no Qt, and every other command works where there is none.
SHOWN = 40  # characters of a cell
MANY = 50  # pieces of work worth a counter
WINDOW, TOUR = "ui.app", "ui.tour"


class Parser(argparse.ArgumentParser):
    """argparse whose own words are Chinese."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["add_help"] = False
        kwargs["formatter_class"] = _Formatter
        super().__init__(*args, **kwargs)
        self._positionals.title = "参数"
        self._optionals.title = "选项"
        self.add_argument("-h", "--help", action="help", help="显示这份说明")

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the command line and leave with status 2."""
        for english, text in (
            ("the following arguments are required: ", "缺少参数："),
            ("unrecognized arguments: ", "不认识的参数："),
            ("expected one argument", "缺少取值"),
            ("invalid choice: ", "取值不对："),
            ("(choose from ", "（可用的是 "),
            ("invalid int value: ", "应为整数："),
            ("argument ", "参数 "),
            (": ", "："),
            (" （", "（"),
        ):
            message = message.replace(english, text)
        if "（可用的是" in message:
            message = message.removesuffix(")") + "）"
        self.print_usage(sys.stderr)
        self.exit(2, f"{self.prog}：{message}\n")


class _Formatter(argparse.RawDescriptionHelpFormatter):
    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)

    def format_help(self) -> str:
        return super().format_help().replace(":\n", "：\n")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return the exit status."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(
            stream, "reconfigure"
        ):  # a console of code page 936 lacks some names' characters
            stream.reconfigure(errors="backslashreplace")  # pyright: ignore[reportAttributeAccessIssue]
    if arguments[:1] == [READ_OPTION]:
        return unpack.main()
    if arguments[:1] == [apart.OPTION] and len(arguments) == 2:
        return apart.main(arguments[1])
    log.start()
    try:
        status = _run(arguments)
        sys.stdout.flush()
    except OSError as error:  # … | head has seen enough; or what is printed goes to a full disk
        unread = _is_broken_pipe(error)
        with suppress(OSError):  # the program with a window has none
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if unread:
            return 0
        log.log.exception("The command was stopped by the system.")
        name = f"「{error.filename}」" if error.filename else ""
        print(f"读写{name}出错：{files.reason(error)}。请检查磁盘和路径后重试。", file=sys.stderr)
        return 1
    return status


def _is_broken_pipe(error: OSError) -> bool:
    """Whether nobody reads any more what is printed, for which Windows has a number of its own."""
    if sys.platform == "win32" and error.errno == errno.EINVAL and not error.filename:
        with suppress(OSError):  # the same number tells of a stick that was pulled out
            return stat.S_ISFIFO(os.fstat(sys.stdout.fileno()).st_mode)
    return isinstance(error, BrokenPipeError)


def _run(arguments: list[str]) -> int:
    if not arguments or (len(arguments) == 1 and arguments[0].lower().endswith(SUFFIX)):
        arguments = ["window", *arguments]
    options = _parser().parse_args(arguments)
    try:
        return options.run(options)
    except UserError as error:
        print(error.text, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("已中断，没有写入的都未写入。", file=sys.stderr)
        return 1


def _parser() -> Parser:
    parser = Parser(
        prog="dangxiao",
        description=f"党校教务 {__version__}：县级党校的班次、课程、学员、证书和统计。\n"
        "不带参数时打开窗口。",
        epilog=f"密码取自环境变量 {PASSWORD}，没有设置时询问。\n"
        "返回值：0 完成；1 有需要改正的问题；2 用法不对。",
    )
    parser.add_argument("--version", action="version", version=__version__, help="显示版本")
    commands = parser.add_subparsers(title="命令", metavar="命令", required=True, dest="command")

    def command(name: str, text: str, run: Callable[[Any], int], file: bool = True) -> Parser:
        one = commands.add_parser(name, help=text, description=text)
        one.set_defaults(run=run)
        if file:
            one.add_argument("file", metavar="FILE", type=Path, help=f"学校文件（{SUFFIX}）")
        return one

    window = command("window", "打开窗口", _window, file=False)
    window.add_argument("file", metavar="FILE", type=Path, nargs="?", help="要打开的学校文件")
    window.add_argument("--demo", action="store_true", help="打开演示学校")
    one = command("demo", "不开窗口，用演示工作簿把一个班从名册做到证书", _demo, file=False)
    one.add_argument("--out", metavar="DIR", type=Path, required=True, help="放结果的文件夹")
    one = command("import-roster", "导入学员名册（.xlsx .xls .ods）", _import_roster)
    one.add_argument("workbook", metavar="ROSTER", type=Path, help="名册工作簿")
    one.add_argument("--sheet", metavar="NAME", help="工作表名（默认取有表头的第一张）")
    one.add_argument("--class", dest="code", metavar="CODE", help="同时入班：班次编号")
    _import_options(one)
    one = command("import-courses", "导入师资和课程（.xlsx .xls .ods）", _import_courses)
    one.add_argument("workbook", metavar="WORKBOOK", type=Path, help="师资课程工作簿")
    _import_options(one)
    command("check", "检查文件是否完好、各班比例是否达标、有无冲突", _check)
    one = command("print", "打印一个班的材料为 PDF", _print)
    one.add_argument("code", metavar="CLASS", help="班次编号")
    one.add_argument("--kind", choices=("timetable", "roster", "certificates"), required=True,
                     help="课程表、花名册或证书")  # fmt: skip
    one.add_argument("--out", metavar="PDF", type=Path, required=True, help="PDF 文件")
    one.add_argument("--identity", action="store_true", help="花名册带身份证号")
    one = command("summary", "导出年度办班情况统计", _summary)
    one.add_argument("--year", metavar="Y", type=int, required=True, help="年份")
    one.add_argument("--out", metavar="XLSX", type=Path, required=True, help="工作簿（或 .pdf）")
    one = command("backup", "另存一份加密备份，并打开检查", _backup)
    one.add_argument("--out", metavar="COPY", type=Path, required=True, help="备份文件")
    one = command("export-sqlite", "导出不加密的 SQLite 副本，供其他工具查看", _export)
    one.add_argument("--out", metavar="PLAIN", type=Path, required=True, help="不加密的 .db 文件")
    one = command("sql", "执行一条 SQL，每行结果输出一个 JSON 对象（供技术人员）", _sql)
    one.add_argument("--write", action="store_true", help="允许写入；写入记入操作记录，可撤销")
    one.add_argument("sql", metavar="SQL", help="一条语句")
    one = command("tour", "给每个页面和对话框拍照", _tour, file=False)
    one.add_argument("--out", metavar="DIR", type=Path, required=True, help="放图片的文件夹")
    return parser


def _import_options(one: Parser) -> None:
    one.add_argument("--dry-run", action="store_true", help="只检查，不写入")
    one.add_argument("--same", metavar="行", nargs="*", default=[],
                     help="这些行与档案中的同名者是同一人；同名者不止一人时写 行=档案号")  # fmt: skip
    one.add_argument("--other", metavar="行", type=int, nargs="*", default=[],
                     help="这些行是另一个人")  # fmt: skip
    one.add_argument("--marked", metavar="COPY", type=Path, help="另存一份标出问题的工作簿")


def _open(path: Path, *, write: bool = False) -> Session:
    password = os.environ.get(PASSWORD)
    if password is None:
        try:
            password = _ask()
        except EOFError as error:
            raise UserError(
                f"没有输入密码。请在终端里输入，或先设置环境变量 {PASSWORD}。"
            ) from error
    return open_school(path, password, write=write)


def _ask() -> str:
    """Read the password from the terminal; EOFError where there is none."""
    if sys.platform == "win32":
        try:
            open("CONIN$", "rb", buffering=0).close()
        except OSError as error:  # getpass would read nothing there for ever
            raise EOFError from error
    with warnings.catch_warnings():  # English words about a terminal that is none
        warnings.simplefilter("ignore", getpass.GetPassWarning)
        return getpass.getpass("密码：")


def _window(options: Any) -> int:
    return importlib.import_module(WINDOW).main(options.file, demo=options.demo)


def _tour(options: Any) -> int:
    for picture in importlib.import_module(TOUR).tour(options.out):
        print(picture)
    return 0


def _demo(options: Any) -> int:
    return demo.run(options.out, os.environ.get(PASSWORD), say=print)


def _import_roster(options: Any) -> int:
    with _open(options.file, write=not options.dry_run) as session:
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
    with _open(options.file, write=not options.dry_run) as session:
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


def _check(options: Any) -> int:
    barred = 0
    with _open(options.file) as session:
        if sys.stderr.isatty():
            print("正在检查文件的每一页……", file=sys.stderr)
        wrong = session.with_key(lambda store: backup.verify(store.path, store.key))
        print("文件完好。" if not wrong else "\n".join(wrong))
        everyone = session.read(classes.all)
        for place, one in enumerate(everyone, 1):
            _progress(place, len(everyone), "正在检查班次")
            print(f"\n{one.code}　{one.name}　{_status(one)}")
            for share in session.read(verdicts.class_shares, one.id):
                amounts = f"{_amount(share.part, share)} / {_amount(share.total, share)}"
                percent = chinese.percent(share.part, share.total, share.minimum)
                print(
                    f"  {share.title}　{percent}（{amounts}，≥ {share.minimum}%）"
                    f"　{verdicts.VERDICTS[share.verdict]}　{share.clause}"
                    + ("" if share.verified else "　待核")
                )
            for found in session.read(advice.advise, one.id):
                sign = "×" if found.severity == "block" else "△"
                barred += found.severity == "block"
                print(f"  {sign} {found.text}{found.mend}")
        for share in session.read(verdicts.period_shares):
            percent = chinese.percent(share.part, share.total, share.minimum)
            print(
                f"\n{share.period}　{share.title}　{percent}（≥ {share.minimum}%）"
                f"　{verdicts.VERDICTS[share.verdict]}　{share.clause}"
            )
    print(f"\n有 {barred} 处必须改正的问题。" if barred else "\n没有必须改正的问题。")
    return 1 if barred or wrong else 0


def _progress(done: int, total: int, text: str) -> None:
    """Show on a terminal how far long work is; where both streams share it, print nothing between."""
    if total >= MANY and sys.stderr.isatty() and not sys.stdout.isatty():
        print(f"\r{text} {done}/{total}", end="\n" if done == total else "", file=sys.stderr)


def _status(one: classes.Class) -> str:
    name = codes.CLASS_STATUSES[one.status]
    return f"{name} · 第 {one.version} {'稿' if one.status == 'draft' else '版'}"


def _amount(amount: int, share: verdicts.Share) -> str:
    return advice.amount_text(amount, share.base)


def _print(options: Any) -> int:
    with _open(options.file) as session:
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


def _summary(options: Any) -> int:
    with _open(options.file) as session:
        figures = session.read(statistics_paper.gather, options.year)
    if not figures.rows:
        raise UserError(f"{options.year} 年没有班次。")
    if options.out.suffix.lower() == ".pdf":
        statistics_paper.write(figures, options.out)
    else:
        statistics_paper.write_workbook(figures, options.out)
    print(f"{options.out}（{len(figures.rows)} 个班次）")
    return 0


def _backup(options: Any) -> int:
    with _open(options.file) as session:
        copy = backup.snapshot(session, options.out)
    print(f"已备份并检查：{copy}；密钥文件一并复制，密码不变。")
    return 0


def _export(options: Any) -> int:
    print("注意：导出的文件不加密，任何人都能看到全部学员信息；用完请删除。", file=sys.stderr)
    with _open(options.file) as session:
        print(backup.plain_copy(session, options.out))
    return 0


def _sql(options: Any) -> int:
    with _open(options.file, write=options.write) as session:
        if options.write:
            change = session.run(sql.write(options.sql))
            rows = change.value
            print(f"已执行，涉及：{'、'.join(sorted(change.kinds)) or '无'}", file=sys.stderr)
        else:
            rows = session.read(sql.query, options.sql)
    for row in rows:
        print(_json(row))
    return 0


def _json(row: dict[str, Any]) -> str:
    """One line of JSON; a sign that the reader's code page lacks is written as JSON writes it."""
    text = json.dumps(row, ensure_ascii=False)
    try:
        text.encode(getattr(sys.stdout, "encoding", None) or "utf-8")
    except UnicodeError:
        return json.dumps(row)
    return text
