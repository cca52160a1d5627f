"""Rows of other schools come, change and go with an open package only; the guards bind the own school's."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlcipher3

from app.file import vault
from app.ground import jobs
from app.opening import open_school
from tests.db import other_school
from tests.db.other_school import APART, TABLES, close_package, open_package

KEPT = Path(__file__).parents[1] / "data" / "db" / "v1.dxjw"
REFUSED = (sqlcipher3.dbapi2.IntegrityError, sqlcipher3.dbapi2.OperationalError)
FOREIGN = "别的学校的记录只能随收到的数据包写入或更改"


@pytest.fixture(scope="module")
def merged(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    """A school of every kind of row, with another one beside it."""
    path = tmp_path_factory.mktemp("schools") / "校.dxjw"
    shutil.copyfile(KEPT, path)
    shutil.copyfile(vault.ring_path(KEPT), vault.ring_path(path))
    with open_school(path, "secret-word", runner=jobs.Inline()) as session:
        session.with_key(lambda held: other_school.enter(held.writer))
    return path, vault.load(path).unlock("secret-word")[0]


@pytest.fixture
def raw(merged: tuple[Path, bytes], tmp_path: Path) -> Iterator[Any]:
    """A connection that knows nothing of the program, with SQLite's own defaults."""
    path, key = merged
    shutil.copyfile(path, tmp_path / "copy.dxjw")
    conn = sqlcipher3.connect(tmp_path / "copy.dxjw", isolation_level=None)
    conn.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    yield conn
    conn.close()


def dump(conn: Any) -> dict[str, list[Any]]:
    tables = ("school", *TABLES)
    return {t: conn.execute(f"SELECT * FROM {t} ORDER BY id").fetchall() for t in tables}


def first(conn: Any, table: str, *, own: bool = False) -> int:
    sign = "<" if own else ">"
    return conn.execute(f"SELECT min(id) FROM {table} WHERE id {sign} {APART}").fetchone()[0]


# a change of any column of each table that is no name of the row
CHANGES = {
    "school": "contact = '换'", "unit": "pinyin = '换'", "teacher": "name = '换'",
    "venue": "address = '换'", "course": "title = '换'", "student": "name = '换'",
    "policy_profile": "title = '换'", "rule": "minimum = 1",
    "rule_tag": "code = '换'", "rule_class_kind": "class_kind = 'other'",
    "rule_level": "level = 'city'",
    "class": "name = '换'", "class_span": "end_date = '2029-01-01'", "lesson": "title = '换'",
    "lesson_lecturer": "post = '换'",
    "lesson_topic": "topic = 'secrecy'", "course_topic_of": "topic = 'secrecy'",
    "enrolment": "remark = '换'", "attendance": "remark = '换'",
    "hour_entry": "title = '换'", "certificate": "student_name = '换'",
}  # fmt: skip


