"""What every recorded table has alike: triggers derived from its columns.

They write the journal, keep ``id``, ``uid`` and ``school_id`` as they are, and keep other schools' rows
out unless a package is open. Spelled out in ``schema.sql`` they would be a hundred, and would drift.
"""

from __future__ import annotations

from sqlite_utils import Database

from app.file import guards
from app.file.steps import STEPS, Steps

# not journaled: the journal itself, fixed codes, photos (stored once, never changed), keys, search words,
# half-done work
UNRECORDED = frozenset(
    [
        "operation",
        "change",
        "journal_head",
        "baseline",
        "journal_archive",
        "photo",
        "secret",
        "unfinished",
        "course_category",
        "teaching_method",
        "lecturer_kind",
        "sex",
        "ethnic_group",
        "political_status",
        "post_level",
        "role",
        "user_right",
        "role_right",
    ]
)
# their guards are their own
_GUARDED = frozenset(
    [
        *("operation", "change", "journal_head", "baseline", "journal_archive", "photo", "secret"),
        "unfinished",
    ]
)
# whose rows say which school's they are; all others belong to one of these, or to nobody
OF_SCHOOL = frozenset(
    [
        "unit",
        "teacher",
        "venue",
        "course",
        "student",
        "policy_profile",
        "class",
        "hour_entry",
        "certificate",
        "rehearsal",
        "holiday",
        "mending",
        "known_heading",
    ]
)
ROOM = 1_000_000  # ids that a statement may leave out
_UID = (
    "????????-????-4???-[89ab]???-????????????"  # a random UUID (RFC 9562), as the schema makes it
)


def recorded_tables(db: Database) -> list[str]:
    """Return the tables whose changes are recorded: those that have the triggers."""
    rows = db.execute(
        "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger'"
        " AND name = 'journal_' || tbl_name || '_insert' ORDER BY tbl_name"
    ).fetchall()
    return [name for (name,) in rows]


def install(db: Database, steps: Steps = STEPS) -> None:
    """Make the triggers of every table of a new schema that is to be recorded, and the guards that
    tables have alike; those of codes are filled by then, and stay as they are.

    Each entry says under which version of the schema it was written: it is read by that, for ever.
    """
    rows = db.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        " AND name NOT LIKE 'student_find%' ORDER BY name"
    ).fetchall()
    for (table,) in rows:
        if table in UNRECORDED:
            continue
        columns = _columns(db, table)
        _keep(db, table, columns)
        _record(db, table, columns, steps)
    guards.install(db, recorded_tables(db), sorted(UNRECORDED - _GUARDED))


def _keep(db: Database, table: str, columns: list[str]) -> None:
    """What a row is known by stays: its history and every undo find it by id, other files by uid."""
    changed = " OR ".join(
        f"NEW.{c} IS NOT OLD.{c}" for c in ("id", "uid", "school_id") if c in columns
    )
    db.execute(
        f'CREATE TRIGGER journal_{table}_id BEFORE UPDATE ON "{table}" WHEN {changed} BEGIN'
        " SELECT RAISE(ABORT, '记录的编号（id）不能更改，uid 和所属学校也不能。'); END"
    )
    # REPLACE would put another record in the place of the one that has it
    db.execute(
        f'CREATE TRIGGER journal_{table}_uid BEFORE INSERT ON "{table}"'
        f" WHEN NEW.uid NOT GLOB '{_UID}' OR NEW.uid GLOB '*[^-0-9a-f]*'"
        f' OR EXISTS (SELECT 1 FROM "{table}" t WHERE t.uid = NEW.uid) BEGIN'
        " SELECT RAISE(ABORT, '记录的编号（uid）不合规定，或已有记录使用。'); END"
    )


