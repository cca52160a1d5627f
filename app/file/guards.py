"""The guards that many tables have alike: what an approved class, a certificate or a rule in use rests on.

Said once for each table and derived from its columns and unique keys, as the journal's triggers are.
The guards of one table alone, approval and ledger above all, stand in ``db/schema.sql``.

Every guard holds against REPLACE, whose victims fall without a DELETE trigger where a tool has
``recursive_triggers`` off: whoever takes the place of a row is refused as if he had deleted it. No
statement leaves it to REPLACE to fill a NULL with a default, which BEFORE triggers would not see. And the
tables' CHECKs hold where a tool has told SQLite to ignore them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

# of the own school, past drafting; ``{0}`` is the id of the class
_PAST = (
    "EXISTS (SELECT 1 FROM class c WHERE c.id = {0} AND c.status <> 'draft' AND c.school_id = 1)"
)
_CLOSED = _PAST.replace("<> 'draft'", "= 'closed'")
# a class brought in is over when it comes, and is mended as what was copied wrongly
_JUDGED, _ENDED = (
    when.replace("c.school_id", "c.brought_in = 0 AND c.school_id") for when in (_PAST, _CLOSED)
)
_BROUGHT = _PAST.replace("c.school_id", "c.brought_in = 1 AND c.school_id")
_USED = "EXISTS (SELECT 1 FROM class c WHERE c.profile_id = {0} AND +c.school_id = 1)"
_LESSON = "(SELECT s.class_id FROM lesson s WHERE s.id = {row}.lesson_id)"
_ENROLMENT = "(SELECT e.class_id FROM enrolment e WHERE e.id = {row}.enrolment_id)"
_RULE = "(SELECT r.profile_id FROM rule r WHERE r.id = {row}.rule_id)"
_HELD = (
    "EXISTS (SELECT 1 FROM {0} JOIN class c ON c.id = s.class_id"
    " WHERE {1} = {{row}}.{2} AND c.status <> 'draft' AND c.school_id = 1)"
)

_REOPEN = "班次已审定，{}不能更改；请先重开（形成新一稿）。"
_PLANNED = "已有班次按这一版政策指标编排，不能更改；请另存为新版。"
_TAUGHT = "已审定的班次还在用这{}，不能删除、替换；不再用的可以停用。"
_FINISHED = "班次已结业，{}不能更改；请先取消结业。"


@dataclass(frozen=True)
class Guard:
    """``table``: rows for which ``when`` holds, SQL about ``{row}``, neither go nor are replaced.

    ``changed`` is when an update is refused, by default any; ``comes`` is whether rows of which
    ``when`` holds are also not added.
    """

    table: str
    when: str
    says: str
    changed: str = "1"
    comes: bool = True


def _kept(table: str, when: str, says: str, changed: str = "0") -> Guard:
    """A row that others rest on: it stays, and changes as it likes but for ``changed``."""
    return Guard(table, when, says, changed, comes=False)


GUARDS = (
    # the plan of an approved class
    Guard("lesson", _JUDGED.format("{row}.class_id"), _REOPEN.format("课程安排")),
    Guard("lesson", _BROUGHT.format("{row}.class_id"), "补录的班次没有课程安排，不能排课。"),
    Guard("lesson_lecturer", _PAST.format(_LESSON), _REOPEN.format("授课人")),
    Guard("lesson_topic", _PAST.format(_LESSON), _REOPEN.format("课次的专题")),
    Guard("class_span", _JUDGED.format("{row}.class_id"), _REOPEN.format("起止日期")),
    # who was there, and what they have of it
    Guard(
        "enrolment",
        _ENDED.format("{row}.class_id"),
        _FINISHED.format("学员和学习情况"),
        "NEW.class_id IS NOT OLD.class_id OR NEW.student_id IS NOT OLD.student_id"
        " OR NEW.status IS NOT OLD.status",
    ),
    _kept(
        "enrolment",
        "EXISTS (SELECT 1 FROM certificate x WHERE x.class_id = {row}.class_id"
        " AND x.student_id = {row}.student_id AND x.status = 'issued' AND x.school_id = 1)",
        "学员已领本班证书，不能移出或退学；请先作废证书。",
        "NEW.class_id IS NOT OLD.class_id OR NEW.student_id IS NOT OLD.student_id"
        " OR (NEW.status IS 'withdrawn' AND OLD.status IS NOT 'withdrawn')",
    ),
    Guard("attendance", _CLOSED.format(_ENROLMENT), _FINISHED.format("考勤")),
    Guard("hour_entry", _CLOSED.format("{row}.class_id"), _FINISHED.format("学时")),
    # the rules under which a class is planned, a draft as well; an edit makes a new version
    Guard("policy_profile", _USED.format("{row}.id"), _PLANNED),
    Guard("profile_label", _USED.format("{row}.profile_id"), _PLANNED),
    Guard("rule", _USED.format("{row}.profile_id"), _PLANNED),
    Guard("rule_tag", _USED.format(_RULE), _PLANNED),
    Guard("rule_class_kind", _USED.format(_RULE), _PLANNED),
    Guard("rule_level", _USED.format(_RULE), _PLANNED),
    Guard("rule_step", _USED.format(_RULE), _PLANNED),
    # by what name rules find lessons and classes: the lists that a school edits
    _kept(
        "class_kind",
        "EXISTS (SELECT 1 FROM class_kind_line n JOIN class c ON c.kind = n.kind"
        " WHERE n.above = {row}.code AND c.status <> 'draft' AND c.school_id = 1)",
        "已审定的班次属于这一类别，不能删除、改代码或换上级；名称和次序可以改。",
        "NEW.code IS NOT OLD.code OR NEW.parent IS NOT OLD.parent",
    ),
    _kept(
        "course_topic",
        _HELD.format("lesson_topic x JOIN lesson s ON s.id = x.lesson_id", "x.topic", "code"),
        "已审定的班次有这个专题的课，不能删除；不再用的可以填截止日期。",
        "NEW.code IS NOT OLD.code",
    ),
    _kept(
        "course_module",
        _HELD.format("lesson s", "s.module", "code"),
        "已审定的班次有这个模块的课，不能删除。",
        "NEW.code IS NOT OLD.code",
    ),
    # whom and what lessons, certificates and hours name
    _kept(
        "student",
        "+{row}.school_id = 1 AND (EXISTS (SELECT 1 FROM certificate x WHERE x.student_id = {row}.id)"
        " OR EXISTS (SELECT 1 FROM hour_entry h WHERE h.student_id = {row}.id)"
        f" OR {_HELD.format('enrolment s', 's.student_id', 'id')})",
        "学员有班次、证书或学时记录，不能删除；不再用的可以归档。",
    ),
    _kept(
        "teacher",
        _HELD.format("lesson_lecturer l JOIN lesson s ON s.id = l.lesson_id", "l.teacher_id", "id"),
        _TAUGHT.format("位教师"),
    ),
    _kept("course", _HELD.format("lesson s", "s.course_id", "id"), _TAUGHT.format("门课")),
    _kept("venue", _HELD.format("lesson s", "s.venue_id", "id"), _TAUGHT.format("个场地")),
    _kept(
        "half_day",
        _HELD.format("lesson s", "s.half", "code"),
        _TAUGHT.format("个半天"),
        "NEW.code IS NOT OLD.code",
    ),
    _kept(
        "photo",
        "EXISTS (SELECT 1 FROM certificate x WHERE x.photo_id = {row}.id)"
        " OR EXISTS (SELECT 1 FROM student s WHERE s.photo_id = {row}.id)",
        "照片还在用，不能删除。",
    ),
)


def install(db: Database, recorded: Sequence[str], codes: Sequence[str]) -> None:
    """Make the guards. ``codes`` are the tables of fixed codes, once they are filled."""
    for number, guard in enumerate(GUARDS):
        _install(db, guard, number)
    for number, table in enumerate(codes, len(GUARDS)):
        _install(db, Guard(table, "1", "代码表随程序提供，不能更改。"), number)
    for table in recorded:
        _fill_nothing(db, table)
        _check(db, table)


def _install(db: Database, guard: Guard, number: int) -> None:
    # "there" is nobody's name inside a ``when``, which would otherwise mean its own
    old, new, there = (guard.when.replace("{row}", row) for row in ("OLD", "NEW", "there"))
    # each key by itself, so that its index is taken
    taken, another = (
        " OR ".join(
            f'EXISTS (SELECT 1 FROM "{guard.table}" there WHERE {_same(key)}{but} AND ({there}))'
            for key in _keys(db, guard.table)
        )
        for but in ("", " AND there.rowid <> OLD.rowid")
    )
    # a row that is added, or comes from elsewhere, is asked about as well
    meant = f"({old}) OR ({new})" if guard.comes else old
    for event, when in (
        ("insert", f"({new}) OR {taken}" if guard.comes else taken),
        ("update", f"(({guard.changed}) AND ({meant})) OR {another}"),
        ("delete", old),
    ):
        db.execute(
            f'CREATE TRIGGER guard_{guard.table}_{number}_{event} BEFORE {event.upper()} ON "{guard.table}"'
            f" WHEN {when} BEGIN SELECT RAISE(ABORT, '{guard.says}'); END"
        )


def _same(key: Sequence[str]) -> str:
    return " AND ".join(f'there."{column}" = NEW."{column}"' for column in key)


def _keys(db: Database, table: str) -> list[list[str]]:
    """The columns by which a row may take another's place: its primary key and its unique keys.

    Not the uid, which no row takes from another (``recording``).
    """
    rows = db.execute(f'PRAGMA table_info("{table}")').fetchall()
    keys = [[row[1] for row in sorted(rows, key=lambda row: row[5]) if row[5]]]
    for _, name, unique, *_ in db.execute(f'PRAGMA index_list("{table}")').fetchall():
        columns = [c for _, _, c in db.execute(f'PRAGMA index_info("{name}")').fetchall()]
        if unique and columns not in (["uid"], *keys):
            keys.append(columns)
    return keys


def _fill_nothing(db: Database, table: str) -> None:
    """Refuse a NULL that OR REPLACE would turn into the column's default behind the guards' back."""
    columns = [
        f'NEW."{name}" IS NULL'
        for _, name, _, required, default, _ in db.execute(
            f'PRAGMA table_info("{table}")'
        ).fetchall()
        if required and default is not None and name != "uid"
    ]
    for event in ("insert", "update") if columns else ():
        db.execute(
            f'CREATE TRIGGER filled_{table}_{event} BEFORE {event.upper()} ON "{table}"'
            f" WHEN {' OR '.join(columns)} BEGIN"
            " SELECT RAISE(ABORT, '有一项必须填写的内容是空的。没有写入任何数据。'); END"
        )


def _check(db: Database, table: str) -> None:
    """Ask the table's CHECKs once more, after SQLite, whose own word for what is wrong comes first."""
    sql = db.execute(
        "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?", [table]
    ).fetchone()[0]
    columns = {row[1] for row in db.execute(f'PRAGMA table_info("{table}")').fetchall()}
    checks = list(_checks(sql, columns))
    for event in ("insert", "update") if checks else ():
        db.execute(
            f'CREATE TRIGGER checked_{table}_{event} AFTER {event.upper()} ON "{table}"'
            f" WHEN NOT ({' AND '.join(checks)}) BEGIN"
            " SELECT RAISE(ABORT, '有一项内容不合要求。没有写入任何数据。'); END"
        )


# a comment, a text, a word with what would make it a function, or any one character
_TOKEN = re.compile(r"--[^\n]*|'(?:[^']|'')*'|\w+(?:\s*\()?|.", re.DOTALL)


def _checks(sql: str, columns: set[str]) -> Iterator[str]:
    """Yield the CHECKs of a CREATE TABLE, as they read of the NEW row."""
    depth, parts = 0, list[str]()
    for token in _TOKEN.findall(sql):
        if token.startswith("--"):
            continue
        if depth:
            depth += (token.endswith("(")) - (token == ")")
            parts.append(f'NEW."{token}"' if token in columns else token)
            if not depth:
                yield "".join(parts)
                parts = []
        elif re.fullmatch(r"CHECK\s*\(", token):
            depth, parts = 1, ["("]