def attacks(conn: Any) -> list[str]:
    """Every way by which bare SQL might bring, change or take a row of the other school."""
    found = [
        f"INSERT INTO school (name, public_key) VALUES ('又一校', '{'0' * 64}')",
        f"INSERT OR REPLACE INTO school (id, name, public_key) VALUES (2, '换', '{'0' * 64}')",
        "UPDATE school SET id = 3 WHERE id = 2",
        "DELETE FROM school WHERE id <> 1",
        "INSERT INTO student (school_id, name) VALUES (7, '无此校')",
        "INSERT OR REPLACE INTO student (school_id, name) VALUES (0, '无此校')",
        "INSERT OR IGNORE INTO class (school_id, code, name, profile_id) VALUES (2, '新', '班', 1)",
        "INSERT INTO class (school_id, code, name, profile_id) VALUES (2, '新', '班', 1)"
        " ON CONFLICT DO UPDATE SET name = '换'",
    ]
    for table, change in CHANGES.items():
        if table == "school":
            theirs, ours = 2, 1
        else:
            theirs, ours = first(conn, table), first(conn, table, own=True)
        found += [
            f"UPDATE {table} SET {change} WHERE id = {theirs}",
            f"UPDATE OR REPLACE {table} SET {change} WHERE id = {theirs}",
            f"UPDATE {table} SET id = 900000 WHERE id = {theirs}",
            f"UPDATE OR REPLACE {table} SET id = {theirs} WHERE id = {ours}",
            f"UPDATE OR REPLACE {table} SET uid = (SELECT uid FROM {table} WHERE id = {theirs})"
            f" WHERE id = {ours}",
            f"DELETE FROM {table} WHERE id = {theirs}",
            f"DELETE FROM {table}",
        ]
        columns = [row[1] for row in conn.execute(f"PRAGMA table_info({table})").fetchall()]
        rest = ", ".join(c for c in columns if c not in ("id", "uid"))
        found += [
            f"INSERT OR REPLACE INTO {table} ({rest}) SELECT {rest} FROM {table} WHERE id = {theirs}",
            f"INSERT OR REPLACE INTO {table} (id, {rest}) SELECT {theirs}, {rest} FROM {table}"
            f" WHERE id = {ours}",
            f"INSERT OR REPLACE INTO {table} (uid, {rest}) SELECT (SELECT uid FROM {table}"
            f" WHERE id = {theirs}), {rest} FROM {table} WHERE id = {ours}",
        ]
        if "school_id" in columns:
            found += [
                f"UPDATE {table} SET school_id = 2 WHERE id = {ours}",
                f"UPDATE {table} SET school_id = 3 WHERE id = {ours}",
                f"UPDATE {table} SET school_id = 1 WHERE id = {theirs}",
                f"UPDATE OR REPLACE {table} SET school_id = NULL WHERE id = {theirs}",
                f"UPDATE OR REPLACE {table} SET school_id = 2 WHERE id = {ours}",
            ]
    for table, column, parent in (
        ("class_span", "class_id", "class"), ("lesson", "class_id", "class"),
        ("lesson_lecturer", "lesson_id", "lesson"), ("enrolment", "class_id", "class"),
        ("attendance", "enrolment_id", "enrolment"), ("attendance", "lesson_id", "lesson"),
        ("rule", "profile_id", "policy_profile"), ("rule_tag", "rule_id", "rule"),
        ("rule_class_kind", "rule_id", "rule"),
        ("rule_level", "rule_id", "rule"),
        ("lesson_topic", "lesson_id", "lesson"), ("course_topic_of", "course_id", "course"),
    ):  # fmt: skip
        found += [
            f"UPDATE OR REPLACE {table} SET {column} = {first(conn, parent)}"
            f" WHERE id = (SELECT max(id) FROM {table} WHERE id < {APART})",
            f"UPDATE OR REPLACE {table} SET {column} = (SELECT max(id) FROM {parent}"
            f" WHERE id < {APART}) WHERE id = {first(conn, table)}",
        ]
    return found


@pytest.mark.parametrize("recursive", [False, True], ids=["flat", "recursive"])
@pytest.mark.parametrize("keys", [True, False], ids=["keys", "nokeys"])
def test_no_bare_statement_touches_another_school(raw: Any, keys: bool, recursive: bool) -> None:
    raw.execute(f"PRAGMA foreign_keys = {int(keys)}")
    raw.execute(f"PRAGMA recursive_triggers = {int(recursive)}")
    before, passed = dump(raw), []
    statements = attacks(raw)
    for sql in statements:
        raw.execute("BEGIN")
        try:
            raw.execute(sql)
            passed.append(sql)
        except REFUSED:
            pass
        raw.execute("ROLLBACK")
    assert passed == []
    assert dump(raw) == before
    assert len(statements) > 250


