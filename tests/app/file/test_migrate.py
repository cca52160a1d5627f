"""Bringing an older file up: a copy first, all or nothing, newer files refused."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.file import backup, journal, migrate, recording, vault
from app.file.session import Session
from app.file.steps import LATEST, STEPS, Step, Steps
from app.file.store import Store, connect
from app.ground import jobs, paths
from app.ground.errors import NotAllowed, UserError
from app.opening import create, open_school, open_with_recovery
from app.people import students
from app.school import users
from app.teaching import teachers, venues
from tests.data import make_school_file
from tests.data.make_school_file import FOLDER, verdicts

PASSWORD = "secret-word"
CHEAP = vault.Cost(memory=64, passes=1, lanes=1)
KEPT = sorted(FOLDER.glob("v*.dxjw"))
OLDER = [path for path in KEPT if path.stem != f"v{LATEST}"]
SCHEMA = paths.SCHEMA.read_text("utf-8")
NEXT = LATEST + 1


def kept_copy(path: Path, folder: Path) -> Path:
    """A copy of a kept file, with its key ring."""
    copy = folder / path.name
    shutil.copyfile(path, copy)
    shutil.copyfile(vault.ring_path(path), vault.ring_path(copy))
    return copy


def words(db: Any) -> list[tuple[str, str, str]]:
    """The schema, word for word."""
    return db.execute(
        "SELECT type, name, coalesce(sql, '') FROM sqlite_master ORDER BY type, name"
    ).fetchall()


def everything(db: Any) -> list[object]:
    """The schema and every row."""
    tables = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
    rows = [
        (name, db.execute(f'SELECT * FROM "{name}"').fetchall())
        for (name,) in db.execute(tables).fetchall()
        if name != "student_find"  # its words stand in its own tables
    ]
    return [words(db), *rows, migrate.version_of(db)]


def writer(session: Session) -> Any:
    return session.with_key(lambda held: held.writer)


# ------------------------------------------------------------------------ files of every version


@pytest.fixture(params=OLDER, ids=lambda path: path.stem)
def older(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy of a file that an earlier version made."""
    return kept_copy(request.param, tmp_path)


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
        assert in_order(less) == in_order(rows)


def in_order(rows: list[dict[str, Any]]) -> list[str]:
    return sorted(json.dumps(row, ensure_ascii=False, sort_keys=True) for row in rows)


def test_undo_walks_over_the_border_and_redo_back(older: Path) -> None:
    undone: list[str] = []
    with open_school(older, PASSWORD, runner=jobs.Inline()) as opened:
        opened.run(teachers.create({"name": "新来的", "kind": "expert"}))
        states = [everything_recorded(opened)]
        while (name := opened.undo_name()) is not None:
            assert opened.undo().value == name
            undone.append(name)
            states.append(everything_recorded(opened))
        with pytest.raises(UserError, match=r"「补发证书.*不能撤销"):
            opened.undo()
        assert undone[0] == "添加教师 新来的"
        assert {"删除班次 专题班", "删除课次 党性分析", "审定 秋季进修班"} <= set(undone)
        for state in reversed(states[:-1]):
            opened.redo()
            assert everything_recorded(opened) == state


def everything_recorded(opened: Session) -> dict[str, list[dict[str, Any]]]:
    """Every recorded row, but for the versions on paper, which never go back."""

    def rows(db: Any) -> dict[str, list[dict[str, Any]]]:
        found = {t: list(db.query(f'SELECT * FROM "{t}"')) for t in recording.recorded_tables(db)}
        for row in found["class"]:
            del row["version"]
        return {t: sorted(of, key=lambda row: row["id"]) for t, of in found.items()}

    return opened.read(rows)


def test_the_first_user_of_an_older_file_is_its_administrator(tmp_path: Path) -> None:
    path = kept_copy(FOLDER / "v1.dxjw", tmp_path)
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
    before = db.execute(sql).fetchall()
    db.close()
    with open_school(older, PASSWORD, runner=jobs.Inline()) as opened:
        assert opened.read(lambda db: db.execute(sql).fetchall()) == before
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
    with open_school(copy, "other-secret", runner=jobs.Inline()) as restored:
        assert restored.user_name == "王芳"


