"""A short slice of the grammar of statements, and whether its oracle sees what it is there for."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from sqlcipher3.dbapi2 import Error

from tests.attack import states
from tests.attack.dml import passing
from tests.attack.reproduced import FORGERIES
from tests.attack.statements import Statements

VERDICTS = ("class_share", "class_presence", "class_problem", "period_share")
# of which approved class, under which version, each thing is said
SAID = {
    "class_share": "x.rule, x.part, x.total, x.minimum, x.verdict, x.severity",
    "class_presence": "x.rule, x.minimum_days, x.verdict, x.severity",
    "class_problem": "x.rule, x.severity, x.part, x.total, x.minimum",
}
# what is read only to say it in words, and neighbours' clashes, which warn
WORDS = {("student", "name"), ("teacher", "name"), ("venue", "name"), ("class", "name")}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    path = tmp_path_factory.mktemp("dml") / "校.dxjw"
    return path, states.make(path)


@pytest.fixture
def upon(made: tuple[Path, bytes]) -> Iterator[Statements]:
    tried = Statements(*made, seed=8)
    yield tried
    tried.close()


def test_statements_drawn_by_dice_forge_nothing(upon: Statements) -> None:
    result = upon.run(count=300, seconds=2)
    assert [(one.pragmas, one.statements, one.wrong) for one in result.failures] == []
    assert result.passed.total() > 10  # the rest was refused, or changed nothing


def test_the_oracle_sees_what_was_forged_where_nothing_guards(
    made: tuple[Path, bytes], tmp_path: Path
) -> None:
    path = tmp_path / "bare.dxjw"
    shutil.copyfile(made[0], path)
    conn = states.open_bare(path, made[1])
    for (name,) in conn.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        conn.execute(f'DROP TRIGGER "{name}"')
    conn.close()
    bare = Statements(path, made[1], seed=8)
    assert [name for name in FORGERIES if not any(passing(bare, FORGERIES[name]))] == []
    assert len(bare.run(count=20, seconds=3).failures) > 3
    bare.close()


def test_the_oracle_judges_as_the_views_do(upon: Statements) -> None:
    for one in upon.beginning.all("class"):
        told = upon.conn.execute(
            "SELECT rule, verdict, severity FROM class_share WHERE class_id = ?1 UNION ALL"
            " SELECT rule, verdict, severity FROM class_presence WHERE class_id = ?1",
            [one["id"]],
        ).fetchall()
        assert sorted(told) == sorted(upon.beginning.verdicts(one))
        blocking = "SELECT 1 FROM class_problem WHERE class_id = ? AND severity = 'block'"
        assert bool(upon.beginning.blocking(one)) == bool(
            upon.conn.execute(blocking, [one["id"]]).fetchall()
        )


# ------------------------------------------------------------------- what verdicts rest on, column by column


def read_by_verdicts(conn: Any) -> list[tuple[str, str]]:
    """Every table and column that SQLite reads for the verdicts: asked of its authorizer."""
    read: set[tuple[str, str]] = set()

    def heard(action: int, table: str | None, column: str | None, *_: object) -> int:
        if action == 20 and table and column:
            read.add((table, column))
        return 0

    conn.set_authorizer(heard)
    for view in VERDICTS:
        conn.execute(f"SELECT * FROM {view}").fetchall()
    conn.set_authorizer(None)
    tables = {
        name
        for (name,) in conn.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table'"
        ).fetchall()
    }
    return sorted(pair for pair in read if pair[0] in tables and not pair[0].startswith("sqlite"))


def verdicts(conn: Any) -> list[Any]:
    """What the views say of every class past drafting, but for clashes with drafts, which only warn."""
    found: list[Any] = []
    for view, columns in SAID.items():
        found.append(
            conn.execute(
                f"SELECT c.id, c.version, {columns} FROM {view} x JOIN class c ON c.id = x.class_id"
                " WHERE c.status <> 'draft' AND x.rule NOT IN ('conflict', 'student_conflict', 'no_students')"
                " ORDER BY 1, 2, 3, 4, 5"
            ).fetchall()
        )
    found.append(conn.execute("SELECT * FROM period_share ORDER BY 1, 2, 3, 4, 5").fetchall())
    return found


def standing(conn: Any) -> list[Any]:
    return conn.execute(
        "SELECT id, version FROM class WHERE status <> 'draft' ORDER BY id"
    ).fetchall()


def test_what_verdicts_read_does_not_change_them_without_a_reopening(upon: Statements) -> None:
    """Each column that a verdict reads, in each kind of row, set to what else it might be, or gone."""
    conn = upon.conn
    pairs = read_by_verdicts(conn)
    assert {"class", "class_span", "lesson", "lesson_lecturer", "school", "rule"} < {
        table for table, _ in pairs
    }
    before, stood = verdicts(conn), standing(conn)
    passed: list[str] = []
    conn.execute("BEGIN")
    for table, column in pairs:
        if (table, column) in WORDS:
            continue
        held = upon.beginning.all(table)
        others = dict.fromkeys(repr(row[column]) for row in held if row[column] is not None)
        values = ["NULL", "0", "'x'", str(2**63 - 1), *islice(others, 3)]
        rows = held[:: max(1, len(held) // 4)]
        statements = [
            f'UPDATE{how} "{table}" SET "{column}" = {value} WHERE id = {row["id"]}'
            for row in rows
            for value in values
            for how in ("", " OR REPLACE")
        ]
        for sql in [
            *statements,
            *(f'DELETE FROM "{table}" WHERE id = {row["id"]}' for row in rows),
        ]:
            conn.execute("SAVEPOINT one")
            try:
                if (
                    conn.execute(sql).rowcount
                    and standing(conn) == stood
                    and verdicts(conn) != before
                ):
                    passed.append(sql)
            except Error:
                pass
            conn.execute("ROLLBACK TO one")
            conn.execute("RELEASE one")
    conn.execute("ROLLBACK")
    assert passed == []
