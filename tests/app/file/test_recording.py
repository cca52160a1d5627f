"""What every recorded table has alike: a name for life, ids given once, a school."""

from __future__ import annotations

import sqlite3
import uuid
from pathlib import Path
from typing import Any

import pytest
import sqlcipher3

from app.classes import classes, enrolment, lessons
from app.classes.classes import Span
from app.file import backup, recording, sql
from app.file.operation import Operation
from app.file.session import Session
from app.ground.errors import UserError
from app.people import students
from app.teaching import teachers, venues

WEEK = (Span("2026-11-02", "2026-11-06"),)


def ask(session: Session, text: str) -> list[Any]:
    return session.read(lambda db: db.execute(text).fetchall())


def writer(session: Session) -> Any:
    return session.with_key(lambda held: held.writer)


def test_every_recorded_table_has_an_id_given_once_and_a_name_for_life(
    school_session: Session,
) -> None:
    made = set()
    for table in school_session.read(recording.recorded_tables):
        ((text,),) = ask(school_session, f"SELECT sql FROM sqlite_master WHERE name = '{table}'")
        assert "id INTEGER PRIMARY KEY AUTOINCREMENT" in text, table
        made.add(text.partition("  uid TEXT NOT NULL UNIQUE")[2].partition("),\n")[0])
    assert len(made) == 1


def test_the_tables_that_say_whose_their_rows_are(school_session: Session) -> None:
    """A school's own keys begin with the school, so that another's may have the same."""
    having = set()
    for table in school_session.read(recording.recorded_tables):
        columns = {row[1] for row in ask(school_session, f"PRAGMA table_info({table})")}
        if "school_id" not in columns:
            continue
        having.add(table)
        for _, index, unique, *_ in ask(school_session, f"PRAGMA index_list({table})"):
            keyed = [row[2] for row in ask(school_session, f"PRAGMA index_info({index})")]
            # a class or student already says whose it is
            if unique and keyed != ["uid"] and not {"class_id", "student_id"} & set(keyed):
                assert keyed[0] == "school_id", index
    assert having == recording.OF_SCHOOL


def test_a_uid_is_a_random_uuid_of_its_own(school_session: Session) -> None:
    school_session.run(
        Operation(
            "很多",
            lambda tx: tx.db.execute(
                "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)"
                " INSERT INTO venue (name) SELECT '教室' || i FROM n"
            ),
            right="libraries",
        )
    )
    made = [uid for (uid,) in ask(school_session, "SELECT uid FROM venue")]
    assert len(set(made)) == 2000
    assert {(str(uuid.UUID(uid)) == uid, uuid.UUID(uid).version) for uid in made} == {(True, 4)}
    assert {uuid.UUID(uid).variant for uid in made} == {uuid.RFC_4122}


OTHER = "11111111-2222-4333-8444-555555555555"