def test_the_recovery_code_opens_an_older_file_too(older: Path) -> None:
    key = vault.load(older).unlock(PASSWORD)[0]
    code = vault.recovery_code(key)
    with open_with_recovery(older, code, "brand-new", runner=jobs.Inline(), cost=CHEAP) as opened:
        assert opened.read(migrate.version_of) == LATEST


def test_an_older_file_is_not_read_before_it_was_brought_up(older: Path) -> None:
    before = older.read_bytes()
    with pytest.raises(UserError, match=r"由旧版程序保存.*先备份，再升级.*没有改动"):
        open_school(older, PASSWORD, write=False)
    assert older.read_bytes() == before


def test_the_maker_of_these_files_makes_one_of_today(tmp_path: Path) -> None:
    path = tmp_path / "v.dxjw"
    make_school_file.make(path)
    with open_school(path, PASSWORD, write=False) as opened:
        assert len(opened.read(verdicts)["class_share"]) > 0
        assert opened.operations(limit=1)[0].name == "撤销 添加教师 将被撤销"


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
    for place in range(1, 100):
        try:
            migrate.upgrade(db, path, key, stopped_at(place))
        except jobs.Cancelled:
            assert everything(db) == before
            assert db.execute("PRAGMA foreign_keys").fetchone() == (1,)
        else:
            break
    assert place > 20  # the copy, every table, indexes and guards
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


@pytest.mark.parametrize("place", [1, 2, 12, 25, 29])
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


def test_without_room_for_the_copy_nothing_is_done(store: Store) -> None:
    store.path.with_name(f"示范党校（升级前第{LATEST}版）.dxjw").mkdir()
    before = everything(store.writer)
    with pytest.raises(UserError, match=r"升级前的备份不能写入.*文件没有改动"):
        raised(store, Step())
    assert everything(store.writer) == before


# ------------------------------------------------------------------------------- made-up later steps


def later(*more: Step) -> Steps:
    """The steps of a program of some later day."""
    real = dict(STEPS.after(1))
    return Steps({**real, **{NEXT + place: step for place, step in enumerate(more)}})


def changed(*pairs: tuple[str, str]) -> str:
    """Today's schema with some words replaced."""
    text = SCHEMA
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return text


def raised(store: Store, step: Step, schema: str = SCHEMA) -> Path | None:
    """Bring a file of today up to a made-up next version."""
    return migrate.upgrade(store.writer, store.path, store.key, steps=later(step), schema=schema)


# what every recorded table begins with
IDENTITY = SCHEMA.partition("CREATE TABLE user (")[2].partition("  name TEXT")[0]
EDUCATION = "  education TEXT NOT NULL DEFAULT '',\n"
ADDED = changed((EDUCATION, EDUCATION + "  nickname TEXT NOT NULL DEFAULT '小',\n"))
NEEDY = changed((EDUCATION, EDUCATION + "  nickname TEXT NOT NULL,\n"))
RENAMED = changed(("  education TEXT", "  schooling TEXT"))
DROPPED = changed((EDUCATION, ""))
SPLIT = changed(
    (EDUCATION, ""),
    (
        "CREATE INDEX student_by_pinyin",
        f"CREATE TABLE study ({IDENTITY}"
        " student_id INTEGER NOT NULL REFERENCES student (id), title TEXT NOT NULL) STRICT;\n"
        "CREATE INDEX student_by_pinyin",
    ),
)


def split(db: Any) -> None:
    db.execute("CREATE TABLE study (id INTEGER PRIMARY KEY, student_id INTEGER, title TEXT)")
    db.execute(
        "INSERT INTO study (student_id, title) SELECT id, education FROM student"
        " WHERE education <> ''"
    )


def test_a_column_is_added(store: Store, school_session: Session) -> None:
    copy = raised(store, Step(), ADDED)
    assert copy is not None
    assert copy.name == f"示范党校（升级前第{LATEST}版）.dxjw"
    rows = store.reader().execute("SELECT name, nickname FROM student").fetchall()
    assert rows == [("张伟", "小")]
    school_session.run(students.delete([1]))
    school_session.undo()
    assert store.reader().execute("SELECT nickname FROM student").fetchall() == [("小",)]


def test_a_column_is_computed(store: Store) -> None:
    def work(db: Any) -> None:
        db.execute("ALTER TABLE student ADD COLUMN nickname TEXT")
        db.execute("UPDATE student SET nickname = '小' || name")

    raised(store, Step(work=work), ADDED)
    assert store.reader().execute("SELECT nickname FROM student").fetchall() == [("小张伟",)]


