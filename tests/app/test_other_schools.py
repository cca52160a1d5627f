"""With another school's rows in the file, everything reads and writes as if they were not there.

What is asked by the id of a row is about that row alone. Every other read of the nouns' modules is here.
"""

from __future__ import annotations

import datetime
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

from sqlite_utils import Database

import app
from app import exchange
from app.certificates import auditing, key_pair, lacking, ledger, standing
from app.classes import (
    charts,
    classes,
    empty_days,
    list_figures,
    needs,
    past,
    periods,
    readiness,
    statistics,
    topics_taught,
    what_goes,
)
from app.exchange import archive, blank_workbooks, half_done, libraries, past_held
from app.exchange.engine import contents, readers
from app.file.listing import Listing
from app.file.session import Session
from app.ground import paths
from app.home import classes_ahead, first_steps, left_half_done, people_to_check, safety, this_week
from app.papers import certificate_ledger, topic_ledger
from app.papers import rehearsals as rehearsal_record
from app.papers import statistics as summary
from app.papers.engine import verdict_box
from app.people import students, units
from app.rules import (
    answering,
    completeness,
    profiles,
    shipped,
    verdicts,
    versions,
    words,
)
from app.school import class_kinds, holidays, known_headings, rehearsals, school, unfinished, users
from app.teaching import courses, teachers, topics, venues
from tests.db import other_school

