"""Bringing an older file up: a copy first, all or nothing, newer files refused."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app import inspection
from app.certificates import key_pair, ledger, sealing
from app.file import backup, migrate, recording, recovery, vault
from app.file.session import Session
from app.file.steps import LATEST, STEPS, Step, Steps
from app.file.store import Store, connect
from app.ground import jobs, paths
from app.ground.errors import NotAllowed, UserError, WrongPassword
from app.opening import create, open_school, open_with_recovery
from app.people import students
from app.school import users
from app.teaching import teachers, venues
from tests.data import make_school_file
from tests.data.make_school_file import FOLDER, verdicts
from tests.data.school_files import KEPT, OLDER, everything, kept_copy, recorded, words

PASSWORD = "secret-word"
CHEAP = vault.Cost(memory=64, passes=1, lanes=1)


def writer(session: Session) -> Any:
    return session.with_key(lambda held: held.writer)


# ------------------------------------------------------------------------ files of every version


@pytest.fixture(params=OLDER, ids=lambda path: path.stem)
def older(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy of a file that an earlier version made."""
    return kept_copy(request.param, tmp_path)


def test_a_file_of_every_version_is_kept() -> None:
    """This version's as well: what later changes must bring up is what it makes today."""
    wanted = {f"v{n}.{end}" for n in range(1, LATEST + 1) for end in ("dxjw", "dxkey", "json")}
    assert {path.name for path in FOLDER.iterdir()} >= wanted


@pytest.mark.parametrize("kept", KEPT, ids=lambda path: path.stem)
def test_an_upgraded_file_has_the_schema_and_the_verdicts_of_a_fresh_one(
    kept: Path, tmp_path: Path, school_session: Session
) -> None:
    told = json.loads(kept.with_suffix(".json").read_text("utf-8"))
    if kept.stem == "v1":  # a lesson was a session then
        told = json.loads(json.dumps(told).replace("session", "lesson"))
    with open_school(kept_copy(kept, tmp_path), PASSWORD, runner=jobs.Inline()) as opened:
        assert words(writer(opened)) == words(writer(school_session))
        assert opened.read(migrate.version_of) == LATEST
        found = opened.read(verdicts)
        assert opened.user_name == "李敏"
        assert opened.read(lambda db: db.execute("PRAGMA integrity_check").fetchall()) == [("ok",)]
    for view, rows in told.items():
        said = rows[0] if rows else {}  # a view may say more today
        less = [{column: row[column] for column in said or row} for row in found[view]]
        known = {key for row in rows for key in json.loads(row.get("data", "{}"))}
        for row in less if "data" in said else ():
            data = {k: v for k, v in json.loads(row["data"]).items() if k in known}
            row["data"] = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        assert in_order(less) == in_order(rows)


def in_order(rows: list[dict[str, Any]]) -> list[str]:
    return sorted(json.dumps(row, ensure_ascii=False, sort_keys=True) for row in rows)


def test_undo_walks_over_the_border_and_redo_back(older: Path) -> None:
    undone: list[str] = []
    with open_school(older, PASSWORD, runner=jobs.Inline()) as opened:
        opened.run(teachers.create({"name": "新来的", "kind": "expert"}))
        states = [recorded(opened)]
        while (name := opened.undo_name()) != "新建班次 秋季进修班":
            assert opened.undo().value == name
            undone.append(str(name))
            states.append(recorded(opened))
        with pytest.raises(UserError, match="审定过，不能删除"):
            opened.undo()
        assert undone[0] == "添加教师 新来的"
        assert {"删除班次 专题班", "删除课次 党性分析", "审定 秋季进修班"} <= set(undone)
        for state in reversed(states[:-1]):
            opened.redo()
            assert recorded(opened) == state
        for state in states[1:]:  # what came back has the uid by which others may know it by now
            opened.undo()
            assert recorded(opened) == state


