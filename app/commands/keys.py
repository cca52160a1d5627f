"""rekey: another key for the file, for which every earlier copy of its key ring is nothing."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from app import rekeying
from app.commands.command import Command, Parser, file_path, given_password, open_file
from app.commands.upkeep import telling
from app.ground import files
from app.ground.errors import UserError

KEEP = "恢复码，更换完成后才有效，请与公章一样保管：\n"


def _arguments(one: Parser) -> None:
    one.add_argument(
        "--code-to",
        metavar="TXT",
        type=file_path,
        help="把新恢复码写入这个文件，不再询问；打印以后请删除",
    )


def _rekey(options: Any) -> int:
    with open_file(options.file, write=True) as session:
        session.require("users")
        key, code = rekeying.propose()
        if options.code_to is None:
            _see_it_is_on_paper(code)
        else:
            _write(options.code_to, code)
        done = rekeying.change(session, key, given_password(), telling())  # asked once more
        print("已更换密钥，请用新恢复码；每个人的密码不变。")
        if done.without_password:
            print(f"要由管理员重新设定密码：{'、'.join(done.without_password)}")
        for copy in rekeying.earlier_copies(session, []):
            print(f"仍用原来的密钥和恢复码：{copy}")
    return 0


def _see_it_is_on_paper(code: str) -> None:
    """Show the new code, and go on once its last group was typed from the paper. Raises UserError."""
    last = code.rpartition("-")[2]
    print(f"{KEEP}{code}")
    if not sys.stdin.isatty():
        raise UserError("没有更换密钥：请在终端里做，或用 --code-to 指定写恢复码的文件。")
    typed = input("请把它抄在纸上，再照纸上的输入最后一组：")
    if typed.strip().upper() != last:
        raise UserError("没有更换密钥：输入的与新恢复码的最后一组不一样。文件没有改动。")


def _write(target: Path, code: str) -> None:
    with files.replacing(target) as part:
        part.write_text(f"{KEEP}{code}\n", "utf-8")


COMMANDS = (Command("rekey", "更换学校文件的密钥，先给出新恢复码", _rekey, _arguments),)
