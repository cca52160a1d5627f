"""What an older file has that is not the school's: tables and columns that some tool has put there.

An upgrade must not fail by them, nor lose them. Foreign tables stay under their names where nothing else
needs these, else under 外来_…; foreign columns of the school's tables go into tables of their own.
Statistics, and the views, triggers and indexes of others, are derived or judge by rules of their own: they
go, and the copy made before the upgrade has them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlite_utils import Database

from app.ground.errors import UserError

SEARCH = "student_find"
# the tables of earlier versions, as they were when the next one came; today's are db/schema.sql
FORMER = {
    1: {
        "attendance": "id enrolment_id session_id status remark",
        "certificate": (
            "id number series serial class_id student_id class_code class_name student_name "
            "start_date end_date quarter_hours wording school_name issue_date verification_code "
            "photo_id status void_date void_reason replaces_id"
        ),
        "change": "id operation_id table_name row_id action before after",
        "class": (
            "id code name issue kind host organiser audience aim class_teacher_id venue_id "
            "planned_count contact cost_fen evaluation profile_id status version approved_at "
            "closed_at remark pinyin terms"
        ),
        "class_kind": "code name position",
        "class_span": "id class_id start_date end_date",
        "course": (
            "id title category method topic quarter_hours counted teacher_id venue_id active "
            "remark pinyin terms"
        ),
        "course_category": "code name position",
        "course_topic": "code name position",
        "enrolment": "id class_id student_id number unit_name post group_name role status remark",
        "ethnic_group": "code name",
        "half_day": "id code name position starts_at ends_at quarter_hours",
        "hour_entry": "id student_id class_id form title start_date end_date quarter_hours remark",
        "journal_head": "operation_id",
        "lecturer_kind": "code name position",
        "operation": "id name at user_name undo state reverses_id",
        "photo": "id sha256 jpeg",
        "policy_profile": "id code version title level effective_from effective_to source remark",
        "political_status": "code name",
        "post_level": "code name",
        "presence_rule": (
            "id profile_id code title dimension tag class_kind minimum_days severity clause "
            "verified position"
        ),
        "school": (
            "id name level contact certificate_pattern certificate_wording verification_key "
            "default_profile spring_from autumn_from created_at"
        ),
        "session": (
            "id class_id date half starts_at ends_at course_id title category method topic "
            "quarter_hours counted venue_id chair remark"
        ),
        "session_lecturer": "id session_id teacher_id kind unit_name post position",
        "sex": "code name",
        "share_rule": (
            "id profile_id code title base base_category scope minimum_percent severity clause "
            "verified position"
        ),
        "share_rule_class_kind": "id rule_id class_kind",
        "share_rule_level": "id rule_id level",
        "share_rule_tag": "id rule_id dimension code",
        "student": (
            "id name sex ethnic_group birth_date id_number political_status education unit_id "
            "post post_level rank phone photo_id remark pinyin terms"
        ),
        "teacher": "id name kind unit_name post title field phone active remark pinyin terms",
        "teaching_method": "code name position",
        "unit": "id name pinyin terms",
        "user": "id name ring_entry created_at",
        "venue": "id name kind address capacity remark pinyin terms",
    },
    2: {
        "attendance": "id uid enrolment_id lesson_id status remark",
        "certificate": (
            "id uid school_id number series serial class_id student_id class_code class_name "
            "student_name start_date end_date quarter_hours wording school_name issue_date "
            "verification_code signature key_fingerprint photo_id status void_date "
            "void_reason replaces_id"
        ),
        "change": "id operation_id schema_version table_name row_id action before after",
        "class": (
            "id uid school_id code name issue kind host organiser audience aim "
            "class_teacher_id venue_id planned_count contact cost_fen evaluation profile_id "
            "status version approved_at closed_at remark pinyin terms"
        ),
        "class_kind": "code name position",
        "class_span": "id uid class_id start_date end_date",
        "course": (
            "id uid school_id title category method topic quarter_hours counted teacher_id "
            "venue_id active remark pinyin terms"
        ),
        "course_category": "code name position",
        "course_topic": "code name position",
        "enrolment": (
            "id uid class_id student_id number unit_name post group_name role status remark"
        ),
        "ethnic_group": "code name",
        "half_day": "id uid code name position starts_at ends_at quarter_hours",
        "hour_entry": (
            "id uid school_id student_id class_id form title start_date end_date "
            "quarter_hours remark"
        ),
        "journal_head": "operation_id",
        "lecturer_kind": "code name position",
        "lesson": (
            "id uid class_id date half starts_at ends_at course_id title category method "
            "topic quarter_hours counted venue_id chair remark"
        ),
        "lesson_lecturer": "id uid lesson_id teacher_id kind unit_name post position",
        "operation": "id name at user_name undo state reverses_id run_id joins run_name rights",
        "package": "id uid kind sender received_at state remark",
        "photo": "id sha256 jpeg",
        "policy_profile": (
            "id uid school_id code version title level effective_from effective_to source remark"
        ),
        "political_status": "code name",
        "post_level": "code name",
        "presence_rule": (
            "id uid profile_id code title dimension tag class_kind minimum_days severity "
            "clause verified position"
        ),
        "role": "code name position",
        "role_right": "role user_right",
        "school": (
            "id uid name level contact certificate_pattern certificate_wording "
            "certificate_code public_key default_profile spring_from autumn_from package_id "
            "created_at"
        ),
        "secret": "name value",
        "sex": "code name",
        "share_rule": (
            "id uid profile_id code title base base_category scope minimum_percent severity "
            "clause verified position"
        ),
        "share_rule_class_kind": "id uid rule_id class_kind",
        "share_rule_level": "id uid rule_id level",
        "share_rule_tag": "id uid rule_id dimension code",
        "student": (
            "id uid school_id name sex ethnic_group birth_date id_number political_status "
            "education unit_id post post_level rank phone photo_id remark pinyin terms"
        ),
        "teacher": (
            "id uid school_id name kind unit_name post title field phone active remark pinyin terms"
        ),
        "teaching_method": "code name position",
        "unit": "id uid school_id name pinyin terms",
        "user": "id uid name role ring_entry created_at",
        "user_right": "code name position",
        "venue": "id uid school_id name kind address capacity remark pinyin terms",
    },
}
FORMER[3] = FORMER[2] | {
    "baseline": "id operation_id change_id table_name part row_count digest",
    "class": (
        "id uid school_id code name issue kind host organiser audience aim class_teacher_id "
        "venue_id planned_count contact cost_fen evaluation profile_id status version "
        "approved_at closed_at remark archived pinyin terms"
    ),
    "journal_archive": (
        "id operation_id first_id last_id last_change_id first_at last_at operation_count "
        "change_count previous_hash last_hash file_name folder"
    ),
    "operation": (
        "id name at user_name undo state reverses_id run_id joins run_name rights "
        "previous_hash hash"
    ),
    "rehearsal": (
        "id uid school_id at user_name backup_name backup_at last_operation table_count "
        "row_count digest passed words"
    ),
    "school": (
        "id uid name level contact certificate_pattern certificate_wording "
        "certificate_code public_key default_profile spring_from autumn_from package_id "
        "key_changed_at created_at"
    ),
    "student": (
        "id uid school_id name sex ethnic_group birth_date id_number political_status "
        "education unit_id post post_level rank phone photo_id remark archived pinyin terms"
    ),
}


@dataclass
class Strangers:
    """What was found: names of foreign tables as they are called now, our columns set aside, and what
    became of each, in Chinese."""

    tables: set[str] = field(default_factory=set[str])
    columns: set[str] = field(default_factory=set[str])
    told: list[str] = field(default_factory=list[str])


def set_aside(db: Database, version: int, taken: Iterable[str]) -> Strangers:
    """Put what is foreign out of the way of an upgrade that needs the names ``taken``.

    The file has no views, triggers and indexes any more. Raises UserError where something of the school's
    is missing.
    """
    found = Strangers()
    for name, _ in _tables(db, "sqlite\\_stat%"):
        db.execute(f"DROP TABLE {quoted(name)}")
    if version not in FORMER:
        return found
    former = FORMER[version]
    _see_that_all_is_there(db, version)
    busy = {name.lower() for name in taken}
    for name, kind in _tables(db, "%"):
        if kind != "shadow" and name.lower() not in former and name != SEARCH:
            _table(db, name, kind, busy, found)
    for table, columns in former.items():
        _columns(db, table, columns.split(), busy, found)
    found.tables |= {
        name
        for name, kind in _tables(db, "%")
        if kind == "shadow" and not name.startswith(f"{SEARCH}_")
    }
    return found


def quoted(name: str) -> str:
    """The name as SQL takes it, whatever is in it."""
    return '"' + name.replace('"', '""') + '"'


def _tables(db: Database, pattern: str) -> list[tuple[str, str]]:
    return db.execute(
        "SELECT name, type FROM pragma_table_list WHERE schema = 'main' AND type <> 'view'"
        " AND name LIKE ?1 ESCAPE '\\'"
        " AND (name NOT LIKE 'sqlite\\_%' ESCAPE '\\' OR name LIKE 'sqlite\\_stat_' ESCAPE '\\')"
        " ORDER BY name",
        [pattern],
    ).fetchall()


def _see_that_all_is_there(db: Database, version: int) -> None:
    for table, columns in FORMER[version].items():
        there = {row[1].lower() for row in db.execute(f"PRAGMA table_xinfo({quoted(table)})")}
        for name in columns.split():
            if name not in there:
                raise UserError(
                    f"学校文件里少了{'表 ' + table if not there else f'表 {table} 的列 {name}'}"
                    "（可能被别的工具删掉），不能升级，文件没有改动。请从备份恢复。"
                )


def _table(db: Database, name: str, kind: str, busy: set[str], found: Strangers) -> None:
    now = name
    if name.lower() in busy:
        now = _free(db, name, busy)
        db.execute(f"ALTER TABLE {quoted(name)} RENAME TO {quoted(now)}")
        found.told.append(f"外来的表 {name} 改名为 {now}")
    else:
        found.told.append(f"外来的表 {name} 原样保留")
    if kind == "table" and db.execute(f"PRAGMA foreign_key_list({quoted(now)})").fetchone():
        # it refers to tables that may be renamed, and would bar what is deleted here
        plain = _free(db, now, busy)
        db.execute(f"CREATE TABLE {quoted(plain)} AS SELECT * FROM {quoted(now)}")
        db.execute(f"DROP TABLE {quoted(now)}")
        db.execute(f"ALTER TABLE {quoted(plain)} RENAME TO {quoted(now)}")
    found.tables.add(now)


def _columns(db: Database, table: str, known: list[str], busy: set[str], found: Strangers) -> None:
    there = [row[1] for row in db.execute(f"PRAGMA table_xinfo({quoted(table)})").fetchall()]
    foreign = [name for name in there if name.lower() not in known]
    if not foreign:
        return
    aside = _free(db, table, busy)
    kept = ", ".join(quoted(name) for name in (there[0], *foreign))
    db.execute(f"CREATE TABLE {quoted(aside)} AS SELECT {kept} FROM {quoted(table)}")
    found.tables.add(aside)
    found.told.append(f"表 {table} 外来的列 {'、'.join(foreign)} 移到表 {aside}")
    for place, name in enumerate(foreign):
        apart = f"foreign_{place}"
        while apart in there:
            apart += "_"
        db.execute(f"ALTER TABLE {quoted(table)} RENAME COLUMN {quoted(name)} TO {quoted(apart)}")
        found.columns.add(apart)


def _free(db: Database, name: str, busy: set[str]) -> str:
    there = busy | {n.lower() for n, _ in _tables(db, "%")}
    free = f"外来_{name}"
    while free.lower() in there:
        free += "_"
    return free
