"""Damaged pages: which records are hit, in plain words; all the rest is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from app import inspection
from app.file import damage
from app.file.connection import connect
from app.ground import jobs
from app.ground.errors import DamagedFile, NotAllowed, StoreError
from app.opening import open_school
from app.people import students
from tests.conftest import PASSWORD
from tests.tampering import assert_told, check, flip, key_of, past


def test_a_whole_file_has_no_fault(worked_path: Path) -> None:
    assert damage.faults(worked_path, key_of(worked_path)) == []


@pytest.mark.parametrize(
    ("tables", "told", "mend"),
    [
        (
            ["user"],
            "「用户」里有读不出的记录，表示这些记录损坏了，其余的都还能读出，可以先把能读的",
            "",
        ),
        (
            ["student_find_data"],
            "搜索索引损坏，表示学员资料完好，只是按姓名、拼音搜索.*可以重建",
            "search",
        ),
        (["student_find_data", "venue"], "「场地」里有读不出.*搜索索引损坏，表示按姓名", "search"),
        (["operation"], "「操作记录」里有读不出的记录.*操作记录不能核对（读不出来）", ""),
    ],
)
def test_the_table_that_is_hit_is_named_and_the_rest_is_checked(
    tables: list[str], told: str, mend: str, worked_path: Path
) -> None:
    for table in tables:
        flip(worked_path, table)
    found = check(worked_path)
    assert_told(found, "(?s)文件第 [0-9]+.*校验不符，表示磁盘.*" + told)
    assert [one.mend for one in found if one.mend] == ([mend] if mend else [])
    db = connect(worked_path, key_of(worked_path), write=False)
    assert db.execute("SELECT count(*) FROM student").fetchone()[0] > 10
    db.close()


def test_a_reference_that_leads_nowhere_is_told(worked_path: Path) -> None:
    past(worked_path, ["PRAGMA foreign_keys = OFF", "DELETE FROM unit"], unguarded=True)
    assert_told(damage.faults(worked_path, key_of(worked_path)), "「学员」所指的「单位」不存在")


def test_an_index_of_another_moment_is_told(worked_path: Path) -> None:
    past(
        worked_path,
        [
            "PRAGMA writable_schema = ON",
            "UPDATE sqlite_master SET sql = replace(sql, '(phone)', '(post)')"
            " WHERE name = 'student_by_phone'",
        ],
    )
    found = damage.faults(worked_path, key_of(worked_path))
    assert_told(found, "索引 student_by_phone 与记录不符，表示两个时刻")


def test_where_the_users_cannot_be_read_the_rest_is(worked_path: Path) -> None:
    flip(worked_path, "user")
    with open_school(worked_path, PASSWORD, runner=jobs.Inline()) as session:
        assert session.read(students.count) > 10
        assert (session.user, session.user_name) == (None, "")
        assert session.missing() == ""
        assert session.missing("plan").startswith("学校文件有损坏，只能查看和打印")
        assert "用户名单读不出来" in session.told[-1]
        with pytest.raises(NotAllowed, match="只能查看和打印"):
            session.require("backup")
        with pytest.raises(StoreError, match="不能写入"):
            session.run(students.create({"name": "新来的"}))
        assert_told(inspection.of_session(session), "「用户」里有读不出的记录")


def test_a_damaged_page_does_not_take_the_other_pages_along(worked_path: Path) -> None:
    flip(worked_path, "venue")
    with open_school(worked_path, PASSWORD, runner=jobs.Inline()) as session:
        with pytest.raises(DamagedFile, match="已损坏。请不要再写入：「系统设置 · 检查」"):
            session.read(lambda db: db.execute("SELECT * FROM venue").fetchall())
        assert session.read(students.count) > 10


def test_a_table_that_a_tool_took_away_is_told_in_plain_words(worked_path: Path) -> None:
    past(worked_path, ["PRAGMA foreign_keys = OFF", "DROP TABLE attendance"])
    with (
        open_school(worked_path, PASSWORD, runner=jobs.Inline()) as session,
        pytest.raises(DamagedFile, match="里少了 attendance（表或视图，可能被别的工具删掉）"),
    ):
        session.read(lambda db: db.execute("SELECT * FROM attendance").fetchall())
