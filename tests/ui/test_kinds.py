"""The kinds that a page or a tab declares are the tables it reads: SQLite itself is asked.

A page that reads a table it does not declare would go stale unseen; one that declares a table it does not
read would reload for nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.classes import classes, lessons
from app.classes.charts import SHARE
from app.file import recording
from app.file.session import Session
from ui.classes.class_page import ClassPage
from ui.classes.statistics import StatisticsPage
from ui.context import Context
from ui.kit.part import Part
from ui.kit.tab_page import TabPage
from ui.page_register import PAGES, page_class
from ui.system.journal_tab import JournalTab
from ui.system.system import SystemPage

_READ, _OK = 20, 0  # the authorizer's code for reading a column, and its consent
# What is nobody's to declare: who may do what is asked by every page, and another role reloads them all.
RIGHTS = frozenset({"user"})
JOURNAL = frozenset({"operation", "change"})  # written by every write; only one tab shows them all


@contextmanager
def watched(session: Session) -> Iterator[set[str]]:
    """Collect the tables that are read; views tell their tables by themselves."""
    tables: set[str] = set()

    def note(action: int, table: str | None, *_: str | None) -> int:
        if action == _READ and table:
            tables.add("student" if table.startswith("student_find") else table)
        return _OK

    connection = session.read(lambda db: db.conn)
    connection.set_authorizer(note)  # statements that are kept are prepared anew, and ask again
    try:
        yield tables
    finally:
        connection.set_authorizer(None)


def seen(part: Part, session: Session, qtbot: QtBot, **args: object) -> frozenset[str]:
    """The recorded tables that are read until the part is painted."""
    recorded = frozenset(session.read(recording.recorded_tables))
    with watched(session) as tables:
        part.show_for(**args)
        part.resize(1190, 738)
        part.show()
        QApplication.processEvents()
        part.grab()
    if issubclass(type(part), JournalTab):
        assert tables >= JOURNAL
        return recorded  # every write is told there
    return frozenset(tables & recorded) - (RIGHTS - type(part).kinds)


def every_class(session: Session) -> list[int]:
    """One class of each state."""
    return list({c.status: c.id for c in session.read(classes.all)}.values())


PLAIN = [name for name in PAGES if not issubclass(page_class(name), TabPage)]


@pytest.mark.parametrize("name", PLAIN)
def test_a_page_declares_what_it_reads(name: str, demo_context: Context, qtbot: QtBot) -> None:
    page = page_class(name)(demo_context)
    qtbot.addWidget(page)
    assert seen(page, demo_context.session, qtbot) == page.kinds


@pytest.mark.parametrize("key", SystemPage.made_of)
def test_a_tab_of_the_system_declares_what_it_reads(
    key: str, demo_context: Context, qtbot: QtBot
) -> None:
    part = SystemPage.made_of[key](demo_context)
    qtbot.addWidget(part)
    assert seen(part, demo_context.session, qtbot) == part.kinds


@pytest.mark.parametrize("key", StatisticsPage.made_of)
def test_a_tab_of_the_statistics_declares_what_it_reads(
    key: str, demo_context: Context, qtbot: QtBot
) -> None:
    part = StatisticsPage.made_of[key](demo_context)
    qtbot.addWidget(part)
    session, charts = demo_context.session, ("kind", "level", SHARE) if key == "charts" else ("",)
    read = [seen(part, session, qtbot, year=2026, chart=one) for one in charts]
    assert frozenset().union(*read) == part.kinds


@pytest.fixture
def lacking(demo_context: Context) -> Context:
    """The demonstration with a draft that lacks a topic, which is named to whoever plans."""
    session = demo_context.session
    draft = next(c.id for c in session.read(classes.all) if c.status == "draft")
    for lesson in session.read(lessons.of_class, draft):
        session.run(lessons.update(lesson.id, {"topics": ""}))
    return demo_context


@pytest.mark.parametrize("key", ClassPage.made_of)
def test_a_tab_of_a_class_declares_what_it_reads(key: str, lacking: Context, qtbot: QtBot) -> None:
    part = ClassPage.made_of[key](lacking)
    qtbot.addWidget(part)
    session = lacking.session
    read = [seen(part, session, qtbot, class_id=one) for one in every_class(session)]
    assert frozenset().union(*read) == part.kinds


def test_the_head_of_a_class_declares_what_it_reads(lacking: Context, qtbot: QtBot) -> None:
    page = ClassPage(lacking)
    qtbot.addWidget(page)
    session = lacking.session
    read = frozenset().union(
        *(
            seen(page, session, qtbot, class_id=one, tab=tab)
            for one in every_class(session)
            for tab in ClassPage.made_of
        )
    )
    assert read == page.kinds


def test_a_page_of_tabs_unites_their_kinds() -> None:
    for page in (ClassPage, StatisticsPage, SystemPage):
        for part in page.made_of.values():
            assert part.kinds <= page.kinds
