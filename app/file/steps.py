"""The versions of the file: what each step renames, drops and computes, and how older entries read.

The schema itself is ``db/schema.sql`` alone. A step says only what cannot be seen by comparing two
schemas: what was called otherwise, what is meant to go, and data that must be reckoned from the old.
``migrate`` carries steps out; the journal reads its older entries through the same declarations, since
an entry is never rewritten.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlite_utils import Database


@dataclass(frozen=True)
class Moved:
    """Where the values of a dropped column went: rows of ``table`` that go with the record by the id in
    ``owner``, each with one value in ``column``. An undo over the border gives them back there."""

    table: str
    owner: str
    column: str


@dataclass(frozen=True)
class Step:
    """What brings a file from the version before to this one.

    Tables are renamed first, then columns, then ``work`` is done, then what is dropped goes; then
    every table is made anew by the schema and the rows are carried over, column by column of the same
    name. ``work`` is plain SQL, on bare tables without views, triggers and indexes: it never imports
    today's classes. A table that it makes is taken over if the schema has one of that name.
    """

    tables: Mapping[str, str] = field(default_factory=dict[str, str])  # old name -> new
    # table by its new name -> old column -> new
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict[str, Mapping[str, str]])
    # what goes, and what a registrar calls it: an undo that would need it names it so
    dropped_tables: Mapping[str, str] = field(default_factory=dict[str, str])
    dropped_columns: Mapping[str, Mapping[str, str]] = field(
        default_factory=dict[str, Mapping[str, str]]
    )
    # table -> word of a dropped column -> where its values went
    moved_columns: Mapping[str, Mapping[str, Moved]] = field(
        default_factory=dict[str, Mapping[str, Moved]]
    )
    work: Callable[[Database], None] | None = None


class Reading:
    """How entries of one table, written under one version, read today.

    ``table`` is today's name, "" where the table was dropped; ``word`` is then what it was called.
    """

    def __init__(self, table: str, steps: Iterable[Step] = ()) -> None:
        self.table, self.word = table, ""
        self._turns: list[tuple[Mapping[str, str], Mapping[str, str]]] = []
        for step in steps:
            self.table = step.tables.get(self.table, self.table)
            self._turns.append(
                (step.columns.get(self.table, {}), step.dropped_columns.get(self.table, {}))
            )
            if self.table in step.dropped_tables:
                self.table, self.word = "", step.dropped_tables[self.table]

    def row(self, row: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the values by today's columns, and those of dropped columns by their word."""
        if not self._turns:
            return dict(row), {}
        kept: dict[str, Any] = {}
        lost: dict[str, Any] = {}
        for column, value in row.items():
            name, word = self._column(column)
            (lost if word else kept)[word or name] = value
        return kept, lost

    def _column(self, name: str) -> tuple[str, str]:
        for renamed, dropped in self._turns:
            name = renamed.get(name, name)
            if name in dropped:
                return "", dropped[name]
        return name, ""


class Steps:
    """All steps by the version they reach; version 1 is the first that a school had."""

    def __init__(self, steps: Mapping[int, Step]) -> None:
        self._steps = dict(sorted(steps.items()))
        self.latest = max(steps, default=1)
        if list(self._steps) != list(range(2, self.latest + 1)):
            raise ValueError(f"a version without a step: {list(self._steps)}")
        self._readings: dict[tuple[int, str], Reading] = {}

    def after(self, version: int) -> list[tuple[int, Step]]:
        """Return the steps that a file of ``version`` has before it, in order."""
        return [(number, step) for number, step in self._steps.items() if number > version]

    def reading(self, version: int, table: str) -> Reading:
        """Return how an entry written under ``version`` for ``table`` reads today."""
        found = self._readings.get((version, table))
        if found is None:
            found = Reading(table, (step for _, step in self.after(version)))
            self._readings[version, table] = found
        return found

    def moved(self, table: str) -> dict[str, Moved]:
        """Return where the values of a table's dropped columns went, by the columns' words."""
        return {
            word: where
            for step in self._steps.values()
            for word, where in step.moved_columns.get(table, {}).items()
        }

    def names(self, table: str) -> list[str]:
        """Return every name that today's table ever had, today's first."""
        names = [table]
        for _, step in reversed(self.after(1)):
            names += [old for old, new in step.tables.items() if new in names]
        return names


