"""Statements of the data language, drawn by dice, tried on a school with a class in every guarded state.

A try is a short row of statements on one connection, under pragmas that a tool may have set; it is taken
back at its end. After each statement that passed, the oracle compares the rows. ``--only`` of ``make
attack`` and ``attempt(number)`` do one try again.
"""

from __future__ import annotations

import random
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlcipher3.dbapi2 import Error

from tests.attack import states
from tests.attack.judging import Rows
from tests.attack.oracle import wrongs

# how often a table is drawn; those not named once
WEIGHTS = {
    "class": 14, "certificate": 8, "enrolment": 6, "hour_entry": 6, "lesson": 6, "school": 5,
    "class_span": 3, "lesson_lecturer": 3, "rule": 4, "student": 4, "policy_profile": 2,
    "lesson_topic": 2, "class_kind": 2, "course_topic": 1, "rule_step": 1, "profile_label": 1,
    "user": 2, "half_day": 2, "photo": 2, "change": 2,
}  # fmt: skip
ORS = ("", "", " OR REPLACE", " OR REPLACE", " OR IGNORE", " OR ROLLBACK", " OR FAIL", " OR ABORT")
NUMBERS = (
    "0",
    "-1",
    "1",
    "2",
    "3",
    "7",
    "16",
    "48",
    "400",
    str(2**53),
    str(2**63 - 1),
    str(-(2**63)),
)
TEXTS = (
    "'draft'", "'approved'", "'running'", "'closed'", "'issued'", "'voided'", "'withdrawn'",
    "'completed'", "'enrolled'", "'main'", "'other'", "'special'", "'county'", "'city'", "'class'",
    "'warn'", "'theory'", "'lecture'", "'leading_cadre'", "'2020-01-01'", "'2020-01-01 08:00:00'",
    "'2026-03-31'", "''", "' '", "'x'", "'01-01'", "'12-30'", "'offline'", "'admin'", "'reader'",
    "datetime('now', 'localtime')",
)  # fmt: skip
STRANGE = ("x'00'", "1.5", "'1'", "'abc'", "9e999", "zeroblob(3)", "random()", "total_changes()")
# what the program's own verbs do, so that tries come into the states behind them
DEEDS = (
    "UPDATE class SET status = 'approved' WHERE id = {class}",
    "UPDATE class SET status = 'draft' WHERE id = {class}",
    "UPDATE class SET status = 'running' WHERE id = {class}",
    "UPDATE class SET status = 'closed' WHERE id = {class}",
    "UPDATE enrolment SET status = 'completed' WHERE class_id = {class} AND status = 'enrolled'",
    "UPDATE certificate SET status = 'voided', void_date = '2026-11-01' WHERE id = {certificate}",
    "DELETE FROM hour_entry WHERE class_id = {class}",
    "INSERT INTO hour_entry (student_id, class_id, form, title, start_date, end_date, quarter_hours)"
    " SELECT e.student_id, e.class_id, 'offline', '班', m.start_date, m.end_date, m.quarter_hours"
    " FROM enrolment e JOIN class_summary m ON m.class_id = e.class_id"
    " WHERE e.class_id = {class} AND e.status = 'completed'",
    "INSERT INTO enrolment (class_id, student_id) VALUES ({class}, {student})",
    "INSERT INTO certificate (number, series, serial, class_id, student_id, class_code, class_name,"
    " student_name, start_date, end_date, quarter_hours, wording, school_name, issue_date,"
    " verification_code, signature, key_fingerprint) SELECT '新' || s.id, '新' || s.id, 1, c.id, s.id,"
    " c.code, c.name, s.name, m.start_date, m.end_date, m.quarter_hours, 'w', o.name, '2026-11-01',"
    " 'v', 's', 'k' FROM class c JOIN class_summary m ON m.class_id = c.id JOIN school o ON o.id = 1"
    " JOIN student s ON s.id = {student} WHERE c.id = {class}",
    "UPDATE school SET level = 'city'",
    "UPDATE class SET kind = 'other' WHERE id = {class}",
    # what only a tool without foreign keys lets in
    "UPDATE class SET profile_id = 99, kind = 'none' WHERE id = {class}",
    "INSERT INTO lesson_lecturer (lesson_id, teacher_id, kind)"
    " SELECT id, 99, 'leading_cadre' FROM lesson WHERE class_id = {class}",
    "INSERT INTO enrolment (class_id, student_id, status) VALUES ({class}, 99, 'completed')",
)
LENGTH = 5  # statements of one try


