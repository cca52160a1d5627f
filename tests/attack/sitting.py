"""A sitting of the soak: operations drawn at random, done by the program's verbs, said before and after."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app import opening
from app.certificates import ledger
from app.classes import classes, enrolment, lessons
from app.classes.classes import Span
from app.file.operation import Operation
from app.file.session import Session
from app.ground.errors import UserError
from app.people import students
from app.teaching import courses, teachers
from tests.attack import program
from tests.attack.program import CHEAP, Say, school
from tests.attack.shadow import Shadow, State, Step

_METHODS = ("lecture", "discussion", "case", "self_study")
_PASSWORD = "岭南-saffron-52"


def held(folder: Path, say: Say) -> State:
    """Return what the school holds, in the shadow's words, by SQL of its own."""
    with program.opened(school(folder), write=False) as session:
        return session.read(_state)


def sit(folder: Path, say: Say, seed: str, count: int, start: State, history: list[Step]) -> None:
    """Do ``count`` operations after those of the history; each is said before it is begun.

    Says {"about": step}, then "accepted", or the refusal.
    """
    dice, shadow = random.Random(seed), Shadow(start, history)
    with program.opened(school(folder)) as session:
        for number in range(count):
            step = _drawn(dice, shadow, f"{len(history) + number}-{dice.randrange(1000)}")
            say({"about": step})
            try:
                _do(session, step)
            except UserError as error:
                say({"refused": error.text})
                continue
            say({"accepted": True})
            history.append(step)
            shadow.do(step)
            if number % 10 == 9 and (found := session.read(_state)) != shadow.state:
                say({"differs": _difference(found, shadow.state)})
                return


def _difference(one: State, other: State) -> list[str]:
    return [
        f"{noun} {key}: {one[noun].get(key)}, should be {other[noun].get(key)}"
        for noun in other
        for key in sorted({*one[noun], *other[noun]})
        if one[noun].get(key) != other[noun].get(key)
    ][:5]


# ------------------------------------------------------------------------------------ what is read


def _state(db: Any) -> State:
    def rows(sql: str) -> list[Any]:
        return db.execute(sql).fetchall()

    lecturers: dict[int, list[str]] = {}
    for lesson, name in rows(
        "SELECT l.lesson_id, t.name FROM lesson_lecturer l JOIN teacher t ON t.id = l.teacher_id"
        " ORDER BY l.position"
    ):
        lecturers.setdefault(lesson, []).append(name)
    return {
        "teacher": {
            n: [unit, phone]
            for n, unit, phone in rows("SELECT name, unit_name, phone FROM teacher")
        },
        "course": {
            t: [method, name]
            for t, method, name in rows(
                "SELECT c.title, c.method, t.name FROM course c LEFT JOIN teacher t ON t.id = c.teacher_id"
            )
        },
        "student": {
            n: [unit or "", post, phone]
            for n, unit, post, phone in rows(
                "SELECT s.name, u.name, s.post, s.phone FROM student s LEFT JOIN unit u ON u.id = s.unit_id"
            )
        },
        "class": {
            c: [status, remark]
            for c, status, remark in rows("SELECT code, status, remark FROM class")
        },
        "enrolment": {
            f"{code}/{name}": list(row)
            for code, name, *row in rows(
                "SELECT c.code, s.name, e.number, e.unit_name, e.post, e.group_name, e.status"
                " FROM enrolment e JOIN class c ON c.id = e.class_id JOIN student s ON s.id = e.student_id"
            )
        },
        "lesson": {
            f"{code}/{date}/{half}/{title}": [hours, counted, method, lecturers.get(number, [])]
            for number, code, date, half, title, hours, counted, method in rows(
                "SELECT l.id, c.code, l.date, l.half, l.title, l.quarter_hours, l.counted, l.method"
                " FROM lesson l JOIN class c ON c.id = l.class_id"
            )
        },
        "hours": dict(
            rows(
                "SELECT s.name, sum(h.quarter_hours) FROM hour_entry h JOIN student s"
                " ON s.id = h.student_id GROUP BY s.name HAVING sum(h.quarter_hours) > 0"
            )
        ),
        "certificate": {
            f"{code}/{name}": status
            for code, name, status in rows(
                "SELECT class_code, student_name, status FROM certificate"
            )
        },
        "user": {name: [role] for name, role in rows("SELECT name, role FROM user")},
    }


