"""window, demo, tour: the window, its main job without one, and pictures of it."""

from __future__ import annotations

import importlib
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from app.commands.command import PASSWORD, Command, Parser

# Named, not imported: app/ knows no Qt, and every other command works where there is none.
WINDOW, TOUR = "ui.app", "ui.tour"


def _window_arguments(one: Parser) -> None:
    one.add_argument("file", metavar="FILE", type=Path, nargs="?", help="要打开的学校文件")
    one.add_argument("--demo", action="store_true", help="打开演示学校")


def _window(options: Any) -> int:
    if options.file is not None:
        options.file = Path(os.path.abspath(options.file))
    with suppress(OSError):  # a stick whose folder one stands in cannot be taken out
        os.chdir(Path.home())
    return importlib.import_module(WINDOW).main(options.file, demo=options.demo)


def _tour(options: Any) -> int:
    for picture in importlib.import_module(TOUR).tour(options.out):
        print(picture)
    return 0


def _tour_arguments(one: Parser) -> None:
    one.add_argument("--out", metavar="DIR", type=Path, required=True, help="放图片的文件夹")


def _demo(options: Any) -> int:
    from app import demo

    return demo.run(options.out, os.environ.get(PASSWORD), say=print)


def _demo_arguments(one: Parser) -> None:
    one.add_argument("--out", metavar="DIR", type=Path, required=True, help="放结果的文件夹")


COMMANDS = (
    Command("window", "打开窗口", _window, _window_arguments, file=False),
    Command(
        "demo",
        "不开窗口，用演示工作簿把一个班从名册做到证书",
        _demo,
        _demo_arguments,
        file=False,
    ),
    Command("tour", "给每个页面和对话框拍照", _tour, _tour_arguments, file=False),
)
