"""A roster under review on its page, and what is seen and done there, for the tests of the page's parts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import openpyxl
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.file.session import Session
from tests.ui.planned import Planned, context_of, plan
from ui.context import Context
from ui.exchange.review_model import STATE
from ui.exchange.review_page import ReviewPage

HEAD = ["姓名", "性别", "出生年月", "工作单位", "职务", "手机"]


def roster(path: Path, *rows: Sequence[object]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["报名汇总"])
    for row in (HEAD, *rows):
        sheet.append(list(row))
    book.save(path)
    return path


def made(qtbot: QtBot, session: Session, **args: object) -> tuple[ReviewPage, Planned]:
    planned = plan(session)
    context = context_of(session)
    page = ReviewPage(context)
    context.setParent(page)
    qtbot.addWidget(page)
    page.resize(1190, 738)
    page.open(**args)
    page.reload()
    page.show()
    return page, planned


def made_again(qtbot: QtBot, session: Session) -> tuple[ReviewPage, Context]:
    context = context_of(session)
    page = ReviewPage(context)
    context.setParent(page)
    qtbot.addWidget(page)
    context.asked.connect(lambda _, args: page.show_for(**args))  # as the window does
    page.show_for()
    page.show()
    return page, context


def read(qtbot: QtBot, page: ReviewPage, path: Path) -> None:
    page.read(path)
    qtbot.waitUntil(lambda: page.review is not None and page.path == path, timeout=20_000)


def settled(qtbot: QtBot, page: ReviewPage) -> None:
    qtbot.waitUntil(lambda: not page.judging.busy and page.review is not None, timeout=20_000)
    qtbot.waitUntil(lambda: page.review is not None and page.review.asked == page.asked)


def shown(page: ReviewPage) -> list[str]:
    model = page.pane.model
    return [
        " ".join(model.cell(row, column).text for column in range(3))
        for row in range(model.rowCount())
    ]


def at(page: ReviewPage, number: int, key: str) -> tuple[int, int]:
    model = page.pane.model
    return model.row_of(number), [column.key for column in model.columns].index(key)


def chips(page: ReviewPage) -> dict[str, int]:
    assert page.pane.judged is not None
    return {chip: n for chip, n in page.pane.rows.counts().items() if n}


def detail(page: ReviewPage, number: int) -> dict[str, QPushButton]:
    page.pane.grid.go(at(page, number, STATE))
    return page.pane.detail.buttons


BAD = (
    ["张三", "男", 2011.1, "县委办", "科员", "13800000000"],
    ["李四", "女", 1985.1, "县财政局", "主任", "138"],
    ["王五", "女", "1985.07", "县财政局", "主任", ""],
)