DEMO = paths.RESOURCES / "demo"
ROOMS = (
    "home",
    "school",
    "people",
    "teaching",
    "rules",
    "certificates",
    "classes",
    "papers",
    "exchange",
)
LISTINGS: dict[str, Listing] = {
    "class": classes.LISTING,
    "student": students.LISTING,
    "teacher": teachers.LISTING,
    "course": courses.LISTING,
    "venue": venues.LISTING,
    "certificate": ledger.LISTING,
}
# each read, and what of it is compared
READS: dict[Callable[..., Any], Callable[[Any], Any]] = {
    school.get: school.get,
    classes.all: classes.all,
    list_figures.years: list_figures.years,
    classes.by_code: lambda db: classes.by_code(db, "2026-03"),
    classes.propose_code: lambda db: classes.propose_code(db, 2026),
    list_figures.enrolled: lambda db: list_figures.enrolled(db, None),
    list_figures.rules: lambda db: list_figures.rules(db, None),
    list_figures.falling_short: lambda db: list_figures.falling_short(db, None),
    readiness.approvers: readiness.approvers,
    blank_workbooks.headings: lambda db: [
        blank_workbooks.headings(db, part)
        for kind in exchange.KINDS
        for part in kind.importer().parts
    ],
    statistics.years: statistics.years,
    statistics.class_statistics: lambda db: statistics.class_statistics(db, 2026),
    statistics.year_totals: lambda db: statistics.year_totals(db, 2026),
    statistics.rules: lambda db: statistics.rules(db, statistics.class_statistics(db, 2026)),
    summary.gather: lambda db: summary.gather(db, 2026),
    verdicts.period_shares: verdicts.period_shares,
    verdicts.shares_of_year: lambda db: verdicts.shares_of_year(db, 2026),
    verdicts.bases_of_year: lambda db: verdicts.bases_of_year(db, 2026),
    verdicts.rules: lambda db: verdicts.rules(db, [one.id for one in classes.all(db)]),
    verdicts.class_problems: lambda db: [
        verdicts.class_problems(db, one.id) for one in classes.all(db)
    ],
    verdict_box.of_year: lambda db: verdict_box.of_year(db, 2026),
    rehearsals.all: rehearsals.all,
    rehearsal_record.gather: rehearsal_record.gather,
    students.count: students.count,
    students.kept: lambda db: students.kept(db, students.LISTING.ids(db).tolist()),
    teachers.choices: teachers.choices,
    venues.choices: lambda db: venues.choices(db, ""),
    classes.code_for: lambda db: classes.code_for(
        db, "2026-99", [classes.Span("2027-01-04", "2027-01-08")]
    ),
    venues.all: venues.all,
    units.names: units.names,
    courses.library: courses.library,
    profiles.all: lambda db: profiles.all(db, newest_only=False),
    profiles.newest: lambda db: profiles.newest(db, school.get(db).default_profile),
    versions.of_profile: lambda db: versions.of_profile(db, "hunan-2019-county"),
    versions.uses: lambda db: versions.uses(db, "hunan-2019-county"),
    versions.free_code: versions.free_code,
    versions.free_rule_code: lambda db: versions.free_rule_code(db, ()),
    versions.changed_from_shipped: lambda db: [
        versions.changed_from_shipped(db, one) for one in profiles.all(db)
    ],
    versions.what_restores: lambda db: [
        versions.what_restores(db, one) for one in profiles.all(db)
    ],
    ledger.by_number: lambda db: ledger.by_number(db, "X2026-01-0001"),
    ledger.years: ledger.years,
    ledger.of_year: lambda db: ledger.of_year(db, 2026),
    ledger.issued_to: lambda db: ledger.issued_to(db, None),
    certificate_ledger.gather: lambda db: certificate_ledger.gather(db, 2026),
    auditing.faults: auditing.faults,
    key_pair.public_key: key_pair.public_key,
    holidays.calendar: holidays.calendar,
    periods.of_year: lambda db: periods.of_year(db, 2026),
    needs.of: lambda db: needs.of(db, [one.id for one in classes.all(db)]),
    empty_days.of_classes: lambda db: empty_days.of_classes(
        db, [one.id for one in classes.all(db)]
    ),
    needs.people: lambda db: needs.people(db, [one.id for one in classes.all(db)]),
    lacking.printed: lacking.printed,
    lacking.of_classes: lambda db: lacking.of_classes(db, [one.id for one in classes.all(db)]),
    this_week.days: lambda db: this_week.days(db, datetime.date(2026, 11, 16)),
    this_week.next_day: lambda db: this_week.next_day(db, datetime.date(2026, 11, 23)),
    classes_ahead.read: lambda db: classes_ahead.read(db, datetime.date(2026, 11, 18)),
    people_to_check.read: lambda db: people_to_check.read(db, [one.id for one in classes.all(db)]),
    first_steps.read: first_steps.read,
    safety.periods_lacking: lambda db: safety.periods_lacking(db, datetime.date(2026, 11, 18)),
    safety.trial: lambda db: safety.trial(db, datetime.date(2027, 11, 18)),
    periods.lacking: lambda db: periods.lacking(db, datetime.date(2026, 11, 2)),
    periods.rows: lambda db: [periods.rows(db, one) for one in periods.of_year(db, 2026)],
    topics_taught.periods: lambda db: topics_taught.periods(db, 2026),
    topics_taught.of_period: lambda db: topics_taught.of_period(db, "2026"),
    topics_taught.rows: lambda db: [
        topics_taught.rows(db, "2026", "party_analysis", what) for what in topics_taught.WHAT
    ],
    charts.choices: lambda db: charts.choices(db, 2026),
    charts.chart: lambda db: [
        charts.chart(db, 2026, one.key, measure)
        for one in charts.choices(db, 2026)
        for measure, _ in (*one.measures, ("", ""))
    ],
    charts.rows: lambda db: [
        charts.rows(db, 2026, one, bar.key)
        for one in charts.all_of_year(db, 2026)
        for bar in one.bars
    ],
    charts.all_of_year: lambda db: charts.all_of_year(db, 2026),
    topic_ledger.gather: lambda db: topic_ledger.gather(db, 2026),
    verdicts.period_figures: lambda db: verdicts.period_figures(db, 2026),
    verdicts.period_lecturers: lambda db: verdicts.period_lecturers(db, "2026"),
    verdicts.topic_teaching: lambda db: verdicts.topic_teaching(db, "year", 2026),
    answering.notes: answering.notes,
    shipped.answers: shipped.answers,
    holidays.all: holidays.all,
    known_headings.all: known_headings.all,
    key_pair.fingerprint: key_pair.fingerprint,
}
REVIEWED = "a part of the reviews of lists"
APART: dict[Callable[..., Any], str] = {
    archive.known: REVIEWED,
    archive.judge: REVIEWED,
    past_held.judge: REVIEWED,
    past_held.known: REVIEWED,
    libraries.judge: REVIEWED,
    contents.settle: REVIEWED,
    blank_workbooks.write: "writes a file of what headings reads",
    readers.reader: REVIEWED,
    readers.coded: REVIEWED,
    key_pair.make: "writes, when a school is founded",
    key_pair.private_key: "the file has one; other schools' stay with them",
    key_pair.write_public: "writes a file of what public_key reads",
    ledger.verify: "by_number, and a code",
    standing.in_ledger: "by_number, in words",
    periods.current: "the own school's semesters",
    past.check_dates: "the day since which the own school is here",
    completeness.check: "writes nothing: looks at what would be saved",
    class_kinds.all: "kinds are of the file",
    class_kinds.line: "kinds are of the file",
    class_kinds.free_code: "kinds are of the file",
    topics.all: "topics are of the file",
    topics.modules: "modules are of the file",
    readers.several: REVIEWED,
    school.half_days: "codes of the program",
    words.names: "codes of the program",
    school.key_changed_at: "the file's key, whatever school",
    users.all: "users are of the file, not of a school",
    users.roles: "codes of the program",
    users.table: "codes of the program",
    what_goes.leaving: "rows by their ids",
    what_goes.students: "rows by their ids",
    left_half_done.read: "half-done work is of a user of the file",
    unfinished.of_user: "half-done work is of a user of the file",
    unfinished.all: "half-done work is of a user of the file",
    unfinished.leaving: "half-done work is of a user of the file",
    unfinished.get: "half-done work is of a user of the file",
    **dict.fromkeys(
        (half_done.all, half_done.get, half_done.content, half_done.place),
        "half-done work is of a user of the file",
    ),
    unfinished.attachment: "half-done work is of a user of the file",
}


