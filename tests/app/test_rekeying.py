"""更换密钥 of an open school: for the 管理员 with the password, noted in the journal."""

from __future__ import annotations

import shutil

import pytest

from app import opening, rekeying
from app.file import vault
from app.file.keeping import Keeper
from app.file.session import Session
from app.ground import jobs
from app.ground.errors import NotAllowed, StoreError, WrongPassword
from app.ground.settings import Settings
from app.opening import open_school, open_with_recovery
from app.people import students
from app.school import users

PASSWORD, OTHER = "secret-word", "other-secret"
CHEAP = vault.Cost(memory=64, passes=1, lanes=1)


def test_a_removed_user_opens_neither_todays_file_nor_with_yesterdays_ring(
    school_session: Session,
) -> None:
    path = school_session.path
    user = opening.add_user(school_session, "李老师", OTHER, role="reader", cost=CHEAP)
    kept = path.with_name("昨天.dxkey")
    shutil.copyfile(vault.ring_path(path), kept)
    opening.remove_user(school_session, user)
    assert vault.load(path).due  # until the key is changed, yesterday's ring opens today's file
    key, code = rekeying.propose()
    rekeying.change(school_session, key, PASSWORD)
    assert vault.load(path).due == ""
    assert school_session.operations(1)[0].name == "更换密钥"
    school_session.run(students.create({"name": "张伟"}))
    school_session.close()
    with pytest.raises(WrongPassword):
        open_school(path, OTHER)
    ours = vault.ring_path(path).read_bytes()
    shutil.copyfile(kept, vault.ring_path(path))
    with pytest.raises(StoreError, match="两个文件不是同一时候的"):
        open_school(path, OTHER)
    vault.ring_path(path).write_bytes(ours)
    with open_with_recovery(path, code, "brand-new-word", runner=jobs.Inline(), cost=CHEAP) as one:
        assert one.read(students.count) == 1


def test_who_knows_a_password_is_shut_out_once_it_was_changed_before_the_key(
    school_session: Session,
) -> None:
    path = school_session.path
    ring = vault.ring_path(path)
    rekeying.change(school_session, rekeying.propose()[0], PASSWORD)
    school_session.close()
    with open_school(
        path, PASSWORD, runner=jobs.Inline()
    ) as opened:  # the key alone shuts nobody out
        found_out = ring.read_bytes()
        opening.change_password(opened, PASSWORD, "another-word", CHEAP, known=True)
        rekeying.change(opened, rekeying.propose()[0], "another-word")
    with pytest.raises(WrongPassword):
        open_school(path, PASSWORD)
    ring.write_bytes(found_out)
    with pytest.raises(StoreError):
        open_school(path, PASSWORD)


def test_who_opens_is_told_that_the_key_should_be_changed(school_session: Session) -> None:
    path = school_session.path
    opening.change_password(school_session, PASSWORD, "another-word", CHEAP, known=True)
    school_session.close()
    with open_school(path, "another-word", runner=jobs.Inline()) as opened:
        assert [text for text in opened.told if "起应当更换密钥" in text]
        opening.add_user(opened, "李老师", OTHER, role="reader", cost=CHEAP)
    with open_school(path, OTHER, runner=jobs.Inline()) as opened:
        assert opened.told == []  # it is the 管理员's work
    with open_school(path, "another-word", runner=jobs.Inline()) as opened:
        rekeying.change(opened, rekeying.propose()[0], "another-word")
    with open_school(path, "another-word", runner=jobs.Inline()) as opened:
        assert opened.told == []


def test_only_the_administrator_with_the_password_changes_the_key(school_session: Session) -> None:
    user = opening.add_user(school_session, "李老师", OTHER, role="registrar", cost=CHEAP)
    key = rekeying.propose()[0]
    with pytest.raises(WrongPassword):
        rekeying.change(school_session, key, OTHER)
    opening.enter(school_session, user, OTHER)
    with pytest.raises(NotAllowed, match="由管理员来做"):
        rekeying.change(school_session, key, OTHER)
    assert len(vault.load(school_session.path).keys) == 1


def test_the_copies_of_before_are_found_beside_the_file_and_where_copies_are_kept(
    school_session: Session,
) -> None:
    path = school_session.path
    copy = path.with_name("备份.dxjw")
    shutil.copyfile(path, copy)
    shutil.copyfile(vault.ring_path(path), vault.ring_path(copy))
    kept = Settings()
    kept.stick = {"volume": "A-1", "label": "备份盘", "folder": "备份"}
    keeper = Keeper(school_session, kept, plugged_in=lambda: [])
    [automatic] = keeper.keep().made
    assert rekeying.earlier_copies(school_session, keeper).paths == []
    rekeying.change(school_session, rekeying.propose()[0], PASSWORD)
    found = rekeying.earlier_copies(school_session, keeper)
    assert set(found.paths) == {copy, automatic} and automatic.parent != path.parent
    assert found.unseen.startswith("U盘「备份盘」（没有插上）和别处的备份没有查看")


def test_users_without_a_password_are_told_of(school_session: Session) -> None:
    path = school_session.path
    user = school_session.run(users.add("李老师", "entry", "reader")).value
    school_session.close()
    with open_school(path, PASSWORD, runner=jobs.Inline()) as opened:
        [told] = opened.told
        assert told.startswith("李老师没有密码，打不开学校文件：请管理员")
        opening.give_password(opened, user, OTHER, PASSWORD, CHEAP)
    with open_school(path, OTHER, name="李老师", runner=jobs.Inline()) as opened:
        assert opened.user_name == "李老师"