@dataclass
class Failure:
    """A try that did not hold: under which pragmas, after which statements, what was wrong."""

    number: int
    pragmas: dict[str, bool]
    statements: list[str]
    wrong: list[str]


@dataclass
class Result:
    """What tries came to; ``passed`` and ``tried`` count statements by their sort."""

    tried: Counter[str] = field(default_factory=Counter[str])
    passed: Counter[str] = field(default_factory=Counter[str])
    failures: list[Failure] = field(default_factory=list[Failure])


class Statements:
    """Tries upon one file: its connection, what its tables are made of, its rows at the beginning."""

    def __init__(self, path: Path, key: bytes, seed: object) -> None:
        self.conn = states.open_bare(path, key)
        self.seed = seed
        self.beginning = Rows(self.conn)
        self.columns = {
            table: [(row[1], row[2]) for row in self.conn.execute(f'PRAGMA table_info("{table}")')]
            for table in self.beginning.tables
        }
        self.literals = {table: self._literals(table) for table in self.columns}
        self.result = Result()

    def close(self) -> None:
        """Let go of the file."""
        self.conn.close()

    def run(self, count: int, seconds: float) -> Result:
        """Do tries until their number or the time is used up."""
        until = time.monotonic() + seconds
        for number in range(count):
            if time.monotonic() > until:
                break
            self.attempt(number)
        return self.result

    def attempt(self, number: int) -> list[str]:
        """Do the try of this number, the same every time for one seed; return what was wrong."""
        dice = random.Random(f"{self.seed} {number}")
        pragmas = {
            name: dice.random() < 0.5
            for name in ("foreign_keys", "recursive_triggers", "ignore_check_constraints")
        }
        for name, on in pragmas.items():
            self.conn.execute(f"PRAGMA {name} = {int(on)}")
        self.conn.execute("BEGIN")
        if dice.random() < 0.5:
            self.conn.execute("PRAGMA defer_foreign_keys = ON")
        done: list[str] = []
        wrong: list[str] = []
        before = self.beginning
        for _ in range(dice.randint(1, LENGTH)):
            sort, sql = self._statement(dice, before)
            if not self._passes(sort, sql):
                if not self.conn.in_transaction:
                    break
                continue
            done.append(sql)
            after = Rows(self.conn)
            if self.conn.execute("PRAGMA foreign_key_check").fetchone() and pragmas["foreign_keys"]:
                break  # no commit would take it
            if wrong := wrongs(before, after):
                self.result.failures.append(Failure(number, pragmas, done, wrong))
                break
            before = after
        if self.conn.in_transaction:
            self.conn.execute("ROLLBACK")
        return wrong

    def alone(self, sql: str, *, safe: bool) -> list[str]:
        """Try one statement by itself; return what was wrong.

        ``safe``: with foreign keys, recursive triggers and CHECKs, or with none of them.
        """
        for name in ("foreign_keys", "recursive_triggers"):
            self.conn.execute(f"PRAGMA {name} = {int(safe)}")
        self.conn.execute(f"PRAGMA ignore_check_constraints = {int(not safe)}")
        self.conn.execute("BEGIN")
        try:
            passed = self._passes("alone", sql)
            return wrongs(self.beginning, Rows(self.conn)) if passed else []
        finally:
            if self.conn.in_transaction:
                self.conn.execute("ROLLBACK")

    def sweep(self, table: str) -> Iterator[str]:
        """Yield what can be done to some rows of a table, column by column: set, gone, in another's place."""
        held = self.beginning.tables[table]
        names = [c for c, _ in self.columns[table]]
        listed = ", ".join(f'"{c}"' for c in names)
        bare = ", ".join(f'"{c}"' for c in names if c not in ("id", "uid"))
        for row_id in list(held)[:: max(1, len(held) // 4)]:
            where = f'FROM "{table}" WHERE rowid = {row_id}'
            yield f"DELETE {where}"
            yield f'INSERT OR REPLACE INTO "{table}" ({bare}) SELECT {bare} {where}'
            for column in names:
                others = {_literal(row[column]) for row in held.values()}
                for value in ["NULL", "''", "0", *sorted(others)[:3]]:
                    for how in ("", " OR REPLACE"):
                        yield f'UPDATE{how} "{table}" SET "{column}" = {value} WHERE rowid = {row_id}'
                    for columns in (listed, bare):
                        if f'"{column}"' in columns:
                            taken = columns.replace(f'"{column}"', value)
                            yield f'INSERT OR REPLACE INTO "{table}" ({columns}) SELECT {taken} {where}'

    def _passes(self, sort: str, sql: str) -> bool:
        """Whether a statement was taken and changed anything."""
        self.result.tried[sort] += 1
        changes = self.conn.total_changes
        try:
            self.conn.execute(sql).fetchall()
        except Error:
            return False
        except OverflowError:
            return False
        passed = self.conn.total_changes > changes
        self.result.passed[sort] += passed
        return passed

    # ---------------------------------------------------------------------------------- the grammar

    def _statement(self, dice: random.Random, rows: Rows) -> tuple[str, str]:
        table = dice.choices(list(self.columns), [WEIGHTS.get(table, 1) for table in self.columns])[
            0
        ]
        makers: list[Callable[[random.Random, Rows, str], tuple[str, str]]] = [
            self._update, self._update, self._update, self._update_from, self._delete, self._insert,
            self._insert, self._copy, self._upsert, self._deed, self._deed,
        ]  # fmt: skip
        return dice.choice(makers)(dice, rows, table)

    def _deed(self, dice: random.Random, rows: Rows, table: str) -> tuple[str, str]:
        ids = {
            name: dice.choice(list(rows.tables[name]) or [1])
            for name in ("class", "certificate", "student")
        }
        return "deed", dice.choice(DEEDS).format(**ids)

    def _update(self, dice: random.Random, rows: Rows, table: str) -> tuple[str, str]:
        how = dice.choice(ORS)
        sets = self._sets(dice, rows, table)
        return (
            f"UPDATE{how}",
            f'UPDATE{how} "{table}" SET {sets} WHERE {self._where(dice, rows, table)}',
        )

    def _update_from(self, dice: random.Random, rows: Rows, table: str) -> tuple[str, str]:
        how, columns = dice.choice(ORS), self._some(dice, table)
        sets = ", ".join(f'"{c}" = o."{c}"' for c in columns)
        one, other = (self._row(dice, rows, table) for _ in range(2))
        return f"UPDATE{how} FROM", (
            f'UPDATE{how} "{table}" SET {sets} FROM "{table}" AS o'
            f' WHERE o.rowid = {one} AND "{table}".rowid = {other}'
        )

    def _delete(self, dice: random.Random, rows: Rows, table: str) -> tuple[str, str]:
        return "DELETE", f'DELETE FROM "{table}" WHERE {self._where(dice, rows, table)}'

    def _insert(self, dice: random.Random, rows: Rows, table: str) -> tuple[str, str]:
        how = dice.choice(ORS)
        columns = self._named(dice, table)
        lines = [
            self._line(dice, rows, table, columns) for _ in range(dice.choice((1, 1, 1, 2, 3)))
        ]
        names = ", ".join(f'"{c}"' for c in columns)
        return f"INSERT{how}", f'INSERT{how} INTO "{table}" ({names}) VALUES {", ".join(lines)}'

    def _copy(self, dice: random.Random, rows: Rows, table: str) -> tuple[str, str]:
        how = dice.choice(ORS)
        columns = self._named(dice, table)
        changed = set(self._some(dice, table))
        taken = ", ".join(
            self._value(dice, rows, table, c) if c in changed else f'"{c}"' for c in columns
        )
        names, where = ", ".join(f'"{c}"' for c in columns), self._where(dice, rows, table)
        return f"INSERT{how} SELECT", (
            f'INSERT{how} INTO "{table}" ({names}) SELECT {taken} FROM "{table}" WHERE {where}'
        )

    def _upsert(self, dice: random.Random, rows: Rows, table: str) -> tuple[str, str]:
        _, sql = self._insert(dice, rows, table)
        sql = re.sub(r"^INSERT OR \w+", "INSERT", sql)
        what = f"UPDATE SET {self._sets(dice, rows, table)}" if dice.random() < 0.9 else "NOTHING"
        return "UPSERT", f"{sql} ON CONFLICT DO {what}"

    def _named(self, dice: random.Random, table: str) -> list[str]:
        """Columns of an insert: nearly all, mostly without what the table gives by itself."""
        return [
            c
            for c, _ in self.columns[table]
            if dice.random() < {"id": 0.3, "uid": 0.1}.get(c, 0.93)
        ] or [self.columns[table][0][0]]

    def _line(self, dice: random.Random, rows: Rows, table: str, columns: list[str]) -> str:
        """A row that is there already, with some values changed."""
        row = rows.tables[table].get(self._row(dice, rows, table), {})
        changed = set(self._some(dice, table))
        values = [
            _literal(row[c]) if c in row and c not in changed else self._value(dice, rows, table, c)
            for c in columns
        ]
        return f"({', '.join(values)})"

    def _sets(self, dice: random.Random, rows: Rows, table: str) -> str:
        names = {
            c: dice.choice(("rowid", "id", "oid")) if c == "id" else c
            for c in self._some(dice, table)
        }
        return ", ".join(
            f'"{name}" = {self._value(dice, rows, table, c)}' for c, name in names.items()
        )

    def _some(self, dice: random.Random, table: str) -> list[str]:
        names = [c for c, _ in self.columns[table]]
        return dice.sample(names, min(len(names), dice.choice((1, 1, 1, 2, 2, 3))))

    def _where(self, dice: random.Random, rows: Rows, table: str) -> str:
        if dice.random() < 0.15:
            return "1"
        names = [c for c, _ in self.columns[table] if c.endswith("_id")]
        if names and dice.random() < 0.3:
            name = dice.choice(names)
            return f'"{name}" IS {self._there(dice, rows, table, name)}'
        return f"rowid = {self._row(dice, rows, table)}"

    def _row(self, dice: random.Random, rows: Rows, table: str) -> int:
        return dice.choice(list(rows.tables[table]) or [1])

    def _there(self, dice: random.Random, rows: Rows, table: str, column: str) -> str:
        """A value that the column has in some row."""
        found = rows.tables[table]
        return _literal(found[dice.choice(list(found))][column]) if found else "NULL"

    def _value(self, dice: random.Random, rows: Rows, table: str, column: str) -> str:
        draw = dice.random()
        if draw < 0.35:
            return self._there(dice, rows, table, column)
        if draw < 0.5:
            return "NULL"
        if draw < 0.6 and self.literals[table]:
            return dice.choice(self.literals[table])
        if draw < 0.66:
            return dice.choice(STRANGE)
        if draw < 0.7:
            return f'(SELECT max("{column}") FROM "{table}")'
        kind = dict(self.columns[table])[column]
        return dice.choice(NUMBERS if kind == "INTEGER" else TEXTS)

    def _literals(self, table: str) -> list[str]:
        """The words that the table's own constraints name."""
        sql = self.conn.execute(
            "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?", [table]
        ).fetchone()[0]
        return sorted(set(re.findall(r"'[a-z_]+'", sql)))


def _literal(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bytes):
        return f"x'{value.hex()}'"
    return (
        str(value) if isinstance(value, (int, float)) else "'" + str(value).replace("'", "''") + "'"
    )
