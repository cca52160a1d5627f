"""Make a big school's file: ``python -m tests.bench.big_school FILE`` (password 'bench-school').

200,000 students and 2,000 classes with 40 lessons and 45 students each, made-up names, identity
numbers with the area code 990000. Takes some minutes; ``--students`` and ``--classes`` make it smaller.
"""

from __future__ import annotations

import argparse
import datetime
import random
from pathlib import Path

from app.file import vault
from app.file.operation import Operation, Transaction
from app.opening import create, open_school
from app.text import search

PASSWORD = "bench-school"
_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华文建国志红玉兰宇浩然晨阳雨欣怡佳慧婷雪梅峰龙波辉斌鹏飞"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def number(serial: int, born: datetime.date) -> str:
    """Return an identity number of no real place with a right check character (GB 11643)."""
    body = f"990000{born:%Y%m%d}{serial % 1000:03}"
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, _WEIGHTS, strict=True)) % 11]


def fill(students: int, classes: int, seed: int = 20261122) -> Operation[None]:
    """Fill an empty school in one operation."""

    def work(tx: Transaction) -> None:
        chance = random.Random(seed)
        _people(tx, students, chance)
        _libraries(tx)
        for place in range(classes):
            _class(tx, place, students, chance)

    return Operation("生成大型学校", work, "apart", right="classes")


def _people(tx: Transaction, students: int, chance: random.Random) -> None:
    units = [
        (f"示范县第{i}局", search.sort_key(f"示范县第{i}局"), search.terms(f"示范县第{i}局"))
        for i in range(400)
    ]
    tx.db.conn.executemany("INSERT INTO unit (name, pinyin, terms) VALUES (?, ?, ?)", units)
    born = datetime.date(1965, 1, 1)

    def rows():  # type: ignore[no-untyped-def]
        for i in range(students):
            name = chance.choice(_SURNAMES) + "".join(
                chance.choices(_GIVEN, k=chance.choice((1, 2, 2)))
            )
            # 11,000 days by 1,000 serials: every number once
            day = born + datetime.timedelta(days=i // 1000 % 11000 + (i % 7) * 1500)
            identity = number(i, day)
            phone = f"1{chance.randrange(10**10):010}"
            yield (
                name,
                "12"[int(identity[16]) % 2 == 0],
                f"{chance.choice((1, 1, 1, 8, 15, 11)):02}",
                day.isoformat(),
                identity,
                f"{chance.choice((1, 1, 13, 2)):02}",
                chance.randrange(1, 401),
                chance.choice(("科员", "主任", "副局长", "局长", "书记")),
                phone,
                search.sort_key(name),
                search.terms(name, numbers=(identity, phone)),
            )

    tx.db.conn.executemany(
        "INSERT OR IGNORE INTO student (name, sex, ethnic_group, birth_date, id_number,"
        " political_status, unit_id, post, phone, pinyin, terms)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        rows(),
    )


def _libraries(tx: Transaction) -> None:
    kinds = ("full_time", "leading_cadre", "part_time", "expert")
    for i in range(60):
        name = f"{_SURNAMES[i % len(_SURNAMES)]}{_GIVEN[i % len(_GIVEN)]}师"
        values = (name, kinds[i % 4], search.sort_key(name), search.terms(name))
        tx.db.execute("INSERT INTO teacher (name, kind, pinyin, terms) VALUES (?, ?, ?, ?)", values)
    categories = ("theory", "party_spirit", "professional", "knowledge")
    methods = ("lecture", "discussion", "case", "lecture", "simulation")
    for i in range(1000):
        title = f"专题课程之{i}"
        tx.db.execute(
            "INSERT INTO course (title, category, method, teacher_id, pinyin, terms)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (title, categories[i % 4], methods[i % 5], i % 60 + 1, search.sort_key(title),
             search.terms(title)),
        )  # fmt: skip


def _class(tx: Transaction, place: int, students: int, chance: random.Random) -> None:
    start = datetime.date(2016, 1, 4) + datetime.timedelta(days=place // 200 * 365 + place % 200)
    name = f"第{place}期干部培训班"
    class_id = tx.insert(
        "class",
        {
            "code": f"{start.year}-{place:04}",
            "name": name,
            "kind": "main",
            "profile_id": 1,
            "pinyin": search.sort_key(name),
            "terms": search.terms(name),
        },
    )
    end = start + datetime.timedelta(days=19)
    tx.db.execute(
        "INSERT INTO class_span (class_id, start_date, end_date) VALUES (?, ?, ?)",
        [class_id, start.isoformat(), end.isoformat()],
    )
    for i in range(40):
        day = start + datetime.timedelta(days=i // 2)
        course = chance.randrange(1, 1001)
        half, starts, ends = (("morning", "08:30", "11:50"), ("afternoon", "14:30", "17:50"))[i % 2]
        lesson_id = tx.db.execute(
            "INSERT INTO lesson (class_id, date, half, starts_at, ends_at, course_id, title,"
            " category, method, quarter_hours) SELECT ?, ?, ?, ?, ?, id, title, category, method, 16"
            " FROM course WHERE id = ? RETURNING id",
            [class_id, day.isoformat(), half, starts, ends, course],
        ).fetchone()[0]
        tx.db.execute(
            "INSERT INTO lesson_lecturer (lesson_id, teacher_id, kind)"
            " SELECT ?, t.id, t.kind FROM course c JOIN teacher t ON t.id = c.teacher_id WHERE c.id = ?",
            [lesson_id, course],
        )
    people = [(class_id, (place * 45 + i) % students + 1, i + 1) for i in range(45)]
    tx.db.conn.executemany(
        "INSERT OR IGNORE INTO enrolment (class_id, student_id, number) VALUES (?, ?, ?)", people
    )


def make(path: Path, students: int = 200_000, classes: int = 2_000) -> None:
    """Make the file at ``path``."""
    create(path, name="大型示范党校", password=PASSWORD, cost=vault.Cost(64, 1, 1))
    with open_school(path, PASSWORD) as session:
        session.run(fill(students, classes))


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("file", type=Path)
    options.add_argument("--students", type=int, default=200_000)
    options.add_argument("--classes", type=int, default=2_000)
    given = options.parse_args()
    make(given.file, given.students, given.classes)
