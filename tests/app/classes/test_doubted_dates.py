"""What is odd about a day that is typed for a class, whoever asks."""

from __future__ import annotations

import datetime

import pytest

from app.classes import classes, doubted_dates
from app.classes.classes import Span
from app.file.session import Session

TODAY = datetime.date.today()


def away(days: int) -> str:
    return (TODAY + datetime.timedelta(days)).isoformat()


@pytest.fixture
def class_id(school_session: Session) -> int:
    values = {"code": "1", "name": "测试班"}
    return school_session.run(classes.create(values, [Span(away(-20), away(-10))])).value


def test_a_day_in_the_future_before_the_end_or_of_another_year_is_asked_about(
    school_session: Session, class_id: int
) -> None:
    read = school_session.read
    assert read(doubted_dates.issued, class_id, away(-10)) == ""
    assert read(doubted_dates.issued, class_id, away(0)) == ""
    early = read(doubted_dates.issued, class_id, away(-11))
    assert early == f"签发日期 {away(-11)} 早于班次的最后一天（{away(-10)}）？"
    assert read(doubted_dates.issued, class_id, away(1)).endswith("还没有到？")
    assert "年份对吗" in read(doubted_dates.issued, class_id, away(-500))
    assert read(doubted_dates.approved, class_id, away(-21)) == ""
    assert "以后" in read(doubted_dates.approved, class_id, away(-19))
    assert "年份对吗" in read(doubted_dates.approved, class_id, away(-400))
    assert read(doubted_dates.closed, class_id, away(-10)) == ""
    assert "最后一天" in read(doubted_dates.closed, class_id, away(-11))


def test_a_class_without_dates_is_held_against_today_alone(school_session: Session) -> None:
    class_id = school_session.run(classes.create({"code": "1", "name": "测试班"})).value
    for asks in (doubted_dates.approved, doubted_dates.issued, doubted_dates.closed):
        assert school_session.read(asks, class_id, "2001-01-01") == ""
        assert "还没有到" in school_session.read(asks, class_id, away(1))