def test_new_rows_of_another_school_are_refused_for_that_reason(raw: Any) -> None:
    for sql in (
        f"INSERT INTO school (name, public_key) VALUES ('又一校', '{'0' * 64}')",
        "INSERT INTO student (school_id, name) VALUES (2, '张伟')",
        "INSERT INTO unit (school_id, name) VALUES (2, '新单位')",
        "INSERT INTO class (school_id, code, name, profile_id) VALUES (2, '新', '班', 1)",
        f"INSERT INTO class_span (class_id, start_date, end_date) VALUES ({first(raw, 'class')},"
        " '2030-01-01', '2030-01-02')",
        f"DELETE FROM rule_level WHERE id = {first(raw, 'rule_level')}",
        f"DELETE FROM class WHERE id = {first(raw, 'class')}",
        "UPDATE school SET name = '换' WHERE id = 2",
    ):
        with pytest.raises(sqlcipher3.dbapi2.IntegrityError, match=FOREIGN):
            raw.execute(sql)


def test_rows_that_lost_what_they_were_part_of_go_with_it(raw: Any) -> None:
    """A cascade takes them; so does nobody else while the package is closed."""
    raw.execute("PRAGMA foreign_keys = ON")
    theirs = first(raw, "class")
    with pytest.raises(sqlcipher3.dbapi2.IntegrityError, match=FOREIGN):
        raw.execute(f"DELETE FROM class WHERE id = {theirs}")
    open_package(raw)
    raw.execute(f"DELETE FROM class WHERE id = {theirs}")
    assert raw.execute(f"SELECT count(*) FROM lesson WHERE class_id = {theirs}").fetchone() == (0,)


def test_with_an_open_package_another_schools_rows_change_and_go(raw: Any) -> None:
    """An approved class, its lessons, a certificate issued: none is this school's to guard."""
    raw.execute("PRAGMA foreign_keys = ON")
    own = {
        table: [row for row in rows if row[0] < APART]
        for table, rows in dump(raw).items()
        if table != "school"
    }
    open_package(raw)
    raw.execute(f"DELETE FROM rule_level WHERE id > {APART} AND level <> 'county'")
    for table, change in CHANGES.items():
        theirs = 2 if table == "school" else first(raw, table)
        raw.execute(f"UPDATE {table} SET {change} WHERE id = {theirs}")
    raw.execute(f"UPDATE class SET status = 'closed', version = 9 WHERE id > {APART}")
    for table in reversed(TABLES):
        raw.execute(f"DELETE FROM {table} WHERE id > {APART}")
    raw.execute("DELETE FROM school WHERE id = 2")
    close_package(raw)
    after = dump(raw)
    assert {table: after[table] for table in own} == own
    assert raw.execute("PRAGMA foreign_key_check").fetchall() == []


def test_an_open_package_opens_nothing_of_the_own_school(raw: Any) -> None:
    open_package(raw)
    for sql, text in (
        ("UPDATE lesson SET title = '换' WHERE class_id = 2", "课程安排不能更改"),
        ("DELETE FROM certificate WHERE id = 1", "证书台账不能删除"),
        ("UPDATE class SET status = 'approved' WHERE id = 3", "不能审定"),
        (
            "INSERT INTO class (code, name, profile_id, status) VALUES ('9', '班', 1, 'closed')",
            "草案",
        ),
        ("UPDATE rule SET minimum = 1 WHERE profile_id = 1", "政策指标"),
        ("DELETE FROM school WHERE id = 1", "学校资料不能删除"),
        ("UPDATE student SET school_id = 2 WHERE id = 1", "所属学校"),
        (
            f"INSERT OR REPLACE INTO school (id, name, public_key) VALUES (1, '换', '{'0' * 64}')",
            "学校资料已经有了",
        ),
        # a package does not put its rows in the place of the own ones
        (
            "INSERT OR REPLACE INTO class (id, school_id, code, name, profile_id)"
            " VALUES (2, 2, '新', '班', 1)",
            "不能替换",
        ),
        (
            "INSERT OR REPLACE INTO student (id, school_id, name) VALUES (1, 2, '换')",
            "不能删除",
        ),
    ):
        with pytest.raises(sqlcipher3.dbapi2.IntegrityError, match=text):
            raw.execute(sql)


