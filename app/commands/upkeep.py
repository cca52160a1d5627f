"""check, backup, rehearse, restore: is the file sound, a copy, a copy on trial, and back from it."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path
from typing import Any

from app import inspection
from app.classes import classes, days_off, periods
from app.commands.command import (
    Command,
    Parser,
    day,
    file_path,
    given_name,
    given_password,
    open_file,
    password_of_then,
)
from app.file import archiving, backup, rehearsal
from app.file.session import Session
from app.ground.errors import StoreError
from app.ground.jobs import Progress
from app.retrieval import bringing, bundle
from app.retrieval.shelf import NOUNS, Shelf
from app.rules import advice, answering, verdicts
from app.school import rehearsals
from app.text import chinese, codes

MANY = 50  # pieces of work worth a counter


def _check(options: Any) -> int:
    with open_file(options.file) as session:
        shown = telling()
        found = inspection.of_session(session, shown, options.archive)
        wrong = [one for one in found if one.grave]
        sound = [] if wrong or session.lacks_work else ["文件完好。"]  # the latter is told already
        print("\n".join([*sound, *(one.text for one in found)]))
        try:
            barred = _classes(session)
        except StoreError as error:  # where something is missing, no verdict is reckoned
            if not wrong:
                raise
            print(f"\n各班次没有检查完：{error.text}")
            return 1
    print(f"\n有 {barred} 处必须改正的问题。" if barred else "\n没有必须改正的问题。")
    return 1 if barred or wrong or session.lacks_work else 0


def _classes(session: Session) -> int:
    """Print the verdicts of every class, and return how many problems bar an approval."""
    barred = 0
    everyone = session.read(classes.all)
    for place, one in enumerate(everyone, 1):
        _progress(place, len(everyone), "正在检查班次")
        print(f"\n{one.code}　{one.name}　{_status(one)}")
        others = {b.rule: b.other for b in session.read(verdicts.class_bases, one.id)}
        for share in session.read(verdicts.class_shares, one.id):
            amounts = f"{_amount(share.part, share)} / {_amount(share.total, share)}"
            percent = chinese.percent(share.part, share.total, share.minimum)
            other = f"；{others[share.rule]}" if share.rule in others else ""
            print(
                f"  {share.title}　{percent}（{amounts}，{share.asked}{other}）"
                f"　{verdicts.VERDICTS[share.verdict]}　{share.clause}"
                + ("" if share.verified else "　待核")
            )
        asked = session.read(days_off.on_days_off, one.id)
        for problem in [*session.read(advice.advise, one.id), *asked]:
            sign = "×" if problem.severity == "block" else "△"
            barred += problem.severity == "block"
            print(f"  {sign} {problem.text}{problem.mend}")
    for wide in session.read(periods.of_year, None):
        print(
            f"\n{wide.called}　{wide.share}（{wide.amount}，{wide.asked}）"
            f"　{verdicts.VERDICTS[wide.verdict]}　{wide.clause}"
            + ("" if wide.verified else "　待核")
        )
    notes = session.read(answering.notes)
    if notes:
        print("\n口径：" + "".join(notes))
    return barred


def _check_arguments(one: Parser) -> None:
    one.add_argument(
        "--archive",
        metavar="ARCHIVE",
        type=file_path,
        action="append",
        default=[],
        help="操作记录的归档文件，不在归档时的文件夹里的（可以写几次）",
    )


def _archive_arguments(one: Parser) -> None:
    one.add_argument(
        "--before", metavar="DATE", type=day, required=True, help="归档哪一天以前的操作记录"
    )
    one.add_argument(
        "--out", metavar="FOLDER", type=file_path, required=True, help="归档到的文件夹"
    )


def _archive(options: Any) -> int:
    with open_file(options.file, write=True) as session:
        work = archiving.archive(
            datetime.date.fromisoformat(options.before), options.out, session.path.stem
        )
        made = session.run(work, telling()).value
    print(f"已归档 {made.operation_count} 项操作记录：{made.path}")
    return 0


def telling() -> Progress:
    """Says on a terminal what is being done, each step once."""
    told: set[str] = set()

    def tell(_done: int, _total: int, text: str) -> None:
        if text not in told and sys.stderr.isatty():
            told.add(text)
            print(f"{text}……", file=sys.stderr)

    return Progress(tell)


def _progress(done: int, total: int, text: str) -> None:
    """Show on a terminal how far long work is; where both streams share it, print nothing between."""
    if total >= MANY and sys.stderr.isatty() and not sys.stdout.isatty():
        print(f"\r{text} {done}/{total}", end="\n" if done == total else "", file=sys.stderr)


def _status(one: classes.Class) -> str:
    name = codes.CLASS_STATES["brought_in" if one.brought_in else one.status]
    return f"{name} · 第 {one.version} {'稿' if one.status == 'draft' else '版'}"


def _amount(amount: int, share: verdicts.Share) -> str:
    return advice.amount_text(amount, share.base)


def _backup_arguments(one: Parser) -> None:
    one.add_argument("--out", metavar="COPY", type=file_path, required=True, help="备份文件")


def _backup(options: Any) -> int:
    with open_file(options.file) as session:
        copy = backup.snapshot(session, options.out, telling())
    print(f"已备份并检查：{copy}；密钥文件一并复制，密码不变。")
    return 0


def _rehearse_arguments(one: Parser) -> None:
    one.add_argument(
        "--school",
        metavar="FILE",
        type=file_path,
        help="现在的学校文件：与它比较，并把结果记入它的演练记录",
    )


def _rehearse(options: Any) -> int:
    from app import opening

    path, shown = options.file, telling()
    if options.school is None:  # not opened as a school: it may be of an earlier version
        name, password = given_name(path), given_password()
        key, _ = opening.unlock(path, password, name, shown)
        report = rehearsal.rehearse(path, key, None, shown)
    else:
        with open_file(options.school, write=True) as session:
            session.require("backup")
            key = _key_to(path, session)
            report = session.read(lambda db: rehearsal.rehearse(path, key, db, shown))
            session.run(rehearsals.keep(report, session.user_name))
    print(report.line)
    return 1 if report.faults else 0


def _key_to(backup_path: Path, session: Session) -> bytes:
    """Return what opens a backup: the school's key, or by its own ring the password of then."""
    key = session.with_key(lambda store: store.key)
    try:
        return rehearsal.key_to(backup_path, key)
    except rehearsal.OtherKey:
        return rehearsal.key_to(backup_path, key, password_of_then())


