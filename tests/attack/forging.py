"""What somebody who holds the key does to the school past the program and past its judge.

Each forgery is given a bare connection with the key and dice; what it returns says what it did. Those
that only alter rows leave the schema word for word as it was: the triggers are taken away and put back.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import sqlcipher3

from tests.attack import program
from tests.attack.program import Say, school

AGAIN = 20
DICED = (
    *("a trigger dropped", "a trigger emptied", "a view dropped", "a view emptied"),
    *("an index dropped", "a table dropped"),
)
Forgery = Callable[[Any, random.Random], str]


def forge(folder: Path, say: Say, kind: str, seed: str) -> str:
    """Forge the school in the folder; return what was done."""
    path = school(folder)
    with program.opened(path, write=False) as session:
        key = session.with_key(lambda store: store.key)
    db = sqlcipher3.connect(str(path), isolation_level=None)
    try:
        db.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        return FORGERIES[kind](db, random.Random(seed))
    finally:
        db.close()


def key(folder: Path, say: Say) -> None:
    """Write the school's key into the file ``key`` of the folder."""
    with program.opened(school(folder), write=False) as session:
        found = session.with_key(lambda store: store.key)
    (folder / "key").write_text(found.hex(), "ascii")


def bare(folder: Path, say: Say, key: str, log: bool = False) -> str:
    """Say what keeps a copy of the school's file from being read with its key; "": nothing.

    It is read as SQLite does by itself, with its ``log`` or without.
    """
    path = school(folder)
    with TemporaryDirectory(dir=folder) as place:
        copy = Path(place) / "copy.db"
        for rest in ("", "-wal") if log else ("",):
            if (beside := path.with_name(path.name + rest)).exists():
                shutil.copyfile(beside, copy.with_name(copy.name + rest))
        db = sqlcipher3.connect(str(copy), isolation_level=None)
        try:
            db.execute(f"PRAGMA key = \"x'{key}'\"")
            db.execute("SELECT count(*) FROM operation").fetchone()
        except sqlcipher3.dbapi2.Error as error:
            return f"the file itself is harmed: {error}"
        finally:
            db.close()
    return ""


def kinds(folder: Path, say: Say) -> list[str]:
    """Return the names of all forgeries, those that dice decide of several times."""
    return [*FORGERIES, *(name for name in DICED for _ in range(AGAIN))]


@contextmanager
def _unguarded(db: Any) -> Iterator[None]:
    """No triggers meanwhile; afterwards the same again, in the same order."""
    listed = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY rowid"
    triggers = db.execute(listed).fetchall()
    db.execute("BEGIN IMMEDIATE")
    for name, _ in triggers:
        db.execute(f'DROP TRIGGER "{name}"')
    yield
    for _, sql in triggers:
        db.execute(sql)
    db.execute("COMMIT")


def _names(db: Any, kind: str) -> list[str]:
    rows = db.execute(
        "SELECT name FROM sqlite_master WHERE type = ? AND sql IS NOT NULL"
        " AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'student\\_find\\_%' ESCAPE '\\'"
        " ORDER BY name",
        [kind],
    )
    return [name for (name,) in rows.fetchall()]


def _dropped(kind: str) -> Forgery:
    def forge(db: Any, dice: random.Random) -> str:
        name = dice.choice(_names(db, kind))
        db.execute(f'DROP {kind.upper()} "{name}"')
        return name

    return forge


def _all_triggers(db: Any, dice: random.Random) -> str:
    for name in _names(db, "trigger"):
        db.execute(f'DROP TRIGGER "{name}"')
    return "all"


def _view_replaced(db: Any, dice: random.Random) -> str:
    name = dice.choice(_names(db, "view"))
    columns = [row[1] for row in db.execute(f'PRAGMA table_info("{name}")').fetchall()]
    empty = ", ".join(f'NULL AS "{c}"' for c in columns)
    db.execute("PRAGMA legacy_alter_table = ON")
    db.execute(f'DROP VIEW "{name}"')
    db.execute(f'CREATE VIEW "{name}" AS SELECT {empty} WHERE 0')
    return name


