"""The log is folded in after each burst of work and at every close, and the key ring knows meanwhile."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.file import folding, vault, wal
from app.file.session import Session
from app.file.store import Store
from app.ground import jobs
from app.opening import create, open_school
from app.teaching import venues

PASSWORD = "secret-word"
CHEAP = vault.Cost(memory=64, passes=1, lanes=1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "示范党校.dxjw"
    create(file, name="示范党校", password=PASSWORD, cost=CHEAP)
    return file


@pytest.fixture
def session(path: Path) -> Iterator[Session]:
    with open_school(path, PASSWORD, runner=jobs.Inline()) as opened:
        yield opened


def seen(session: Session) -> vault.Mark:
    return vault.seen(session.path, session.with_key(lambda held: held.key))


def fold(session: Session) -> bool:
    return session.with_key(Store.fold)


def add(session: Session, name: str) -> int:
    return session.run(venues.create({"name": name})).operation_id


def until(done: Callable[[], bool], seconds: float = 10) -> bool:
    """Look again and again, as long as another thread may need."""
    end = time.monotonic() + seconds
    while not done() and time.monotonic() < end:
        threading.Event().wait(0.01)
    return done()


def test_the_ring_knows_of_the_log_before_a_write_is_acknowledged(session: Session) -> None:
    first = add(session, "一")
    log = wal.name_of(session.path)
    assert log != ""
    assert (seen(session).operation, seen(session).log) == (first, log)
    before = vault.ring_path(session.path).read_bytes()
    last = add(session, "二")
    assert vault.ring_path(session.path).read_bytes() == before  # once a burst is enough
    assert fold(session)
    assert (seen(session).operation, seen(session).log) == (last, "")
    assert (wal.size_of(session.path), wal.name_of(session.path)) == (0, "")


def test_the_log_is_folded_in_soon_after_the_last_write(path: Path) -> None:
    with open_school(path, PASSWORD) as opened:
        last = add(opened, "一")
        assert wal.size_of(path) > 0
        assert until(lambda: wal.size_of(path) == 0, folding.AFTER + 1)
        assert (seen(opened).operation, seen(opened).log) == (last, "")


def test_at_every_close_the_file_has_all_of_it(path: Path) -> None:
    for runner in (jobs.Inline(), None):
        with open_school(path, PASSWORD, runner=runner) as opened:
            last = add(opened, str(runner))
            key = opened.with_key(lambda held: held.key)
        assert not wal.path_of(path).exists()
        assert vault.seen(path, key).log == ""
        assert vault.seen(path, key).operation == last


def test_who_reads_for_long_is_not_waited_for(session: Session, path: Path) -> None:
    with open_school(path, PASSWORD, write=False, runner=jobs.Inline()) as reading:
        cursor = reading.read(lambda db: db.execute("SELECT * FROM post_level"))
        cursor.fetchone()
        add(session, "一")
        began = time.monotonic()
        assert not fold(session)
        assert time.monotonic() - began < 1
        assert seen(session).log == wal.name_of(path) != ""
        cursor.close()
        assert fold(session)
    assert wal.size_of(path) == 0


def test_a_log_that_is_still_read_at_the_close_stays_and_is_known(path: Path) -> None:
    key = vault.load(path).unlock(PASSWORD)[0]
    writing = open_school(path, PASSWORD, runner=jobs.Inline())
    with open_school(path, PASSWORD, write=False, runner=jobs.Inline()) as reading:
        cursor = reading.read(lambda db: db.execute("SELECT * FROM post_level"))
        cursor.fetchone()
        add(writing, "一")
        writing.close()
        assert vault.seen(path, key).log == wal.name_of(path) != ""
        cursor.close()
    with open_school(path, PASSWORD, runner=jobs.Inline()) as again:
        assert again.told == []
        assert len(again.read(venues.LISTING.ids)) == 1
        assert wal.size_of(path) == 0


def test_a_reader_at_the_end_of_the_log_lets_it_be_folded_but_not_forgotten(
    session: Session, path: Path
) -> None:
    add(session, "一")
    with open_school(path, PASSWORD, write=False, runner=jobs.Inline()) as reading:
        cursor = reading.read(lambda db: db.execute("SELECT * FROM post_level"))
        cursor.fetchone()
        assert not fold(session)
        add(session, "二")  # the log goes on where it ended
        assert seen(session).log == wal.name_of(path) != ""
        cursor.close()
    assert fold(session)


def test_a_ring_that_cannot_be_written_holds_up_no_work(
    session: Session, path: Path, hold_files: Callable[[], None]
) -> None:
    hold_files()
    add(session, "一")
    assert wal.size_of(path) == 0  # the file has it at once, and the ring need not know
    add(session, "二")
    session.close()
    assert not wal.path_of(path).exists()


def test_a_ring_that_knows_of_a_log_and_cannot_be_told_keeps_it(
    session: Session, path: Path, hold_files: Callable[[], None]
) -> None:
    add(session, "一")
    log = wal.name_of(path)
    hold_files()
    assert not fold(session)
    session.close()
    assert wal.name_of(path) == log  # or the ring would speak of a log that is lost
    with open_school(path, PASSWORD, runner=jobs.Inline()) as again:
        assert again.told == []
        assert len(again.read(venues.LISTING.ids)) == 1
        assert add(again, "二")


def test_a_large_log_is_folded_in_however_busy_the_school_is(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(session, "一")
    assert wal.size_of(session.path) > 0
    monkeypatch.setattr(folding, "LARGE", 1)
    add(session, "二")
    assert wal.size_of(session.path) == 0
