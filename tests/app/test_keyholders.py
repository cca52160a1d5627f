"""Users come and go in file and ring together, whatever happens between the two."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Callable

import pytest

from app import opening
from app.file import settling, vault
from app.file.session import Session
from app.ground import jobs, paths
from app.ground.errors import StoreError, UserError, WrongPassword
from app.opening import open_school
from app.school import users
from tests import full_disk

PASSWORD = "secret-word"
CHEAP = vault.Cost(memory=64, passes=1, lanes=1)


def test_the_last_user_is_not_removed(school_session: Session) -> None:
    [only] = school_session.read(users.all)
    with pytest.raises(UserError, match="至少要留一个用户"):
        opening.remove_user(school_session, only.id)
    assert len(vault.load(school_session.path).entries) == 1


def test_a_user_of_a_name_that_is_taken_gets_no_key(school_session: Session) -> None:
    with pytest.raises(UserError, match="用户名已经有了"):
        opening.add_user(school_session, "教务", "second-word", role="registrar", cost=CHEAP)
    assert len(vault.load(school_session.path).entries) == 1


def test_a_user_whose_entry_cannot_be_kept_is_not_in_the_file_either(
    school_session: Session, hold_files: Callable[[], None]
) -> None:
    ring = vault.ring_path(school_session.path)
    before = ring.read_bytes()
    hold_files()
    with pytest.raises(StoreError, match="无法写入"):
        opening.add_user(school_session, "王老师", "third-word", role="registrar", cost=CHEAP)
    assert [u.name for u in school_session.read(users.all)] == ["教务"]
    assert ring.read_bytes() == before


def test_a_removed_user_is_out_though_the_ring_could_not_be_changed(
    school_session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = school_session.path
    user = opening.add_user(school_session, "李老师", "second-word", role="registrar", cost=CHEAP)
    assert school_session.operations(1)[0].name == "添加用户 李老师"
    before = vault.ring_path(path).read_bytes()
    with monkeypatch.context() as held:
        held.setattr(os, "replace", refuse)
        with pytest.raises(StoreError, match=r"李老师已从用户名单中删除.*密钥文件没有更新"):
            opening.remove_user(school_session, user)
    assert vault.ring_path(path).read_bytes() == before
    school_session.close()
    assert len(vault.load(path).entries) == 2
    with pytest.raises(WrongPassword):
        open_school(path, "second-word")
    open_school(path, PASSWORD).close()
    assert len(vault.load(path).entries) == 1


def refuse(*_: object) -> None:
    raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


KILLED = """
import os, pathlib, signal, sys
from app import opening
from app.file import recovery, settling, vault
from app.school import users
from tests import full_disk
path, at, does = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3]
session = opening.open_school(path, "secret-word")
def die(event, args):
    if event == at and str(args[0]).endswith(".tmp"):
        os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
sys.addaudithook(die)
if does == "add":
    opening.add_user(session, "王老师", "third-word", role="reader", cost=vault.Cost(64, 1, 1))
else:
    opening.remove_user(session, session.read(users.all)[1].id)
"""


@pytest.mark.parametrize(
    "at", ["open", "os.rename"]
)  # before the commit, and between it and the ring
@pytest.mark.parametrize("does", ["add", "remove"])
def test_killed_between_file_and_ring_nobody_is_a_ghost(
    school_session: Session, at: str, does: str
) -> None:
    path = school_session.path
    opening.add_user(school_session, "李老师", "second-word", role="reader", cost=CHEAP)
    school_session.close()
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(path), at, does],
        env={**os.environ, "PYTHONPATH": str(paths.SCHEMA.parent.parent)},
        check=False,
    )
    assert done.returncode != 0
    others = path.with_name(".dx0123456701234567.tmp")  # another school's ring, being written now
    others.touch()
    with pytest.raises(WrongPassword):
        open_school(path, "third-word")
    if does == "remove" and at == "os.rename":  # committed: the entry left over opens nothing
        with pytest.raises(WrongPassword):
            open_school(path, "second-word")
    else:
        open_school(path, "second-word").close()
    with open_school(path, PASSWORD, runner=jobs.Inline()) as opened:
        assert list(path.parent.glob(".dx*.tmp")) == [others]
        everyone = {u.uid: u.name for u in opened.read(users.all)}
        ring = vault.load(path)
        assert {e.user for e in ring.entries} <= set(everyone)
        bare = opened.read(settling.without_password, ring)
        committed = at == "os.rename" and does == "add"
        assert [u.name for u in bare] == (["王老师"] if committed else [])


def test_on_a_disk_that_fills_up_nobody_is_a_ghost(
    school_session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, refused, listed = school_session.path, list[str](), set[str]()
    for number in range(40):
        with monkeypatch.context() as context:
            if (
                number % 4 == 3
            ):  # the ring finds no room, before the commit or when it takes its place
                full_disk.at_flush(1 + number // 4 % 2, context)
            pages = school_session.read(lambda db: db.execute("PRAGMA page_count").fetchone()[0])
            most = pages + (0, 0, 1, 100)[number % 4]
            school_session.with_key(
                lambda held, most=most: held.writer.execute(f"PRAGMA max_page_count = {most}")
            )
            try:
                opening.add_user(
                    school_session, f"用户{number}", "second-word", role="reader", cost=CHEAP
                )
            except StoreError as error:
                refused.append(error.text)
        listed = {u.uid for u in school_session.read(users.all)}
        assert listed == {e.user for e in vault.load(path).entries}, number
    pages_lacked = [text for text in refused if "磁盘已满" in text]
    assert len(pages_lacked) >= 2 and len(refused) - len(pages_lacked) == 10
    assert len(listed) == 41 - len(refused)