def _trigger_replaced(db: Any, dice: random.Random) -> str:
    """One that judges does nothing any more."""
    name = dice.choice([n for n in _names(db, "trigger") if "journal" not in n])
    sql = db.execute("SELECT sql FROM sqlite_master WHERE name = ?", [name]).fetchone()[0]
    head = sql[: sql.upper().index("BEGIN")]
    db.execute(f'DROP TRIGGER "{name}"')
    db.execute(f"{head} BEGIN SELECT 1; END")
    return name


def _statement(*statements: str, guarded: bool = False) -> Forgery:
    """Statements, each of which must touch a row, with the guards of the file away."""

    def forge(db: Any, dice: random.Random) -> str:
        if guarded:
            for one in statements:
                db.execute(one)
            return statements[-1]
        with _unguarded(db):
            for one in statements:
                done = db.execute(one)
                if done.rowcount == 0 and "journal_head" not in one:
                    raise RuntimeError(f"touched nothing: {one}")
        return statements[-1].partition(" WHERE ")[0]

    return forge


# a closed class that has certificates
_CLOSED = "(SELECT class_id FROM certificate WHERE status = 'issued' LIMIT 1)"
_ISSUED = "(SELECT id FROM certificate WHERE status = 'issued' LIMIT 1)"
_MIDDLE = "(SELECT id FROM operation ORDER BY id LIMIT 1 OFFSET 3)"

