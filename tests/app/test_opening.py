"""A school is made whole or not at all, and opened to others together with their keys."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app import history, inspection, opening
from app.file import recovery, vault
from app.file.session import Session
from app.ground import jobs
from app.ground.errors import StoreError, UserError
from app.opening import create, open_school
from app.people import students
from app.rules import profiles, shipped
from app.school import school
from tests.data.school_files import OLDER, kept_copy

PASSWORD = "secret-word"
CHEAP = vault.Cost(memory=64, passes=1, lanes=1)


def files(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir() if p.suffix != ".lock")


def test_a_new_school_is_one_file_and_its_ring(tmp_path: Path) -> None:
    path = tmp_path / "新" / "党校.dxjw"
    code = create(path, name=" 示范党校 ", password=PASSWORD, level="city", cost=CHEAP)
    assert files(path.parent) == ["党校.dxjw", "党校.dxkey"]
    with open_school(path, PASSWORD, runner=jobs.Inline()) as opened:
        own = opened.read(school.get)
        assert (own.name, own.level) == ("示范党校", "city")
        assert opened.user_name == "教务"
        assert opening.recovery_code(opened, PASSWORD) == code
        assert len(opened.read(profiles.all)) == len(shipped.CODES)
        assert opened.undo_name() is None  # the founding is not taken back
        with pytest.raises(UserError, match="没有可以撤销"):
            opened.undo()
    assert files(path.parent) == ["党校.dxjw", "党校.dxkey"]  # the WAL is folded in


def test_the_suffix_is_added_where_it_is_missing(tmp_path: Path) -> None:
    create(tmp_path / "党校", name="党校", password=PASSWORD, cost=CHEAP)
    assert files(tmp_path) == ["党校.dxjw", "党校.dxkey"]


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"name": "  "}, "请填写学校名称"),
        ({"password": "a-2-3-4"}, "密码至少要 8 个字符"),
        ({"password": "20261129"}, "密码不能全是数字"),
        ({"level": "village"}, "不合要求"),
        ({"user_name": " "}, "不合要求"),
        ({"name": "县委\u202e党校"}, "学校名称第 2 个字后面有改变文字方向的字符"),
        ({"user_name": "<b>张"}, "用户姓名里有网页标记「<b>」"),
    ],
)
def test_a_school_that_cannot_be_leaves_nothing(
    tmp_path: Path, values: dict[str, Any], text: str
) -> None:
    with pytest.raises(UserError, match=text):
        create(tmp_path / "校.dxjw", **{"name": "校", "password": PASSWORD, **values}, cost=CHEAP)
    assert files(tmp_path) == []


def test_a_file_that_is_there_already_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "校.dxjw"
    path.write_bytes(b"x")
    with pytest.raises(UserError, match=r"已经存在.*原文件没有改动"):
        create(path, name="校", password=PASSWORD, cost=CHEAP)
    assert path.read_bytes() == b"x"
    assert files(tmp_path) == ["校.dxjw"]


def test_a_ring_that_cannot_be_written_leaves_no_school(
    tmp_path: Path, hold_files: Callable[[], None]
) -> None:
    hold_files()
    with pytest.raises(StoreError, match=r"校\.dxkey"):
        create(tmp_path / "校.dxjw", name="校", password=PASSWORD, cost=CHEAP)
    assert files(tmp_path) == []


def test_no_school_is_made_where_none_may_be_used(tmp_path: Path) -> None:
    (tmp_path / ".stfolder").mkdir()
    with pytest.raises(StoreError, match=r"「Syncthing」的同步文件夹.*没有建立任何文件"):
        create(tmp_path / "新" / "校.dxjw", name="校", password=PASSWORD, cost=CHEAP)
    assert files(tmp_path) == [".stfolder"]


def test_the_recovery_code_opens_no_school_where_none_may_be_used(tmp_path: Path) -> None:
    path = tmp_path / "校.dxjw"
    code = create(path, name="校", password=PASSWORD, cost=CHEAP)
    ring = vault.ring_path(path).read_bytes()
    (tmp_path / ".stfolder").mkdir()
    with pytest.raises(StoreError, match=r"Syncthing.*没有改动任何数据"):
        opening.open_with_recovery(path, code, "new-secret", cost=CHEAP)
    assert vault.ring_path(path).read_bytes() == ring


def test_a_name_that_windows_keeps_for_itself_is_refused_there(tmp_path: Path) -> None:
    path = tmp_path / "NUL.dxjw"
    if os.name == "nt":
        with pytest.raises(UserError, match=r"「NUL」是 Windows 留给设备的名字.*换一个文件名"):
            create(path, name="校", password=PASSWORD, cost=CHEAP)
        assert files(tmp_path) == []
    else:
        create(path, name="校", password=PASSWORD, cost=CHEAP)
        assert files(tmp_path) == ["NUL.dxjw", "NUL.dxkey"]


def test_the_suffix_is_one_in_capitals_too(tmp_path: Path) -> None:
    create(tmp_path / "党校.DXJW", name="党校", password=PASSWORD, cost=CHEAP)
    assert files(tmp_path) == ["党校.DXJW", "党校.dxkey"]


def test_an_unreadable_ring_is_not_lost_and_the_recovery_code_leaves_it_alone(
    tmp_path: Path,
) -> None:
    path = tmp_path / "校.dxjw"
    code = create(path, name="校", password=PASSWORD, cost=CHEAP)
    ring = vault.ring_path(path)
    kept = ring.rename(tmp_path / "kept")
    ring.mkdir()  # as where permission is lacking, which root does not know
    with pytest.raises(StoreError, match=r"在，但读不出来.*没有改动任何文件"):
        opening.open_with_recovery(path, code, "brand-new-word", cost=CHEAP)
    with pytest.raises(StoreError, match="在，但读不出来"):
        open_school(path, PASSWORD)
    ring.rmdir()
    kept.rename(ring)
    open_school(path, PASSWORD).close()


def test_a_damaged_ring_is_put_aside_whole_and_made_anew(school_session: Session) -> None:
    path = school_session.path
    opening.add_user(school_session, "李老师", "second-word", role="reader", cost=CHEAP)
    code = opening.recovery_code(school_session, PASSWORD)
    school_session.close()
    damaged = vault.ring_path(path).read_bytes()[:-40]
    for number in ("", "2"):
        vault.ring_path(path).write_bytes(damaged)
        with opening.open_with_recovery(
            path, code, "brand-new-word", runner=jobs.Inline(), cost=CHEAP
        ) as opened:
            assert opened.user_name == "教务"
            assert any(text.startswith("李老师没有密码") for text in opened.told)
        assert path.with_name(f"{path.stem}（损坏{number}）.dxkey").read_bytes() == damaged
        open_school(path, "brand-new-word").close()


def test_the_recovery_code_brings_up_an_older_file_with_a_damaged_ring(tmp_path: Path) -> None:
    path = kept_copy(OLDER[0], tmp_path)
    code = recovery.code_of(vault.load(path).unlock(PASSWORD)[0])
    vault.ring_path(path).write_bytes(b"{")
    with opening.open_with_recovery(path, code, "brand-new-word", cost=CHEAP) as opened:
        assert opened.upgraded_from is not None


def test_an_older_file_is_searched_as_names_are_read_today(tmp_path: Path) -> None:
    """王小明 was kept with the words of then; the check finds nothing that nobody entered."""
    with open_school(kept_copy(OLDER[-1], tmp_path), PASSWORD, runner=jobs.Inline()) as opened:
        assert not [f for f in inspection.of_session(opened) if f.grave]
        tables = opened.read(
            lambda db: [
                table
                for (table,) in db.execute(
                    "SELECT m.name FROM sqlite_master m, pragma_table_info(m.name) c"
                    " WHERE m.type = 'table' AND c.name = 'terms' AND m.name <> 'student_find'"
                ).fetchall()
            ]
        )
        seen = set[str]()
        for table in tables:
            facts = history.NOUNS[table]
            rows = opened.read(lambda db, name: list(db.query(f"SELECT * FROM {name}")), table)
            for row in rows:
                words = opened.read(facts.cleaning).words(row)
                assert {key: row[key] for key in words} == words
                seen.add(table)
        assert seen == {"student", "teacher", "unit", "venue", "course", "class"}
        found = opened.read(students.LISTING.ids, search="wxm")
        assert found == opened.read(students.LISTING.ids, search="王小明")
