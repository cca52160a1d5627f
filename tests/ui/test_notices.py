"""What stands above the pages when a school is opened."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.exchange import half_done
from app.exchange.engine.asked import Asked
from app.exchange.engine.findings import Source
from app.file.session import Session
from app.school import unfinished
from tests.ui.planned import context_of
from tests.ui.told import told
from ui.context import Context
from ui.notices import Notices


def leave(session: Session, digest: str, name: str = "名册.xlsx", class_code: str = "") -> None:
    asked = Asked(class_code, left_out=frozenset({("汇总", 3)}))
    source = Source(Path(name), "xlsx", digest, b"bytes")
    session.aside(half_done.keep("roster", source, asked, None, whole=True)).result()


@pytest.fixture
def notices(qtbot: QtBot) -> Notices:
    made = Notices()
    qtbot.addWidget(made)
    made.show()
    return made


def opened(session: Session, notices: Notices) -> Context:
    context = context_of(session, notices)
    notices.show_school(context)
    return context


def test_nothing_is_said_where_nothing_was_left(notices: Notices, school_session: Session) -> None:
    opened(school_session, notices)
    assert not notices.half_done.isVisible() and not notices.backup.isVisible()


def test_one_review_left_half_done_is_gone_on_with(
    qtbot: QtBot, notices: Notices, school_session: Session
) -> None:
    leave(school_session, "1")
    context = opened(school_session, notices)
    text = notices.half_done.text.text()
    assert text.startswith("有一份没有完成的名单核对：「名册.xlsx」") and "不导入 1 行" in text
    with qtbot.waitSignal(context.asked) as asked:
        notices.half_done.button.click()
    assert told(asked) == ["import", {"kind": "roster", "resume": "roster//1"}]
    assert not notices.half_done.isVisible()
    notices.show_school(context)
    assert notices.half_done.isVisible()
    notices.show_page("import")
    assert not notices.half_done.isVisible()


def test_a_school_opens_whatever_another_version_left_half_done(
    notices: Notices, school_session: Session
) -> None:
    school_session.aside(unfinished.keep(half_done.KIND, "roster//1", "{}")).result()
    opened(school_session, notices)
    assert not notices.half_done.isVisible()


def test_several_are_chosen_from_on_the_page(
    qtbot: QtBot, notices: Notices, school_session: Session
) -> None:
    leave(school_session, "1")
    leave(school_session, "2", "另一份.xlsx")
    context = opened(school_session, notices)
    assert notices.half_done.text.text().startswith("有 2 份没有完成的名单核对，最近的是「另一份")
    with qtbot.waitSignal(context.asked) as asked:
        notices.half_done.button.click()
    assert told(asked) == ["import", {}]


def test_the_class_may_be_gone(qtbot: QtBot, notices: Notices, school_session: Session) -> None:
    leave(school_session, "1", class_code="2020-99")
    context = opened(school_session, notices)
    with qtbot.waitSignal(context.said) as said:
        notices.half_done.button.click()
    assert told(said)[0] == "「名册.xlsx」的核对不能接着做：没有编号为「2020-99」的班次。"
