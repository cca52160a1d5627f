"""归档: old operations go to a sealed file, the chain goes on, and nothing that rests on them gives way."""

from __future__ import annotations

import datetime
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import history, inspection
from app.file import archiving, chain, sql, vault
from app.file.connection import connect
from app.file.session import Session
from app.ground import jobs
from app.ground.errors import NotAllowed, StoreError, UserError
from app.opening import create, open_school
from app.people import students
from app.school import users
from tests.conftest import CHEAP, PASSWORD
from tests.tampering import aged, assert_told, key_of, past

TODAY = datetime.date.today()
HALF_A_YEAR = TODAY - datetime.timedelta(days=180)


@pytest.fixture
def old(worked_path: Path) -> Path:
    """A school of which all but the last six operations were done a year ago."""
    aged(worked_path, stay=6)
    return worked_path


def opened(path: Path) -> Session:
    return open_school(path, PASSWORD, runner=jobs.Inline())


def archive(
    session: Session, folder: Path, before: datetime.date = HALF_A_YEAR
) -> archiving.Archive:
    return session.run(archiving.archive(before, folder, session.path.stem)).value


def numbers(session: Session) -> list[int]:
    return session.read(
        lambda db: [i for (i,) in db.execute("SELECT id FROM operation ORDER BY id").fetchall()]
    )


def test_old_entries_go_and_all_that_is_checked_still_holds(old: Path, tmp_path: Path) -> None:
    with opened(old) as session:
        before = numbers(session)
        made = archive(session, tmp_path / "备份")
        assert made.path.is_file()
        assert made.operation_count == len(before) - 6
        assert numbers(session) == [*before[-6:], before[-1] + 1]
        assert inspection.of_session(session) == []
        entry = session.operations(1)[0]
        assert entry.name.startswith(f"归档操作记录（{HALF_A_YEAR} 之前，{made.operation_count} 项")
        assert made.path.read_bytes()[:15] != b"SQLite format 3"
        session.run(students.create({"name": "后来的"}))
        assert inspection.of_session(session) == []
    with opened(old) as session:
        assert inspection.of_session(session) == []


def test_a_copy_is_made_before_entries_go_for_good(old: Path, tmp_path: Path) -> None:
    with opened(old) as session:
        before, seen = numbers(session), list[list[int]]()
        session.before_large = lambda store, _: seen.append(
            [
                i
                for (i,) in store.reader()
                .execute("SELECT id FROM operation ORDER BY id")
                .fetchall()
            ]
        )
        archive(session, tmp_path)
        assert seen == [before]


def test_what_stayed_can_be_taken_back_and_done_again(old: Path, tmp_path: Path) -> None:
    with opened(old) as session:
        session.run(students.create({"name": "新近的"}))
        archive(session, tmp_path)
        assert session.undo().value == "添加学员 新近的"
        assert session.redo().value == "添加学员 新近的"
        while session.undo_name():
            session.undo()
        with pytest.raises(UserError, match="没有可以撤销的操作"):
            session.undo()
        assert inspection.of_session(session) == []


def test_what_went_cannot_be_taken_back_alone(old: Path, tmp_path: Path) -> None:
    with opened(old) as session:
        went = next(e for e in session.operations() if e.name.startswith("登记场地"))
        archive(session, tmp_path)
        with pytest.raises(UserError, match="不能撤销"):
            session.take_back(went.id)


def test_a_record_tells_where_its_older_history_is(old: Path, tmp_path: Path) -> None:
    with opened(old) as session:
        made = archive(session, tmp_path)
        lines = session.read(history.of_record, "student", 1)
        assert lines[-1].words.startswith(f"更早的修改记录已归档：「{made.file_name}」（")
        new = session.run(students.create({"name": "后来的"})).value
        assert [line.words[:2] for line in session.read(history.of_record, "student", new)] == [
            "建立"
        ]


def test_an_archive_after_an_archive_goes_on_from_it(old: Path, tmp_path: Path) -> None:
    with opened(old) as session:
        one = archive(session, tmp_path)
    aged(old, stay=2)
    with opened(old) as session:
        other = archive(session, tmp_path)
        assert (other.previous_hash, other.first_id) == (one.last_hash, one.last_id + 1)
        assert other.file_name != one.file_name
        assert inspection.of_session(session) == []
        assert session.read(archiving.archives) == [one, other]


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda path: path.unlink(), "不在「.*」里，没有核对"),
        (lambda path: path.write_bytes(b""), "打不开或读不全"),
        (lambda path: path.write_bytes(path.read_bytes()[:-4096]), "打不开或读不全|有读不出的页|里的校验链不对"),
        (lambda path: path.write_bytes(bytes([path.read_bytes()[0] ^ 1]) + path.read_bytes()[1:]), "打不开"),
    ],
)  # fmt: skip
def test_an_archive_that_is_gone_or_damaged_is_told(
    spoil: Any, told: str, old: Path, tmp_path: Path
) -> None:
    with opened(old) as session:
        made = archive(session, tmp_path)
        kept = tmp_path / "另处" / made.file_name
        kept.parent.mkdir()
        kept.write_bytes(made.path.read_bytes())
        spoil(made.path)
        found = inspection.of_session(session)
        assert_told(found, told)
        assert [one.grave for one in found] == [made.path.exists()]
        made.path.unlink(missing_ok=True)
        assert inspection.of_session(session, archives=[kept]) == []