def _restore_arguments(one: Parser) -> None:
    one.add_argument("copy", metavar="BACKUP", type=file_path, help="备份文件")
    one.add_argument(
        "--to", metavar="FILE", type=file_path, required=True, help="恢复成哪个学校文件"
    )


def _restore(options: Any) -> int:
    from app import putting_back

    copy, to, shown = options.copy, options.to, telling()
    name, password = given_name(copy), given_password()
    held = putting_back.look(copy, password, to, name=name, progress=shown)
    print(held.text())
    with putting_back.restore(copy, password, to, name=name, progress=shown) as session:
        for text in session.told:
            print(text)
        print(f"已恢复到：{session.path}；密码和备份时一样。")
    return 0


def _retrieve_arguments(one: Parser) -> None:
    one.add_argument("backup", metavar="BACKUP", type=file_path, help="从中取回的备份")
    one.add_argument(
        "--of",
        choices=[noun.table for noun in NOUNS],
        metavar="NOUN",
        required=True,
        help="；".join(f"{noun.table} {noun.name}" for noun in NOUNS),
    )
    one.add_argument(
        "--name", metavar="NAME", required=True, help="名称、编号或姓名；有几个时列出来，不取回"
    )
    one.add_argument("--replace", action="store_true", help="现在不同的，也改回备份里的内容")
    one.add_argument("--dry-run", action="store_true", help="只说明会怎样，不写入")


def _retrieve(options: Any) -> int:
    noun = next(noun for noun in NOUNS if noun.table == options.of)
    with open_file(options.file, write=not options.dry_run) as session:
        key = _key_to(options.backup, session)
        with Shelf(options.backup, key, telling()) as shelf:
            ids = shelf.read(noun.listing.ids, search=options.name)
            if len(ids) != 1:
                print(f"备份里有 {len(ids)} 个这样的{noun.name}。", file=sys.stderr)
                for row in shelf.read(noun.listing.rows, ids[:MANY]).values():
                    print(f"{row['name']}　{row['note']}", file=sys.stderr)
                return 1
            taken = shelf.read(bundle.collect, noun.table, ids[0])
        if options.dry_run:
            found = session.read(bringing.outlook, taken)
        else:
            found = session.run(bringing.bring_back(taken, replace=options.replace)).value
    print("\n".join(found.lines()))
    return 0


COMMANDS = (
    Command("check", "检查文件是否完好、各班比例是否达标、有无冲突", _check, _check_arguments),
    Command("archive-journal", "把旧的操作记录移到加密的归档文件里", _archive, _archive_arguments),
    Command("backup", "另存一份加密备份，并打开检查", _backup, _backup_arguments),
    Command("rehearse", "恢复演练：把备份恢复到内存，逐表核对", _rehearse, _rehearse_arguments),
    Command(
        "restore",
        "从备份恢复：检查备份，把原来的文件放在一边，换成备份里的",
        _restore,
        _restore_arguments,
        file=False,
    ),
    Command(
        "retrieve",
        "从备份里取回一个班次、一名学员、一门课程等，可以撤销",
        _retrieve,
        _retrieve_arguments,
    ),
)