def _key_pair(db: Database) -> None:
    """Give a school of version 1 what certificates are signed with: raw Ed25519 keys."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    private = Ed25519PrivateKey.generate()
    db.execute("CREATE TABLE secret (name TEXT, value BLOB)")
    db.execute("INSERT INTO secret VALUES ('certificate_key', ?)", [private.private_bytes_raw()])
    db.execute("ALTER TABLE school ADD COLUMN public_key TEXT")
    public = private.public_key().public_bytes_raw().hex()
    db.execute("UPDATE school SET public_key = ?", [public])


def _roles(db: Database) -> None:
    """Make the first user of a school of version 1 its 管理员; the others are what the column says."""
    db.execute("ALTER TABLE user ADD COLUMN role TEXT NOT NULL DEFAULT 'registrar'")
    db.execute("UPDATE user SET role = 'admin' WHERE id = (SELECT min(id) FROM user)")


def _second(db: Database) -> None:
    _key_pair(db)
    _roles(db)


def _standing(db: Database) -> None:
    """Give the enrolments of before what their students are today: nobody knows what they were then."""
    for column in ("post_level", "rank", "political_status"):
        db.execute(f"ALTER TABLE enrolment ADD COLUMN {column} TEXT")
        db.execute(
            f"UPDATE enrolment SET {column} = (SELECT s.{column} FROM student s"
            " WHERE s.id = enrolment.student_id)"
        )


def _one_rule_table(db: Database) -> None:
    """Bring 必备环节 into the table of all rules, which shares were alone in."""
    for column in (
        "metric TEXT NOT NULL DEFAULT 'share'",
        "minimum_days INTEGER NOT NULL DEFAULT 0",
    ):
        db.execute(f"ALTER TABLE rule ADD COLUMN {column}")
    for row_id, profile_id, code, dimension, tag, kind in db.execute(
        "SELECT id, profile_id, code, dimension, tag, class_kind FROM presence_rule ORDER BY id"
    ).fetchall():
        taken = "SELECT 1 FROM rule WHERE profile_id = ? AND code = ?"
        while db.execute(taken, [profile_id, code]).fetchone():
            code += "_presence"
        [rule_id] = db.execute(
            "INSERT INTO rule (profile_id, code, title, minimum, severity, clause, verified, position,"
            " metric, minimum_days) SELECT profile_id, ?, title, 1, severity, clause, verified,"
            " 1000 + position, 'presence', minimum_days FROM presence_rule WHERE id = ? RETURNING id",
            [code, row_id],
        ).fetchone()
        db.execute(
            "INSERT INTO rule_tag (rule_id, dimension, code) VALUES (?, ?, ?)",
            [rule_id, dimension, tag],
        )
        db.execute(
            "INSERT INTO rule_class_kind (rule_id, class_kind) VALUES (?, ?)", [rule_id, kind]
        )
        for level in ("county", "city", "province"):
            db.execute("INSERT INTO rule_level (rule_id, level) VALUES (?, ?)", [rule_id, level])


def _any_number_of_topics(db: Database) -> None:
    """Give what had one topic that one in the tables of many."""
    for table, kept in (("lesson", "lesson_topic"), ("course", "course_topic_of")):
        db.execute(f"CREATE TABLE {kept} ({table}_id INTEGER, topic TEXT)")
        db.execute(
            f"INSERT INTO {kept} SELECT id, topic FROM {table} WHERE topic IS NOT NULL ORDER BY id"
        )


def _lists_that_a_school_edits(db: Database) -> None:
    """Make topics and kinds of class lists, with what a new school's have."""
    db.execute("ALTER TABLE course_topic ADD COLUMN clause TEXT NOT NULL DEFAULT ''")
    db.execute("UPDATE course_topic SET clause = '规划 一（三）3'")
    for place, (code, name) in enumerate(_TOPICS, 3):
        db.execute(
            "INSERT OR IGNORE INTO course_topic (code, name, clause, position)"
            " VALUES (?, ?, '规划 三（四）', ?)",
            [code, name, place],
        )
    db.execute("ALTER TABLE class_kind ADD COLUMN parent TEXT")
    db.execute("UPDATE class_kind SET position = 20 WHERE code = 'special'")
    for code, name, parent, place in _KINDS:
        db.execute(
            "INSERT OR IGNORE INTO class_kind (code, name, parent, position) VALUES (?, ?, ?, ?)",
            [code, name, parent, place],
        )
    db.execute("UPDATE class_kind SET position = 10 WHERE code = 'main'")
    db.execute("UPDATE class_kind SET position = 50 WHERE code = 'other'")
    db.execute("CREATE TABLE course_module (code TEXT, name TEXT, position INTEGER)")
    for place, (code, name) in enumerate(_MODULES, 1):
        db.execute("INSERT INTO course_module VALUES (?, ?, ?)", [code, name, place])


