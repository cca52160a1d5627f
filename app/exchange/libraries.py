"""Which teachers and courses of a list are already in the libraries, and what would change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlite_utils import Database

from app.exchange.engine import fields
from app.exchange.engine.asked import Asked
from app.exchange.engine.entries import Entry, Told
from app.exchange.engine.findings import Candidate, Findings
from app.ground.errors import UserError
from app.teaching import courses, teachers

TEACHER, COURSE = "teacher", "course"
# a course's lecturer and place are named in a workbook
BY_NAME = {"teacher": "teacher_id", "venue": "venue_id"}


def judge(db: Database, entries: Sequence[Entry], asked: Asked, findings: Findings) -> list[Entry]:
    """Return what would happen to each teacher and course; note doubts and changes in ``findings``."""
    staff = _teachers(db, [e for e in entries if e.part == TEACHER], asked, findings)
    library = [e for e in entries if e.part == COURSE]
    return [*staff, *_courses(db, library, Staff(db, staff), findings)]


def _teachers(
    db: Database, entries: Sequence[Entry], asked: Asked, findings: Findings
) -> list[Entry]:
    told = Told(db, teachers.FACTS, findings)
    by_name: dict[str, list[tuple[int, dict[str, str]]]] = defaultdict(list)
    for one in teachers.FACTS.read(db, "WHERE t.school_id = 1 ORDER BY t.id"):
        values = {key: str(getattr(one, key)) for key in teachers.FACTS}
        by_name[one.name].append((one.id, values))
    seen: dict[tuple[str, str], int] = {}
    judged: list[Entry] = []
    for entry in entries:
        entry = replace(entry, disposition="new", record_id=None, changes=())
        name, unit = entry.values.get("name", ""), entry.values.get("unit_name", "")
        twice = None if entry.broken else seen.get((name, unit))
        if twice is not None:
            told.say(entry, "name", "error", f"与第 {twice} 行重复，请删去一行。")
        if entry.broken or twice is not None:
            judged.append(replace(entry, disposition="error"))
            continue
        seen[name, unit] = entry.row
        decision = asked.decision(entry.sheet, entry.row)
        namesakes = by_name.get(name, [])
        sure = [n for n in namesakes if n[0] == decision or n[1]["unit_name"] == unit]
        if not sure and decision is None:
            sure = [n for n in namesakes if not unit or not n[1]["unit_name"]]
        if len(sure) > 1:
            sure = [n for n in sure if n[0] == decision] or sure[:1]
        if sure:
            judged.append(_compared(entry, *sure[0], told))
        elif namesakes and decision != "other":
            labels = tuple(
                Candidate(i, f"{v['name']} · {v['unit_name']}{v['post']}") for i, v in namesakes
            )
            text = "师资库中已有同名教师而单位不同，请选择是否同一人。"
            told.say(entry, "name", "doubt", text, candidates=labels)
            judged.append(replace(entry, disposition="doubtful"))
        else:
            judged.append(entry)
    return judged


def _courses(
    db: Database, entries: Sequence[Entry], staff: Staff, findings: Findings
) -> list[Entry]:
    told = Told(db, courses.FACTS, findings, {k: courses.FACTS.name(f) for k, f in BY_NAME.items()})
    stored = _stored_courses(db)
    seen: dict[tuple[str, str], int] = {}
    judged: list[Entry] = []
    for entry in entries:
        entry = replace(entry, disposition="new", record_id=None, changes=())
        wrong = entry.broken
        title, who = entry.values.get("title", ""), entry.values.get("teacher", "")
        if not wrong and (title, who) in seen:
            told.say(entry, "title", "error", f"与第 {seen[title, who]} 行重复，请删去一行。")
            wrong = True
        seen.setdefault((title, who), entry.row)
        if not wrong and who:
            wrong = not _lecturer(entry, staff, told)
        same = [s for s in stored.get(title, []) if _same_teacher(who, s[1])]
        if wrong:
            judged.append(replace(entry, disposition="error"))
        elif same:
            judged.append(_compared(entry, *same[0], told))
        else:
            judged.append(entry)
    return judged


def _stored_courses(db: Database) -> dict[str, list[tuple[int, dict[str, str]]]]:
    """The courses by title: (id, values as a workbook has them, and the lecturer's unit)."""
    people = {
        i: (name, unit)
        for i, name, unit in db.execute(
            "SELECT id, name, unit_name FROM teacher WHERE school_id = 1"
        ).fetchall()
    }
    places = dict(db.execute("SELECT id, name FROM venue WHERE school_id = 1").fetchall())
    stored: dict[str, list[tuple[int, dict[str, str]]]] = defaultdict(list)
    for one in courses.FACTS.read(db, "WHERE t.school_id = 1 ORDER BY t.id"):
        values = {key: str(getattr(one, key) or "") for key in courses.FACTS}
        values |= {key: str(getattr(one, key)) for key in ("quarter_hours", "counted")}
        name, unit = people.get(one.teacher_id, ("", ""))
        values |= {"teacher": name, "teacher_unit": unit, "venue": places.get(one.venue_id, "")}
        stored[one.title].append((one.id, values))
    return stored


def _same_teacher(who: str, stored: Mapping[str, str]) -> bool:
    if not who or not stored["teacher"]:
        return True
    (name, unit), *_ = fields.people(who) or [("", "")]
    return name == stored["teacher"] and (not unit or unit == stored["teacher_unit"])


def _lecturer(entry: Entry, staff: Staff, told: Told) -> bool:
    who = entry.values["teacher"]
    if len(fields.people(who)) != 1:
        text = "课程库里一门课只记一位授课人，其他人请在排课时添加。"
    elif (found := staff.count(who)) == 1:
        return True
    elif found:
        text = "有同名教师，请写成“姓名（单位）”。"
    else:
        text = "师资库和本工作簿的师资表里都没有这个人，请先在师资表里补上。"
    told.say(entry, "teacher", "error", text)
    return False


def _compared(entry: Entry, record_id: int, stored: Mapping[str, str], told: Told) -> Entry:
    changes = tuple(
        (key, before, after)
        for key, after in entry.values.items()
        # the lecturer is what a course was found by
        if (before := stored.get(key, "")) != after and not (key == "teacher" and before)
    )
    told.changes(entry, changes)
    kind = "changed" if changes else "same"
    return replace(entry, disposition=kind, record_id=record_id, changes=changes)


class Staff:
    """Who can be meant by a lecturer's name: teachers of the file, and those to be written."""

    def __init__(self, db: Database, entries: Sequence[Entry]) -> None:
        self._ids: dict[str, list[tuple[str, int | None]]] = defaultdict(list)
        rows = db.execute(
            "SELECT id, name, unit_name FROM teacher WHERE school_id = 1 AND active = 1 ORDER BY id"
        )
        for i, name, unit in rows.fetchall():
            self._ids[name].append((unit, i))
        for entry in entries:
            if entry.record_id is None and entry.disposition != "error":
                name = entry.values.get("name", "")
                self._ids[name].append((entry.values.get("unit_name", ""), None))

    def count(self, who: str) -> int:
        """Return how many people a name (or 'name（unit）') fits."""
        return len(self._fitting(who))

    def find(self, who: str) -> list[int]:
        """Return the ids of the people meant. Raises UserError where it is not exactly one."""
        found = [i for _, i in self._fitting(who) if i is not None]
        if len(found) != 1:
            raise UserError(f"授课人「{who}」在师资库中不能确定是谁。没有写入任何数据。")
        return found

    def _fitting(self, who: str) -> list[tuple[str, int | None]]:
        meant = fields.people(who)
        if len(meant) != 1:
            return []
        name, unit = meant[0]
        return [p for p in self._ids.get(name, []) if not unit or p[0] == unit]