FORGERIES: dict[str, Forgery] = {
    "a trigger dropped": _dropped("trigger"),
    "every trigger dropped": _all_triggers,
    "a trigger emptied": _trigger_replaced,
    "a view dropped": _dropped("view"),
    "a view emptied": _view_replaced,
    "an index dropped": _dropped("index"),
    "a table dropped": _dropped("table"),
    "a column added": _statement("ALTER TABLE class ADD COLUMN extra TEXT", guarded=True),
    "a trigger added": _statement(
        "CREATE TRIGGER extra AFTER INSERT ON teacher BEGIN DELETE FROM course; END", guarded=True
    ),
    "the journal erased": _statement(
        "DELETE FROM change", "DELETE FROM journal_head", "DELETE FROM operation"
    ),
    "the last operation erased": _statement(
        "DELETE FROM change WHERE operation_id = (SELECT max(id) FROM operation)",
        "DELETE FROM operation WHERE id = (SELECT max(id) FROM operation)",
    ),
    "an operation erased": _statement(
        f"DELETE FROM change WHERE operation_id = {_MIDDLE}",
        f"DELETE FROM operation WHERE id = {_MIDDLE}",
    ),
    "an archive invented": _statement(
        "INSERT INTO journal_archive (operation_id, first_id, last_id, last_change_id, first_at, last_at,"
        " operation_count, change_count, previous_hash, last_hash, file_name, folder)"
        " SELECT 999999, 1, id, (SELECT max(c.id) FROM change c WHERE c.operation_id <= o.id), at, at,"
        f" id, 1, '', hash, '校 操作记录.dxlog', '备份' FROM operation o WHERE id = {_MIDDLE}",
        "DELETE FROM change WHERE operation_id <= (SELECT max(last_id) FROM journal_archive)",
        "DELETE FROM operation WHERE id <= (SELECT max(last_id) FROM journal_archive)",
    ),
    "an operation renamed": _statement(f"UPDATE operation SET name = '另' WHERE id = {_MIDDLE}"),
    "an operation's user": _statement(
        f"UPDATE operation SET user_name = '别人' WHERE id = {_MIDDLE}"
    ),
    "an operation's day": _statement(
        f"UPDATE operation SET at = '2020-01-01' WHERE id = {_MIDDLE}"
    ),
    "a change rewritten": _statement(
        "UPDATE change SET after = json_set(after, '$.remark', '改') WHERE id ="
        " (SELECT id FROM change WHERE action = 'insert' AND table_name = 'teacher' LIMIT 1)"
    ),
    "a change erased": _statement("DELETE FROM change WHERE id = (SELECT min(id) + 5 FROM change)"),
    "a certificate's name": _statement(
        f"UPDATE certificate SET student_name = '他人' WHERE id = {_ISSUED}"
    ),
    "a certificate's number": _statement(
        f"UPDATE certificate SET number = 'X-1', serial = 99999 WHERE id = {_ISSUED}"
    ),
    "a certificate's signature": _statement(
        # turned: a letter that is to be replaced is not in every signature
        "UPDATE certificate SET signature = substr(signature, 2) || substr(signature, 1, 1)"
        f" WHERE id = {_ISSUED}"
    ),
    "a certificate erased": _statement(f"DELETE FROM certificate WHERE id = {_ISSUED}"),
    "a certificate invented": _statement(
        "INSERT INTO certificate (number, series, serial, class_id, student_id, class_code,"
        " class_name, student_name, start_date, end_date, quarter_hours, wording, school_name,"
        " issue_date, verification_code, signature, key_fingerprint)"
        " SELECT 'Y-1', 'Y', 1, NULL, NULL, class_code, class_name, '假人', start_date,"
        " end_date, quarter_hours, wording, school_name, issue_date, verification_code, signature,"
        f" key_fingerprint FROM certificate WHERE id = {_ISSUED}"
    ),
    "a certificate voided": _statement(
        "UPDATE certificate SET status = 'voided', void_date = '2026-01-01', void_reason = '假'"
        f" WHERE id = {_ISSUED}"
    ),
    "a class approved": _statement(
        "UPDATE class SET status = 'approved', approved_at = '2026-01-01 00:00:00'"
        " WHERE status = 'draft'"
    ),
    "an approval back-dated": _statement(
        f"UPDATE class SET approved_at = '2020-01-01 00:00:00' WHERE id = {_CLOSED}"
    ),
    "a class's version": _statement(f"UPDATE class SET version = 7 WHERE id = {_CLOSED}"),
    "a lesson of a closed class": _statement(
        f"UPDATE lesson SET title = '别的课' WHERE class_id = {_CLOSED}"
    ),
    "a lesson erased": _statement(
        f"DELETE FROM lesson_lecturer WHERE lesson_id IN (SELECT min(id) FROM lesson WHERE class_id = {_CLOSED})",
        f"DELETE FROM lesson WHERE id IN (SELECT min(id) FROM lesson WHERE class_id = {_CLOSED})",
    ),
    "an enrolment altered": _statement(
        f"UPDATE enrolment SET status = 'withdrawn' WHERE class_id = {_CLOSED}"
    ),
    "hours altered": _statement("UPDATE hour_entry SET quarter_hours = quarter_hours + 40"),
    "hours erased": _statement("DELETE FROM hour_entry"),
    "a student renamed": _statement(
        "UPDATE student SET name = '改名' WHERE id = (SELECT min(id) FROM student)"
    ),
    "a teacher's telephone": _statement(
        "UPDATE teacher SET phone = '1' WHERE id = (SELECT min(id) FROM teacher)"
    ),
    "a rule softened": _statement("UPDATE rule SET minimum = 0"),
    "a user's role": _statement("UPDATE user SET role = 'registrar'"),
    "a right given": _statement("INSERT INTO role_right VALUES ('reader', 'sql')"),
    "a code altered": _statement("UPDATE teaching_method SET name = name || '甲'"),
    "the school erased": _statement("PRAGMA foreign_keys = OFF", "DELETE FROM school"),
    "the school's level": _statement("UPDATE school SET level = 'province'"),
    "the public key": _statement("UPDATE school SET public_key = replace(public_key, 'a', 'b')"),
    "the private key": _statement("UPDATE secret SET value = randomblob(32)"),
    "ids used up": _statement("UPDATE sqlite_sequence SET seq = 9223372036854775807"),
    "the version of the file": _statement("PRAGMA user_version = 1", guarded=True),
}
