"""A school is made whole or not at all, and opened to others together with their keys."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from app import opening
from app.file import vault
from app.file.session import Session
from app.ground import jobs
from app.ground.errors import StoreError, UserError
from app.opening import create, open_school
from app.rules import profiles
from app.school import school, users

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
        assert len(opened.read(profiles.all)) == 4
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
        ({"password": "12345"}, "密码至少要 6 个字符"),
        ({"level": "village"}, "不合要求"),
        ({"user_name": " "}, "不合要求"),
    ],
)
def test_a_school_that_cannot_be_leaves_nothing(
    tmp_path: Path, values: dict[str, str], text: str
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


def test_the_last_user_is_not_removed(school_session: Session) -> None:
    [only] = school_session.read(users.all)
    with pytest.raises(UserError, match="至少要留一个用户"):
        opening.remove_user(school_session, only.id)
    assert len(vault.load(school_session.path).entries) == 1


def test_a_user_of_a_name_that_is_taken_gets_no_key(school_session: Session) -> None:
    with pytest.raises(UserError, match="用户名已经有了"):
        opening.add_user(school_session, "教务", "second-word", role="registrar", cost=CHEAP)
    assert len(vault.load(school_session.path).entries) == 1


def test_users_and_keys_change_together_or_not_at_all(
    school_session: Session, hold_files: Callable[[], None]
) -> None:
    user = opening.add_user(school_session, "李老师", "second-word", role="registrar", cost=CHEAP)
    assert school_session.operations(1)[0].name == "添加用户 李老师"
    ring = vault.ring_path(school_session.path)
    hold_files()
    before = ring.read_bytes()
    with pytest.raises(StoreError, match="无法写入"):
        opening.add_user(school_session, "王老师", "third-word", role="registrar", cost=CHEAP)
    with pytest.raises(StoreError, match="无法写入"):
        opening.remove_user(school_session, user)
    assert [u.name for u in school_session.read(users.all)] == ["教务", "李老师"]
    assert ring.read_bytes() == before


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