@pytest.mark.parametrize(
    "statement",
    [
        f"UPDATE venue SET uid = '{OTHER}' WHERE id = 1",
        f"UPDATE OR REPLACE venue SET uid = '{OTHER}' WHERE id = 1",
        "UPDATE venue SET uid = NULL WHERE id = 1",
        "UPDATE OR REPLACE venue SET uid = NULL WHERE id = 1",
        "UPDATE OR IGNORE venue SET uid = (SELECT uid FROM venue WHERE id = 2) WHERE id = 1",
        "UPDATE OR REPLACE venue SET uid = (SELECT uid FROM venue WHERE id = 2) WHERE id = 1",
        "UPDATE venue SET id = 9 WHERE id = 1",
        "UPDATE venue SET rowid = 9 WHERE id = 1",
        "UPDATE OR REPLACE venue SET _rowid_ = 2 WHERE id = 1",
        "UPDATE venue SET id = NULL WHERE id = 1",
        "UPDATE venue SET school_id = 2 WHERE id = 1",
        "INSERT INTO venue (uid, name) SELECT uid, '新' FROM venue WHERE id = 1",
        "INSERT OR REPLACE INTO venue (uid, name) SELECT uid, '新' FROM venue WHERE id = 1",
        "INSERT INTO venue (uid, name) SELECT uid, '新' FROM venue WHERE id = 1"
        " ON CONFLICT DO UPDATE SET name = '换'",
        "INSERT INTO venue (uid, name) VALUES ('', '新')",
        "INSERT INTO venue (uid, name) VALUES ('1', '新')",
        f"INSERT INTO venue (uid, name) VALUES ('{OTHER.upper().replace('1', 'A')}', '新')",
        f"INSERT INTO venue (uid, name) VALUES ('{OTHER.replace('-4', '-1')}', '新')",
        f"INSERT INTO venue (uid, name) VALUES ('{OTHER} ', '新')",
        f"INSERT INTO venue (uid, name) VALUES ('{OTHER.replace('1', 'g')}', '新')",
        "INSERT INTO venue (uid, name) VALUES (NULL, '新')",
        "INSERT OR REPLACE INTO venue (id, name) VALUES (1, '新')",
        "INSERT OR REPLACE INTO venue (rowid, name) VALUES (1, '新')",
        "INSERT INTO venue (id, name) VALUES (3, '新')",  # it was there, and is gone
        "INSERT OR REPLACE INTO venue (id, name) VALUES (3, '新')",
        f"INSERT INTO venue (id, uid, name) VALUES (3, '{OTHER}', '新')",
        "INSERT INTO venue (id, name) VALUES (0, '新')",
        "INSERT INTO venue (id, name) VALUES (-1, '新')",
    ],
)
@pytest.mark.parametrize("keys", [True, False], ids=["keys", "nokeys"])
@pytest.mark.parametrize("recursive", [False, True], ids=["flat", "recursive"])
def test_what_a_record_is_known_by_stays(
    school_session: Session, statement: str, keys: bool, recursive: bool
) -> None:
    for name in ("一", "二", "三"):
        school_session.run(venues.create({"name": name}))
    school_session.run(venues.delete(3))
    db = writer(school_session)
    db.execute(f"PRAGMA foreign_keys = {int(keys)}")
    db.execute(f"PRAGMA recursive_triggers = {int(recursive)}")
    before = ask(school_session, "SELECT * FROM venue")
    with pytest.raises(sqlcipher3.dbapi2.Error):
        db.execute(statement)
    assert ask(school_session, "SELECT * FROM venue") == before


def test_a_null_uid_that_replace_fills_is_a_new_one(school_session: Session) -> None:
    run = sql.write("INSERT OR REPLACE INTO venue (uid, name) VALUES (NULL, '一') RETURNING uid")
    (row,) = school_session.run(run).value
    assert uuid.UUID(row["uid"]).version == 4


def test_a_deleted_row_comes_back_under_its_names(school_session: Session) -> None:
    student = school_session.run(students.create({"name": "张伟"})).value
    before = ask(school_session, "SELECT id, uid FROM student")
    school_session.run(students.delete([student]))
    school_session.undo()
    assert ask(school_session, "SELECT id, uid FROM student") == before
    school_session.redo()
    school_session.undo()
    school_session.undo()  # and away to before it was made
    assert ask(school_session, "SELECT id, uid FROM student") == []
    school_session.redo()
    assert ask(school_session, "SELECT id, uid FROM student") == before
    history = school_session.history("student", student)
    assert [t.action for t in history][::-1] == ["insert", *["delete", "insert"] * 3]


def test_no_id_is_given_twice(school_session: Session, tmp_path: Path) -> None:
    gone = [school_session.run(venues.create({"name": name})).value for name in "甲乙丙"]
    for venue_id in gone:
        school_session.run(venues.delete(venue_id))
    assert school_session.run(venues.create({"name": "丁"})).value == max(gone) + 1
    school_session.run(venues.delete(max(gone) + 1))
    plain = sqlite3.connect(backup.plain_copy(school_session, tmp_path / "plain.db"))
    plain.execute("INSERT INTO venue (name) VALUES ('戊')")
    assert plain.execute("SELECT id FROM venue").fetchall() == [(max(gone) + 2,)]
    plain.close()


