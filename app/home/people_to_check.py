"""工作台 · 学员: people of the classes at hand who are perhaps two records of one, or contradict their number."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlite_utils import Database

from app.home import Duty
from app.people import students
from app.text import identity

SHOWN = 5  # of each sort; how many more there are is told

# in these classes; another record of the same name, with nothing that tells the two apart
_TWICE = """
SELECT DISTINCT s.id, s.name FROM json_each(?) j
JOIN enrolment e ON e.class_id = j.value AND e.status <> 'withdrawn'
JOIN student s ON s.id = e.student_id
JOIN student o ON o.name = s.name AND o.id <> s.id AND o.school_id = s.school_id
WHERE (o.id_number IS NULL OR s.id_number IS NULL)
  AND (o.birth_date IS NULL OR s.birth_date IS NULL
    OR substr(o.birth_date, 1, 7) = substr(s.birth_date, 1, 7))
ORDER BY s.pinyin, s.id"""
_NUMBERED = """
SELECT DISTINCT s.id, s.name, s.sex, s.birth_date, s.id_number FROM json_each(?) j
JOIN enrolment e ON e.class_id = j.value AND e.status <> 'withdrawn'
JOIN student s ON s.id = e.student_id
WHERE s.id_number IS NOT NULL ORDER BY s.pinyin, s.id"""


def read(db: Database, class_ids: Sequence[int]) -> list[Duty]:
    """Return who of the classes is to be looked at; whose facts lack is told at the class."""
    asked = json.dumps(list(class_ids))
    twice = [
        Duty("warn", f"{name}：档案里有两名同名学员，可能是同一个人", "student", student_id)
        for student_id, name in db.execute(_TWICE, [asked]).fetchall()
    ]
    doubtful: list[Duty] = []
    for student_id, name, sex, born, number in db.execute(_NUMBERED, [asked]).fetchall():
        if fault := identity.check(number):
            doubtful.append(Duty("warn", f"{name}：{fault.rstrip('。')}", "student", student_id))
        values = {"sex": sex, "birth_date": born, "id_number": number}
        doubtful += [
            Duty("warn", f"{name}：{text.rstrip('。')}", "student", student_id)
            for text in students.warnings(values)
        ]
    return [*_first(twice, "同名"), *_first(doubtful, "对不上身份证号")]


def _first(found: list[Duty], what: str) -> list[Duty]:
    if len(found) <= SHOWN + 1:
        return found
    rest = Duty("info", f"还有 {len(found) - SHOWN} 处{what}，改好前面的再列出", "student")
    return [*found[:SHOWN], rest]