def test_no_school_uses_what_is_anothers(raw: Any) -> None:
    """A lesson of one in a room of the other would clash with what is approved there."""
    open_package(raw)
    for table, column in (
        ("lesson", "venue_id"),
        ("lesson", "course_id"),
        ("lesson_lecturer", "teacher_id"),
        ("enrolment", "student_id"),
    ):
        noun = column.removesuffix("_id")
        with pytest.raises(sqlcipher3.dbapi2.IntegrityError, match="自己的课程"):
            raw.execute(f"UPDATE {table} SET {column} = 1 WHERE id = {first(raw, table)}")
        with pytest.raises(sqlcipher3.dbapi2.IntegrityError):  # or for one more reason
            raw.execute(f"UPDATE {table} SET {column} = {first(raw, noun)} WHERE id = 3")


def test_a_package_stays_as_long_as_the_school_it_brought(raw: Any) -> None:
    kept = raw.execute("SELECT id FROM package").fetchall()
    for keys in (0, 1):
        raw.execute(f"PRAGMA foreign_keys = {keys}")
        for sql in (
            "DELETE FROM package",
            "INSERT OR REPLACE INTO package (id, uid, kind, state) SELECT id, uid, '换', 'closed'"
            " FROM package",
        ):
            with pytest.raises(sqlcipher3.dbapi2.IntegrityError):
                raw.execute(sql)
        open_package(raw)  # another one, which brought no school, may go
        for sql in (
            "UPDATE school SET package_id = NULL WHERE id = 2",
            "UPDATE school SET package_id = (SELECT max(id) FROM package) WHERE id = 2",
            "UPDATE school SET package_id = (SELECT max(id) FROM package) WHERE id = 1",
        ):
            with pytest.raises(sqlcipher3.dbapi2.IntegrityError, match="随哪个数据包而来"):
                raw.execute(sql)
        with pytest.raises(sqlcipher3.dbapi2.IntegrityError, match=FOREIGN):
            raw.execute(f"INSERT INTO school (name, public_key) VALUES ('又一校', '{'0' * 64}')")
        raw.execute("DELETE FROM package WHERE state = 'open'")
        assert raw.execute("SELECT id FROM package").fetchall() == kept


def test_one_package_is_open_at_a_time(raw: Any) -> None:
    open_package(raw)
    with pytest.raises(sqlcipher3.dbapi2.IntegrityError, match="UNIQUE"):
        open_package(raw)


def test_each_school_is_judged_by_itself(raw: Any) -> None:
    """The same rows have the same verdicts, by the level and the semesters of their own school."""

    def shares(school: int) -> list[Any]:
        return raw.execute(
            "SELECT x.class_id % ?1, x.rule, x.part, x.total, x.verdict FROM class_share x"
            " JOIN class c ON c.id = x.class_id WHERE c.school_id = ?2 ORDER BY 1, 2",
            (APART, school),
        ).fetchall()

    def periods(school: int) -> list[Any]:
        return raw.execute(
            "SELECT period, scope, profile, rule, part, total, minimum, verdict FROM period_share"
            " WHERE school_id = ? ORDER BY 1, 2, 3, 4",
            (school,),
        ).fetchall()

    def semesters(school: int) -> list[Any]:
        return raw.execute(
            "SELECT DISTINCT p.semester FROM lesson_period p JOIN class c ON c.id = p.class_id"
            " WHERE c.school_id = ? ORDER BY 1",
            (school,),
        ).fetchall()

    assert shares(1) == shares(2) != []
    assert periods(1) == periods(2)
    before = shares(1), semesters(1)
    open_package(raw)
    # a city's school, whose spring begins in April, where no rule of the other's binds cities
    raw.execute(f"DELETE FROM rule_level WHERE id > {APART} AND level = 'city'")
    raw.execute("UPDATE school SET level = 'city', spring_from = '04-01' WHERE id = 2")
    assert (shares(1), semesters(1)) == before
    assert shares(2) == []
    assert semesters(2) != semesters(1)
