"""Who may write the journal: no statement by itself, of the program's own connection neither."""

from __future__ import annotations

from typing import Any

import pytest
import sqlcipher3
from sqlcipher3.dbapi2 import Error

from app.file import keeper
from app.file.operation import Operation, Transaction
from app.file.session import Session
from app.ground.errors import UserError
from app.people import students

STATEMENTS = [
    "INSERT INTO operation (name) VALUES ('假的')",
    "REPLACE INTO operation (id, name) VALUES (1, '假的')",
    "UPDATE operation SET state = 'undone'",
    "UPDATE OR REPLACE operation SET id = 1 WHERE id = 2",
    "DELETE FROM operation",
    "INSERT INTO change (operation_id, table_name, row_id, action) VALUES (1, 'student', 1, 'delete')",
    "INSERT INTO change (id, table_name, row_id, action) VALUES (1, 'student', 1, 'delete')",
    "REPLACE INTO change (id, table_name, row_id, action) VALUES (1, 'student', 1, 'delete')",
    "INSERT INTO change (id, table_name, row_id, action) VALUES (-1, 'student', 1, 'delete')",
    "INSERT INTO change (id, table_name, row_id, action) VALUES (1 << 62, 'student', 1, 'delete')",
    "UPDATE change SET after = '{}'",
    "UPDATE change SET operation_id = NULL",
    "DELETE FROM change",
    "INSERT INTO journal_head VALUES (1)",
    "DELETE FROM baseline",
    "UPDATE baseline SET digest = ''",
    "INSERT INTO baseline (operation_id, change_id, table_name, part, row_count, digest)"
    " VALUES (1, 0, 'student', 0, 0, '')",
    "INSERT INTO journal_archive (operation_id, first_id, last_id, last_change_id, first_at, last_at,"
    " operation_count, change_count, previous_hash, last_hash, file_name, folder)"
    " VALUES (1, 1, 99, 99, '', '', 0, 0, '', '', '', '')",
]


@pytest.mark.parametrize("statement", STATEMENTS)
def test_no_statement_writes_the_journal(statement: str, school_session: Session) -> None:
    school_session.run(students.create({"name": "张伟"}))
    school_session.run(students.update(1, {"phone": "1"}))

    def journal(db: Any) -> list[Any]:
        tables = ("operation", "change", "journal_head", "baseline", "journal_archive")
        return [db.execute(f"SELECT * FROM {t} ORDER BY 1").fetchall() for t in tables]

    before = school_session.read(journal)
    with pytest.raises(Error):
        school_session.with_key(lambda held: held.writer.execute(statement))
    with pytest.raises(UserError):  # nor in a verb, whose doing it would be
        school_session.run(Operation("伪造", lambda tx: _forge(tx, statement), right="sql"))
    assert school_session.read(journal) == before


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_head SET operation_id = 2",
        "DELETE FROM journal_head",
        "INSERT INTO change (operation_id, table_name, row_id, action) VALUES (2, 'student', 1, 'delete')",
    ],
)
def test_a_verb_does_not_write_under_another_operation(
    statement: str, school_session: Session
) -> None:
    school_session.run(students.create({"name": "张伟"}))
    with pytest.raises(UserError, match="操作记录"):
        school_session.run(Operation("伪造", lambda tx: _forge(tx, statement), right="sql"))


def _forge(tx: Transaction, statement: str) -> None:
    tx.db.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE operation SET name = '别的' WHERE id = 2",
        "UPDATE operation SET user_name = '别人' WHERE id = 2",
        "UPDATE operation SET at = '2020-01-01' WHERE id = 2",
        "UPDATE operation SET hash = '' WHERE id = 2",
        "UPDATE operation SET id = 77 WHERE id = 2",
        "DELETE FROM operation WHERE id = 2",
        "DELETE FROM change",
    ],
)
def test_the_program_does_not_change_a_finished_entry(
    statement: str, school_session: Session
) -> None:
    school_session.run(students.create({"name": "张伟"}))
    with keeper.keeping(), pytest.raises(Error, match="操作记录不能"):
        school_session.with_key(lambda held: held.writer.execute(statement))


def test_a_tool_that_is_not_the_program_cannot_even_ask(school_session: Session) -> None:
    """Another tool's connection has no such function: what the guards ask is not answered."""
    school_session.run(students.create({"name": "张伟"}))

    key = school_session.with_key(lambda held: held.key)
    bare = sqlcipher3.connect(str(school_session.path), isolation_level=None)
    bare.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    with pytest.raises(Error, match="no such function"):
        bare.execute("DELETE FROM operation")
    bare.execute("UPDATE student SET phone = '1'")  # what it does to a record is recorded
    assert bare.execute("SELECT count(*) FROM change WHERE operation_id IS NULL").fetchone() == (1,)
    bare.close()