def undo(session: Session, steps: Steps) -> str:
    return session.run(journal.undo_last(steps)).value


def test_a_delete_is_undone_after_a_column_was_renamed(
    store: Store, school_session: Session
) -> None:
    school_session.run(students.update(1, {"education": "大专"}))
    school_session.run(students.delete([1]))
    step = Step(columns={"student": {"education": "schooling"}})
    raised(store, step, RENAMED)
    assert undo(school_session, later(step)) == "删除学员 张伟"
    assert store.reader().execute("SELECT schooling FROM student").fetchall() == [("大专",)]
    assert undo(school_session, later(step)) == "修改学员 张伟"
    assert store.reader().execute("SELECT schooling FROM student").fetchall() == [("大学",)]
    school_session.run(journal.redo_next(later(step)))
    assert store.reader().execute("SELECT schooling FROM student").fetchall() == [("大专",)]
    traces = school_session.read(journal.history, "student", 1, later(step))
    assert traces[-2].columns["schooling"] == ("大学", "大专")


def test_a_table_is_renamed_twice_and_back(store: Store, school_session: Session) -> None:
    """Two versions at once, the second giving one column's older name to another."""
    there = Step(tables={"venue": "place"}, columns={"place": {"address": "way"}})
    again = Step(
        tables={"place": "venue"}, columns={"venue": {"remark": "address", "way": "remark"}}
    )
    room = school_session.run(venues.create({"name": "室", "address": "路", "remark": "注"})).value
    school_session.run(venues.delete(room))
    steps = later(there, again)
    migrate.upgrade(store.writer, store.path, store.key, steps=steps, schema=SCHEMA)
    undo(school_session, steps)
    rows = store.reader().execute("SELECT address, remark FROM venue").fetchall()
    assert rows == [("注", "路")]
    assert len(school_session.read(journal.history, "venue", room, steps)) == 3
    assert steps.names("venue") == ["venue", "place", "venue"]


GONE = Step(dropped_columns={"student": {"education": "学历"}})


def test_a_dropped_column_bars_the_undo_that_needs_it(
    store: Store, school_session: Session
) -> None:
    school_session.run(students.create({"name": "李娜", "phone": "1"}))
    school_session.run(students.update(1, {"phone": "1111"}))
    school_session.run(students.delete([1]))
    raised(store, GONE, DROPPED)
    before = everything(store.writer)
    with pytest.raises(UserError, match=r"「学历」，新版程序已不再保存，所以不能撤销。没有写入"):
        undo(school_session, later(GONE))
    assert everything(store.writer) == before
    traces = school_session.read(journal.history, "student", 1, later(GONE))
    assert traces[0].columns["学历"] == ("大学", None)


def test_a_dropped_column_does_not_bar_what_can_do_without(
    store: Store, school_session: Session
) -> None:
    school_session.run(students.create({"name": "李娜", "phone": "1", "education": "硕士"}))
    school_session.run(students.update(2, {"phone": "2"}))
    school_session.run(students.create({"name": "王芳"}))
    school_session.run(students.delete([3]))
    raised(store, GONE, DROPPED)
    steps = later(GONE)
    names = [undo(school_session, steps) for _ in range(4)]
    assert names == ["删除学员 王芳", "添加学员 王芳", "修改学员 李娜", "添加学员 李娜"]
    assert store.reader().execute("SELECT name FROM student").fetchall() == [("张伟",)]


def test_an_update_of_a_dropped_column_is_not_said_to_be_undone(
    store: Store, school_session: Session
) -> None:
    school_session.run(students.create({"name": "李娜"}))
    school_session.run(students.update(2, {"education": "硕士"}))
    raised(store, GONE, DROPPED)
    with pytest.raises(UserError, match="「学历」"):
        undo(school_session, later(GONE))


