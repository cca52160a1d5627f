"""approve, issue: a class is approved, its certificates are issued; what is odd or missing is said before."""

from __future__ import annotations

from typing import Any

from app.certificates import lacking, ledger
from app.classes import classes, doubted_dates, readiness
from app.commands.command import Command, Parser, day, open_file
from app.ground.errors import UserError


def _approve_arguments(one: Parser) -> None:
    one.add_argument("code", metavar="CLASS", help="班次编号")
    one.add_argument("--by", metavar="BOARD", help="审定机构，如 校委会")
    one.add_argument("--on", metavar="DATE", type=day, help="审定日期，如 2026-08-28")
    one.add_argument("--minutes", metavar="MINUTES", help="会议纪要")
    one.add_argument("--document", metavar="NUMBER", help="组织部文号")
    _yes(one)


def _approve(options: Any) -> int:
    values = (options.by, options.on, options.minutes, options.document)
    said = {k: v for k, v in zip(classes.APPROVAL, values, strict=True) if v is not None}
    with open_file(options.file, write=True) as session:
        one = session.read(classes.by_code, options.code)
        if options.on:
            _ask(options, session.read(doubted_dates.approved, one.id, options.on))
        if one.status == "draft":
            session.run(classes.approve(one.id, said))
            done = session.read(classes.get, one.id)
            print(f"已审定「{done.name}」，第 {done.version} 版。")
        elif said:
            session.run(classes.note_approval(one.id, said))
            print(f"「{one.name}」已经审定，补记了审定情况。")
        else:
            raise UserError(f"「{one.name}」已经审定过。没有写入任何数据。")
        for lack in session.read(readiness.lacks, one.id):
            print(f"  △ {lack.text}")
    return 0


def _issue_arguments(one: Parser) -> None:
    one.add_argument("code", metavar="CLASS", help="班次编号")
    one.add_argument("--date", metavar="DATE", type=day, help="签发日期，不写为班次的最后一天")
    one.add_argument("--preview", action="store_true", help="只列出将签发的编号和缺的内容，不签发")
    _yes(one)


def _issue(options: Any) -> int:
    with open_file(options.file, write=True) as session:
        one = session.read(classes.by_code, options.code)
        date = options.date or session.read(classes.summary, one.id).end_date
        waiting = session.read(ledger.without, one.id)
        work = ledger.issue(one.id, waiting, date)
        ready = session.imagine(work, lacking.foreseen, one.id, waiting) if waiting else []
        for each in ready:
            lacks = f"　缺{'、'.join(each.lacks)}" if each.lacks else ""
            print(f"{each.number}　{each.name}{lacks}")
        if options.preview:
            print(f"将签发 {len(ready)} 张，签发日期 {date}。没有写入任何数据。")
            return 0
        if waiting and date:
            _ask(options, session.read(doubted_dates.issued, one.id, date))
        print(f"已签发 {len(session.run(work).value)} 张。")
    return 0


def _yes(one: Parser) -> None:
    one.add_argument("--yes", action="store_true", help="日期有疑问也照办")


def _ask(options: Any, doubt: str) -> None:
    """Raises UserError with what is odd about a date, unless it was said that it is right."""
    if doubt and not options.yes:
        raise UserError(f"{doubt}没有写错就加上 --yes 再运行一次。没有写入任何数据。")


COMMANDS = (
    Command(
        "approve",
        "审定一个班次，并记下谁、哪天、按什么文件审定；已审定的只补记",
        _approve,
        _approve_arguments,
    ),
    Command("issue", "给一个班次还没有证书的学员签发证书，先可预览", _issue, _issue_arguments),
)
