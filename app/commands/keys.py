"""rekey: another key for the file, for which every earlier copy of its key ring is nothing."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from app import opening, rekeying
from app.commands.command import Command, Parser, file_path, given_password, open_file
from app.commands.upkeep import telling
from app.file.keeping import Keeper
from app.file.rekey import Rekeyed
from app.file.session import Session
from app.ground import files, settings
from app.ground.errors import UserError

KEEP = "恢复码，更换完成后才有效，请与公章一样保管：\n"


def _arguments(one: Parser) -> None:
    code_to(one, "把新恢复码写入这个文件，不再询问；打印以后请删除")


def code_to(one: Parser, help: str) -> None:
    """Declare the option of a command that makes a recovery code: the file that it is written to."""
    one.add_argument("--code-to", metavar="TXT", type=file_path, help=help)


def _rekey(options: Any) -> int:
    with open_file(options.file, write=True) as session:
        session.require("users")
        if options.code_to is not None:
            refuse_taken(options.code_to, "没有更换密钥，没有改动任何文件。")
        password = (
            given_password()
        )  # asked once more, and before a code is given that may come to nothing
        opening.confirm(session, password)
        key, code = rekeying.propose()
        if options.code_to is None:
            _see_it_is_on_paper(code)
            done = rekeying.change(session, key, password, telling())
        else:
            with _written(options.code_to, code, lambda: _has(session, key)):
                done = rekeying.change(session, key, password, telling())
        _tell(session, done)
    return 0


def _tell(session: Session, done: Rekeyed) -> None:
    print("已更换密钥，请用新恢复码；每个人的密码不变。")
    if done.without_password:
        print(f"要由管理员重新设定密码：{'、'.join(done.without_password)}")
    earlier = rekeying.earlier_copies(session, Keeper(session, settings.load()))
    for copy in earlier.paths:
        print(f"仍用原来的密钥和恢复码：{copy}")
    print(earlier.unseen)


def _see_it_is_on_paper(code: str) -> None:
    """Show the new code, and go on once its last group was typed from the paper. Raises UserError."""
    last = code.rpartition("-")[2]
    print(f"{KEEP}{code}")
    if not sys.stdin.isatty():
        raise UserError("没有更换密钥：请在终端里做，或用 --code-to 指定写恢复码的文件。")
    typed = input("请把它抄在纸上，再照纸上的输入最后一组：")
    if typed.strip().upper() != last:
        raise UserError("没有更换密钥：输入的与新恢复码的最后一组不一样。文件没有改动。")


def refuse_taken(target: Path, nothing: str) -> None:
    """Raises UserError where something has the name: the code in it may be the one that is valid.

    ``nothing`` says what was not done.
    """
    if os.path.lexists(target):
        raise UserError(
            f"「{target.name}」已经存在，里面可能是现在还有效的恢复码，没有覆盖它。请换一个文件名。"
            f"{nothing}"
        )


@contextmanager
def _written(target: Path, code: str, is_valid: Callable[[], bool]) -> Generator[None]:
    """Have the code on the disk before the key is changed; one that came to nothing goes."""
    with files.replacing(target) as part:
        part.write_text(f"{KEEP}{code}\n", "utf-8")
    try:
        yield
    except UserError:
        if not is_valid():
            with suppress(OSError):
                target.unlink()
        raise


def _has(session: Session, key: bytes) -> bool:
    return session.with_key(lambda store: store.key) == key


COMMANDS = (Command("rekey", "更换学校文件的密钥，先给出新恢复码", _rekey, _arguments),)