def test_records_that_had_one_number_after_the_other_are_two(tmp_path: Path) -> None:
    """Version 1 gave a number again: the uid of who had it later is not that of who had it before."""
    path = kept_copy(FOLDER / "v1.dxjw", tmp_path)
    db = connect(path, vault.load(path).unlock(PASSWORD)[0], write=True)
    made = "INSERT INTO teacher (id, name, kind) VALUES (90, '{}', 'expert')"
    gone = "DELETE FROM teacher WHERE id = 90"
    db.execute("UPDATE operation SET state = 'dropped' WHERE state = 'undone'")
    for statement in (made.format("先来的"), gone, made.format("后来的"), gone):
        name = f"执行 {statement}"
        made_id = db.execute(
            "INSERT INTO operation (name) VALUES (?) RETURNING id", [name]
        ).fetchone()
        db.execute("DELETE FROM journal_head")
        db.execute("INSERT INTO journal_head VALUES (?)", made_id)
        db.execute(statement)
    db.execute("DELETE FROM journal_head")
    db.close()
    with open_school(path, PASSWORD, runner=jobs.Inline()) as opened:
        sql = "SELECT name, uid FROM teacher WHERE id = 90"
        seen: list[tuple[str, str]] = []
        for turn in (opened.undo, opened.redo) * 2:
            for _ in range(4):
                turn()
                seen += opened.read(lambda db: db.execute(sql).fetchall())
        assert [name for name, _ in seen] == ["后来的", "先来的", "先来的", "后来的"] * 2
        assert len(set(seen)) == len({uid for _, uid in seen}) == 2


def test_the_first_user_of_an_older_file_is_its_administrator(tmp_path: Path) -> None:
    path = kept_copy(make_school_file.FOLDER / "v1.dxjw", tmp_path)
    with open_school(path, make_school_file.SECOND, runner=jobs.Inline()) as opened:
        assert [(u.name, u.role_name) for u in opened.read(users.all)] == [
            ("李敏", "管理员"),
            ("王芳", "教务"),
        ]
        assert opened.user and opened.user.name == "王芳"
        opened.run(teachers.create({"name": "新来的", "kind": "expert"}))
        opened.undo()
        with pytest.raises(NotAllowed, match="由管理员来做，您是教务"):
            opened.undo()  # nobody knows what right it needed
    with open_school(path, PASSWORD, runner=jobs.Inline()) as opened:
        opened.undo()


def test_enrolments_of_before_get_what_their_students_are_today(tmp_path: Path) -> None:
    path = kept_copy(FOLDER / "v3.dxjw", tmp_path)
    db = connect(path, vault.load(path).unlock(PASSWORD)[0], write=True)
    values = "political_status = '01', rank = '四级调研员'"
    level = "post_level = (SELECT min(code) FROM post_level)"
    db.execute(f"UPDATE student SET {values}, {level}")
    db.close()
    with open_school(path, PASSWORD, runner=jobs.Inline()) as opened:
        same = (
            "SELECT count(*), sum(e.political_status = '01' AND e.rank = '四级调研员'"
            " AND e.post_level = s.post_level AND e.full_post = '' AND s.full_post = '')"
            " FROM enrolment e JOIN student s ON s.id = e.student_id"
        )
        there, filled = opened.read(lambda db: db.execute(same).fetchone())
        assert there == filled > 3
        assert not [f for f in inspection.of_session(opened) if f.grave]


def test_what_was_undone_before_the_border_is_done_again_after_it(older: Path) -> None:
    with open_school(older, PASSWORD, runner=jobs.Inline()) as opened:
        assert opened.redo().value == "添加教师 将被撤销"
        assert opened.read(lambda db: list(db.query("SELECT name FROM teacher")))[-1] == {
            "name": "将被撤销"
        }


def test_an_earlier_operation_alone_is_taken_back_over_the_border(older: Path) -> None:
    with open_school(older, PASSWORD, runner=jobs.Inline()) as opened:
        entry = next(e for e in opened.operations() if e.name == "修改学员 欧阳䶮")
        opened.take_back(entry.id)
        sql = "SELECT education FROM student WHERE name = '欧阳䶮'"
        assert opened.read(lambda db: db.execute(sql).fetchone()) == ("",)


def test_the_history_of_a_record_reaches_back_under_its_older_name(older: Path) -> None:
    with open_school(older, PASSWORD, runner=jobs.Inline()) as opened:
        traces = [
            trace
            for number in range(1, 20)
            for trace in opened.history("lesson", number)
            if trace.operation == "移动 党章与党的纪律"
        ]
        assert [t.columns["date"] for t in traces] == [("2026-12-01", "2026-12-02")]
        marks = opened.history("attendance", 1)
        assert [(t.action, t.columns["lesson_id"]) for t in marks] == [("insert", (None, 1))]


