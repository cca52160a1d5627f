"""Made-up steps of later days: what is renamed, dropped, added, computed, and undone into."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.file import journal, migrate, reversal
from app.file.operation import Operation, Transaction
from app.file.session import Session
from app.file.steps import LATEST, STEPS, Step, Steps
from app.file.store import Store
from app.ground import paths
from app.ground.errors import UserError
from app.people import students
from app.teaching import teachers, venues
from tests.data.school_files import everything

SCHEMA = paths.SCHEMA.read_text("utf-8")
NEXT = LATEST + 1


@pytest.fixture
def store(school_session: Session) -> Store:
    """The opened file of a school with one student and one teacher."""
    school_session.run(students.create({"name": "张伟", "education": "大学", "phone": "0000"}))
    school_session.run(teachers.create({"name": "何军", "kind": "expert"}))
    return school_session.with_key(lambda held: held)


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


def test_a_table_whose_words_are_the_same_is_left_where_it_lies(store: Store) -> None:
    """Photos are most of a file."""
    where = "SELECT rootpage FROM sqlite_master WHERE name = ?"
    before = [store.writer.execute(where, [name]).fetchone() for name in ("photo", "student")]
    raised(store, Step(), ADDED)
    after = [store.writer.execute(where, [name]).fetchone() for name in ("photo", "student")]
    assert (before[0] == after[0], before[1] == after[1]) == (True, False)


def test_numbers_go_on_above_every_one_that_was_given(
    store: Store, school_session: Session
) -> None:
    for name in ("一", "二", "三"):
        school_session.run(students.create({"name": name}))
    school_session.run(students.delete([3, 4]))
    raised(store, Step(), ADDED)
    school_session.run(students.update(1, {"post": "科长"}))
    again = later(Step(), Step())
    migrate.upgrade(
        store.writer, store.path, store.key, steps=again, schema=ADDED.replace("小", "大")
    )
    assert school_session.run(students.create({"name": "四"})).value == 5
    numbers = dict(store.writer.execute("SELECT name, seq FROM sqlite_sequence").fetchall())
    assert (numbers["student"], numbers["half_day"], numbers["venue"]) == (5, 3, 0)
    twice = "SELECT name FROM sqlite_sequence GROUP BY name HAVING count(*) > 1"
    assert store.writer.execute(twice).fetchall() == []


def test_a_column_is_computed(store: Store) -> None:
    def work(db: Any) -> None:
        db.execute("ALTER TABLE student ADD COLUMN nickname TEXT")
        db.execute("UPDATE student SET nickname = '小' || name")

    raised(store, Step(work=work), ADDED)
    assert store.reader().execute("SELECT nickname FROM student").fetchall() == [("小张伟",)]


def undo(session: Session, steps: Steps) -> str:
    return session.run(reversal.undo_last(steps)).value


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
    school_session.run(reversal.redo_next(later(step)))
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


def test_a_name_that_another_table_had_once_shows_nothing_of_it(school_session: Session) -> None:
    room = school_session.run(venues.create({"name": "室"})).value
    steps = later(Step(tables={"venue": "place"}))
    assert school_session.read(journal.history, "venue", room, steps) == []
    assert len(school_session.read(journal.history, "place", room, steps)) == 1


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


def test_what_a_row_had_that_goes_with_it_bars_nothing(
    store: Store, school_session: Session
) -> None:
    def work(tx: Transaction) -> None:
        made = tx.call(students.create({"name": "李娜"}))
        tx.call(students.update(made, {"education": "硕士"}))

    school_session.run(Operation("添加并修改", work, right="students"))
    raised(store, GONE, DROPPED)
    undo(school_session, later(GONE))
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
    number = journal.begin(store.writer, "建厅", "", "stack")
    store.writer.execute("INSERT INTO hall (name) VALUES ('礼堂')")
    journal.finish(store.writer, number, "建厅", "stack", ())
    steps = later(Step(), Step(dropped_tables={"hall": "礼堂表"}))
    migrate.upgrade(store.writer, store.path, store.key, steps=steps, schema=SCHEMA)
    with pytest.raises(UserError, match="「礼堂表」，新版程序已不再保存"):
        undo(school_session, steps)
    school_session.run(reversal.take_back(entry.id, steps))
    assert store.reader().execute("SELECT count(*) FROM venue").fetchone() == (0,)


def test_a_table_is_split(store: Store, school_session: Session) -> None:
    step = Step(work=split, dropped_columns={"student": {"education": "学历"}})
    raised(store, step, SPLIT)
    rows = store.reader().execute("SELECT student_id, title FROM study").fetchall()
    assert rows == [(1, "大学")]
    assert store.writer.execute("PRAGMA foreign_key_list(study)").fetchone()[2] == "student"


def test_codes_are_brought_up_and_older_ones_stay(store: Store) -> None:
    guards = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'post_level'"
    for (guard,) in store.writer.execute(guards).fetchall():  # an older program shipped it
        store.writer.execute(f"DROP TRIGGER {guard}")
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


def damage(db: Any) -> None:
    """Leave a row that the table's own words forbid, as a fault of a disk may."""
    db.execute("PRAGMA ignore_check_constraints = ON")
    db.execute("UPDATE student SET name = ' '")
    db.execute("PRAGMA ignore_check_constraints = OFF")


def own_view(db: Any) -> None:
    db.execute("CREATE VIEW left_over AS SELECT 1")


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
        (Step(work=loose_ends), SCHEMA, "不能升级.*所指的单位不存在.*文件没有改动"),
        (Step(work=damage), SCHEMA, "没有通过完整性检查.*没有升级，文件没有改动"),
        (Step(work=missing_table), SCHEMA, "nowhere"),
        (Step(work=unfit), SCHEMA, "不能升级.*文件没有改动"),
        (Step(work=own_view), SCHEMA, "not the fresh one"),
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


def test_what_was_done_past_the_program_is_told_by_the_upgrade(store: Store) -> None:
    """The baseline that it lays would take it for right."""
    store.writer.execute("DROP TRIGGER journal_student_update")
    store.writer.execute("UPDATE student SET phone = '1' WHERE id = 1")
    raised(store, Step())
    last = "SELECT name FROM operation ORDER BY id DESC LIMIT 1"
    (name,) = store.reader().execute(last).fetchone()
    assert (
        "升级前检查：学员「张伟」（编号 1）与最后一次操作记下的内容不符，表示它在程序之外被改过"
        in name
    )


def test_an_upgrade_of_what_only_the_program_wrote_finds_nothing(store: Store) -> None:
    raised(store, Step())
    last = "SELECT name FROM operation ORDER BY id DESC LIMIT 1"
    assert store.reader().execute(last).fetchone() == (
        f"升级学校文件（第 {LATEST} 版到第 {NEXT} 版）",
    )
