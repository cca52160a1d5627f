"""A backup takes the place of a school's file with a password, or with the recovery code."""

from __future__ import annotations

from pathlib import Path

import pytest

from app import opening, putting_back, rekeying
from app.file import backup, recovery, vault
from app.file.session import Session
from app.file.steps import LATEST
from app.ground import jobs
from app.ground.errors import NotAllowed, UserError, WrongPassword
from app.ground.jobs import Progress
from app.opening import open_school
from app.people import students
from app.school import users
from tests.data.school_files import OLDER, kept_copy

PASSWORD = "secret-word"
CHEAP = vault.Cost(memory=64, passes=1, lanes=1)


@pytest.fixture
def copy(school_session: Session, tmp_path: Path) -> Path:
    opening.add_user(school_session, "读者", "reading-only", role="reader", cost=CHEAP)
    return backup.snapshot(school_session, tmp_path / "U" / "备份.dxjw")


def test_whoever_may_use_backups_restores_with_the_password_of_then(
    school_session: Session, copy: Path
) -> None:
    path = school_session.path
    school_session.run(students.create({"name": "张伟"}))
    school_session.close()
    held = putting_back.look(copy, PASSWORD, path, name="教务", progress=Progress())
    assert held.behind == 1
    with putting_back.restore(copy, PASSWORD, path, name="教务", runner=jobs.Inline()) as session:
        assert session.user_name == "教务" and session.read(students.count) == 0
        assert session.told[0].startswith("已从备份恢复。原来的文件都留着：「示范党校（恢复前 ")


def test_who_may_not_or_has_no_password_restores_nothing(
    school_session: Session, copy: Path
) -> None:
    path = school_session.path
    school_session.close()
    before = sorted(p.name for p in path.parent.iterdir())
    for password, name, error in (
        ("reading-only", "读者", NotAllowed),
        ("wrong-word", "教务", WrongPassword),
        (PASSWORD, "读者", WrongPassword),
    ):
        with pytest.raises(error):
            putting_back.restore(copy, password, path, name=name)
    assert sorted(p.name for p in path.parent.iterdir()) == before


@pytest.mark.parametrize("ring", [True, False])
def test_the_recovery_code_restores_with_or_without_a_ring(
    school_session: Session, copy: Path, ring: bool
) -> None:
    path, code = school_session.path, recovery.code_of(school_session.with_key(lambda s: s.key))
    school_session.close()
    if not ring:
        vault.ring_path(copy).unlink()
    assert putting_back.look_with_recovery(copy, code, path, progress=Progress()).behind == 0
    with putting_back.restore_with_recovery(
        copy, code, "brand-new-word", path, runner=jobs.Inline(), cost=CHEAP
    ) as session:
        assert session.user_name == "教务"
    with open_school(path, "brand-new-word", name="教务", runner=jobs.Inline()) as session:
        assert session.told == [] or not ring


def test_a_code_changes_no_password_in_a_backup(school_session: Session, copy: Path) -> None:
    code = recovery.code_of(school_session.with_key(lambda held: held.key))
    before = {p.name: p.read_bytes() for p in copy.parent.iterdir()}
    with pytest.raises(UserError, match="是备份，不能在里面改密码"):
        opening.open_with_recovery(copy, code, "brand-new-word", cost=CHEAP)
    with open_school(copy, PASSWORD, name="教务", runner=jobs.Inline()) as session:
        for change in (
            lambda: opening.change_password(session, PASSWORD, "brand-new-word", CHEAP),
            lambda: opening.add_user(session, "新", "brand-new-word", role="reader", cost=CHEAP),
            lambda: opening.remove_user(session, 2),
            lambda: session.undo(),
        ):
            with pytest.raises(UserError, match="这是备份"):
                change()
    assert {p.name: p.read_bytes() for p in copy.parent.iterdir()} == before


def test_a_backup_of_an_older_program_comes_up_where_it_is_restored(tmp_path: Path) -> None:
    (tmp_path / "备份").mkdir()
    older = kept_copy(OLDER[0], tmp_path / "备份")  # known by the folder
    before = {p.name: p.read_bytes() for p in older.parent.iterdir()}
    with pytest.raises(UserError, match="旧版程序保存的备份"):
        open_school(older, PASSWORD, name="李敏")
    target = tmp_path / "校" / "校.dxjw"
    with putting_back.restore(
        older, PASSWORD, target, name="李敏", runner=jobs.Inline()
    ) as session:
        version = session.read(lambda db: db.execute("PRAGMA user_version").fetchone()[0])
        assert version == LATEST and session.user_name == "李敏"
    assert {p.name: p.read_bytes() for p in older.parent.iterdir()} == before


@pytest.mark.parametrize("by_code", [False, True])
def test_a_backup_of_before_another_key_brings_the_passwords_of_then_back_and_says_so(
    school_session: Session, copy: Path, by_code: bool
) -> None:
    path, code = school_session.path, recovery.code_of(school_session.with_key(lambda s: s.key))
    reader = next(u.id for u in school_session.read(users.all) if u.name == "读者")
    opening.remove_user(school_session, reader)
    rekeying.change(school_session, rekeying.propose()[0], PASSWORD)
    school_session.close()
    restored = (
        putting_back.restore_with_recovery(
            copy, code, "brand-new-word", path, runner=jobs.Inline(), cost=CHEAP
        )
        if by_code
        else putting_back.restore(copy, PASSWORD, path, name="教务", runner=jobs.Inline())
    )
    with restored as session:
        assert any("更换密钥以前的：那时的用户、密码和恢复码又能打开" in t for t in session.told)
        assert opening.state_of_ring(session)[1]  # it is asked for until it is done