def test_an_archive_that_was_rewritten_is_told(old: Path, tmp_path: Path) -> None:
    with opened(old) as session:
        made = archive(session, tmp_path)
        secret = "SELECT value FROM secret WHERE name = 'journal_archive_1'"
        key = session.with_key(lambda held: held.writer.execute(secret).fetchone()[0])
        db = connect(made.path, key, write=True)
        db.execute("UPDATE operation SET user_name = '别人' WHERE id = 2")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        db.close()
        assert_told(
            inspection.of_session(session), "里的校验链不对，表示归档的操作记录损坏了或被换过"
        )


def test_the_border_in_the_file_is_held_by_the_chain(old: Path, tmp_path: Path) -> None:
    with opened(old) as session:
        archive(session, tmp_path)
    past(old, ["UPDATE journal_archive SET last_hash = 'x'"], unguarded=True)
    assert_told(inspection.of_file(old, key_of(old)), "归档操作记录.*与校验值不符")


FORGED = (
    "INSERT INTO journal_archive (operation_id, first_id, last_id, last_change_id, first_at, last_at,"
    " operation_count, change_count, previous_hash, last_hash, file_name, folder)"
    " SELECT {operation}, 1, 9, 0, '', '', 9, 0, '', hash, '档.dxlog', 'D:' FROM operation WHERE id = 9"
)


@pytest.mark.parametrize(
    ("operation", "told"),
    [("99999", "在操作记录里没有，是后来登记的，表示更早的操作记录不是归档了"), ("10", "第 10 项.*与校验值不符")],
)  # fmt: skip
def test_an_archive_that_no_operation_made_hides_no_erasing(
    operation: str, told: str, worked_path: Path
) -> None:
    past(
        worked_path,
        [
            "PRAGMA foreign_keys = OFF",
            FORGED.format(operation=operation),
            "DELETE FROM change WHERE operation_id <= 9",
            "DELETE FROM baseline WHERE operation_id <= 9",
            "DELETE FROM operation WHERE id <= 9",
        ],
        unguarded=True,
    )
    found = inspection.of_file(worked_path, key_of(worked_path))
    assert_told(found, told)
    assert any(one.grave for one in found)


def test_the_archive_stays_readable_under_another_key_of_the_file(
    old: Path, tmp_path: Path
) -> None:
    """Its key is its own, and kept in the file."""
    with opened(old) as session:
        made = archive(session, tmp_path)
        held = session.with_key(
            lambda store: dict(store.writer.execute("SELECT name, value FROM secret").fetchall())
        )
        assert len(held["journal_archive_1"]) == 32
        assert key_of(old) not in held.values()
        with pytest.raises(UserError, match="密钥不能查询"):
            session.read(sql.query, "SELECT value FROM secret")
    assert made.path.is_file()


def refused(session: Session, folder: Path, before: datetime.date, match: str) -> None:
    count = len(numbers(session))
    with pytest.raises(UserError, match=match):
        archive(session, folder, before)
    assert len(numbers(session)) == count
    assert not list(folder.glob("*.dx*"))


def test_what_cannot_be_archived_is_refused_and_nothing_is_left(old: Path, tmp_path: Path) -> None:
    folder = tmp_path / "归档"
    folder.mkdir()
    with opened(old) as session:
        refused(session, folder, TODAY, "只能归档 30 天以前")
        refused(session, folder, TODAY - datetime.timedelta(days=29), "只能归档 30 天以前")
        refused(session, folder, datetime.date(1999, 1, 1), "1999-01-01 之前没有可以归档")
        other = session.run(users.add("王教务", "entry-x", "registrar")).value
        session.become(other)
        with pytest.raises(NotAllowed):
            archive(session, folder)
    (tmp_path / "文件").write_text("x")
    with opened(old) as session, pytest.raises(StoreError, match="没有改动任何数据"):
        archive(session, tmp_path / "文件" / "下面")


def test_a_journal_with_a_fault_is_not_archived(old: Path, tmp_path: Path) -> None:
    """A new baseline would take for right what is wrong."""
    past(old, ["UPDATE student SET phone = '9' WHERE id = 1"], unguarded=True)
    with opened(old) as session:
        refused(
            session, tmp_path / "归档", HALF_A_YEAR, "检查没有通过，没有归档：.*与基准|最后一次操作"
        )


