"""A copy takes its name whole, with a ring of its own: a full disk leaves the older one as it was."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from app.file import backup, store, vault
from app.file.session import Session
from app.ground import jobs
from app.ground.errors import StoreError
from app.opening import add_user, open_school
from app.teaching import venues

PASSWORD = "secret-word"
CHEAP = vault.Cost(memory=64, passes=1, lanes=1)
ROOT = Path(__file__).parents[3]


def key_of(session: Session) -> bytes:
    return session.with_key(lambda held: held.key)


def test_a_copy_agrees_with_its_own_ring_in_the_middle_of_a_burst(
    school_session: Session, tmp_path: Path
) -> None:
    school_session.run(venues.create({"name": "一"}))
    copy = backup.snapshot(school_session, tmp_path / "U" / "备份.dxjw")
    last = school_session.operations(1)[0].id
    mark = vault.seen(copy, key_of(school_session))
    assert (mark.operation, mark.log) == (last, "")
    assert vault.seen(school_session.path, key_of(school_session)).log != ""
    with open_school(copy, PASSWORD, runner=jobs.Inline()) as opened:
        assert opened.is_backup and opened.told == []
        assert opened.read(venues.LISTING.ids) != []
    assert sorted(p.name for p in copy.parent.iterdir()) == ["备份.dxjw", "备份.dxkey"]


def test_a_copy_is_known_by_whatever_name(school_session: Session, tmp_path: Path) -> None:
    copy = backup.snapshot(school_session, tmp_path / "某某.dxjw")
    moved = tmp_path / "别处" / "学校.dxjw"
    moved.parent.mkdir()
    shutil.move(copy, moved)
    shutil.move(vault.ring_path(copy), vault.ring_path(moved))
    assert store.is_backup(moved, key_of(school_session))
    assert not store.is_backup(school_session.path, key_of(school_session))


def test_a_ring_that_finds_no_place_leaves_the_older_copy_whole(
    school_session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = backup.snapshot(school_session, tmp_path / "U" / "备份.dxjw")
    before = {p.name: p.read_bytes() for p in copy.parent.iterdir()}
    add_user(school_session, "王老师", "third-word", role="registrar", cost=CHEAP)
    with monkeypatch.context() as full:
        full.setattr(Path, "write_text", lambda *_: (_ for _ in ()).throw(OSError(28, "full")))
        with pytest.raises(StoreError, match="磁盘空间不足"):
            backup.snapshot(school_session, copy)
    assert {p.name: p.read_bytes() for p in copy.parent.iterdir()} == before
    backup.snapshot(school_session, copy)
    with open_school(copy, "third-word", name="王老师", runner=jobs.Inline()) as opened:
        assert opened.user_name == "王老师"


class Killed(BaseException):
    """What ends a process, in a test that goes on."""


def test_killed_between_ring_and_file_no_copy_lies_there_that_nobody_opens(
    school_session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, replaced, unlink = tmp_path / "U" / "备份.dxjw", os.replace, Path.unlink

    def dying(source: Path, goal: Path) -> None:
        if any(target.parent.glob("备份.*")):  # the first of the two has its name
            raise Killed
        replaced(source, goal)

    with monkeypatch.context() as killing:
        killing.setattr(os, "replace", dying)
        killing.setattr(  # a process that is killed takes nothing away
            Path, "unlink", lambda p, **_: None if p.suffix == ".dxkey" else unlink(p, **_)
        )
        with pytest.raises(Killed):
            backup.snapshot(school_session, target)
    assert [p.name for p in target.parent.iterdir()] == ["备份.dxkey"]
    backup.snapshot(school_session, target)  # by the same name: the ring is known as ours
    with open_school(target, PASSWORD, runner=jobs.Inline()) as opened:
        assert opened.is_backup
