"""A roster of 10,000 people: read and compared, written, compared again, taken back.

Seconds are printed. What is asserted are ratios within this run: reading and comparing against the bare
reading of the same workbook, writing and taking back against a bare INSERT of the same rows (into an
encrypted table without indexes, triggers, journal and search words).
"""

from __future__ import annotations

import io
import os
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import python_calamine

from app.exchange import roster
from app.file import store
from app.file.session import Session
from app.ground import jobs
from app.opening import create, open_school
from app.people import students
from app.text import identity
from tests.conftest import CHEAP, PASSWORD

PEOPLE = 10_000
MANY, MANY_SECONDS = 200_000, 20.0  # of the processor, this process and the one that reads
FEW, FEW_SECONDS = 50, 1.0
# times the yardstick
CHECK, AGAIN, COMMIT, UNDO = 35, 40, 90, 35
HEADINGS = (
    *("姓名", "性别", "民族", "出生年月", "身份证号", "政治面貌", "工作单位", "职务", "联系电话"),
    "学历",
)
COLUMNS = (
    *("name", "sex", "ethnic_group", "birth_date", "id_number", "political_status", "education"),
    *("unit_id", "post", "phone", "pinyin", "terms"),
)
_SURNAMES, _GIVEN = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许",
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英",
)


def person(place: int) -> list[str]:
    # people of one birthday are told apart by three digits; the years go round after 40 of them
    born = f"{1960 + place % 40}-{1 + place // 40 % 12:02}-{1 + place // 480 % 28:02}"
    first17 = f"990000{born.replace('-', '')}{2 * (place // 13_440) + place % 2:03}"
    name = _SURNAMES[place % 20] + _GIVEN[place // 20 % 23] + _GIVEN[place // 460 % 23]
    return [
        name,
        "女男"[place % 2],
        ("汉族", "土家族", "苗族")[place % 3],
        f"{born[:4]}.{born[5:7]}",
        first17 + identity.check_digit(first17),
        "中共党员",
        f"示范县第{place % 300}局",
        ("科员", "副局长")[place % 2],
        f"199{place:08}",
        ("大学", "研究生")[place % 2],
    ]


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    value = work()
    return time.perf_counter() - start, value


def written(folder: Path, people: int) -> Path:
    path = folder / f"名册{people}.xlsx"
    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet("汇总")
    page.append(HEADINGS)
    for place in range(people):
        page.append(person(place))
    book.save(path)
    return path


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("roster"), PEOPLE)


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    path = tmp_path_factory.mktemp("school") / "示范党校.dxjw"
    create(path, name="示范党校", password=PASSWORD, cost=CHEAP)
    with open_school(path, PASSWORD, runner=jobs.Inline()) as session:
        session.run(students.create({"name": "先行者"}))  # the dictionary of pinyin is there
        yield session


def bare_insert(rows: list[tuple[Any, ...]], path: Path) -> float:
    db = store.connect(path, bytes(32), write=True)
    db.execute(f"CREATE TABLE bare ({', '.join(COLUMNS)})")

    def insert() -> None:
        with db.atomic():
            marks = ", ".join("?" * len(COLUMNS))
            db.conn.executemany(f"INSERT INTO bare VALUES ({marks})", rows)

    seconds, _ = timed(insert)
    db.close()
    return seconds


def test_a_roster_of_ten_thousand(school: Session, workbook: Path, tmp_path: Path) -> None:
    def read() -> object:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(workbook.read_bytes()))
        return book.get_sheet_by_index(0).to_python()

    reading, _ = timed(read)
    check, review = timed(lambda: school.read(roster.review, workbook))
    assert review.counts["new"] == PEOPLE and review.findings == ()
    commit, change = timed(lambda: school.run(roster.write(review)))
    assert change.value.created == PEOPLE
    again, known = timed(lambda: school.read(roster.review, workbook))
    assert known.counts["same"] == PEOPLE
    rows = school.read(
        lambda db: db.execute(f"SELECT {', '.join(COLUMNS)} FROM student WHERE id > 1").fetchall()
    )
    inserting = bare_insert(rows, tmp_path / "bare.db")
    undo, _ = timed(school.undo)
    assert school.read(students.count) == 1
    print(f"\n  calamine {reading:.2f} s, bare INSERT {inserting:.2f} s")
    for name, seconds, yardstick, most in (
        ("check and preview", check, reading, CHECK),
        ("compared with themselves", again, reading, AGAIN),
        ("commit", commit, inserting, COMMIT),
        ("undo", undo, inserting, UNDO),
    ):
        print(f"  {name}: {seconds:.2f} s, {seconds / yardstick:.0f} times")
        assert seconds < most * yardstick, name


def test_a_roster_of_fifty_and_one_of_two_hundred_thousand(school: Session, tmp_path: Path) -> None:
    """The processor's seconds are asserted, of this process and of the one apart: others run beside."""
    for people, most in ((FEW, FEW_SECONDS), (MANY, MANY_SECONDS)):
        path = written(tmp_path, people)
        said: list[float] = [time.perf_counter()]
        progress = jobs.Progress(lambda *_, said=said: said.append(time.perf_counter()))
        before = sum(os.times()[:4])
        seconds, review = timed(
            lambda p=path, g=progress: school.read(roster.review, p, progress=g)
        )
        spent = sum(os.times()[:4]) - before
        longest = max(b - a for a, b in pairwise(said))
        print(f"\n  {people:,}: {seconds:.2f} s, computed {spent:.2f} s, silent {longest:.2f} s")
        assert review.counts["new"] == people and review.findings == ()
        assert spent < most