def test_entries_are_never_rewritten(older: Path) -> None:
    key = vault.load(older).unlock(PASSWORD)[0]
    db = connect(older, key, write=False)
    sql = "SELECT id, operation_id, table_name, row_id, action, before, after FROM change"
    before = db.execute(f"{sql} ORDER BY id").fetchall()
    db.close()
    with open_school(older, PASSWORD, runner=jobs.Inline()) as opened:
        after = opened.read(lambda db: db.execute(f"{sql} ORDER BY id").fetchall())
        assert after[: len(before)] == before  # what came with the program stands behind them
        opened.run(venues.create({"name": "新教室"}))
        newest = "SELECT schema_version FROM change ORDER BY id DESC LIMIT 1"
        assert opened.read(lambda db: db.execute(newest).fetchone()) == (LATEST,)


def test_the_copy_made_before_is_the_older_file_and_opens(older: Path) -> None:
    key = vault.load(older).unlock(PASSWORD)[0]
    db = connect(older, key, write=False)
    version, before = migrate.version_of(db), everything(db)
    db.close()
    open_school(older, PASSWORD, runner=jobs.Inline()).close()
    copy = older.with_name(f"{older.stem}（升级前第{version}版）.dxjw")
    assert vault.load(copy).unlock("other-secret")[0] == key
    db = connect(copy, key, write=False)
    assert everything(db) == before
    db.close()
    assert backup.verify(copy, key) == []  # and so is any backup of those days
    with pytest.raises(UserError, match=r"旧版程序保存的备份.*从备份恢复.*没有改动"):
        open_school(copy, "other-secret", runner=jobs.Inline())


def test_the_recovery_code_opens_an_older_file_too(older: Path) -> None:
    key = vault.load(older).unlock(PASSWORD)[0]
    code = recovery.code_of(key)
    with open_with_recovery(older, code, "brand-new", runner=jobs.Inline(), cost=CHEAP) as opened:
        assert opened.read(migrate.version_of) == LATEST


def test_an_older_file_is_not_read_before_it_was_brought_up(older: Path) -> None:
    before = older.read_bytes()
    with pytest.raises(UserError, match=r"由旧版程序保存.*先备份，再升级.*没有改动"):
        open_school(older, PASSWORD, write=False)
    assert older.read_bytes() == before


def test_the_maker_of_these_files_makes_one_of_today(tmp_path: Path) -> None:
    make_school_file.main(tmp_path)
    path = tmp_path / f"v{LATEST}.dxjw"
    with open_school(path, PASSWORD, write=False) as opened:
        told = opened.read(verdicts)
        assert json.loads(path.with_suffix(".json").read_text("utf-8")) == told
        assert len(told["class_share"]) > 0
        assert opened.operations(limit=1)[0].name == "撤销 添加教师 将被撤销"


def test_upgraded_rows_have_names_and_their_numbers_go_on(older: Path) -> None:
    key = vault.load(older).unlock(PASSWORD)[0]
    db = connect(older, key, write=False)
    highest = "SELECT max(row_id) FROM change WHERE table_name = 'teacher'"
    given = db.execute(highest).fetchone()[0]  # a row that was undone among them
    db.close()
    with open_school(older, PASSWORD, runner=jobs.Inline()) as opened:
        for table in opened.read(recording.recorded_tables):
            sql = f"SELECT count(*), count(DISTINCT uid) FROM {table}"
            rows, names = opened.read(lambda db, sql=sql: db.execute(sql).fetchone())
            assert rows == names, table
        new = opened.run(teachers.create({"name": "新来的", "kind": "expert"})).value
        assert new == given + 1


def test_an_upgraded_school_signs_its_certificates(older: Path) -> None:
    with open_school(older, PASSWORD, runner=jobs.Inline()) as opened:
        entries = opened.read(lambda db: db.execute("SELECT number FROM certificate").fetchall())
        issued = opened.read(ledger.by_number, entries[-1][0])
        assert issued is not None
        opened.run(ledger.void(issued.id, "姓名有误"))
        again = opened.read(ledger.get, opened.run(ledger.reissue(issued.id)).value)
        public = opened.read(key_pair.public_key)
        code = sealing.code_text(
            ledger.statement(again), str(again.key_fingerprint), str(again.signature)
        )
        assert sealing.judge(code, public).verdict == "genuine"


# --------------------------------------------------------- all or nothing, and what stands in a way


def stopped_at(steps: int) -> jobs.Progress:
    """A progress that is cancelled at the n-th report."""
    told: list[int] = []

    def shown(done: int, _total: int, _text: str) -> None:
        told.append(done)
        if len(told) == steps:
            progress.cancel()

    progress = jobs.Progress(shown)
    return progress