class Stopping(jobs.Progress):
    def __init__(self, at: int) -> None:
        super().__init__()
        self.at, self.told = at, 0

    def step(self, done: int, total: int, text: str = "") -> None:
        self.told += 1
        if self.told == self.at:
            self.cancel()
        super().step(done, total, text)


def test_cancelled_anywhere_the_file_is_as_it_was(old: Path, tmp_path: Path) -> None:
    folder = tmp_path / "归档"
    with opened(old) as session:
        before, number = numbers(session), 0
        for number in (1, 5, 20, 30, 31, 32, 33, 500):
            try:
                session.run(
                    archiving.archive(HALF_A_YEAR, folder, "党校"), progress=Stopping(number)
                )
            except jobs.Cancelled:
                assert numbers(session) == before
                assert not list(folder.glob("*.dx*"))
            else:
                break
        assert number > 20
        assert inspection.of_session(session) == []


KILLED = """
import datetime, os, pathlib, signal, sys
from app.file import archiving
from app.ground import files, jobs
from app.opening import create, open_school
path, folder, when = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3]
def killed(*_): os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
placed = files.put_in_place
def put(written, target):
    if when == "written":
        killed()
    placed(written, target)
files.put_in_place = put
session = open_school(path, "secret-word", runner=jobs.Inline())
if when == "placed":
    session.with_key(lambda held: held.writer.conn.set_trace_callback(
        lambda sql: killed() if sql.startswith(("DELETE FROM operation", "COMMIT")) else None))
before = datetime.date.today() - datetime.timedelta(days=180)
session.run(archiving.archive(before, folder, "党校"))
"""


@pytest.mark.parametrize("when", ["written", "placed"])
def test_killed_anywhere_every_entry_is_somewhere(when: str, old: Path, tmp_path: Path) -> None:
    folder = tmp_path / "归档"
    with opened(old) as session:
        before = numbers(session)
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(old), str(folder), when],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
    )
    assert done.returncode in (-getattr(signal, "SIGKILL", 9), 1, 15), done.stderr
    with opened(old) as session:
        assert numbers(session) == before
        assert inspection.of_session(session) == []
        made = archive(session, folder)
        assert numbers(session)[0] == made.last_id + 1
        assert inspection.of_session(session) == []


def test_a_run_of_keystrokes_is_not_cut(worked_path: Path, tmp_path: Path) -> None:
    with opened(worked_path) as session:
        for number in range(4):
            session.run(students.update(1, {"remark": f"第 {number} 次"}).joined("备注"))
        run = numbers(session)[-4:]
    aged(worked_path, stay=2)
    with opened(worked_path) as session:
        assert archive(session, tmp_path).last_id == run[0] - 1


def test_a_number_that_went_into_an_archive_is_not_given_again(old: Path, tmp_path: Path) -> None:
    with opened(old) as session:
        gone = session.run(students.create({"name": "将走"})).value
        session.run(students.delete([gone]))
        session.run(students.create({"name": "留下"}))
    aged(old, stay=1)
    with opened(old) as session:
        archive(session, tmp_path)
        uid = "00000000-0000-4000-8000-000000000000"
        statement = f"INSERT INTO student (id, uid, name) VALUES ({gone}, '{uid}', '冒充')"
        with pytest.raises(UserError, match="已用过"):
            session.run(sql.write(statement))
        assert session.run(students.create({"name": "下一个"})).value > gone + 1


DAY = st.integers(0, 4)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("empty") / "党校.dxjw"
    create(path, name="党校", password=PASSWORD, cost=CHEAP)
    return path


@settings(max_examples=12)
@given(days=st.lists(DAY, min_size=1, max_size=8), stay=st.integers(0, 8))
def test_the_chain_goes_on_over_any_border(
    days: Sequence[int], stay: int, empty: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("border")
    path = folder / empty.name
    shutil.copyfile(empty, path)
    shutil.copyfile(vault.ring_path(empty), vault.ring_path(path))
    with opened(path) as session:
        for day in days:
            session.run(students.create({"name": f"学员{day}"}))
            if day == 3:
                session.undo()
    aged(path, stay=stay)
    with opened(path) as session:
        if session.read(archiving.count_before, HALF_A_YEAR):
            archive(session, folder)
        else:
            refused(session, folder / "归档", HALF_A_YEAR, "没有可以归档")
        session.run(students.create({"name": "后来的"}))
        assert inspection.of_session(session) == []
        links = session.read(lambda db: list(chain.links(db)))
        assert chain.faults(links, *session.read(archiving.border)) == []
