"""A connection to the file: what its errors mean, and what a reading one cannot do."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.file import connection
from app.file.operation import Operation
from app.file.session import Session
from app.ground.errors import StoreError, UserError
from app.teaching import venues


@pytest.mark.parametrize(
    ("sql", "text"),
    [
        ("INSERT INTO venue (name) VALUES ('一号教室')", "这个场地已经有了"),
        ("INSERT INTO venue (name, capacity) VALUES ('二号', 0)", "不合要求"),
        (
            "INSERT INTO venue (name, capacity) VALUES ('二号', '很多')",
            "类型不对（venue.capacity）",
        ),
        ("INSERT INTO venue (name) VALUES (NULL)", "缺少或不合要求（venue.name）"),
        ("INSERT INTO course (title, category, method) VALUES ('课', 'x', 'y')", "别的记录"),
        ("DELETE FROM policy_profile", "在用它"),
    ],
)
def test_a_constraint_is_told_in_chinese(school_session: Session, sql: str, text: str) -> None:
    from app.classes import classes

    school_session.run(venues.create({"name": "一号教室"}))
    school_session.run(classes.create({"code": "1", "name": "班"}))
    if sql.startswith("DELETE"):  # the schema's guard, in its own words
        text = "已有班次"
    with pytest.raises(UserError, match=text):
        school_session.run(Operation("试", lambda tx: tx.db.execute(sql), right="students"))


def test_a_bug_stays_a_bug(school_session: Session) -> None:
    with pytest.raises(Exception, match="syntax error") as raised:
        school_session.read(lambda db: db.execute("SELECT FROM student"))
    assert not isinstance(raised.value, UserError)


def test_a_reading_connection_cannot_write(school_session: Session) -> None:
    with pytest.raises(StoreError, match="只读"):
        school_session.read(lambda db: db.execute("UPDATE school SET contact = 'x'"))


def test_a_share_of_the_network_is_no_authority() -> None:
    # what Path.as_uri() gives for a share, SQLite refuses
    class Share(type(Path())):
        def resolve(self, strict: bool = False) -> Share:
            return self

        def as_posix(self) -> str:
            return "//server/教务/校.dxjw"

    assert connection.uri(Share()).startswith("file:////server/")


def test_a_folder_whose_name_is_no_text_is_opened_all_the_same() -> None:
    assert connection.uri(Path("/\udcb2\udce2/校.dxjw")) == "file:///%B2%E2/%E6%A0%A1.dxjw"
