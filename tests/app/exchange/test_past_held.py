"""The classes of a list of before."""

from __future__ import annotations

from app.exchange.engine.entries import Entry
from app.exchange.past_held import held


def row(number: int, name: str, part: str = "student", **beside: str) -> Entry:
    values = {"name": name} if part == "class" else {"name": "张伟"}
    named = {} if part == "class" else {"class_name": name}
    return Entry("表", number, values, part, beside={**named, **beside})


def test_a_name_with_other_days_is_another_class_and_rows_without_days_find_theirs() -> None:
    spring = {"start_date": "2025-03-03", "end_date": "2025-03-07"}
    autumn = {"start_date": "2025-09-01", "end_date": "2025-09-05"}
    found = held([row(2, "进修班", **spring), row(3, "进修 班", **autumn), row(4, "中青班")])
    assert [(one.title, one.end, len(one.people)) for one in found] == [
        ("进修班", "2025-03-07", 1),
        ("进修 班", "2025-09-05", 1),
        ("中青班", "", 1),
    ]
    found = held(
        [row(2, "进修班"), row(3, "进修班", "class", **spring), row(4, "进修班", **spring)]
    )
    assert [(one.end, one.first.row, [e.row for e in one.people]) for one in found] == [
        ("2025-03-07", 3, [4, 2])
    ]


def test_the_hours_of_a_class_are_its_own_else_what_most_of_its_people_have() -> None:
    people = [row(n, "班", class_hours=h) for n, h in enumerate(("160", "160", "80"), 2)]
    [one] = held(people)
    assert one.quarter_hours == 160
    [none] = held([row(2, "班")])
    assert none.quarter_hours is None
