"""Which teachers and courses of a list are already in the libraries, and what would change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlite_utils import Database

from app.exchange.engine import lists
from app.exchange.engine.findings import Candidate, Disposition, Findings
from app.exchange.engine.lists import Entry, Lists, Staff
from app.exchange.engine.matching import Decisions
from app.teaching import courses, teachers

# a course's lecturer and place are named in a workbook
FACT_OF = {"teacher": "teacher_id", "venue": "venue_id"}
TEACHER_TITLES = {key: teachers.FACTS.name(key) for key in teachers.FACTS if key != "active"}
COURSE_TITLES = {
    key: courses.FACTS.name(FACT_OF.get(key, key))
    for key in (
        *("title", "category", "method", "quarter_hours", "counted"),
        *("teacher", "venue", "topic", "remark"),
    )
}
_CODED = {
    "kind": "lecturer_kind",
    "category": "course_category",
    "method": "teaching_method",
    "topic": "course_topic",
}


def judge(
    db: Database,
    found_teachers: Sequence[Entry],
    found_courses: Sequence[Entry],
    broken: frozenset[tuple[str, int]],
    decisions: Decisions,
    findings: Findings,
) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
    """Return what would happen to each teacher and course; note doubts and changes in ``findings``.

    ``broken`` are the (sheet, row) that have errors of their own.
    """
    names = Lists(db)
    judged = _teachers(db, found_teachers, broken, decisions, findings, names)
    staff = Staff(db, judged)
    return judged, _courses(db, found_courses, broken, staff, findings, names)


def _teachers(
    db: Database,
    entries: Sequence[Entry],
    broken: frozenset[tuple[str, int]],
    decisions: Decisions,
    findings: Findings,
    names: Lists,
) -> tuple[Entry, ...]:
    by_name: dict[str, list[tuple[int, dict[str, str]]]] = defaultdict(list)
    columns = list(TEACHER_TITLES)
    for i, *row in db.execute(
        f"SELECT id, {', '.join(columns)} FROM teacher WHERE school_id = 1 ORDER BY id"
    ).fetchall():
        by_name[row[0]].append((i, dict(zip(columns, row, strict=True))))
    seen: dict[tuple[str, str], int] = {}
    judged: list[Entry] = []
    for entry in entries:
        name, unit = entry.values.get("name", ""), entry.values.get("unit_name", "")
        if (entry.sheet, entry.row) in broken:
            judged.append(replace(entry, disposition="error", record_id=None, changes=()))
            continue
        if (name, unit) in seen:
            _note(findings, "error", entry, "name", f"与第 {seen[name, unit]} 行重复，请删去一行。")
            judged.append(replace(entry, disposition="error", record_id=None, changes=()))
            continue
        seen[name, unit] = entry.row
        decision = decisions.get(entry.row)
        namesakes = by_name.get(name, [])
        sure = [n for n in namesakes if n[0] == decision or n[1]["unit_name"] == unit]
        if not sure and decision is None:
            sure = [n for n in namesakes if not unit or not n[1]["unit_name"]]
        if len(sure) > 1:
            sure = [n for n in sure if n[0] == decision] or sure[:1]
        if sure:
            judged.append(_compare(entry, *sure[0], TEACHER_TITLES, findings, names))
        elif namesakes and decision != "other":
            labels = [
                Candidate(i, f"{v['name']} · {v['unit_name']}{v['post']}") for i, v in namesakes
            ]
            text = "师资库中已有同名教师而单位不同，请选择是否同一人。"
            _note(findings, "doubt", entry, "name", text, labels)
            judged.append(replace(entry, disposition="doubtful", record_id=None, changes=()))
        else:
            judged.append(replace(entry, disposition="new", record_id=None, changes=()))
    return tuple(judged)


def _courses(
    db: Database,
    entries: Sequence[Entry],
    broken: frozenset[tuple[str, int]],
    staff: Staff,
    findings: Findings,
    names: Lists,
) -> tuple[Entry, ...]:
    stored: dict[str, list[tuple[int, dict[str, str]]]] = defaultdict(list)
    for i, *row in db.execute(
        "SELECT c.id, c.title, c.category, c.method, c.quarter_hours, c.counted,"
        " coalesce(t.name, ''), coalesce(v.name, ''), coalesce(c.topic, ''), c.remark,"
        " coalesce(t.unit_name, '') FROM course c LEFT JOIN teacher t ON t.id = c.teacher_id"
        " LEFT JOIN venue v ON v.id = c.venue_id WHERE c.school_id = 1 ORDER BY c.id"
    ).fetchall():
        values = {c: str(v) for c, v in zip(COURSE_TITLES, row, strict=False)}
        stored[row[0]].append((i, values | {"teacher_unit": row[-1]}))
    seen: dict[tuple[str, str], int] = {}
    judged: list[Entry] = []
    for entry in entries:
        wrong = (entry.sheet, entry.row) in broken
        title, who = entry.values.get("title", ""), entry.values.get("teacher", "")
        if not wrong and (title, who) in seen:
            _note(
                findings, "error", entry, "title", f"与第 {seen[title, who]} 行重复，请删去一行。"
            )
            wrong = True
        seen.setdefault((title, who), entry.row)
        if not wrong and who:
            wrong = not _lecturer(entry, staff, findings)
        if wrong:
            judged.append(replace(entry, disposition="error", record_id=None, changes=()))
            continue
        same = [s for s in stored.get(title, []) if _same_teacher(who, s[1])]
        if same:
            judged.append(_compare(entry, *same[0], COURSE_TITLES, findings, names))
        else:
            judged.append(replace(entry, disposition="new", record_id=None, changes=()))
    return tuple(judged)


def _same_teacher(who: str, stored: Mapping[str, str]) -> bool:
    if not who or not stored["teacher"]:
        return True
    (name, unit), *_ = lists.people(who) or [("", "")]
    return name == stored["teacher"] and (not unit or unit == stored["teacher_unit"])


def _lecturer(entry: Entry, staff: Staff, findings: Findings) -> bool:
    who = entry.values["teacher"]
    people = lists.people(who)
    if len(people) != 1:
        _note(
            findings,
            "error",
            entry,
            "teacher",
            "课程库里一门课只记一位授课人，其他人请在排课时添加。",
        )
        return False
    found = staff.count(who)
    if found == 1:
        return True
    if found:
        text = "有同名教师，请写成“姓名（单位）”。"
    else:
        text = "师资库和本工作簿的师资表里都没有这个人，请先在师资表里补上。"
    _note(findings, "error", entry, "teacher", text)
    return False


def _compare(
    entry: Entry,
    record_id: int,
    stored: Mapping[str, str],
    titles: Mapping[str, str],
    findings: Findings,
    names: Lists,
) -> Entry:
    changes: list[tuple[str, str, str]] = []
    for column, after in entry.values.items():
        before = stored.get(column, "")
        if column == "teacher" and before:
            continue  # the lecturer is what the course was found by
        if before != after:
            changes.append((column, before, after))
            old, new = (_shown(names, column, v) for v in (before, after))
            text = f"原为「{old}」，将更新并保留历史。" if before else "原为空，将填上。"
            findings.add(
                "change",
                entry.sheet,
                text,
                at=entry.places.get(column),
                row=entry.row,
                column=titles[column],
                value=new,
            )
    kind: Disposition = "changed" if changes else "same"
    return replace(entry, disposition=kind, record_id=record_id, changes=tuple(changes))


def _shown(names: Lists, column: str, value: str) -> str:
    if column == "quarter_hours" and value:
        return f"{int(value) / 4:g}"
    if column == "counted":
        return {"1": "是", "0": "否"}.get(value, value)
    return names.name(_CODED[column], value) if column in _CODED else value


def _note(
    findings: Findings,
    severity: str,
    entry: Entry,
    column: str,
    text: str,
    candidates: Sequence[Candidate] = (),
) -> None:
    findings.add(
        "doubt" if severity == "doubt" else "error",
        entry.sheet,
        text,
        at=entry.places.get(column),
        row=entry.row,
        column={**COURSE_TITLES, **TEACHER_TITLES}[column],
        value=entry.values.get(column, ""),
        candidates=candidates,
    )
