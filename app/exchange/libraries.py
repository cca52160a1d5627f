"""Which teachers and courses of a list are already in the libraries, and what would change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlite_utils import Database

from app.exchange.engine import fields
from app.exchange.engine.asked import Asked
from app.exchange.engine.entries import Entry, Told
from app.exchange.engine.findings import Candidate, Choice, Findings
from app.exchange.lecturers import KIND, Staff, likely_kind
from app.teaching import courses, teachers, topics
from app.text import posts

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
    school = db.execute("SELECT name FROM school WHERE id = 1").fetchone()[0]
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
        elif "kind" not in entry.values:
            _ask_kind(entry, school, told)
            judged.append(replace(entry, disposition="doubtful"))
        else:
            judged.append(entry)
    return judged


def _ask_kind(entry: Entry, school: str, told: Told) -> None:
    """Ask of which kind a new teacher is; what his unit and post let one think comes first."""
    unit, post, title = (entry.values.get(key, "") for key in ("unit_name", "post", "title"))
    kind, _ = likely_kind(school, unit, post, title)
    names = told.names("kind")
    offered = [*([kind] if kind else []), *(k for k in names if k != kind)]
    guess = f"按单位和职务像是{names[kind]}，" if kind else ""
    told.say(
        entry,
        "kind",
        "doubt",
        f"没有写师资类别，{guess}请选定。",
        choices=tuple(Choice(names[k], names[k]) for k in offered),
    )


def _courses(
    db: Database, entries: Sequence[Entry], staff: Staff, findings: Findings
) -> list[Entry]:
    others = {k: courses.FACTS.name(f) for k, f in BY_NAME.items()} | {KIND: "授课人类别"}
    told = Told(db, courses.FACTS, findings, others)
    stored = _stored_courses(db)
    seen: dict[tuple[str, str], int] = {}
    judged: list[Entry] = []
    for entry in entries:
        entry = replace(entry, disposition="new", record_id=None, changes=())
        state = "error" if entry.broken else ""
        title, who = entry.values.get("title", ""), entry.values.get("teacher", "")
        if not state and (_key(title), who) in seen:
            twice = seen[_key(title), who]
            told.say(entry, "title", "error", f"与第 {twice} 行重复，请删去一行。")
            state = "error"
        seen.setdefault((_key(title), who), entry.row)
        if not state and who:
            entry, state = staff.settled(entry, "teacher", told)
        same = [s for s in stored.get(_key(title), []) if _same_teacher(who, s[1])]
        if not same and title and "category" not in entry.values and state != "error":
            _ask_category(entry, told)
            state = "doubtful"
        if state:
            judged.append(replace(entry, disposition="error" if state == "error" else "doubtful"))
        elif same:
            judged.append(_compared(entry, *same[0], told))
        else:
            ask_topic(entry, told, entry.values.get("topics", ""))
            judged.append(entry)
    return judged


def ask_topic(entry: Entry, told: Told, chosen: str) -> None:
    """Ask about a topic that the title of what is to be made says and that is not among those ``chosen``."""
    said = topics.unasked(entry.values["title"], chosen, told.names("topics").items())
    if said:
        names = "、".join(name for _, name in said)
        text = f"标题像是讲“{names}”的，没有标这个专题；是就选定，不是不用管。"
        told.say(entry, "topics", "warn", text, choices=(Choice(f"标上“{names}”", names),))


def _ask_category(entry: Entry, told: Told) -> None:
    told.say(
        entry,
        "category",
        "doubt",
        "没有写类别，请选定；全部一样的可以一次选定。",
        choices=tuple(Choice(name, name) for name in told.names("category").values()),
    )


def _key(title: str) -> str:
    """Return a title as it is compared: a space more or less is the same course."""
    return title.replace(" ", "")


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
        stored[_key(one.title)].append((one.id, values))
    return stored


def _same_teacher(who: str, stored: Mapping[str, str]) -> bool:
    if not who or not stored["teacher"]:
        return True
    (name, unit), *_ = fields.people(who) or [("", "")]
    return name == stored["teacher"] and (not unit or unit == stored["teacher_unit"])


def _compared(entry: Entry, record_id: int, stored: Mapping[str, str], told: Told) -> Entry:
    values = dict(entry.values)
    composed = "".join(stored.get(key, "") for key in ("unit_name", "post"))
    if entry.whole and entry.whole in (composed, _key(stored.get("full_post", ""))):
        for key in ("unit_name", "post", "full_post"):  # the same cell again
            values.pop(key, None)
    changes = tuple(
        (key, before, after)
        for key, after in values.items()
        # the lecturer, and the title but for its spaces, are what a course was found by
        if (before := stored.get(key, "")) != after
        and not (key == "teacher" and before)
        and not (key == "title" and _key(before) == _key(after))
    )
    if "full_post" in stored:
        outdated = posts.outdated(stored, {key: after for key, _, after in changes})
        changes += tuple((key, stored[key], after) for key, after in outdated.items())
    told.changes(entry, changes)
    kind = "changed" if changes else "same"
    return replace(entry, disposition=kind, record_id=record_id, changes=changes)
