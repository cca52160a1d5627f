"""A school with a class in every state that is guarded, for statements to be tried upon.

    from tests.attack.states import make, open_bare, CLOSED

Nothing of the program stands between ``open_bare`` and the file: it is what a technician's tool sees.
"""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path
from typing import Any

import sqlcipher3

from app.certificates import ledger
from app.classes import classes, enrolment, lessons
from app.classes.classes import Span
from app.file import sql, vault
from app.file.operation import Operation, Transaction
from app.file.session import Session
from app.ground import jobs
from app.opening import create, open_school
from app.people import students
from app.rules import profiles
from app.rules.rule import ShareRule
from app.teaching import courses, teachers, venues

PASSWORD = "secret-word"
CHEAP = vault.Cost(memory=64, passes=1, lanes=1)
JPEG = b"\xff\xd8\xff\xe0 made up"

FAILING, SOUND, APPROVED, RUNNING, REOPENED, CLOSED, ARCHIVED, OTHER, PAST = range(1, 10)
PLAN = (
    ("党章", "party_spirit", "lecture"),
    ("研讨", "theory", "discussion"),
    ("案例", "professional", "case"),
    ("县情", "knowledge", "lecture"),
    ("理论", "theory", "lecture"),
)
FAILING_PLAN = tuple((title, "theory", "lecture") for title, _, _ in PLAN)


def make(path: Path) -> bytes:
    """Make the school at ``path`` and return its key."""
    create(path, name="示范党校", password=PASSWORD, cost=CHEAP)
    with open_school(path, PASSWORD, runner=jobs.Inline()) as session:
        _fill(session)
        return session.with_key(lambda store: store.key)


def open_bare(path: Path, key: bytes, *, keys: bool = True, recursive: bool = False) -> Any:
    """Open the file by itself, with SQLite's own defaults but for the two pragmas."""
    conn = sqlcipher3.connect(path, isolation_level=None, cached_statements=4096)
    conn.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    conn.execute(f"PRAGMA foreign_keys = {int(keys)}")
    conn.execute(f"PRAGMA recursive_triggers = {int(recursive)}")
    return conn


def _do(session: Session, operation: Operation[Any]) -> Any:
    return session.run(operation).value


def _fill(session: Session) -> None:
    rooms = [_do(session, venues.create({"name": name})) for name in ("一号教室", "二号教室")]
    staff = [
        _do(session, teachers.create({"name": name, "kind": kind}))
        for name, kind in (("何军", "leading_cadre"), ("李教授", "expert"))
    ]
    _do(session, courses.create({"title": "宪法", "category": "theory", "method": "lecture"}))
    people = [_do(session, students.create({"name": name})) for name in "甲乙丙丁戊己"]
    _do(session, students.set_photo(people[0], JPEG))
    profile = _do(session, profiles.save(_own_rules(session)))
    for number in range(FAILING, OTHER + 1):
        class_id = _do(session, classes.create(_named(number, profile), [_span(number)]))
        assert class_id == number
        _plan(session, number, rooms[number % 2], staff)
        _do(session, enrolment.enrol(number, people[:1] if number < CLOSED else people[:4]))
    _do(session, Operation("登记考勤", _absences, right="enrolment"))
    _take_steps(session)
    if "brought_in" in classes.FACTS:  # not in every state of the program
        _bring_in(session, people)


def _bring_in(session: Session, people: list[int]) -> None:
    from app.classes import past

    typed = {"code": "2025-01", "name": "去年的班", "typed_quarter_hours": 80}
    assert _do(session, past.create(typed, [Span("2025-03-03", "2025-03-07")])) == PAST
    _do(session, enrolment.enrol(PAST, people[:2]))
    _do(session, past.bring_certificates(PAST, {people[0]: past.Held("旧1", "2025-03-07")}))


def _absences(tx: Transaction) -> None:
    """Somebody came late to the first lesson of each class, for which there is no verb yet."""
    tx.db.execute(
        "INSERT INTO attendance (enrolment_id, lesson_id, status)"
        " SELECT min(e.id), min(s.id), 'late' FROM enrolment e JOIN lesson s ON s.class_id = e.class_id"
        " GROUP BY e.class_id"
    )


def _own_rules(session: Session) -> profiles.Profile:
    """Those of the county, one more that binds a county's school alone, and one of the semester."""
    code = "hunan-2019-county"
    shipped = session.read(lambda db: profiles.get(db, profiles.newest(db, code)))
    county = ShareRule(
        code="own_county", title="县级的", minimum_percent=10, tags={"category": ("party_spirit",)},
        levels=("county",),
    )  # fmt: skip
    semester = ShareRule(
        code="own_semester", title="学期的", minimum_percent=10, scope="semester",
        tags={"lecturer_kind": ("leading_cadre",)},
    )  # fmt: skip
    shares = (*shipped.shares, county, semester)
    return replace(shipped, id=0, code="own-1", title="本校的", shares=shares)


def _named(number: int, profile: int) -> dict[str, Any]:
    kind = "other" if number == OTHER else "main"
    values = {"code": f"2026-{number:02}", "name": f"第{number}班", "kind": kind}
    return values | {"profile_id": profile}


def _span(number: int) -> Span:
    """A week of its own; what is approved and what runs are on today."""
    if number in (APPROVED, RUNNING):
        start = datetime.date.today() - datetime.timedelta(days=2)
    else:
        start = datetime.date(2026, 3, 2) + datetime.timedelta(weeks=number)
    return Span(start.isoformat(), (start + datetime.timedelta(days=4)).isoformat())


def _plan(session: Session, number: int, room: int, staff: list[int]) -> None:
    first = datetime.date.fromisoformat(_span(number).start_date)
    for place, (title, category, method) in enumerate(FAILING_PLAN if number == FAILING else PLAN):
        values = {"title": title, "category": category, "method": method, "venue_id": room}
        clock = {"starts_at": f"{7 + number:02}:00", "ends_at": f"{7 + number:02}:40"}
        day = (first + datetime.timedelta(days=place)).isoformat()
        course = {"course_id": 1} if place == 4 else {}
        added = _do(session, lessons.add(number, day, "morning", values | clock | course))
        if place % 2:
            _do(session, lessons.set_lecturers(added, staff))


def _take_steps(session: Session) -> None:
    for number in (APPROVED, RUNNING, REOPENED, CLOSED, ARCHIVED):
        _do(session, classes.approve(number))
    _do(session, classes.start(RUNNING))
    _do(session, ledger.issue(RUNNING))
    _do(session, classes.reopen(REOPENED))
    _do(session, enrolment.update(_last_enrolled(session), {"status": "withdrawn"}))
    issued = _do(session, ledger.issue(CLOSED))
    _do(session, ledger.void(issued[0], "姓名有误"))
    _do(session, ledger.reissue(issued[0]))
    _do(session, ledger.void(issued[1], "退学"))
    for number in (CLOSED, ARCHIVED):
        _do(session, classes.close(number))
    if "archived" in classes.FACTS:  # not in every state of the program
        _do(session, sql.write(f"UPDATE class SET archived = 1 WHERE id = {ARCHIVED}"))


def _last_enrolled(session: Session) -> int:
    last = f"SELECT max(id) FROM enrolment WHERE class_id = {CLOSED}"
    return session.read(lambda db: db.execute(last).fetchone()[0])
