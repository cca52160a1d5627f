"""The log beside a file, as bytes: its name, its transactions, whether the file has all of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.file import wal
from app.file.connection import connect

KEY = bytes(32)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "校.dxjw"


def test_a_file_without_a_log_has_no_name_of_one(path: Path) -> None:
    assert (wal.name_of(path), wal.size_of(path), wal.transactions(path)) == ("", 0, 0)
    for content in (b"", b"x" * 31, b"x" * 9000):
        wal.path_of(path).write_bytes(content)
        assert wal.name_of(path) == ""
        assert wal.transactions(path) == 0


def test_a_log_is_known_by_a_name_until_it_is_begun_anew(path: Path) -> None:
    db = connect(path, KEY, write=True)
    db.execute("CREATE TABLE t (x)")
    first = wal.name_of(path)
    db.execute("INSERT INTO t VALUES (1)")
    assert wal.name_of(path) == first != ""
    assert wal.size_of(path) > 4096
    counted = wal.transactions(path)
    assert counted >= 2
    db.execute("INSERT INTO t VALUES (2)")
    assert wal.transactions(path) == counted + 1
    assert not wal.adds_nothing(path)
    db.execute("PRAGMA wal_checkpoint(FULL)")
    assert wal.adds_nothing(path)
    db.execute("INSERT INTO t VALUES (3)")  # the log begins anew, over what is left of the old
    assert wal.name_of(path) not in (first, "")
    assert wal.transactions(path) == 1
    assert not wal.adds_nothing(path)
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert wal.name_of(path) == ""
    db.close()


def test_a_log_counts_as_far_as_its_sums_hold(path: Path) -> None:
    db = connect(path, KEY, write=True)
    for statement in ("CREATE TABLE t (x)", "INSERT INTO t VALUES (1)", "INSERT INTO t VALUES (2)"):
        db.execute(statement)
    whole = wal.path_of(path).read_bytes()
    counted = wal.transactions(path)
    for at in (len(whole) - 1, len(whole) - 4096 - 1, 26):  # a page, a frame's sum, the log's own
        wal.path_of(path).write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert wal.transactions(path) == (0 if at == 26 else counted - 1)
    wal.path_of(path).write_bytes(whole)
    assert wal.transactions(path) == counted
    db.close()


def test_the_log_lies_beside_the_file_and_not_beside_a_link_to_it(
    path: Path, tmp_path: Path
) -> None:
    path.touch()
    link = tmp_path / "链接.dxjw"
    try:
        link.symlink_to(path)
    except OSError:  # to Windows a right of its own
        return
    assert wal.path_of(link) == wal.path_of(path)