def test_cancelled_anywhere_the_file_is_as_it_was(tmp_path: Path) -> None:
    path = kept_copy(OLDER[0], tmp_path)
    key = vault.load(path).unlock(PASSWORD)[0]
    db = connect(path, key, write=True)
    before = everything(db)
    place = 0
    for place in (1, 2, 3, *range(4, 200, 6)):  # one table is like the next
        try:
            migrate.upgrade(db, path, key, stopped_at(place))
        except jobs.Cancelled:
            assert everything(db) == before
            assert db.execute("PRAGMA foreign_keys").fetchone() == (1,)
            assert not list(tmp_path.glob("*升级前*"))  # of what was not upgraded
        else:
            break
    assert place > 60  # the copy, every table, indexes and guards
    assert migrate.version_of(db) == LATEST
    db.close()


KILLED = """
import os, pathlib, signal, sys
from app import opening
from app.ground import jobs
told = []
def shown(done, total, text):
    told.append(text)
    if len(told) == int(sys.argv[2]):
        os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
opening.open_school(pathlib.Path(sys.argv[1]), "secret-word", progress=jobs.Progress(shown))
"""


@pytest.mark.parametrize("place", [1, 2, 12, 60, 79, 80])
def test_killed_anywhere_the_file_is_as_it_was_and_opens(place: int, tmp_path: Path) -> None:
    path = kept_copy(OLDER[0], tmp_path)
    key = vault.load(path).unlock(PASSWORD)[0]
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(path), str(place)],
        env={**os.environ, "PYTHONPATH": str(paths.SCHEMA.parent.parent)},
        check=False,
    )
    assert done.returncode != 0
    db = connect(path, key, write=False)
    assert migrate.version_of(db) == 1
    assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    db.close()
    with open_school(path, PASSWORD, runner=jobs.Inline()) as opened:
        assert opened.read(migrate.version_of) == LATEST


@pytest.fixture
def store(school_session: Session) -> Store:
    """The opened file of a school with one student and one teacher."""
    school_session.run(students.create({"name": "张伟", "education": "大学", "phone": "0000"}))
    school_session.run(teachers.create({"name": "何军", "kind": "expert"}))
    return school_session.with_key(lambda held: held)


def test_a_newer_file_is_refused_and_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "校.dxjw"
    create(path, name="校", password=PASSWORD, cost=CHEAP)
    with open_school(path, PASSWORD, runner=jobs.Inline()) as session:
        session.with_key(lambda held: held.writer.execute("PRAGMA user_version = 70"))
    before = path.read_bytes()
    for write in (True, False):
        with pytest.raises(UserError, match=r"更新版本的程序.*第 70 版.*请先升级本程序"):
            open_school(path, PASSWORD, write=write)
    assert path.read_bytes() == before
    assert not list(tmp_path.glob("*升级前*"))


def test_a_file_that_was_never_finished_is_refused(store: Store) -> None:
    store.writer.execute("PRAGMA user_version = 0")
    with pytest.raises(UserError, match="不是完整的学校文件"):
        migrate.upgrade(store.writer, store.path, store.key)


def test_a_file_of_today_needs_nothing(store: Store) -> None:
    before = everything(store.writer)
    assert migrate.upgrade(store.writer, store.path, store.key) is None
    assert everything(store.writer) == before


def test_who_does_not_say_the_right_name_brings_nothing_up(older: Path) -> None:
    before = older.read_bytes(), sorted(older.parent.iterdir())
    for name in ("不存在", "王芳"):  # whose password it is not
        with pytest.raises(WrongPassword, match="姓名或密码不正确"):
            open_school(older, PASSWORD, name=name, runner=jobs.Inline())
    lock = older.with_name(older.name + ".lock")
    assert (older.read_bytes(), sorted(p for p in older.parent.iterdir() if p != lock)) == before
    with open_school(older, PASSWORD, name=" 李敏 ", runner=jobs.Inline()) as opened:
        assert opened.user_name == "李敏"


def test_without_room_for_the_copy_nothing_is_done(
    store: Store, hold_files: Callable[[], None]
) -> None:
    before = everything(store.writer)
    later = Steps({**dict(STEPS.after(1)), LATEST + 1: Step()})
    hold_files()
    with pytest.raises(UserError, match=r"无法写入文件.*没有改动"):
        migrate.upgrade(store.writer, store.path, store.key, steps=later)
    assert everything(store.writer) == before