def reads() -> Iterator[Callable[..., Any]]:
    """Every public function of the nouns' modules that reads, but those of one row by its id."""
    for found in pkgutil.walk_packages(app.__path__, "app."):
        if found.name.split(".")[1] not in ROOMS:
            continue
        for name, one in vars(import_module(found.name)).items():
            if name.startswith("_") or not inspect.isfunction(one):
                continue
            asked = list(inspect.signature(one).parameters.values())
            if one.__module__ != found.name or not asked:
                continue
            by_id = len(asked) > 1 and asked[1].name.endswith("_id")
            if asked[0].annotation in ("Database", Database) and not by_id:
                yield one


def test_every_read_is_held_to_it_or_says_why_not() -> None:
    there = set(reads())
    assert there - set(READS) == set(APART)


def readings(session: Session) -> dict[str, Any]:
    found = {f"{one.__module__}.{one.__name__}": session.read(READS[one]) for one in READS}
    for kind in exchange.KINDS:
        code = "2026-03" if kind.into == "must" else ""
        found[kind.key] = session.read(kind.importer().review, DEMO / kind.example, code)
    for name, listing in LISTINGS.items():
        for sort in listing.sorts:
            found[f"{name} by {sort}"] = session.read(listing.ids, sort=sort).tolist()
        found[f"{name} counted"] = session.read(listing.counts)
        found[f"{name} searched"] = session.read(listing.ids, search="党").tolist()
    return found


def differ(db: Any) -> None:
    """Let the other school, which is like the own one, have something of its own of every kind."""
    db.execute("BEGIN")
    other_school.open_package(db)
    for statement in (
        "INSERT INTO class_span (class_id, start_date, end_date)"
        " SELECT min(id), '2031-01-01', '2031-01-02' FROM class WHERE school_id = 2",
        "INSERT INTO unit (school_id, name, pinyin) VALUES (2, '邻县水利局', 'a')",
        "UPDATE rule SET code = 'own_1', title = '邻县的规定' WHERE id ="
        " (SELECT max(id) FROM rule)",
        "UPDATE school SET default_profile = 'regulation-2025-county' WHERE id = 2",
    ):
        db.execute(statement)
    other_school.close_package(db)
    db.execute("COMMIT")


def test_everything_reads_as_if_they_were_not_there(demo_session: Session) -> None:
    before = readings(demo_session)
    assert before["app.classes.classes.all"]
    for enter in (other_school.enter, differ):
        demo_session.with_key(lambda held, enter=enter: enter(held.writer))
        sql = "SELECT count(*) FROM school"
        assert demo_session.read(lambda db, sql=sql: db.execute(sql).fetchone()) == (2,)
        after = readings(demo_session)
        for name, found in before.items():
            assert after[name] == found, name