# ------------------------------------------------------------------------------- what is done next


def _drawn(dice: random.Random, shadow: Shadow, fresh: str) -> Step:
    """Draw an operation that may well be lawful, and now and then one that is not."""
    while True:
        step = dice.choices(list(_DRAWS), [weight for _, weight in _DRAWS.values()])[0]
        drawn = _DRAWS[step][0](dice, shadow, fresh)
        if drawn is not None:
            return {"op": step, **drawn}


Draw = Callable[[random.Random, Shadow, str], dict[str, Any] | None]


def _any(dice: random.Random, shadow: Shadow, noun: str) -> str | None:
    names = sorted(shadow.state[noun])
    return dice.choice(names) if names else None


def _one_of(noun: str, key: str = "name", **more: Any) -> Draw:
    def draw(dice: random.Random, shadow: Shadow, fresh: str) -> dict[str, Any] | None:
        name = _any(dice, shadow, noun)
        given = {k: v if k == "place" else f"{v}{fresh}" for k, v in more.items()}
        return None if name is None else {key: name, **given}

    return draw


def _enrol(dice: random.Random, shadow: Shadow, fresh: str) -> dict[str, Any] | None:
    people, code = sorted(shadow.state["student"]), _any(dice, shadow, "class")
    if code is None or not people:
        return None
    return {"code": code, "names": dice.sample(people, dice.randrange(1, min(5, len(people)) + 1))}


def _lesson(dice: random.Random, shadow: Shadow, fresh: str) -> dict[str, Any] | None:
    code, teacher = _any(dice, shadow, "class"), _any(dice, shadow, "teacher")
    if code is None or teacher is None:
        return None
    day, half = f"2026-11-{dice.randrange(2, 28):02}", dice.choice(("morning", "afternoon"))
    method = dice.choice(_METHODS[:3])
    given = {"code": code, "date": day, "half": half, "title": f"专题{fresh}", "method": method}
    return given | {"teacher": teacher}


def _user_gone(dice: random.Random, shadow: Shadow, fresh: str) -> dict[str, Any] | None:
    names = sorted(name for name in shadow.state["user"] if name.startswith("用户"))
    return {"name": dice.choice(names)} if names else None


def _enrolment(dice: random.Random, shadow: Shadow, fresh: str) -> dict[str, Any] | None:
    key = _any(dice, shadow, "enrolment")
    return None if key is None else dict(zip(("code", "name"), key.split("/"), strict=True))


def _course_set(dice: random.Random, shadow: Shadow, fresh: str) -> dict[str, Any] | None:
    name = _any(dice, shadow, "course")
    if name is None:
        return None
    return {"name": name, "place": 0, "value": dice.choice(_METHODS)}


def _groups(dice: random.Random, shadow: Shadow, fresh: str) -> dict[str, Any] | None:
    code = _any(dice, shadow, "class")
    return None if code is None else {"code": code, "count": dice.randrange(1, 4)}


_CLASS = _one_of("class", "code")
_DRAWS: dict[str, tuple[Draw, int]] = {
    "teacher new": (lambda d, s, f: {"name": f"师{f}", "values": [f"单位{f}", ""]}, 4),
    "teacher set": (_one_of("teacher", place=1, value="139"), 2),
    "teacher gone": (_one_of("teacher"), 2),
    "course new": (lambda d, s, f: {"name": f"程序{f}", "values": ["case", _any(d, s, "teacher")]}, 3),
    "course set": (_course_set, 2),
    "course gone": (_one_of("course"), 2),
    "student new": (lambda d, s, f: {"name": f"学{f}", "values": [f"单位{d.randrange(5)}", "科员", ""]}, 5),
    "student set": (_one_of("student", place=2, value="138"), 3),
    "student gone": (_one_of("student"), 2),
    "class new": (lambda d, s, f: {"name": f"班{f}", "values": ["draft", ""]}, 2),
    "class set": (_one_of("class", place=1, value="记"), 2),
    "class gone": (_one_of("class"), 1),
    "enrol": (_enrol, 5),
    "leave": (_enrolment, 2),
    "groups": (_groups, 1),
    "lesson new": (_lesson, 6),
    "lesson gone": (_one_of("lesson"), 2),
    "approve": (_CLASS, 4),
    "reopen": (_CLASS, 1),
    "start": (_CLASS, 2),
    "close": (_CLASS, 2),
    "cancel": (_CLASS, 1),
    "issue": (_CLASS, 1),
    "user new": (lambda d, s, f: {"name": f"用户{f}", "values": ["registrar"]}, 1),
    "user gone": (_user_gone, 1),
    "imagine": (_one_of("teacher"), 1),
    "undo": (lambda d, s, f: {} if s.can_undo else None, 8),
    "redo": (lambda d, s, f: {} if s.can_redo else None, 6),
}  # fmt: skip