def test_a_cascade_brings_everything_back_under_its_names(school_session: Session) -> None:
    """A class goes with its dates, lessons, lecturers and students."""
    person = school_session.run(students.create({"name": "张伟"})).value
    teacher = school_session.run(teachers.create({"name": "何军", "kind": "expert"})).value
    values = {"code": "1", "name": "班", "kind": "other"}
    class_id = school_session.run(classes.create(values, WEEK)).value
    school_session.run(enrolment.enrol(class_id, [person]))
    held = school_session.run(lessons.add(class_id, "2026-11-02", "morning", {"title": "课"})).value
    school_session.run(lessons.set_lecturers(held, [teacher]))
    tables = ("class", "class_span", "enrolment", "lesson", "lesson_lecturer")

    def rows() -> list[list[Any]]:
        return [ask(school_session, f"SELECT id, uid FROM {t} ORDER BY id") for t in tables]

    before = rows()
    school_session.run(classes.delete(class_id))
    assert rows() == [[] for _ in tables]
    school_session.undo()
    assert rows() == before


FAR = [2**63 - 1, 2**63 - 2, 2**53, 2 * recording.ROOM, 0, -1, -(2**63)]


@pytest.mark.parametrize(
    "wanted",
    [
        "venue (id, name) VALUES ({}, '远')",
        "student (rowid, name) VALUES ({}, '远')",
        "package (id, kind) VALUES ({}, '远')",
        "user (id, name, ring_entry) VALUES ({}, '远', '远')",
        "class (id, code, name, profile_id) VALUES ({}, '远', '远', 1)",
    ],
)
@pytest.mark.parametrize("verb", ["INSERT", "INSERT OR REPLACE", "INSERT OR IGNORE"])
def test_an_id_from_far_away_ends_no_table(school_session: Session, verb: str, wanted: str) -> None:
    """After the highest there is, SQLite gives none any more, and calls that a full disk."""
    last = ask(school_session, "SELECT * FROM sqlite_sequence")
    for row_id in FAR:
        with pytest.raises(UserError, match=r"编号（id）(太大|已用过)"):
            school_session.run(sql.write(f"{verb} INTO {wanted.format(row_id)}"))
    assert ask(school_session, "SELECT * FROM sqlite_sequence") == last


def test_no_recorded_table_takes_an_id_from_far_away(school_session: Session) -> None:
    guards = ask(school_session, "SELECT tbl_name FROM sqlite_master WHERE sql LIKE '%太大%'")
    assert {t for (t,) in guards} == set(school_session.read(recording.recorded_tables))


def test_ids_may_leave_some_room_and_a_long_list_all_it_needs(school_session: Session) -> None:
    run = school_session.run
    run(sql.write(f"INSERT INTO venue (id, name) VALUES ({recording.ROOM}, '一')"))
    run(sql.write(f"INSERT INTO venue (id, name) VALUES ({2 * recording.ROOM}, '二')"))
    assert run(venues.create({"name": "三"})).value == 2 * recording.ROOM + 1


def test_a_file_whose_ids_have_run_out_says_so(school_session: Session) -> None:
    """One of version 1, in which nothing kept them."""
    db = writer(school_session)
    db.execute("INSERT INTO sqlite_sequence VALUES ('venue', 9223372036854775807)")
    with pytest.raises(UserError, match=r"表 venue 的编号（id）已用到尽头.*磁盘并没有满"):
        school_session.run(venues.create({"name": "一"}))
    school_session.run(students.create({"name": "张伟"}))


def test_a_taken_id_is_told(school_session: Session) -> None:
    school_session.run(venues.create({"name": "一"}))
    with pytest.raises(UserError, match="编号（id）已用过，不能再用"):
        school_session.run(sql.write("INSERT OR REPLACE INTO venue (id, name) VALUES (1, '新')"))
    with pytest.raises(UserError, match="编号（uid）不合规定，或已有记录使用"):
        school_session.run(sql.write("INSERT INTO venue (uid, name) VALUES ('1', '新')"))
