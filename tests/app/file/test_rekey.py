"""Another key for the file: killed, cancelled or refused anywhere it opens, whole, under one of the two."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from app import opening
from app.file import recovery, rekey, vault, wrapping
from app.file.connection import connect
from app.file.session import Session
from app.file.store import Store
from app.ground import jobs, paths
from app.ground.errors import StoreError, UserError, WrongPassword
from app.opening import open_school, open_with_recovery
from app.people import students
from tests.data.school_files import OLDER, everything, kept_copy

PASSWORD, OTHER = "secret-word", "other-secret"
CHEAP = vault.Cost(memory=64, passes=1, lanes=1)
NEW = bytes(range(32))


@pytest.fixture
def session(school_session: Session) -> Session:
    """A school with something in it, and a second user."""
    school_session.run(students.create({"name": "张伟"}))
    opening.add_user(school_session, "李老师", OTHER, role="reader", cost=CHEAP)
    return school_session


def rows(session: Session) -> list[object]:
    return session.read(everything)


def store_of(session: Session) -> Store:
    return session.with_key(lambda store: store)


def test_the_file_has_the_new_key_alone_and_every_password_stays(session: Session) -> None:
    path, before = session.path, rows(session)
    old_key, old_ring = store_of(session).key, vault.ring_path(path).read_bytes()
    assert rekey.rekey(store_of(session), NEW, jobs.Progress()).without_password == ()
    assert rows(session) == before  # the same session goes on
    session.run(students.create({"name": "李娜"}))
    session.close()
    assert sorted(p.suffix for p in path.parent.iterdir() if p.suffix != ".lock") == [
        ".dxjw",
        ".dxkey",
    ]
    with pytest.raises(StoreError, match="密钥不对"):
        connect(path, old_key, write=False)
    for password in (PASSWORD, OTHER):
        with open_school(path, password, write=False) as opened:
            assert opened.read(students.count) == 2
            assert opened.told == []
    ring = vault.load(path)
    assert ring.keys == [wrapping.name_of(NEW)]
    assert [f.name for f in ring.former] == [wrapping.name_of(old_key)]
    vault.ring_path(path).write_bytes(old_ring)  # kept by somebody who is gone
    with pytest.raises(StoreError, match="两个文件不是同一时候的"):
        open_school(path, OTHER)


def test_the_code_of_before_is_told_and_the_new_one_opens(session: Session) -> None:
    path, old = session.path, store_of(session).key
    rekey.rekey(store_of(session), NEW, jobs.Progress())
    session.close()
    with pytest.raises(UserError, match="更换密钥以前的恢复码，只能打开那以前的备份"):
        open_with_recovery(path, recovery.code_of(old), "brand-new-word", cost=CHEAP)
    code = recovery.code_of(NEW)
    with open_with_recovery(path, code, "brand-new-word", cost=CHEAP, runner=jobs.Inline()) as one:
        assert one.user_name == "教务"


def test_who_has_not_opened_since_format_1_needs_a_new_password(tmp_path: Path) -> None:
    path = kept_copy(OLDER[0], tmp_path)
    with open_school(path, PASSWORD, runner=jobs.Inline()) as opened:
        told = rekey.rekey(store_of(opened), NEW, jobs.Progress())
        assert told.without_password == ("王芳",)
        [user] = [u.id for u in opened.read(opening.users.all) if u.name == "王芳"]
        with pytest.raises(WrongPassword):
            open_school(path, OTHER, write=False)
        with pytest.raises(WrongPassword):
            opening.give_password(opened, user, "another-word", "not my own", CHEAP)
        opening.give_password(opened, user, "another-word", PASSWORD, CHEAP)
    with open_school(path, "another-word", name="王芳", write=False) as opened:
        assert opened.user_name == "王芳"


def stopped_at(place: int) -> jobs.Progress:
    told: list[str] = []

    def shown(_done: int, _total: int, text: str) -> None:
        told.append(text)
        if len(told) == place:
            progress.cancel()

    progress = jobs.Progress(shown)
    return progress


def test_cancelled_anywhere_nothing_is_changed(session: Session) -> None:
    path, before, key = session.path, rows(session), store_of(session).key
    store_of(session).fold()
    ring = vault.ring_path(path).read_bytes()
    place = 0
    for place in range(1, 50):
        try:
            rekey.rekey(store_of(session), NEW, stopped_at(place))
        except jobs.Cancelled:
            assert store_of(session).key == key
            assert vault.ring_path(path).read_bytes() == ring
            assert not rekey.part_of(path).exists()
        else:
            break
    assert place > 4
    assert rows(session) == before and store_of(session).key == NEW


KILLED = """
import os, pathlib, signal, sys
from app import opening
from app.file import rekey
from app.ground import jobs
path, event, ends, nth = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])
session = opening.open_school(path, "secret-word")
seen = []
def die(what):
    seen.append(what)
    if len(seen) == nth:
        os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
def heard(happened, args):
    if happened == event and str(args[0]).endswith(ends):
        die(happened)
def shown(done, total, text):
    if event == "step" and text == ends:
        die(text)