_TOPICS = (
    ("united_front", "统一战线"),
    ("ethnic", "民族工作"),
    ("religion", "宗教工作"),
    ("secrecy", "保密"),
    ("national_security", "国家安全"),
    ("statistics", "统计"),
    ("emergency", "应急管理"),
)
_KINDS = (
    ("advanced", "进修班", "main", 11),
    ("deputy_township", "副乡科级进修班", "advanced", 12),
    ("young", "中青年干部培训班", "main", 13),
    ("post", "任职（初任）培训班", "main", 14),
    ("rotation", "轮训班", "main", 15),
    ("seminar", "专题研讨班", "main", 16),
    ("commissioned", "委托班次", None, 30),
    ("outreach", "送教下乡", None, 40),
)
_MODULES = (
    ("theory", "理论武装"),
    ("party_spirit", "党性锤炼"),
    ("duty", "履职能力"),
    ("situation", "国情县情"),
)


def _fourth(db: Database) -> None:
    _standing(db)
    _one_rule_table(db)
    _any_number_of_topics(db)
    _lists_that_a_school_edits(db)


def _came_with_the_program(db: Database) -> None:
    """Mark the profiles that a school has as it was founded with them: an edit makes a further version."""
    db.execute("ALTER TABLE policy_profile ADD COLUMN as_shipped INTEGER NOT NULL DEFAULT 0")
    db.execute(
        "UPDATE policy_profile SET as_shipped = 1 WHERE version = 1 AND code IN"
        " ('hunan-2019-county', 'hunan-2019-city', 'regulation-2025-county', 'jiangsu-2024',"
        " 'current-county', 'lianyungang-2019', 'shanghai-2017', 'sichuan-2016',"
        " 'jiangsu-2014-county', 'main-courses', 'annex-1')"
    )


def _clauses_to_be_verified(db: Database) -> None:
    """Say of the clause that seven topics cite, where the school left it, that it is 待核."""
    for code, _ in _TOPICS:
        db.execute(
            "UPDATE course_topic SET clause = '规划 三（四）（待核）'"
            " WHERE code = ? AND clause = '规划 三（四）'",
            [code],
        )


def _in_use_since(db: Database) -> None:
    """A school of before has kept its work here since its file was made."""
    db.execute("ALTER TABLE school ADD COLUMN own_from TEXT")
    db.execute("UPDATE school SET own_from = date(created_at)")


def _fifth(db: Database) -> None:
    _came_with_the_program(db)
    _clauses_to_be_verified(db)
    _in_use_since(db)


STEPS = Steps(
    {
        2: Step(
            tables={"session": "lesson", "session_lecturer": "lesson_lecturer"},
            columns={
                "lesson_lecturer": {"session_id": "lesson_id"},
                "attendance": {"session_id": "lesson_id"},
            },
            dropped_columns={"school": {"verification_key": "验证码密钥"}},
            work=_second,
        ),
        3: Step(),
        4: Step(
            tables={
                "share_rule": "rule",
                "share_rule_tag": "rule_tag",
                "share_rule_class_kind": "rule_class_kind",
                "share_rule_level": "rule_level",
            },
            columns={"rule": {"minimum_percent": "minimum"}},
            dropped_tables={"presence_rule": "必备环节"},
            dropped_columns={"lesson": {"topic": "专题标记"}, "course": {"topic": "专题标记"}},
            moved_columns={
                "lesson": {"专题标记": Moved("lesson_topic", "lesson_id", "topic")},
                "course": {"专题标记": Moved("course_topic_of", "course_id", "topic")},
            },
            work=_fourth,
        ),
        5: Step(work=_fifth),
    }
)
LATEST = STEPS.latest