# --------------------------------------------------------------------------------- how it is done


def _do(session: Session, step: Step) -> None:
    op = step["op"]
    if op in ("undo", "redo"):
        getattr(session, op)()
    elif op == "user new":
        opening.add_user(session, step["name"], _PASSWORD, role="registrar", cost=CHEAP)
    elif op == "user gone":
        opening.remove_user(session, _id(session, "user", "name", step["name"]))
    elif op == "imagine":
        number = _id(session, "teacher", "name", step["name"])
        session.imagine(teachers.update(number, {"name": "不在"}), lambda db: None)
    else:
        session.run(_operation(session, step))


def _id(session: Session, table: str, column: str, name: str) -> int:
    sql = f'SELECT id FROM "{table}" WHERE {column} = ?'
    return session.read(lambda db: db.execute(sql, [name]).fetchone()[0])


def _operation(session: Session, step: Step) -> Operation[Any]:
    """The program's verb for a step."""
    noun, _, what = step["op"].partition(" ")
    values, name = step.get("values", ()), step.get("name", "")
    if noun == "teacher" and what == "new":
        return teachers.create({"name": name, "kind": "full_time", "unit_name": values[0]})
    if noun == "course" and what == "new":
        given = {"title": name, "category": "theory", "method": values[0], "quarter_hours": 12}
        teacher = values[1] and _id(session, "teacher", "name", values[1])
        return courses.create({**given, "teacher_id": teacher})
    if noun == "student" and what == "new":
        return students.create({"name": name, "unit_name": values[0], "post": values[1]})
    if noun == "class" and what == "new":
        given = {"code": name, "name": f"名{name}", "kind": "other"}
        return classes.create(given, [Span("2026-11-02", "2026-11-27")])
    if what in ("set", "gone") and noun != "lesson":
        return _changed(session, noun, what, name, step)
    return _of_class(session, step)


def _changed(session: Session, noun: str, what: str, name: str, step: Step) -> Operation[Any]:
    module, key, columns = {
        "teacher": (teachers, "name", ("unit_name", "phone")),
        "course": (courses, "title", ("method",)),
        "student": (students, "name", ("unit_name", "post", "phone")),
        "class": (classes, "code", ("status", "remark")),
    }[noun]
    number: Any = _id(session, noun, key, name)
    if what == "gone":
        return module.delete([number] if module is students else number)
    return module.update(number, {columns[step["place"]]: step["value"]})


def _of_class(session: Session, step: Step) -> Operation[Any]:
    op, code = step["op"], step.get("code") or step["name"].split("/")[0]
    one = _id(session, "class", "code", code)
    if op == "enrol":
        return enrolment.enrol(one, [_id(session, "student", "name", n) for n in step["names"]])
    if op == "leave":
        who = _id(session, "student", "name", step["name"])
        sql = "SELECT id FROM enrolment WHERE class_id = ? AND student_id = ?"
        return enrolment.remove(
            [session.read(lambda db: db.execute(sql, [one, who]).fetchone()[0])]
        )
    if op == "groups":
        return enrolment.assign_groups(one, step["count"])
    if op == "lesson new":
        values = {"title": step["title"], "method": step["method"], "quarter_hours": 12}
        teacher = _id(session, "teacher", "name", step["teacher"])
        given = {**values, "category": "theory", "counted": 1}
        return lessons.add(one, step["date"], step["half"], given, [teacher])
    if op == "lesson gone":
        _, date, half, title = step["name"].split("/")
        sql = "SELECT id FROM lesson WHERE class_id = ? AND date = ? AND half = ? AND title = ?"
        found = session.read(lambda db: db.execute(sql, [one, date, half, title]).fetchone()[0])
        return lessons.remove(found)
    if op == "issue":
        return ledger.issue(one)
    verbs = {"approve": classes.approve, "reopen": classes.reopen, "start": classes.start}
    return (verbs | {"close": classes.close, "cancel": classes.cancel_close})[op](one)