sys.addaudithook(heard)
session.with_key(lambda store: rekey.rekey(store, bytes(range(32)), jobs.Progress(shown)))
"""


@pytest.mark.parametrize(
    ("event", "ends", "nth", "new"),
    [
        ("open", ".rekey", 1, False),
        ("step", "正在复制学校文件", 1, False),
        ("step", "正在用新密钥加密", 1, False),
        ("step", "正在检查文件结构和索引", 1, False),
        ("open", ".tmp", 1, False),
        ("os.rename", ".tmp", 1, False),  # the ring has both keys on the disk, and not its name
        ("os.rename", ".rekey", 1, False),  # the ring has both, the file its old key
        ("open", ".tmp", 5, True),  # the file has its new key, the ring both
        ("os.rename", ".tmp", 2, True),
    ],
)
def test_killed_anywhere_the_file_is_whole_and_the_next_opening_ends_it(
    session: Session, event: str, ends: str, nth: int, new: bool
) -> None:
    path, before, old = session.path, rows(session), store_of(session).key
    session.close()
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(path), event, ends, str(nth)],
        env={**os.environ, "PYTHONPATH": str(paths.SCHEMA.parent.parent), "PYTHONUTF8": "1"},
        check=False,
    )
    assert done.returncode != 0
    key = NEW if new else old
    connect(path, key, write=False).close()
    half = len(vault.load(path).keys) == 2
    assert half == ((event, ends) == ("os.rename", ".rekey") or new)
    with open_school(path, OTHER, write=False) as opened:  # a reader settles nothing
        assert rows(opened) == before
    with open_school(path, PASSWORD, runner=jobs.Inline()) as opened:
        assert rows(opened) == before
        said = "在最后一步中断，现已完成" if new else "没有完成，学校文件没有改动"
        assert [said in text for text in opened.told] == [True] * half
    ring = vault.load(path)
    assert ring.keys == [wrapping.name_of(key)]
    assert len(ring.former) == new
    assert not rekey.part_of(path).exists()
    open_school(path, OTHER).close()
    with open_with_recovery(path, recovery.code_of(key), "brand-new-word", cost=CHEAP):
        pass


def test_who_reads_in_the_same_program_is_waited_for(session: Session) -> None:
    store = store_of(session)
    reading, told = threading.Event(), threading.Event()
    seen: list[int] = []

    def read() -> None:
        with store.reading() as db:
            reading.set()
            assert told.wait(60)
            seen.append(db.execute("SELECT count(*) FROM student").fetchone()[0])
        with store.reading() as db:  # and afterwards with the new key
            seen.append(db.execute("SELECT count(*) FROM student").fetchone()[0])

    thread = threading.Thread(target=read)
    thread.start()
    assert reading.wait(60)

    def shown(_done: int, _total: int, text: str) -> None:
        if text == "正在等其他工作读完":
            told.set()

    rekey.rekey(store, NEW, jobs.Progress(shown))
    thread.join()
    assert seen == [1, 1]


def test_another_program_that_reads_keeps_the_key_as_it_is(session: Session) -> None:
    path, old = session.path, store_of(session).key
    other = connect(path, old, write=False)
    other.execute("BEGIN")
    other.execute("SELECT count(*) FROM student").fetchone()
    store_of(session).writer.execute("PRAGMA busy_timeout = 1")
    with pytest.raises(StoreError, match=r"正被另一个程序读取.*没有改动"):
        rekey.rekey(store_of(session), NEW, jobs.Progress())
    other.close()
    session.run(students.create({"name": "李娜"}))
    assert store_of(session).key == old
    assert vault.load(path).keys == [wrapping.name_of(old)]
    open_school(path, OTHER, write=False).close()


def test_a_file_that_cannot_take_its_place_keeps_its_key(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, old = session.path, store_of(session).key
    replace = os.replace

    def held(source: Any, target: Any) -> None:
        if str(target).endswith(".dxjw"):
            raise PermissionError(13, "held")
        replace(source, target)

    monkeypatch.setattr(os, "replace", held)
    with pytest.raises(StoreError, match="没有改动"):
        rekey.rekey(store_of(session), NEW, jobs.Progress())
    session.run(students.create({"name": "李娜"}))
    assert store_of(session).key == old
    assert vault.load(path).keys == [wrapping.name_of(old)]
    assert not rekey.part_of(path).exists()


def test_copies_under_the_key_of_before_are_named(session: Session, tmp_path: Path) -> None:
    path, place = session.path, tmp_path / "备份"
    place.mkdir()

    def copied(name: str) -> None:
        for one in (path, vault.ring_path(path)):
            shutil.copyfile(one, place / f"{name}{one.suffix}")

    copied("以前")
    assert rekey.under_former_keys(path, [place]) == []
    rekey.rekey(store_of(session), NEW, jobs.Progress())
    copied("以后")
    assert rekey.under_former_keys(path, [place, tmp_path / "没有"]) == [place / "以前.dxjw"]


def test_a_full_disk_is_told_before_anything_is_done(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = shutil.disk_usage(session.path.parent)._replace(free=0)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: left)
    with pytest.raises(StoreError, match=r"磁盘空间不足.*没有改动"):
        rekey.rekey(store_of(session), NEW, jobs.Progress())


def test_what_the_ring_has_seen_ends_a_change_that_was_cut_short(session: Session) -> None:
    path, old = session.path, store_of(session).key
    session.close()
    with vault.changing(path, old) as ring:
        ring.entries = [e.with_key(NEW) for e in ring.entries]
        ring.save(old, NEW)
    assert len(vault.load(path).keys) == 2
    vault.saw(path, old, vault.Mark(1, ""))
    assert vault.load(path).keys == [wrapping.name_of(old)]
    open_school(path, OTHER).close()