def _record(db: Database, table: str, columns: list[str], steps: Steps) -> None:
    old, new = (row_text(db, table, row) for row in ("OLD", "NEW"))
    differs = " OR ".join(f'OLD."{c}" IS NOT NEW."{c}"' for c in columns)
    for event, rows, when, before, after in (
        ("insert", ("NEW",), "", "NULL", new),
        ("update", ("OLD", "NEW"), f"WHEN {differs}", old, new),
        ("delete", ("OLD",), "", old, "NULL"),
    ):
        guards = [_kept_out(db, table, rows)]
        if event == "insert":
            guards.append(_new_id(table, steps))
        db.execute(
            f'CREATE TRIGGER journal_{table}_{event} AFTER {event.upper()} ON "{table}" {when} BEGIN'
            f" {' '.join(guards)}"
            " INSERT INTO change (operation_id, schema_version, table_name, row_id, action,"
            f" before, after) VALUES ((SELECT operation_id FROM journal_head), {steps.latest},"
            f" '{table}', {rows[0]}.id, '{event}', {before}, {after}); END"
        )


def row_text(db: Database, table: str, row: str) -> str:
    """Return the SQL of a row as the journal writes it: a JSON object of its columns."""
    pairs = ", ".join(f"'{c}', {row}.\"{c}\"" for c in _columns(db, table))
    return f"json_object({pairs})"


def _new_id(table: str, steps: Steps) -> str:
    """An id that was given before comes back with its own row only, which an undo brings.

    Nor does one come from far above: after the highest there is, SQLite gives no id any more.
    """
    names = ", ".join(f"'{name}'" for name in dict.fromkeys(steps.names(table)))
    given = f"coalesce((SELECT seq FROM sqlite_sequence WHERE name = '{table}'), 0)"
    return (
        "SELECT RAISE(ABORT, '记录的编号（id）太大，请不要指定编号。')"
        # within one statement the sequence stands still: there each follows the one before
        f" WHERE NEW.id > {ROOM} + max({given},"
        f' coalesce((SELECT max(t.id) FROM "{table}" t WHERE t.id < NEW.id), 0));'
        " SELECT RAISE(ABORT, '记录的编号（id）已用过，不能再用。')"
        f" WHERE NEW.id <= {given}"
        f" AND NOT EXISTS (SELECT 1 FROM change c WHERE c.table_name IN ({names})"
        # what was written past the program proves nothing; version 1 had no uid
        " AND c.row_id = NEW.id AND c.operation_id IS NOT NULL"
        " AND coalesce(json_extract(c.before, '$.uid'), NEW.uid) = NEW.uid"
        " AND c.action = 'delete');"
    )


def _kept_out(db: Database, table: str, rows: tuple[str, ...]) -> str:
    """Rows of other schools come, change and go with an open package only."""
    foreign = [f for row in rows if (f := _foreign(db, table, row))]
    if not foreign:
        return ""
    return (
        "SELECT RAISE(ABORT, '别的学校的记录只能随收到的数据包写入或更改。')"
        f" WHERE ({' OR '.join(foreign)})"
        " AND NOT EXISTS (SELECT 1 FROM package p WHERE p.state = 'open');"
    )


def _foreign(db: Database, table: str, row: str) -> str:
    """The condition that a row is another school's, its own or by what it is part of; "" if none can be.

    What a row is part of is what it goes with. Where that has just gone, or has yet to come back in
    an undo, the row is judged with it.
    """
    if table == "school":
        return f"{row}.id IS NOT 1"
    if "school_id" in _columns(db, table):
        return f"{row}.school_id IS NOT 1"
    parts: list[str] = []
    for key in db.execute(f'PRAGMA foreign_key_list("{table}")').fetchall():
        parent, column, on_delete = key[2], key[3], key[6]
        alias = f"{row}_{parent}".lower()
        if on_delete == "CASCADE" and (whole := _foreign(db, parent, alias)):
            parts.append(
                f'EXISTS (SELECT 1 FROM "{parent}" {alias}'
                f' WHERE {alias}.id = {row}."{column}" AND ({whole}))'
            )
    return " OR ".join(parts)


def _columns(db: Database, table: str) -> list[str]:
    return [row[1] for row in db.execute(f'PRAGMA table_info("{table}")').fetchall()]
