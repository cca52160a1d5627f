"""new: a school is founded without a window, asked what the window asks."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.commands.command import PASSWORD, Command, Parser, ask_secret, file_path
from app.commands.keys import code_to, refuse_taken
from app.file import vault
from app.file.store import SUFFIX
from app.ground import files
from app.ground.errors import UserError

KEEP = "恢复码，忘记密码或密钥文件丢失时用它打开学校文件，请与公章一样保管：\n"
NOTHING = "没有建立学校，没有留下任何文件。"
LEVELS = ("county", "city", "province")
ON_SITE = {"yes": True, "no": False}
BASES = ("hours", "courses")


def _arguments(one: Parser) -> None:
    one.add_argument("file", metavar="NEW", type=file_path, help=f"要建立的学校文件（{SUFFIX}）")
    one.add_argument("--name", metavar="NAME", required=True, help="学校名称")
    one.add_argument("--level", choices=LEVELS, default="county", help="级别，默认 county（县级）")
    one.add_argument("--user", metavar="USER", default="教务", help="您的姓名，记入操作记录")
    one.add_argument(
        "--profile", metavar="PROFILE", help="政策指标的代码或名称；不写时用现行 · 县级"
    )
    one.add_argument(
        "--on-site",
        choices=tuple(ON_SITE),
        help="现场教学算不算互动式教学：yes 算，no 不算；不写时询问",
    )
    one.add_argument(
        "--base",
        choices=BASES,
        help="互动式教学的比例按什么算：hours 学时，courses 课程门数；不写时询问",
    )
    one.add_argument(
        "--leading-cadre", metavar="WHO", default="", help="哪些人算领导干部，印在报表下方"
    )
    code_to(one, "把恢复码写入这个文件，不在屏幕上显示；打印以后请删除")


def _new(options: Any) -> int:
    from app.founding import create
    from app.rules import shipped
    from app.rules.shipped import Answers

    profile = _profile(options.profile)
    if options.code_to is not None:
        refuse_taken(options.code_to, NOTHING)
    elif not sys.stdin.isatty():
        raise UserError(f"请在终端里做，或用 --code-to 指定写恢复码的文件。{NOTHING}")
    on_site = options.on_site or _asked("现场教学算不算互动式教学", "--on-site", _ON_SITE_WORDS)
    base = options.base or _asked("互动式教学的比例按什么算", "--base", _BASE_WORDS)
    given = Answers(ON_SITE[on_site], base)
    path = options.file
    path = path if path.suffix.lower() == SUFFIX else path.with_name(path.name + SUFFIX)
    code = create(
        path,
        name=options.name,
        password=_password(),
        level=options.level,
        user_name=options.user,
        profile=profile,
        answers=given,
        leading_cadre=options.leading_cadre,
    )
    print(f"已建立「{options.name.strip()}」：{path}")
    print(f"开门的密钥在「{vault.ring_path(path).name}」里，与学校文件放在一起，不能丢。")
    print(f"新建的班次按「{shipped.profile(profile).title}」评定。")
    _onto_paper(code, options.code_to)
    return 0


def _profile(wanted: str | None) -> str:
    """Return the code of a profile that is named by its code or title. Raises UserError."""
    from app.rules import shipped

    titles = {code: shipped.profile(code).title for code in shipped.CODES}
    if wanted is None:
        return shipped.DEFAULT
    plain = wanted.replace(" ", "")
    for code, title in titles.items():
        if plain in (code, title.replace(" ", "")):
            return code
    known = "、".join(f"{title}（{code}）" for code, title in titles.items())
    raise UserError(f"没有政策指标「{wanted}」，可用的是：{known}。{NOTHING}")


_ON_SITE_WORDS = {"算": "yes", "不算": "no", "yes": "yes", "no": "no"}
_BASE_WORDS = {"学时": "hours", "课程门数": "courses", "hours": "hours", "courses": "courses"}


def _asked(question: str, option: str, words: Mapping[str, str]) -> str:
    """Ask what the texts leave to the school. Raises UserError where nobody can be asked."""
    offered = "、".join(words)
    if not sys.stdin.isatty():
        raise UserError(f"「{question}」由学校定，没有默认：请写明 {option}。{NOTHING}")
    while True:
        typed = input(f"{question}（{offered}）：").strip().lower()
        if typed in words:
            return words[typed]


def _password() -> str:
    """Return a new password, of the environment or asked for, in a terminal twice. Raises UserError."""
    given = os.environ.get(PASSWORD)
    if given is not None:
        return given
    try:
        password = ask_secret("密码：")
        if sys.stdin.isatty() and ask_secret("再输入一次：") != password:
            raise UserError(f"两次输入的密码不一样。{NOTHING}")
    except EOFError as error:
        missing = f"没有输入密码。请在终端里输入，或先设置环境变量 {PASSWORD}。{NOTHING}"
        raise UserError(missing) from error
    return password


def _onto_paper(code: str, target: Path | None) -> None:
    """Write the code where it is wanted; else show it until its last group was typed from the paper."""
    if target is not None:
        try:
            with files.replacing(target) as part:
                part.write_text(f"{KEEP}{code}\n", "utf-8")
            print(f"恢复码写在「{target}」里，打印以后请删除。")
            return
        except OSError as error:  # the school is there, and nobody has seen its code yet
            print(f"恢复码不能写入「{target}」：{files.reason(error)}。请抄下来。", file=sys.stderr)
    print(f"{KEEP}{code}")
    last = code.rpartition("-")[2]
    while sys.stdin.isatty():
        try:
            typed = input("请把它抄在纸上，再照纸上的输入最后一组：")
        except (EOFError, KeyboardInterrupt):  # the school is there all the same
            print("\n没有核对恢复码。学校已经建立，请确认抄对了。")
            return
        if typed.strip().upper() == last:
            return
        print("与恢复码的最后一组不一样，请照上面的再核对一遍。")


COMMANDS = (Command("new", "建立一所学校，不开窗口", _new, _arguments, file=False),)
