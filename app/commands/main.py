"""The command line: the whole of app/ without a screen, and the way into the window.

Exit status: 0 done; 1 something the user must mend; 2 wrong usage.
"""

from __future__ import annotations

import errno
import io
import os
import stat
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress

from app import __version__
from app.commands import (
    approving,
    certificates,
    imports,
    keys,
    making,
    printing,
    technical,
    upkeep,
    window,
)
from app.commands.command import BACKUP_PASSWORD, PASSWORD, USER, Command, Parser, file_path
from app.file.store import SUFFIX
from app.ground import apart, files, log, temporary
from app.ground.errors import UserError

# In the order of the help. The window starts through here, so a group imports what is heavy when it runs.
GROUPS: tuple[Sequence[Command], ...] = (
    window.COMMANDS,
    making.COMMANDS,
    imports.COMMANDS,
    upkeep.COMMANDS,
    keys.COMMANDS,
    printing.COMMANDS,
    approving.COMMANDS,
    certificates.COMMANDS,
    technical.COMMANDS,
)

NOWHERE = "当前所在的文件夹已被删除、移走或断开。请先进入另一个文件夹（cd），再运行一次。没有改动任何数据。"


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return the exit status."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    for stream in (sys.stdout, sys.stderr):
        # a console of code page 936 lacks some names' characters
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    if arguments[:1] == [apart.OPTION] and len(arguments) == 3:
        return apart.main(arguments[1:])
    log.start()
    temporary.sweep()
    if not _stands_somewhere() and arguments and arguments[0] != "window":
        print(NOWHERE, file=sys.stderr)
        return 1
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


def _stands_somewhere() -> bool:
    """Whether the folder that one is in is still there; else stand at the root, which always is."""
    try:
        os.getcwd()
    except OSError:
        os.chdir(os.path.abspath(os.sep))
        return False
    return True


def _is_broken_pipe(error: OSError) -> bool:
    """Whether nobody reads any more what is printed, for which Windows has a number of its own."""
    if sys.platform == "win32" and error.errno == errno.EINVAL and not error.filename:
        with suppress(OSError):  # the same number tells of a stick that was pulled out
            return stat.S_ISFIFO(os.fstat(sys.stdout.fileno()).st_mode)
    return isinstance(error, BrokenPipeError)


def _run(arguments: list[str]) -> int:
    if not arguments or (len(arguments) == 1 and arguments[0].lower().endswith(SUFFIX)):
        arguments = ["window", *arguments]
    whole = parser()
    options = whole.parse_args(arguments)
    if any(sign == "\0" or "\ud800" <= sign <= "\udfff" for word in arguments for sign in word):
        whole.error("参数里有不成字的字符，文件名里有的话请先改名")
    try:
        return options.run(options)
    except UserError as error:
        print(error.text, file=sys.stderr)
        return 1
    except (KeyboardInterrupt, EOFError):  # Ctrl+C, or Ctrl+D in the place of an answer
        print("已中断，没有写入的都未写入。", file=sys.stderr)
        return 1


def parser(groups: Iterable[Sequence[Command]] = GROUPS) -> Parser:
    """Return the parser of the whole command line."""
    whole = Parser(
        prog="dangxiao",
        description=f"党校教务 {__version__}：县级党校的班次、课程、学员、证书和统计。\n"
        "不带参数时打开窗口。",
        epilog=f"密码取自环境变量 {PASSWORD}，没有设置时询问；文件有几位用户时，\n"
        f"还要姓名，取自 {USER}；更换密钥以前的备份，\n"
        f"当时的密码取自 {BACKUP_PASSWORD}。每个人能做什么，由角色决定。\n"
        "返回值：0 完成；1 有需要改正的问题；2 用法不对。",
    )
    whole.add_argument("--version", action="version", version=__version__, help="显示版本")
    commands = whole.add_subparsers(title="命令", metavar="命令", required=True, dest="command")
    for command in (each for group in groups for each in group):
        one = commands.add_parser(command.name, help=command.help, description=command.help)
        one.set_defaults(run=command.run)
        if command.file:
            one.add_argument("file", metavar="FILE", type=file_path, help=f"学校文件（{SUFFIX}）")
        command.arguments(one)
    return whole
