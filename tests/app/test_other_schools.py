"""With another school's rows in the file, everything reads and writes as if they were not there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.certificates import ledger
from app.classes import classes, statistics
from app.exchange import roster, teaching_list
from app.file.listing import Listing
from app.file.session import Session
from app.ground import paths
from app.papers.engine import verdict_box
from app.people import students, units
from app.rules import profiles, verdicts, versions
from app.school import school
from app.teaching import courses, teachers, venues
from tests.db import other_school

DEMO = paths.RESOURCES / "demo"
LISTINGS: dict[str, Listing] = {
    "class": classes.LISTING,
    "student": students.LISTING,
    "teacher": teachers.LISTING,
    "course": courses.LISTING,
    "venue": venues.LISTING,
    "certificate": ledger.LISTING,
}
READS: dict[str, Callable[[Any], Any]] = {
    "school": school.get,
    "classes": classes.all,
    "years": classes.years,
    "proposed": lambda db: classes.propose_code(db, 2026),
    "enrolled": lambda db: classes.enrolled(db, None),
    "falling short": lambda db: classes.falling_short(db, None),
    "years ended": statistics.years,
    "statistics": lambda db: statistics.class_statistics(db, 2026),
    "totals": lambda db: statistics.year_totals(db, 2026),
    "periods": verdicts.period_shares,
    "box": lambda db: verdict_box.of_year(db, 2026),
    "problems": lambda db: [verdicts.class_problems(db, one.id) for one in classes.all(db)],
    "people": students.count,
    "teachers": teachers.choices,
    "venues": venues.all,
    "units": units.names,
    "newest": lambda db: profiles.newest(db, school.get(db).default_profile),
    "library": courses.library,
    "profiles": lambda db: profiles.all(db, newest_only=False),
    "versions": lambda db: versions.of_profile(db, "hunan-2019-county"),
    "uses": lambda db: versions.uses(db, "hunan-2019-county"),
    "free code": versions.free_code,
    "roster": lambda db: roster.review(db, DEMO / "学员名册.xlsx"),
    "lists": lambda db: teaching_list.review(db, DEMO / "师资课程.xlsx"),
    "certificate": lambda db: ledger.by_number(db, "X2026-01-0001"),
}


def readings(session: Session) -> dict[str, Any]:
    found = {name: session.read(query) for name, query in READS.items()}
    for name, listing in LISTINGS.items():
        for sort in listing.sorts:
            found[f"{name} by {sort}"] = session.read(listing.ids, sort=sort).tolist()
        found[f"{name} counted"] = session.read(listing.counts)
        found[f"{name} searched"] = session.read(listing.ids, search="党").tolist()
    return found


def test_everything_reads_as_if_they_were_not_there(demo_session: Session) -> None:
    before = readings(demo_session)
    assert before["classes"]
    demo_session.with_key(lambda held: other_school.enter(held.writer))
    assert demo_session.read(lambda db: db.execute("SELECT count(*) FROM school").fetchone()) == (
        2,
    )
    after = readings(demo_session)
    for name, found in before.items():
        assert after[name] == found, name