def test_a_table_is_dropped(store: Store, school_session: Session) -> None:
    school_session.run(venues.create({"name": "一号教室"}))
    entry = school_session.operations(limit=1)[0]
    text = f"CREATE TABLE hall ({IDENTITY} name TEXT NOT NULL) STRICT;\n"
    with_hall = changed(("CREATE INDEX student_by_pinyin", text + "CREATE INDEX student_by_pinyin"))
    raised(store, Step(), with_hall)
    store.writer.execute("INSERT INTO operation (name) VALUES ('建厅')")
    store.writer.execute("INSERT INTO journal_head SELECT max(id) FROM operation")
    store.writer.execute("INSERT INTO hall (name) VALUES ('礼堂')")
    store.writer.execute("DELETE FROM journal_head")
    steps = later(Step(), Step(dropped_tables={"hall": "礼堂表"}))
    migrate.upgrade(store.writer, store.path, store.key, steps=steps, schema=SCHEMA)
    with pytest.raises(UserError, match="「礼堂表」，新版程序已不再保存"):
        undo(school_session, steps)
    school_session.run(journal.take_back(entry.id, steps))
    assert store.reader().execute("SELECT count(*) FROM venue").fetchone() == (0,)


def test_a_table_is_split(store: Store, school_session: Session) -> None:
    step = Step(work=split, dropped_columns={"student": {"education": "学历"}})
    raised(store, step, SPLIT)
    rows = store.reader().execute("SELECT student_id, title FROM study").fetchall()
    assert rows == [(1, "大学")]
    assert store.writer.execute("PRAGMA foreign_key_list(study)").fetchone()[2] == "student"


def test_codes_are_brought_up_and_older_ones_stay(store: Store) -> None:
    store.writer.execute("INSERT INTO post_level VALUES ('999', '旧码')")
    text = changed(("('case', '案例式', 3)", "('case', '案例教学', 3)"))
    raised(store, Step(), text)
    name = store.reader().execute("SELECT name FROM teaching_method WHERE code = 'case'")
    assert name.fetchone() == ("案例教学",)
    assert store.reader().execute("SELECT name FROM post_level WHERE code = '999'").fetchone()


def test_search_words_are_found_after_the_upgrade(store: Store) -> None:
    raised(store, Step(), ADDED)
    sql = "SELECT rowid FROM student_find WHERE student_find MATCH 'zhangwei'"
    assert store.reader().execute(sql).fetchall() == [(1,)]


def bug(db: Any) -> None:
    raise ValueError("a bug")


def loose_ends(db: Any) -> None:
    db.execute("UPDATE student SET unit_id = 99")


def missing_table(db: Any) -> None:
    db.execute("UPDATE nowhere SET x = 1")


def unfit(db: Any) -> None:
    db.execute("DROP TABLE venue")
    db.execute("CREATE TABLE venue (id INTEGER PRIMARY KEY, name TEXT)")
    db.execute("INSERT INTO venue VALUES (1, ' ')")


def stray(db: Any) -> None:
    db.execute("CREATE TABLE stray (id INTEGER)")


@pytest.mark.parametrize(
    ("step", "schema", "text"),
    [
        (Step(work=bug), SCHEMA, "a bug"),
        (Step(work=loose_ends), SCHEMA, "升级后有记录对不上.*文件没有改动"),
        (Step(work=missing_table), SCHEMA, "nowhere"),
        (Step(work=unfit), SCHEMA, "有记录不合新版的要求.*文件没有改动"),
        (Step(work=stray), SCHEMA, "no step declares dropped.*stray"),
        (Step(), DROPPED, "student: columns that no step declares dropped.*education"),
        (Step(), NEEDY, "student: columns that no step fills.*nickname"),
        (Step(), SCHEMA + "CREATE VIEW broken AS SELECT;", "syntax error"),
    ],
)
def test_a_failing_step_leaves_the_file_as_it_was(
    store: Store, step: Step, schema: str, text: str
) -> None:
    before = everything(store.writer)
    with pytest.raises(Exception, match=text):
        raised(store, step, schema)
    assert everything(store.writer) == before
    assert store.writer.execute("PRAGMA foreign_keys").fetchone() == (1,)
    assert store.writer.execute("PRAGMA legacy_alter_table").fetchone() == (0,)


def test_steps_are_done_in_their_order(store: Store) -> None:
    done: list[int] = []
    several = [Step(work=lambda _, n=n: done.append(n)) for n in range(3)]
    migrate.upgrade(store.writer, store.path, store.key, steps=later(*several))
    assert done == [0, 1, 2]
    assert migrate.version_of(store.writer) == NEXT + 2


def test_no_version_is_without_its_step() -> None:
    with pytest.raises(ValueError, match="a version without a step"):
        Steps({2: Step(), 4: Step()})
