"""What a command is, how its group declares it, and how it comes to a school's file."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
import textwrap
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, NoReturn

from app.file.session import Session
from app.ground.errors import UserError
from app.text import days

PASSWORD = "DANGXIAO_PASSWORD"
BACKUP_PASSWORD = "DANGXIAO_BACKUP_PASSWORD"
USER = "DANGXIAO_USER"


class Parser(argparse.ArgumentParser):
    """argparse whose own words are Chinese."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["add_help"] = False
        kwargs["formatter_class"] = _Formatter
        super().__init__(*args, **kwargs)
        self._positionals.title = "参数"
        self._optionals.title = "选项"
        self.add_argument("-h", "--help", action="help", help="显示这份说明")

    def parse_known_args(  # pyright: ignore[reportIncompatibleMethodOverride] it has overloads
        self, args: Any = None, namespace: Any = None
    ) -> Any:
        """Take an argument that may be left out also from between the options, as any other.

        Before Python 3.13 argparse takes it to be left out as soon as an option follows.
        """
        if (
            args
            and "--" not in args
            and any(a.nargs == "?" for a in self._get_positional_actions())
        ):
            args = self._options_last(args)
        return super().parse_known_args(args, namespace)

    def _options_last(self, args: Sequence[str]) -> list[str]:
        plain: list[str] = []
        options: list[str] = []
        words = iter(args)
        for word in words:
            if not word.startswith("-"):
                plain.append(word)
                continue
            options.append(word)
            named = [a for name, a in self._option_string_actions.items() if name.startswith(word)]
            if named and named[0].nargs is None:  # its value
                options.extend(islice(words, 1))
        return plain + options

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the command line and leave with status 2."""
        for english, text in (
            ("the following arguments are required: ", "缺少参数："),
            ("unrecognized arguments: ", "不认识的参数："),
            ("expected one argument", "缺少取值"),
            ("invalid choice: ", "取值不对："),
            ("(choose from ", "（可用的是 "),
            ("invalid int value: ", "应为整数："),
            ("ambiguous option: ", "选项写得不全："),
            (" could match ", " 可能是 "),
            ("ignored explicit argument ", "不取值，多了 "),
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

    def _split_lines(self, text: str, width: int) -> list[str]:
        # a key with a hyphen stays one word
        return textwrap.wrap(" ".join(text.split()), width, break_on_hyphens=False)

    def format_help(self) -> str:
        return super().format_help().replace(":\n", "：\n")


@dataclass(frozen=True)
class Command:
    """One command: ``run(options)`` returns the exit status, ``arguments(parser)`` declares its own.

    ``file``: whether the first argument is a school's file, which must be there.
    """

    name: str
    help: str
    run: Callable[[Any], int]
    arguments: Callable[[Parser], object]
    file: bool = True


def nothing(one: Parser) -> None:
    """Declare no argument beside the file."""


def day(text: str) -> str:
    """Return a date given as an argument, ISO. Raises ArgumentTypeError."""
    try:
        if read := days.one(text):
            return read
        raise argparse.ArgumentTypeError("日期请写成 2025-12-31 的样子")
    except UserError as error:
        raise argparse.ArgumentTypeError(error.text.rstrip("。")) from None


def file_path(text: str) -> Path:
    """Read an argument that names a file: a type for argparse, as the next two are."""
    path = Path(text)
    if not text.strip() or not path.name:
        raise argparse.ArgumentTypeError("应为文件名")
    return path


def number(text: str) -> int:
    """Read the number of a row or of a record."""
    return _whole(text, 1, 2**63 - 1, "应为正整数")


def year(text: str) -> int:
    """Read a year."""
    return _whole(text, 1000, 9999, "应为四位数的年份")


def _whole(text: str, least: int, most: int, wrong: str) -> int:
    try:
        value = int(text)
    except ValueError:
        value = least - 1
    if not least <= value <= most:
        raise argparse.ArgumentTypeError(f"{wrong}，不能是「{text[:20]}」")
    return value


def open_file(path: Path, *, write: bool = False) -> Session:
    """Open a school with the user's name and password of the environment, else asked for.

    The name is asked for where the file has several users. Before a large operation there is a copy, as
    in the window. Raises UserError.
    """
    from app.opening import open_school

    name = given_name(path)
    password = given_password()
    session = open_school(path, password, write=write, name=name)
    for text in (*session.told, *session.news):
        print(text, file=sys.stderr)
    if write:
        _keep_before_large(session)
    return session


def given_name(path: Path) -> str | None:
    """Return the user's name, of the environment or asked for where the file has several. Raises UserError."""
    from app.opening import asks_name

    name = os.environ.get(USER)
    if name is None and asks_name(path):
        name = _asked(
            _ask_name, f"这个学校文件有几位用户，请在终端里输入姓名，或先设置环境变量 {USER}。"
        )
    return name


def given_password() -> str:
    """Return the user's password, of the environment or asked for. Raises UserError."""
    password = os.environ.get(PASSWORD)
    if password is None:
        password = _asked(
            ask_secret, f"没有输入密码。请在终端里输入，或先设置环境变量 {PASSWORD}。"
        )
    return password


def password_of_then() -> str:
    """Return the password of a backup from before a change of key. Raises UserError.

    Where the environment says today's and none of then, today's is tried.
    """
    password = os.environ.get(BACKUP_PASSWORD, os.environ.get(PASSWORD))
    if password is None:
        missing = f"这份备份要用当时的密码，请在终端里输入，或先设置环境变量 {BACKUP_PASSWORD}。"
        password = _asked(lambda: ask_secret("备份那时的密码："), missing)
    return password


def _keep_before_large(session: Session) -> None:
    from app.file.keeping import Keeper, Kept
    from app.ground import settings

    def told(kept: Kept) -> None:
        keeper.note(kept)
        for fault in kept.faults:
            print(fault, file=sys.stderr)

    keeper = Keeper(session, settings.load(), told=told)
    session.before_large = keeper.before_large


def _asked(ask: Callable[[], str], missing: str) -> str:
    try:
        return ask()
    except EOFError as error:
        raise UserError(missing) from error


def _ask_name() -> str:
    """Read the user's name from the terminal; EOFError where there is none."""
    if not sys.stdin.isatty():
        raise EOFError
    return input("姓名：")


def ask_secret(question: str = "密码：") -> str:
    """Read the password from the terminal; EOFError where there is none."""
    if sys.platform == "win32":
        try:
            open("CONIN$", "rb", buffering=0).close()
        except OSError as error:  # getpass would read nothing there for ever
            raise EOFError from error
    with warnings.catch_warnings():  # English words about a terminal that is none
        warnings.simplefilter("ignore", getpass.GetPassWarning)
        return getpass.getpass(question)
