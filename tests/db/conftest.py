"""A school to be asked by bare SQL, and the bare schema in memory."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlcipher3

from app.certificates import ledger
from app.classes import classes, enrolment, lessons
from app.classes.classes import Span
from app.file import backup, vault
from app.ground import jobs, paths
from app.opening import create, open_school
from app.people import students
from app.teaching import courses, teachers, venues
from tests.db.bare import APPROVED, CLOSED, DRAFT, SOUND
from tests.db.rows import KINDS

PASSWORD = "secret-word"
CHEAP = vault.Cost(memory=64, passes=1, lanes=1)
WEEK = [Span("2026-11-02", "2026-11-06")]
PLAN = (
    ("2026-11-02", "党章", "party_spirit", "lecture"),
    ("2026-11-03", "研讨", "theory", "discussion"),
    ("2026-11-04", "案例", "professional", "case"),
    ("2026-11-05", "县情", "knowledge", "lecture"),
    ("2026-11-06", "理论", "theory", "lecture"),
)


@pytest.fixture(scope="session")
def school(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes, Path]:
    """An encrypted school with an approved class, a failing and a sound draft, and a closed class."""
    path = tmp_path_factory.mktemp("schema") / "校.dxjw"
    create(path, name="示范党校", password=PASSWORD, cost=CHEAP)
    with open_school(path, PASSWORD, runner=jobs.Inline()) as session:
        run = session.run
        hall = run(venues.create({"name": "一号教室"})).value
        leader = run(teachers.create({"name": "何军", "kind": "leading_cadre"})).value
        course = run(
            courses.create(
                {"title": "宪法", "category": "theory", "method": "lecture", "venue_id": hall}
            )
        ).value
        people = [run(students.create({"name": n})).value for n in ("张伟", "李娜")]
        for number in (APPROVED, DRAFT, SOUND, CLOSED):
            class_id = run(
                classes.create({"code": f"2026-0{number}", "name": f"第{number}班"}, WEEK)
            ).value
            assert class_id == number
            for place, (day, title, category, method) in enumerate(PLAN):
                if number == DRAFT and place == 0:
                    category = "theory"
                hour = 7 + number  # the classes' clocks do not touch
                values = {"title": title, "category": category, "method": method}
                clock = {"starts_at": f"{hour:02}:00", "ends_at": f"{hour:02}:40"}
                added = run(lessons.add(class_id, day, "morning", values | clock)).value
                if place == 3:
                    run(lessons.set_lecturers(added, [leader]))
            run(enrolment.enrol(class_id, people[:1] if number < CLOSED else people))
        run(classes.approve(APPROVED))
        run(classes.approve(CLOSED))
        run(ledger.issue(CLOSED))
        run(classes.close(CLOSED))
        assert course == 1
        plain = backup.plain_copy(session, path.with_name("plain.db"))
    return path, vault.load(path).unlock(PASSWORD)[0], plain


@pytest.fixture(params=["encrypted", "plain"])
def raw(
    request: pytest.FixtureRequest, school: tuple[Path, bytes, Path], tmp_path: Path
) -> Iterator[Any]:
    """A connection that knows nothing of the program, with SQLite's own defaults."""
    path, key, plain = school
    if request.param == "plain":
        shutil.copyfile(plain, tmp_path / "plain.db")
        conn = sqlite3.connect(tmp_path / "plain.db", isolation_level=None)
    else:
        shutil.copyfile(path, tmp_path / "copy.dxjw")
        conn = sqlcipher3.connect(tmp_path / "copy.dxjw", isolation_level=None)
        conn.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    yield conn
    conn.close()


@pytest.fixture(scope="session")
def memory() -> Iterator[sqlite3.Connection]:
    """The bare schema in memory: no policy, four teachers, three courses."""
    conn = sqlite3.connect(":memory:", isolation_level=None)
    conn.executescript(paths.SCHEMA.read_text("utf-8"))
    conn.execute("PRAGMA foreign_keys = ON")
    conn.execute(f"INSERT INTO school (id, name, public_key) VALUES (1, '校', '{'00' * 32}')")
    for number, kind in enumerate(KINDS * 3, 1):
        conn.execute("INSERT INTO teacher (id, name, kind) VALUES (?, '师', ?)", [number, kind])
    for number in (1, 2, 3):
        conn.execute(
            "INSERT INTO course (id, title, category, method) VALUES (?, '课', 'theory', 'lecture')",
            [number],
        )
        conn.execute("INSERT INTO venue (id, name) VALUES (?, ?)", [number, f"教室{number}"])
    conn.execute(
        "INSERT INTO policy_profile (id, code, title, level) VALUES (1, 'p', '指标', 'county')"
    )
    yield conn
    conn.close()


@pytest.fixture
def blank(memory: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """The same, taken back after the test."""
    memory.execute("SAVEPOINT test")
    yield memory
    memory.execute("ROLLBACK TO test")
    memory.execute("RELEASE test")
